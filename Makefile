# Every command a person or a machine needs here; `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

# How long `make fuzz` runs.
SECONDS ?= 60
# How many random queries `make fuzz-promql` asks, and the seed that they come from.
COUNT ?= 100000
SEED ?= 1
# Fails where a target imports a module that Package.swift does not give it.
CHECKED_IMPORTS := --explicit-target-dependency-import-check error
FORMATTED := Package.swift Sources Tests
# Its own folder: other flags would rebuild everything in .build, twice.
STATIC_BUILD := .build/static
STATIC_SIZE_LIMIT_BYTES := 25000000
# Every function in a section of its own, so that the linker drops those that nobody calls and keeps equal ones once.
STATIC_FLAGS := -Xswiftc -static-executable -Xswiftc -Xfrontend -Xswiftc -function-sections -Xswiftc -use-ld=lld \
	-Xlinker --icf=all -Xlinker -T -Xlinker $(CURDIR)/.ci/static.ld

# Where tests find what they are judged by.
export PROMTOOL := $(CURDIR)/.tools/promtool
export AMTOOL := $(CURDIR)/.tools/amtool
export PREFLIGHT_PYTHON := $(CURDIR)/.tools/venv/bin/python

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## build the release binary and check examples/support-chat
	@.ci/install libyaml zlib
	@.ci/quietly swift build -c release --product preflight
	.build/release/preflight check examples/support-chat

.PHONY: test
test: lint ## install what the tests need, check the format, run all tests (release configuration)
	@.ci/install libyaml zlib promtool amtool python clients chromium
	@swift test -c release $(CHECKED_IMPORTS) --disable-xctest 2>&1 | $(WITHOUT_PROGRESS)

.PHONY: lint
lint: ## check format and style, without building
	@swift format lint --strict --parallel --recursive $(FORMATTED)

.PHONY: format
format: ## bring all sources into the house format
	@swift format format --in-place --parallel --recursive $(FORMATTED)

.PHONY: record
record: ## write what the program prints now into the goldens and stories, for review as a diff
	@.ci/install libyaml zlib promtool amtool python clients chromium
	@echo "what differed is written and fails this run; review it as a diff, then run make test"
	@PREFLIGHT_RECORD=1 swift test -c release --disable-xctest 2>&1 | $(WITHOUT_PROGRESS)

.PHONY: fuzz
fuzz: ## feed broken input to every reader for SECONDS=60
	@.ci/install libyaml zlib promtool
	@PREFLIGHT_FUZZ_SECONDS=$(SECONDS) swift test -c release --disable-xctest --filter FuzzTests 2>&1 | $(WITHOUT_PROGRESS)

.PHONY: fuzz-promql
fuzz-promql: ## put COUNT=100000 random queries to promtool and to both evaluators, from SEED=1
	@.ci/install libyaml zlib promtool
	@CI=true PREFLIGHT_QUERIES=$(COUNT) PREFLIGHT_SEED=$(SEED) swift test -c release --disable-xctest --filter PromtoolFuzzTests 2>&1 | $(WITHOUT_PROGRESS)

.PHONY: bench
bench: ## time check, test rules, scans, rehearsals and serve against promtool, scanners, SimPy and nginx; growth
	@.ci/install libyaml zlib promtool ripgrep wrk nginx bench python
	@.ci/quietly swift build -c release --product preflight
	@$(PREFLIGHT_PYTHON) Benchmarks/run
	@$(PREFLIGHT_PYTHON) Benchmarks/rules
	@$(PREFLIGHT_PYTHON) Benchmarks/services
	@$(PREFLIGHT_PYTHON) Benchmarks/privacy
	@$(PREFLIGHT_PYTHON) Benchmarks/simulator
	@$(PREFLIGHT_PYTHON) Benchmarks/live
	@PREFLIGHT_REAL_TIME=1 swift test -c release --disable-xctest --filter LiveMatchesVirtual 2>&1 | $(WITHOUT_PROGRESS)

.PHONY: dist
dist: ## build the stripped static binary, dist/preflight, and verify it
	@.ci/install libyaml zlib
	@.ci/quietly swift build -c release --product preflight $(STATIC_FLAGS) --scratch-path $(STATIC_BUILD)
	@mkdir -p dist
	@strip -o dist/preflight $(STATIC_BUILD)/release/preflight
	@{ ldd dist/preflight 2>&1 || true; } | grep -q "not a dynamic executable" \
		|| { echo "error: dist/preflight is not static:"; ldd dist/preflight; exit 1; }
	@size=$$(stat -c %s dist/preflight); \
	[ "$$size" -lt $(STATIC_SIZE_LIMIT_BYTES) ] \
		|| { echo "error: dist/preflight has $$size bytes, the limit is $(STATIC_SIZE_LIMIT_BYTES)"; exit 1; }; \
	start=$$(date +%s%N); \
	for _ in {1..50}; do dist/preflight --version >/dev/null; done; \
	microseconds=$$(( ($$(date +%s%N) - start) / 50000 )); \
	echo "dist/preflight: static, $$size bytes, starts and ends in $$microseconds us (mean of 50)"

.PHONY: clean
clean: ## remove build products; installed tools stay
	@rm -rf .build dist

# Keeps the log short; it drops lines and never changes an exit status (pipefail).
WITHOUT_PROGRESS := { grep -vE "^(◇ |\[[0-9]+/[0-9]+\] )" || true; }
