# The common commands, for people who have make. Windows: see the README.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@

demo: .venv/installed
	$(BIN)/reachwell demo

test: .venv/installed
	$(BIN)/python -m pytest -n logical

check: .venv/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
	$(BIN)/python -m bench
