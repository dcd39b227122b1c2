# make        builds eventlint and runs the main job: lints samples/flowing-retail and draws it (out/*.svg)
# make test   builds and runs all tests; those with other programs (pre-commit, pip, a language client) where Python can fetch them
# make docs   writes the generated pages of docs/
# make dist   packs the program, man pages and completions, and a wheel, into dist/
# make bench  measures against the yardstick          make fuzz   fuzzes the readers, MINUTES=10, READER=asyncapi for one (or lsp, configuration, baseline, data)
# Both of the first install missing system packages when run as root or with sudo.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.PHONY: all setup build demo test docs dist bench fuzz clean

UNAME := $(shell uname -s)
# A static binary starts in a third of the time and needs nothing on the machine it runs on.
ifeq ($(UNAME),Linux)
STATIC := -Xswiftc -static-executable
endif
RELEASE := swift build -c release $(STATIC) --scratch-path .build-release
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
	$(BIN)/eventlint graph samples/flowing-retail/orchestrated --isolated --view chain --theme auto -o docs/images/chain.svg

dist: build
	scripts/dist $(BIN)/eventlint dist
	scripts/make-wheel $(BIN)/eventlint dist

bench: setup
	$(RELEASE) --product eventlint
	$(RELEASE) --product yardstick
	$(RELEASE) --product eventlint-dev
	$(BIN)/eventlint-dev bench --binaries $(BIN)

fuzz: setup
	scripts/fuzz $(MINUTES) $(READER)

clean:
	rm -rf .build .build-* out dist
