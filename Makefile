# Every target installs and builds what it needs first, and is quick when nothing changed.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := node_modules/.bin
# Folders are listed too: one changes when a file is taken away.
SOURCES := $(filter-out build,$(shell find build firmware hal sims host -not -name '*.md' 2>/dev/null)) \
	tsup.config.ts tsconfig.json package.json
BUILT := dist/firmware/pinhole.js dist/pinhole.js
# A product that somebody deleted is built again.
MISSING := $(if $(filter-out $(wildcard $(BUILT)),$(BUILT)),always)

.PHONY: help demo test check build pil bench gallery soak always

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: build ## the MS-22 leak on the shipped bundle: virtual board, serial device, alarm, report with plots
	@node dist/pinhole.js demo

test: build ## every test; the last line counts them
	@$(BIN)/vitest run

check: build ## types, lint, import directions, Espruino subset of the bundle, dead code
	@$(BIN)/tsc --noEmit -p .
	@$(BIN)/eslint --max-warnings 0 .
	@$(BIN)/tsx build/check-bundle.ts dist/firmware/pinhole.js
	@$(BIN)/knip

build: dist/.stamp ## dist/firmware/pinhole.js (the bundle) and dist/pinhole.js (the host program)

pil: build ## the bundle in a real interpreter: make pil ESPRUINO=path/to/espruino
	@$(BIN)/tsx host/pil/pil.ts $(if $(ESPRUINO),"$(ESPRUINO)")

bench: build ## the benchmarks, a table of figures beside the alternatives: WRITE=1 puts it into docs/benchmarks.md, ESPRUINO=path counts instructions too
	@$(BIN)/tsx host/bench/bench.ts $(if $(WRITE),--write)

gallery: node_modules/.stamp ## docs/gallery.md: every scenario, its plots, and what the monitor said of it
	@$(BIN)/tsx host/gallery/gallery.ts

soak: node_modules/.stamp ## 10 million fuzzed frames to the host, 1 million mutated telecommands to the board: some ten minutes
	@$(BIN)/tsx tests/soak/soak.ts

dist/.stamp: node_modules/.stamp $(SOURCES) $(MISSING)
	@$(BIN)/tsup --silent
	@touch $@

node_modules/.stamp: package-lock.json build/install.mjs
	@command -v node >/dev/null || { echo "pinhole needs Node 20.19 or later; there is no node here." >&2; exit 1; }
	@node build/install.mjs
