# docker build -t eventlint .                               the binary and git, which --new-since and `breaking` need
# docker build -t eventlint:minimal --target minimal .      the binary and nothing else
# docker build -t eventlint:graphviz --target graphviz .    with Graphviz, git and a shell
#
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" eventlint lint

FROM swift:6.3 AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends libexpat1-dev libyaml-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN scripts/build-release eventlint .build \
 && mkdir /out \
 && strip -o /out/eventlint .build/release/eventlint

# `graph --svg` and `--png` call dot; CI systems want a shell.
FROM debian:trixie-slim AS graphviz
RUN apt-get update \
 && apt-get install -y --no-install-recommends fonts-dejavu-core git graphviz \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/eventlint /usr/local/bin/eventlint
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["eventlint"]

# A static binary needs no system below it.
FROM scratch AS minimal
COPY --from=build /out/eventlint /usr/local/bin/eventlint
# Without it, `eventlint` as an entry point would be looked for in the engine's own default only.
ENV PATH=/usr/local/bin
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["eventlint"]

# The last stage is what `docker build` and pre-commit take when none is named.
FROM alpine:3.22 AS eventlint
RUN apk add --no-cache git
COPY --from=build /out/eventlint /usr/local/bin/eventlint
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["eventlint"]
