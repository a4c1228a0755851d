# Every target makes what it needs: a virtual environment in .venv, and in it the locked packages.
VENV := .venv
PY := $(VENV)/bin/python
# The first interpreter that is new enough; override with `make PYTHON=...`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
WORKERS ?= 2

.PHONY: demo test siege live long lint format types imports docs bench build clean ci
.DEFAULT_GOAL := demo

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed; install it or say make PYTHON=/path/to/python"; exit 2; }
	$(PYTHON) -m venv $(VENV) || { echo "make: the venv module is missing; on Debian: apt-get install python3-venv"; exit 2; }

# The demo installs what a user installs, the developer targets what a developer needs.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.developed: requirements-dev.lock $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	touch $@

demo: $(VENV)/.installed ## solve examples/bakery.md with the embedded language model
	$(VENV)/bin/orthought models pull
	$(VENV)/bin/orthought solve examples/bakery.md --llm local --fresh

test: $(VENV)/.developed ## all tests that need no language model
	$(PY) -m pytest -n $(WORKERS) -m "not live and not long and not siege" --cov=orthought --cov-report=term:skip-covered --cov-report=xml

siege: $(VENV)/.developed ## whole suites of attacks, kills, fuzzing and endurance (minutes)
	$(PY) -m pytest -n $(WORKERS) -m siege

live: $(VENV)/.developed ## tests with the embedded language model (minutes)
	$(VENV)/bin/orthought models pull
	$(PY) -m pytest -m live

long: $(VENV)/.developed ## what takes longer than a test may: its results stand in evals/results
	$(PY) -m pytest -m long
	$(PY) -m tests.fuzz --seconds 1400 --out evals/results/fuzz.json
	$(PY) evals/measure.py examples/variants --llm local --max-repairs 1 --out evals/results/demo-variants-local.json
	$(PY) evals/measure.py benchmarks/starter --llm local --max-repairs 1 --out evals/results/starter-local.json

lint: $(VENV)/.developed ## style
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(VENV)/.developed
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

types: $(VENV)/.developed ## strict types
	$(VENV)/bin/mypy

imports: $(VENV)/.developed ## imports go one way
	$(VENV)/bin/lint-imports

docs: $(VENV)/.developed ## regenerate what is generated
	$(PY) docs/generate_cli.py
	$(PY) docs/generate_acceptance.py

bench: $(VENV)/.developed ## overhead and scale, as ratios taken in one run
	$(PY) evals/bench_overhead.py
	$(PY) evals/bench_scale.py
	$(PY) evals/bench_sandbox.py

build: $(VENV)/.developed ## the wheel
	$(PY) -m pip wheel --quiet --no-deps -w dist .

ci: ## what continuous integration runs
	bash .ci/run

clean:
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .coverage coverage.xml
