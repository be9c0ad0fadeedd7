# Every command of the project. `make help` lists them.
#
#   ENV      local (default), spark or databricks: the target in profiles/profiles.yml
#   PYTHON   the Python 3.11 that .venv is made with
#   REAL_LANDING  the published files (folders full_load, december_1_to_5), for benchmark and replays
#   JOBS     processes of make test; each has a Spark session of its own, 3 GB

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ENV ?= local
PYTHON ?= python3.11
SEEDS ?= 100
TOGETHER ?= 1
SEED ?= 1
JOBS ?= 2
BUSINESS ?= distribution
PORT ?= 15002
KIND ?= real

# a command of the project: in its environment, against the chosen target
RUN := source ./env.sh && export DBT_TARGET="$(ENV)" &&
# a session that finds SPARK_REMOTE connects to it, whatever the target's name
ifneq ($(ENV),spark)
unexport SPARK_REMOTE
endif

.PHONY: help
help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo "  ENV=local|spark|databricks chooses the target (default local)."
	@echo "  LANDING_ROOT=<folder> builds from real files, LAKEHOUSE_HOME=<folder> keeps the state elsewhere."

.PHONY: setup-local
setup-local: ## Install all that the local target needs into .venv and .local (safe to repeat)
	@command -v "$(PYTHON)" > /dev/null || { \
		echo "setup: Python 3.11 is missing ($(PYTHON) is not on PATH). Mend: install it (Debian, Ubuntu:" >&2; \
		echo "setup: apt-get install python3.11 python3.11-venv; macOS: brew install python@3.11), or name" >&2; \
		echo "setup: it: make setup-local PYTHON=<path of python3.11>" >&2; exit 1; }
	@"$(PYTHON)" orchestration/setup/install.py

.PHONY: setup-s3
setup-s3: setup-local ## Install what Spark needs beside that for s3a:// (9 MB; safe to repeat)
	@"$(PYTHON)" orchestration/setup/install.py s3

.PHONY: setup-airflow
setup-airflow: setup-local ## Install Airflow into an environment of its own, .local/airflow (AIRFLOW_PYTHON)
	@$(RUN) python -m orchestration.airflow.install

.PHONY: land
land: setup-local ## Land the files of SRC=folder in LANDING_ROOT, whole or not at all (REPLACE=1 replaces)
	@$(RUN) python -m orchestration.landing land --from "$(SRC)" $(if $(REPLACE),--replace)

.PHONY: land-api
land-api: setup-local ## Land the new orders of the shop's API (SHOP_API_URL, SHOP_API_TOKEN; ACCEPT_GAP=1)
	@$(RUN) python -m orchestration.landing api $(if $(ACCEPT_GAP),--accept-gap)

.PHONY: land-partners
land-partners: setup-local ## Land the files of the partners that PARTNERS_FILE names
	@$(RUN) python -m orchestration.landing partners

.PHONY: alert
alert: setup-local ## Tell by mail and chat what runs and landings did, each problem once
	@$(RUN) python -m orchestration.alerts tell

.PHONY: shop-api
shop-api: setup-local ## Serve a synthetic web shop's API on this machine (SHOP_API_TOKEN; FAULTS=all or names)
	@$(RUN) python -m simulator api $(if $(FAULTS),--faults "$(FAULTS)")

.PHONY: run-pipeline
run-pipeline: setup-local ## Land the default input, build and test everything, show the summary
	@$(RUN) python -m orchestration.pipeline run

.PHONY: watch
watch: setup-local ## Near real time: land and build what is new, again and again (SHOP_API_URL, SHOP_API_TOKEN)
	@export LAKEHOUSE_TUNING="$${LAKEHOUSE_TUNING:-warm}"; $(RUN) exec python -m orchestration.watch

.PHONY: session
session: setup-local ## Keep Spark warm behind a local Connect server (PORT), for ENV=spark dbt build ...
	@$(RUN) python -m orchestration.cluster session --port "$(PORT)"

.PHONY: cluster
cluster: setup-local ## Start a Spark master, two workers and a Connect server (PORT) on this machine
	@$(RUN) python -m orchestration.cluster start --port "$(PORT)"

.PHONY: servers
servers: setup-local ## Name the Spark servers of this lakehouse that are running
	@$(RUN) python -m orchestration.cluster status

.PHONY: stop
stop: setup-local ## End the Spark servers of this lakehouse
	@$(RUN) python -m orchestration.cluster stop

.PHONY: upkeep
upkeep: setup-local ## Optimize and vacuum all tables; for a schedule, beside or between runs
	@$(RUN) dbt run-operation optimize_tables --args '{dry_run: false}'
	@$(RUN) dbt run-operation vacuum --args '{dry_run: false}'

