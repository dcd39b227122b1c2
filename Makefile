# make        build eventlint, lint samples/flowing-retail and draw it (out/*.svg)
# make test   build and run all tests; integration tests (pre-commit, pip, a language client) are skipped if Python cannot
#             install their packages
# make docs   generate the pages in docs/
# make dist   build the archive (binary, man pages, completions), the wheel and the extension of VS Code in dist/
# make bench  compare run times with the yardstick, a bare libyaml event loop
# make fuzz   fuzz the readers; MINUTES=10, READER=asyncapi for one of them (or scanner, lsp, configuration, baseline, data)
#
# `make` and `make test` install missing system packages when run as root or with passwordless sudo.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: all setup build demo test docs dist bench fuzz clean

UNAME := $(shell uname -s)
# A static binary starts three times as fast and has no runtime dependencies.
ifeq ($(UNAME),Linux)
STATIC := -Xswiftc -static-executable
endif
# By their mangled names, generic types are looked up at run time, and each conformance that they need is searched for
# among all of the program: a quarter of the instructions of a start, and a third of its page faults.
DIRECT := -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
RELEASE := swift build -c release $(STATIC) $(DIRECT) --scratch-path .build-release
BIN := .build-release/release
MINUTES ?= 10

all: demo

setup:
	@scripts/setup

build: setup
	$(RELEASE) --product eventlint

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
	$(RELEASE) --product eventlint
	$(RELEASE) --product yardstick
	$(RELEASE) --product eventlint-dev
	$(BIN)/eventlint-dev bench --binaries $(BIN)

fuzz: setup
	scripts/fuzz $(MINUTES) $(READER)

clean:
	rm -rf .build .build-* out dist
