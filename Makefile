# Every target installs and builds what it needs first, and is quick when nothing changed.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

BIN := node_modules/.bin
# Folders are listed too: one changes when a file is taken away.
SOURCES := $(filter-out build firmware,$(shell find build firmware hal sims host -not -name '*.md' 2>/dev/null)) \
	tsup.config.ts tsconfig.json package.json
BUILT := dist/firmware/pinhole.js dist/firmware/linux/pinhole.js dist/pinhole.js dist/plan-worker.js dist/prove-worker.js
# A product that somebody deleted is built again.
MISSING := $(if $(filter-out $(wildcard $(BUILT)),$(BUILT)),always)

.PHONY: help demo test check build firmware flash pil bench gallery matrix wiring proof session soak always

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
	@$(BIN)/tsx build/check-boards.ts
	@$(BIN)/knip

build: dist/.stamp ## dist/firmware/pinhole.js (the bundle) and dist/pinhole.js (the host program)

firmware: node_modules/.stamp ## one board's bundle with the drivers that a loop file names, and its fit: make firmware BOARD=puck LOOP=… (ESPRUINO=path: variables measured)
	@$(BIN)/tsx build/firmware.ts "$(or $(BOARD),espruino-pico)" "$(LOOP)" $(if $(ESPRUINO),"$(ESPRUINO)")

flash: build ## bundle and configuration onto a board, read back: make flash PORT=… BOARD=espruino-pico LOOP=loops/bench.loop.json
	@[ -n "$(PORT)" ] || { echo "make flash needs PORT=…; npx pinhole ports lists them" >&2; exit 2; }
	@$(if $(LOOP),$(BIN)/tsx build/firmware.ts "$(or $(BOARD),espruino-pico)" "$(LOOP)")
	@node dist/pinhole.js flash "$(PORT)" $(if $(BOARD),--board "$(BOARD)") $(if $(LOOP),--loop "$(LOOP)")

pil: build ## the bundle in a real interpreter: make pil ESPRUINO=path/to/espruino
	@$(BIN)/tsx host/pil/pil.ts $(if $(ESPRUINO),"$(ESPRUINO)")

bench: build ## the benchmarks, a table of figures beside the alternatives: WRITE=1 puts it into docs/benchmarks.md, ESPRUINO=path counts instructions too
	@$(BIN)/tsx host/bench/bench.ts $(if $(WRITE),--write)

gallery: node_modules/.stamp ## docs/gallery.md: every scenario, its plots, and what the monitor said of it
	@$(BIN)/tsx host/gallery/gallery.ts

matrix: node_modules/.stamp ## docs/fault-matrix.md: every driver and every fault of its emulated part, what comes of it
	@$(BIN)/tsx tests/hal/fault-matrix/write-matrix.ts

wiring: node_modules/.stamp ## docs/wiring/*.svg: the wiring diagrams, from the sources beside them
	@$(BIN)/tsx build/wiring-diagram.ts

proof: build ## docs/proof: the proof of each reference loop, on all cores: RUNS=100
	@for loop in spacecraft ammonia rack bench; do node dist/pinhole.js prove $$loop --runs $(or $(RUNS),100) --html docs/proof/$$loop.html --json | tail -n 1 > docs/proof/$$loop.json; done

session: build ## docs/session.md: a session with board, monitor and telecommands; and what docs/commissioning.md shows
	@$(BIN)/tsx host/session/session.ts
	@$(BIN)/tsx host/session/commissioning.ts

soak: build ## the long runs: fuzzed frames and telecommands, unplugging, endurance (ESPRUINO=path: in an interpreter too); ONLY="unplugging=20" some of them
	@$(BIN)/tsx tests/soak/soak.ts $(ONLY)

# What make firmware made of older sources goes.
dist/.stamp: node_modules/.stamp $(SOURCES) $(MISSING)
	@[ ! -d dist/firmware ] || find dist/firmware -name '*.js' ! -name pinhole.js -delete
	@$(BIN)/tsup --silent
	@touch $@

node_modules/.stamp: package-lock.json build/install.mjs
	@command -v node >/dev/null || { echo "pinhole needs Node 20.19 or later; there is no node here." >&2; exit 1; }
	@node build/install.mjs
