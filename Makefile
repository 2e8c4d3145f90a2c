# Everything that one does here. Each target sets up what it needs; a second run of it is instant.
.DEFAULT_GOAL := help
.PHONY: help setup up demo test long check fmt bench eval kafka lock clean

BIN := .venv/bin
READY := .venv/.ready
CODE := switchboard services tests checks deploy
ARGS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with everything in it; leaves .venv/bin/switchboard

$(READY): requirements.lock pyproject.toml .ci/bootstrap
	@sh .ci/bootstrap

up: $(READY) ## Run all services in one process on 127.0.0.1:8080, data in ./data
	@exec $(BIN)/switchboard up $(ARGS)

demo: $(READY) ## Send a few dozen inquiries to the instance that `make up` runs
	@$(BIN)/python -m deploy.demo $(ARGS)

test: $(READY) ## Run all tests, a real Kafka broker included
	@$(BIN)/python -m pytest $(ARGS)

long: $(READY) ## Run the tests again with the long faults and fuzzing
	@SWITCHBOARD_LONG=1 $(BIN)/python -m pytest $(ARGS)

check: $(READY) ## Check format, lint, types, import rules and sizes
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BIN)/python -m checks

fmt: $(READY) ## Format the code and mend what can be mended
	$(BIN)/ruff check --fix-only --exit-zero $(CODE)
	$(BIN)/ruff format $(CODE)

bench: $(READY) ## Measure; prints a table and writes build/bench.json
	@$(BIN)/python -m tests.bench $(ARGS)

eval: $(READY) ## Measure how well the example strategy understands messages
	@$(BIN)/python -m tests.eval $(ARGS)

kafka: $(READY) ## Start a real Kafka broker to play with; Ctrl-C stops it
	@$(BIN)/python -m tests.harness.broker $(ARGS)

lock: $(READY) ## Resolve the packages anew (ADR 0001); review the difference
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-header $(ARGS) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -c requirements.lock -o deploy/requirements.lock

clean: ## Remove what can be made again; ./data stays
	rm -rf .venv build dist .*_cache .hypothesis .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
