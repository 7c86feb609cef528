# Verbs: run test dev fmt lint bench fuzz docs check clean. `make help` tells what each does.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORLD ?= world
SPECS ?= examples/specs
CONFIG ?= examples/demo.toml
SECONDS ?= 60
# How the extension is built: the profile `dev` is that of the Rust tests, and shares what they compile.
PROFILE ?= release
# Outside the workspace, with a lock file of its own; what both need is built once.
FUZZ := --locked --manifest-path rust/fuzz/Cargo.toml --target-dir target
export VIRTUAL_ENV := $(CURDIR)/$(VENV)

RUST_SOURCES := $(shell find rust -name '*.rs' -o -name Cargo.toml) Cargo.toml Cargo.lock

.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-python test-wheel dev fmt lint lint-rust lint-python bench bench-gpu fuzz \
	docs check clean

help:  ## this text
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/run.stamp  ## set up if needed, then the main job on the bundled specifications
	$(BIN)/agentscaler run $(SPECS) --world $(WORLD) --train --config $(CONFIG)

test: lint test-rust test-python test-wheel  ## everything that CI checks

# The bindings have no tests; they are named so that all has the features that the extension has.
test-rust:
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest
	cargo nextest run --locked -p agentscaler-core -p agentscaler-runtime -p agentscaler-python -p embed_core
	cargo nextest run --locked -p agentscaler-core --no-default-features
	cargo test --locked --doc -p agentscaler-core -p agentscaler-runtime -p agentscaler-python
	cargo test $(FUZZ)

test-python: $(VENV)/dev.stamp
	HYPOTHESIS_PROFILE=$(if $(CI),ci,dev) $(BIN)/pytest -n 2 --dist worksteal

test-wheel: $(VENV)/dev.stamp  ## a wheel with base dependencies only, used in a clean environment
	PYTHON=$(PYTHON) PROFILE=$(PROFILE) bash .ci/wheel

dev: $(VENV)/dev.stamp  ## a virtual environment with the tools and the extension

fmt: $(VENV)/tools.stamp  ## format Rust and Python
	cargo fmt --all
	cargo fmt --manifest-path rust/fuzz/Cargo.toml
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint: lint-rust lint-python  ## formatting, lints, types, import rules

lint-rust: $(VENV)/pip.stamp
	cargo fmt --all --check
	cargo fmt --manifest-path rust/fuzz/Cargo.toml --check
	cargo clippy $(FUZZ) --all-targets -- -D warnings
	cargo clippy --locked --workspace --all-targets -- -D warnings

lint-python: $(VENV)/dev.stamp
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	cd python && ../$(BIN)/python -m mypy.stubtest agentscaler._core
	$(BIN)/lint-imports

bench: $(VENV)/bench.stamp  ## timings beside the peers (minutes; figures in benches/README.md)
	cargo bench --locked -p agentscaler-benches
	for script in benches/python/*.py; do $(BIN)/python $$script || exit 1; done

bench-gpu: $(VENV)/dev.stamp  ## on a machine with a GPU: packed equals unpacked in bf16, tokens/s, MFU
	$(BIN)/pytest -m gpu tests/training
	$(BIN)/python benches/python/training_gpu.py

fuzz:  ## break laws with hostile input, SECONDS for each target (crashes go to rust/fuzz/crashes/)
	cargo run --release --features runtime $(FUZZ) -- all --seconds $(SECONDS)

docs: $(VENV)/dev.stamp  ## check the documentation: links and examples
	$(BIN)/pytest tests/docs -q
	cargo doc --locked --no-deps -p agentscaler-core -p agentscaler-runtime

check: test  ## the same as test

clean:  ## remove what was built
	rm -rf target $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find python tests -name __pycache__ -prune -exec rm -rf {} +
	rm -f python/agentscaler/_core*.so

$(VENV)/pip.stamp:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@touch $@

# The product as its users have it, with what training takes: no developer tools.
$(VENV)/run.stamp: $(VENV)/pip.stamp $(RUST_SOURCES) pyproject.toml
	@echo "setting up: about ten minutes the first time (the core is built, torch is large), seconds after that"
	$(BIN)/python -m pip install --quiet 'maturin>=1.9.4,<2'
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable '.[llm,train]' \
		--config-settings=build-args='--profile $(PROFILE)'
	@touch $@

$(VENV)/tools.stamp: $(VENV)/pip.stamp pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(VENV)/dev.stamp: $(VENV)/tools.stamp $(VENV)/run.stamp
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@
