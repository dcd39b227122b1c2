# make        build eventlint, lint samples/flowing-retail and draw it (out/*.svg)
# make test   build and run all tests; integration tests (pre-commit, pip, a language client) are skipped if Python cannot
#             install their packages
# make docs   generate the pages in docs/
# make dist   build the archive (binary, man pages, completions), the wheel and the extension of VS Code in dist/
# make bench  compare run times with the yardstick, a bare libyaml event loop
# make profile
#             record which code runs, for the compiler (eventlint.profdata.gz), and build with it
# make fuzz   fuzz the readers; MINUTES=10, READER=asyncapi for one of them (or scanner, lsp, configuration, baseline, data)
#
# `make` and `make test` install missing system packages when run as root or with passwordless sudo.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: all setup build demo test docs dist bench profile fuzz clean

BIN := .build-release/release
MINUTES ?= 10

all: demo

setup:
	@scripts/setup

build: setup
	scripts/build-release eventlint

demo: build
	@mkdir -p out
	@for variant in orchestrated choreographed; do \
	  echo "== samples/flowing-retail/$$variant"; \
	  $(BIN)/eventlint lint samples/flowing-retail/$$variant --fail-on never; \
	  $(BIN)/eventlint graph samples/flowing-retail/$$variant --title "flowing-retail ($$variant)" -o out/flowing-retail-$$variant.svg; \
	  echo "drawn: out/flowing-retail-$$variant.svg"; \
	done

test: build
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	scripts/make-docs --check $(BIN)/eventlint
	$(BIN)/eventlint trace --isolated --check README.md -- samples/flowing-retail/orchestrated
	scripts/test-integrations $(BIN)/eventlint
	scripts/test-hostile $(BIN)/eventlint
	swift test

docs: build
	scripts/make-docs $(BIN)/eventlint
	$(BIN)/eventlint trace --isolated --check README.md --write -- samples/flowing-retail/orchestrated
	$(BIN)/eventlint graph samples/flowing-retail/choreographed --isolated --findings --theme auto -o docs/images/choreographed.svg
	$(BIN)/eventlint graph samples/flowing-retail/orchestrated --isolated --view sequence --theme auto -o docs/images/sequence.svg

dist: build
	scripts/dist $(BIN)/eventlint dist
	scripts/make-wheel $(BIN)/eventlint dist
	scripts/make-vsix $(BIN)/eventlint dist

bench: setup
	scripts/build-release eventlint
	scripts/build-release yardstick
	scripts/build-release eventlint-dev
	$(BIN)/eventlint-dev bench --binaries $(BIN)

profile: setup
	scripts/make-profile
	scripts/build-release eventlint

fuzz: setup
	scripts/fuzz $(MINUTES) $(READER)

clean:
	rm -rf .build .build-* out dist
