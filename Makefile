# Python 3.11, pip and make are all that has to be there.
PYTHON := $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin
PARTS := postgres15 kills uploads permissions fuzz storage candidates browser
ARGS ?=

.PHONY: run test soak check format schema pictures

run:
	@$(PYTHON) .ci/environment.py run
	@exec $(VENV)/python run.py serve $(ARGS)

test:
	@$(PYTHON) .ci/environment.py test
	$(VENV)/python -m pytest -n 2 $(ARGS)

# Full size, in parts: make soak PART=kills
soak:
	@$(PYTHON) .ci/environment.py test
	@$(VENV)/python .ci/soak.py $(or $(PART),$(PARTS))

check:
	@$(PYTHON) .ci/environment.py test
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy

format:
	@$(PYTHON) .ci/environment.py test
	$(VENV)/ruff format .

# Writes sql/schema.sql anew from the migrations
schema:
	@$(PYTHON) .ci/environment.py run
	$(VENV)/python -m server.schema

# Takes the pictures of the README anew
pictures:
	@$(PYTHON) .ci/environment.py test
	$(VENV)/python .ci/pictures.py
