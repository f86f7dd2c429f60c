# Everything a fresh Debian machine needs, in two commands: make book, make test.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CPITG := $(BIN)/cpitg
ROUND := illustrative-2020
OWN := build/$(ROUND)-store
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.done: requirements.lock pyproject.toml
	@sh scripts/need.sh venv $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.done: package-lock.json package.json $(VENV)/.done
	@sh scripts/need.sh packages
	@touch $@

setup: $(VENV)/.done node_modules/.done ## the environment, the pages' JavaScript and the model's weights
	$(CPITG) model get

book: published ## the illustrative round from its responses to the built book
	$(CPITG) build

strict-book: published
	$(CPITG) build --strict --all

published: setup
	$(CPITG) import $(ROUND) surveys/$(ROUND)/responses.csv --yes --data $(OWN)
	$(CPITG) analyse $(ROUND) --data $(OWN)
	rm -rf build/published
	$(CPITG) publish $(ROUND) --data $(OWN) --out build/published --compare

test: setup browser ## all tests but the slow ones
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow"

test-all: setup browser compiler postgresql ## the slow ones too
	$(BIN)/python -m pytest -n 2 --dist loadfile

browser:
	@sh scripts/need.sh chromium

compiler:
	@sh scripts/need.sh compiler

postgresql:
	@sh scripts/need.sh postgresql

check: setup browser ## format, lint, types, import rule, tests, the book with -W
	@sh scripts/check.sh

bench: setup ## figures against peers; BENCH=themes for one of them
	@sh scripts/bench.sh $(BENCH)

lock: $(VENV)/.done ## requirements.lock anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --group dev --extra postgres pyproject.toml -o requirements.lock

clean: ## take away what can be made again
	rm -rf build _build book/generated

.PHONY: strict-book published help setup book test test-all browser compiler postgresql check bench lock clean
