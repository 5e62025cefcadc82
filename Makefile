# make run and make test need only Python 3.11, 3.12 or 3.13 and make. The other targets are for those who work on Wrans.

SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c '$(SUITABLE)' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
# One process for each core, which takes tests from another when its own are done.
PYTEST_OPTIONS ?= -n auto --dist worksteal
# Without this, every program that a test starts compiles all its modules, where the environment forbids to keep them.
unexport PYTHONDONTWRITEBYTECODE
# The tests that `make test-cluster` runs: those of the engine, and readers, clients and a browser over it.
CLUSTER_TESTS ?= tests/cluster tests/contract tests/web/official_api/test_lists.py \
    tests/web/official_api/test_items.py tests/web/official_api/test_errors.py tests/web/linked_data/test_recorded_clients.py \
    tests/web/test_json.py tests/web/test_results.py tests/web/mcp/test_same_lists.py tests/browser/test_journey.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint pictures meaning cluster cluster-stop test-cluster wheel-test npm-clients campaign attack attack-costs attack-crawl \
    attack-damage attack-restore attack-soak bench bench-pages relevance lock clean python

run: $(VENV)/runs
	@$(BIN)/python app.py

test: $(VENV)/tests
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS)

lint: $(VENV)/tests
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/codespell && $(BIN)/mypy

# Takes the pictures of the help anew, from a site with the sample. Needs Chromium.
pictures: $(VENV)/tests
	@$(BIN)/python -m tests.browser.pictures

# Installs the extra that ranks by meaning, sets the encoder up, and runs the tests that need both.
meaning: $(VENV)/tests $(VENV)/meaning
	@$(BIN)/wrans meaning
	@$(BIN)/python -m pytest tests/meaning $(PYTEST_OPTIONS)

# Starts three OpenSearch nodes on this machine, loads the sample into them, and serves it. Needs Java 21 and Maven.
cluster: $(VENV)/cluster
	@$(BIN)/python -m cluster serve

cluster-stop: $(VENV)/runs
	@$(BIN)/python -m cluster stop

# Starts the nodes on ports of their own, runs the tests of the engine over them, and stops them. Fails where Java is missing.
TEST_CLUSTER := CLUSTER_FOLDER=build/test-cluster CLUSTER_PORT=17401
test-cluster: $(VENV)/tests $(VENV)/cluster
	@$(TEST_CLUSTER) $(BIN)/python -m cluster start
	@$(TEST_CLUSTER) WRANS_TEST_CLUSTER=yes $(BIN)/python -m pytest $(CLUSTER_TESTS); \
	    status=$$?; $(TEST_CLUSTER) $(BIN)/python -m cluster stop; exit $$status

# Installs two clients of the tools for assistants and a tokeniser from npm, and puts the questions of the tests by them. Needs Node.js 20.
npm-clients: $(VENV)/tests
	@npm install --silent --no-audit --no-fund --prefix build/npm-clients @modelcontextprotocol/sdk@1.32.2 @ai-sdk/mcp@2.0.99 js-tiktoken@1.0.21
	@$(BIN)/python -m pytest tests/web/mcp

# Builds the wheel, installs it in an empty environment, and searches the sample with it from another folder.
wheel-test: $(VENV)/tests
	@rm -rf build/wheel && $(BIN)/python -m build --wheel --outdir build/wheel . >/dev/null
	@$(PYTHON) -m venv build/wheel/venv
	@build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check build/wheel/*.whl
	@cd build/wheel && WRANS_INDEX_DATA="$$PWD/index_data" venv/bin/wrans search lighthouse

# Attacks a site of WORKERS processes over INDEX, some 100,000 records, for five minutes, and prints what a reader waits.
attack: $(VENV)/tests
	@$(BIN)/python -m tests.attack --index $(INDEX) --workers $(or $(WORKERS),1)

# What 20,000 hostile addresses cost in processor time and memory.
attack-costs: $(VENV)/tests
	@$(BIN)/python -m tests.attack.query_costs $(INDEX)
	@$(BIN)/python -m tests.attack.ordinary_searches $(INDEX)

# A crawler that obeys the rules, for ten minutes. It needs two processes to read 114,000 records in that time on two processors.
attack-crawl: $(VENV)/tests
	@$(BIN)/python -m tests.attack.crawler --index $(INDEX) --workers $(or $(WORKERS),2)

# Kills, full disks, flipped bytes, tampered arrays, and files that would fill the memory, of invented records.
attack-damage: $(VENV)/tests
	@$(BIN)/python -m tests.attack.damage

# A backup restored into an empty folder, its answers, and its metrics.
attack-restore: $(VENV)/tests
	@$(BIN)/python -m tests.attack.restoration --index $(INDEX)

# Eight clients for SOAK minutes, updates each minute, two rebuilds, and a quiet twin. DATA has the files of INDEX.
attack-soak: $(VENV)/tests
	@$(BIN)/python -m tests.attack.soak --data $(DATA) --minutes $(or $(SOAK),60)

# All of them, in two hours; with make -k also after one that fails.
campaign: attack attack-costs attack-crawl attack-damage attack-restore attack-soak

bench: $(VENV)/bench
	@$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE)) $(if $(PEERS),--peers $(PEERS))

bench-pages: $(VENV)/bench
	@$(BIN)/python -m benchmarks.sites $(if $(SIZE),--size $(SIZE)) $(if $(SITES),--sites $(SITES))

relevance: $(VENV)/bench
	@$(BIN)/python -m benchmarks.relevance $(COLLECTIONS)

lock: $(VENV)/tests
	@$(PIP) uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --extra meaning -c requirements-dev.txt pyproject.toml -o requirements-meaning.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --extra cluster -c requirements-dev.txt pyproject.toml -o requirements-cluster.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
	    --custom-compile-command "make lock" --extra bench -c requirements.txt pyproject.toml -o requirements-bench.txt

clean:
	rm -rf $(VENV) .venv-* build dist

$(VENV)/runs: requirements.txt pyproject.toml | python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Wrans and what it needs into $(VENV) ..."
	@$(PIP) -r requirements.txt && $(PIP) --no-deps --editable . && touch $@

$(VENV)/tests: requirements-dev.txt $(VENV)/runs
	@echo "Installing what the tests need into $(VENV) ..."
	@$(PIP) -r requirements-dev.txt && touch $@

$(VENV)/meaning: requirements-meaning.txt $(VENV)/runs
	@echo "Installing the extra that ranks by meaning into $(VENV) ..."
	@$(PIP) -r requirements-meaning.txt && touch $@

$(VENV)/cluster: requirements-cluster.txt $(VENV)/runs
	@echo "Installing the client of OpenSearch into $(VENV) ..."
	@$(PIP) -r requirements-cluster.txt && touch $@

$(VENV)/bench: requirements-bench.txt $(VENV)/runs
	@echo "Installing what the benchmarks need into $(VENV) ..."
	@$(PIP) -r requirements-bench.txt && touch $@

python:
	@test -n "$(PYTHON)" || { echo "Wrans needs Python 3.11, 3.12 or 3.13, and none is on the PATH. \
	Install one, or name it: make PYTHON=/path/to/python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c '$(SUITABLE)' || { echo "Wrans needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) --version 2>&1). \
	Name another: make PYTHON=/path/to/python3.12 run" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. \
	On Debian and Ubuntu: apt install python3-venv. Then run make again." >&2; exit 1; }
