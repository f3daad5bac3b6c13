# Tandem: what can be done from here. `make` alone lists it.
# Needs Python 3.11 or newer and make; everything else is installed into .venv.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help install demo serve test check bench browsers-and-databases clean

help:
	@echo "make demo    play the story and open it on http://localhost:8000, a link per person"
	@echo "make serve   an empty installation: the console prints where to set it up"
	@echo "make test    all tests: SQLite with browser journeys, then PostgreSQL"
	@echo "make check   style, types, import contracts, sizes, routes, translations"
	@echo "make bench   measure both databases; writes docs/benchmarks.md"

install: .venv/locked

.venv/locked: pyproject.toml uv.lock tools/install
	@tools/install $(PYTHON)
	@touch $@

demo: install
	$(BIN)/tandem demo --serve

serve: install
	$(BIN)/tandem serve

browsers-and-databases: install
	@tools/install-for-tests

test: browsers-and-databases
	@tools/test

check: install
	$(BIN)/python tools/check.py

bench: browsers-and-databases
	$(BIN)/python -m benchmarks --write

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results