.PHONY: test
test: lint ## Run everything that CI runs: linters, types, tests
	@$(RUN) python -m pytest --numprocesses "$(JOBS)" --dist loadfile \
		--no-loadscope-reorder -m "not by_command" tests/python

.PHONY: test-quick
test-quick: setup-local ## Run the tests that need no Spark (a few minutes)
	@$(RUN) python -m pytest --numprocesses "$(JOBS)" --dist loadfile \
		-m "not slow and not by_command" tests/python

.PHONY: test-engines
test-engines: setup-local setup-s3 ## Run the tests of S3, Spark servers, the Databricks adapter and ANSI
	@$(RUN) python -m pytest tests/python/engines

.PHONY: test-kills
test-kills: setup-local ## Run the test of runs that are killed with -9 in every layer
	@$(RUN) python -m pytest tests/python/test_kills.py

.PHONY: test-operations
test-operations: setup-local ## Run the tests of landing and alerts, with those that kill real processes
	@$(RUN) python -m pytest tests/python/operations

.PHONY: test-airflow
test-airflow: setup-local setup-airflow ## Run both of Airflow's DAGs from end to end, against servers on loopback
	@$(RUN) python -m pytest tests/python/schedules

.PHONY: test-watch
test-watch: setup-local ## Run the test of a watch that lives: orders, a shop that fails, a bad file, its end
	@$(RUN) python -m pytest tests/python/operations/test_watch_lives.py

.PHONY: test-maintenance
test-maintenance: setup-local ## Run the tests of optimize, vacuum, restore, and of builds beside them
	@$(RUN) python -m pytest tests/python/test_maintenance.py

.PHONY: lint
lint: setup-local ## Check SQL, YAML, Python and types, and that dbt parses without warnings
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) mypy
	@$(RUN) yamllint --strict .
	@$(RUN) sqlfluff lint --disable-progress-bar --processes 0
	@$(RUN) for business in distribution marketplace webshop distribution,marketplace,webshop; do \
		LINES_OF_BUSINESS="$$business" dbt --quiet --warn-error parse --no-partial-parse; done

.PHONY: format
format: setup-local ## Format Python and SQL in place
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .
	@$(RUN) sqlfluff fix --disable-progress-bar

.PHONY: docs
docs: setup-local ## Build the dbt docs site in target/
	@$(RUN) dbt docs generate --static
	@echo "Open target/static_index.html in a browser."

.PHONY: scenarios
scenarios: setup-local ## Run SEEDS=n random histories of BUSINESS=distribution|marketplace, TOGETHER=n in a lakehouse
	@$(RUN) python -m tests.python.scenarios --business "$(BUSINESS)" --seeds "$(SEEDS)" \
		--together "$(TOGETHER)"

.PHONY: kills
kills: setup-local ## Kill runs of BUSINESS with -9 at five nodes drawn by SEED=n, check what follows
	@$(RUN) python -m tests.python.scenarios.kills --business "$(BUSINESS)" --seed "$(SEED)"

.PHONY: replays
replays: setup-local ## Replay the real marketplace (REAL_LANDING) with every fault, in eleven orders, TOGETHER=n in a lakehouse
	@$(RUN) python -m tests.python.scenarios.replays --together "$(TOGETHER)"

.PHONY: golden
golden: setup-local ## Write the statements that dbt-databricks sends to their golden files again
	@$(RUN) RENEW_GOLDEN=1 python -m pytest tests/python/engines/databricks/test_golden.py

.PHONY: benchmark
benchmark: setup-local ## Measure KIND=real (default), scale, changes, upkeep or watch; SIZES=n,n for scale and changes
	@$(RUN) python -m benchmarks "$(KIND)" $(if $(SIZES),--sizes "$(SIZES)")

.PHONY: lock
lock: setup-local ## Resolve requirements.in and build-tools.in anew into their lock files
	@$(RUN) python -m orchestration.setup.packages

.PHONY: lock-airflow
lock-airflow: setup-local ## Resolve Airflow's requirements.in anew into its lock (AIRFLOW_CONSTRAINTS)
	@$(RUN) python -m orchestration.airflow.install lock

.PHONY: clean
clean: ## Remove what runs have written: target, logs, caches and the local lakehouse (not .venv, jars)
	@rm -rf target logs .pytest_cache .mypy_cache .ruff_cache
	@rm -rf .local/conf .local/warehouse .local/derby .local/derby.log .local/landing .local/truth .local/tmp .local/logs .local/alerts.json
	@find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +
