# Two commands: `make chat` and `make test`. Both make the virtual environment themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed
DEVELOPMENT := $(VENV)/.installed-dev
MODEL_SERVER := $(VENV)/.installed-llm

.PHONY: chat talk test test-slow test-llm check bench bench-model bench-simulate clean

chat: $(RUNTIME)
	$(BIN)/python app.py chat

talk: $(RUNTIME)
	$(BIN)/python app.py talk

bench: $(RUNTIME)
	$(BIN)/python app.py bench

test: check
	$(BIN)/python -m pytest

# Whole simulations that are interrupted, killed and gone on with, and a local Ray cluster where Ray is.
test-slow: $(DEVELOPMENT)
	$(BIN)/python -m pytest -m slow

# A real llama.cpp server with a small model, on loopback: proves the wiring, says nothing of quality.
test-llm: $(MODEL_SERVER)
	$(BIN)/python -m pytest -m llm tests/llm

bench-model: $(DEVELOPMENT)
	$(BIN)/python -m tests.bench_language_model

bench-simulate: $(DEVELOPMENT)
	$(BIN)/python app.py bench --only simulation
	$(BIN)/python -m tests.bench_simulation

check: $(DEVELOPMENT)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

$(VENV)/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parley needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

$(DEVELOPMENT): requirements.txt requirements-dev.txt | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	touch $(RUNTIME) $@

$(MODEL_SERVER): $(DEVELOPMENT) requirements-llm.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps -r requirements-llm.txt
	touch $@

clean:
	rm -rf $(VENV) var
