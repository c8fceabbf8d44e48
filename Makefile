# The commands of this project. `make help` lists them.

PYTHON ?= python3
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup setup-dev run test check format bench lock clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# A stamp remembers which lock file was installed, so that a second `make` costs nothing.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

setup: $(VENV)/run.stamp  ## Install what the app needs into .venv

setup-dev: $(VENV)/dev.stamp  ## Install what the tests and checks need as well

run: setup  ## Serve the app with demo data on http://127.0.0.1:5000 (PORT= for another)
	CONSULT_DEMO=1 $(BIN)/consult demo --if-empty
	CONSULT_DEMO=1 CONSULT_ORGANISATION="Hallowick Partnership" $(BIN)/consult serve --port $(PORT)

test: setup-dev  ## Run every test
	$(BIN)/python -m pytest -n auto --dist loadgroup

check: setup-dev  ## Format, lint, types, layers, templates, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/test_licences.py tests/test_vendor.py

format: setup-dev  ## Put the code into the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup-dev  ## Run every benchmark; each prints a table
	for file in bench/bench_*.py; do $(BIN)/python $$file || exit 1; done

lock:  ## Pin every dependency anew, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group build --upgrade pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra postgres --extra better --extra ocr --group build --group dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt

clean:  ## Remove what was installed and generated
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
