PYTHON ?= python3
BIN := .venv/bin
# As many at once as there are processors, each with a database of its own; make test JOBS=0: one after the other.
JOBS ?= logical
# The same behaviour in every shell, whatever its locale says.
export PYTHONUTF8 := 1

.PHONY: run demo install test check bench bench-methods assets messages lock clean

run:
	@$(PYTHON) tools/bootstrap.py
	@exec $(BIN)/python tools/run.py

demo:
	@$(PYTHON) tools/bootstrap.py
	@exec $(BIN)/python tools/run.py --anew

install:
	@$(PYTHON) tools/bootstrap.py

test:
	@$(PYTHON) tools/bootstrap.py dev
	@$(PYTHON) tools/needs.py
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder $(ARGS)

check:
	@$(PYTHON) tools/bootstrap.py dev
	@$(PYTHON) tools/needs.py check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint src --check --quiet
	$(BIN)/djlint src --lint --quiet
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/mypy src/shuniu
	$(BIN)/python tools/check.py

bench:
	@$(PYTHON) tools/bootstrap.py dev
	PYTHONPATH=src $(BIN)/python -m benchmarks $(ARGS)

bench-methods:
	@$(PYTHON) tools/bootstrap.py dev
	PYTHONPATH=src $(BIN)/python -m benchmarks --group methods $(ARGS)

assets:
	@$(PYTHON) tools/bootstrap.py dev

messages:
	@$(BIN)/python tools/messages.py

lock:
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --extra server --extra local pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --extra server --extra local --extra dev pyproject.toml -o requirements/dev.lock
	npm install --package-lock-only

clean:
	rm -rf .venv node_modules build build-browser tools/browser/node_modules
