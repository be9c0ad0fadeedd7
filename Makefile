# Every command of the project. `make help` lists them.
#
#   LAKEHOUSE_ENVIRONMENT  local (default), dev, staging or prod: a file of the folder environments
#   ENV      local, spark or databricks: the target in profiles/profiles.yml, by default the environment's
#   PYTHON   the Python 3.11 that .venv is made with
#   REAL_LANDING  the published files (folders full_load, december_1_to_5, october_21_to_25), for
#            benchmark and replays
#   BUSINESS line of business of scenarios and kills (default distribution), of benchmark KIND=real (all)
#   JOBS     processes of make test; each has a Spark session of its own, 3 GB

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

LAKEHOUSE_ENVIRONMENT ?= local
ENV ?= $(or $(shell sed -n 's/^DBT_TARGET=//p' "environments/$(LAKEHOUSE_ENVIRONMENT).env" 2> /dev/null),local)
export LAKEHOUSE_ENVIRONMENT
PYTHON ?= python3.11
SEEDS ?= 100
TOGETHER ?= 1
SEED ?= 1
KILLS ?= 20
JOBS ?= 2
PORT ?= 15002
KIND ?= real
TARGET ?= dev
# quotes, semicolons and dollars of a query reach the command as they are
export Q

# as JSON, which YAML reads
comma := ,
quoted = "$(subst ",\",$(1))"
export EXPLAIN_ARGUMENTS = {$(if $(MART),"mart": $(call quoted,$(MART))$(comma) "key": $(call quoted,$(KEY))$(if $(LIMIT),$(comma) "limit": $(LIMIT)),$(if $(RUN_ID),"run": $(call quoted,$(RUN_ID))$(comma)) "all_months": $(if $(ALL_MONTHS),true,false))}
KNOWN_PREFIX ?= known_
export KNOWN_ARGUMENTS = {"time": $(call quoted,$(AT)), "prefix": $(call quoted,$(KNOWN_PREFIX))}

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
	@echo "  LAKEHOUSE_ENVIRONMENT=local|dev|staging|prod chooses the environment (default local), ENV=local|spark|databricks its target."
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

.PHONY: setup-operations
setup-operations: setup-s3 setup-airflow setup-checks ## Install all that make test-operations wants beside Java, Terraform and Go

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

.PHONY: backfill
backfill: setup-local ## Load files again (HOW=rejudge: judge): FEED, FILE, FROM, TO, BY=arrival|business_date; DRY_RUN=0 does it
	@$(RUN) python -m orchestration.pipeline backfill \
		$(if $(FEED),--feed "$(FEED)") $(if $(FILE),--file "$(FILE)") \
		$(if $(FROM),--from "$(FROM)") $(if $(TO),--to "$(TO)") \
		$(if $(BY),--by "$(BY)") $(if $(HOW),--how "$(HOW)") $(if $(filter 0,$(DRY_RUN)),--do-it)

# alerts read what the last run has written in target/: these write nothing there
.PHONY: explain
explain: setup-local ## Say what runs changed in closed months and why (RUN_ID; ALL_MONTHS=1), or walk MART=name KEY="month=2025-08-01" to its lines
	@$(RUN) dbt --quiet --no-write-json run-operation $(if $(MART),explain_cell,explain_runs) --args "$$EXPLAIN_ARGUMENTS"

.PHONY: as-known
as-known: setup-local ## Build what was known AT="2025-08-03 06:00" in schemas with KNOWN_PREFIX (known_), and answer Q="select ... {{ ref(...) }}"
	@$(RUN) dbt --quiet --no-write-json run-operation keep_known_at --args "$$KNOWN_ARGUMENTS"
	@$(RUN) export DBT_SCHEMA_PREFIX="$(KNOWN_PREFIX)"; dbt --quiet --no-write-json build --full-refresh \
		--exclude path:models/staging path:models/operations --exclude-resource-type test unit_test snapshot
	@$(RUN) export DBT_SCHEMA_PREFIX="$(KNOWN_PREFIX)"; if [ -n "$$Q" ]; then dbt --quiet --no-write-json show --inline "$$Q" --limit 100; fi

.PHONY: dashboards
dashboards: setup-local ## Make the page of dashboards and its PDF from the last good run (no Spark)
	@$(RUN) python -m orchestration.dashboards page $(if $(FROM),--from "$(FROM)")

.PHONY: open
open: setup-local ## Make the page of dashboards and open it in a browser
	@$(RUN) python -m orchestration.dashboards page --no-pdf --open

.PHONY: query
query: setup-local ## Answer Q="select ..." on the tables of the last good run (no Spark; Q=tables lists them)
	@$(RUN) python -m orchestration.reading query "$$Q"

.PHONY: watch
watch: setup-local ## Near real time: land and build what is new, again and again (SHOP_API_URL, SHOP_API_TOKEN)
	@export LAKEHOUSE_TUNING="$${LAKEHOUSE_TUNING:-warm}"; $(RUN) exec python -m orchestration.watch

.PHONY: edit
edit: setup-local ## Build each model that is saved, with its tests, and show its rows (MODEL=name builds it at once)
	@export LAKEHOUSE_TUNING="$${LAKEHOUSE_TUNING:-warm}"; $(RUN) exec python -m orchestration.editing $(MODEL)

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

# the CLI of Databricks, which no package registry has
HAS_CLI := command -v databricks > /dev/null || { echo "bundle: the Databricks CLI is missing. Mend: install it \
(https://docs.databricks.com/dev-tools/cli/install), then repeat." >&2; exit 2; }

# each target of the bundle is an environment
bundle-validate bundle-deploy: export LAKEHOUSE_ENVIRONMENT := $(TARGET)

.PHONY: bundle-validate
bundle-validate: setup-local ## Have Databricks check the bundle for TARGET=dev|staging|prod
	@$(HAS_CLI); $(RUN) databricks bundle validate --target "$(TARGET)"

.PHONY: bundle-deploy
bundle-deploy: setup-local ## Deploy the bundle to TARGET=dev|staging|prod
	@$(HAS_CLI); $(RUN) databricks bundle deploy --target "$(TARGET)"

.PHONY: databricks-secrets
databricks-secrets: setup-local ## Set the secrets of the jobs on Databricks in SCOPE, without showing one
	@$(RUN) python -m orchestration.databricks secrets --scope "$(SCOPE)"

.PHONY: databricks-check
databricks-check: setup-local ## Hold the bundle against the schema of the Databricks CLI (SCHEMA=file: against that one)
	@$(RUN) python -m orchestration.databricks check $(if $(SCHEMA),--schema "$(SCHEMA)")

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

.PHONY: test-landing
test-landing: setup-local ## Run the tests of landing and alerts, with those that kill real processes
	@$(RUN) python -m pytest tests/python/operations

.PHONY: test-jobs
test-jobs: setup-local setup-s3 ## Run the bundle's jobs against the stand-in for Databricks, load what the Lambda lands
	@$(RUN) python -m pytest tests/python/engines/databricks/test_jobs.py tests/python/engines/s3/test_example_function.py

# one after the other, each in a process of its own: two hours; `make -k` goes on behind one that fails
.PHONY: test-operations
test-operations: setup-operations test-landing test-infrastructure test-jobs test-airflow test-chaos ## Run all of landing, AWS, CI, jobs, Airflow and chaos

.PHONY: test-chaos
test-chaos: setup-local setup-s3 ## Spoil disks, S3, clocks, tokens and nights (KILLS=20, SEED=n; Linux, as root)
	@export KILLS="$(KILLS)" CHAOS_SEED="$(if $(filter command line environment,$(origin SEED)),$(SEED))"; \
		$(RUN) python -m pytest tests/python/chaos -rA

.PHONY: test-dashboards
test-dashboards: setup-local ## Drive the page in Chromium, compare its numbers with the marts, views with Spark
	@$(RUN) python -m pytest tests/python/dashboards

.PHONY: test-airflow
test-airflow: setup-local setup-airflow ## Run both of Airflow's DAGs from end to end, against servers on loopback
	@$(RUN) python -m pytest tests/python/schedules

.PHONY: test-watch
test-watch: setup-local ## Run the test of a watch that lives: orders, a shop that fails, a bad file, its end
	@$(RUN) python -m pytest tests/python/operations/test_watch_lives.py

.PHONY: test-restatements
test-restatements: setup-local ## Explain what runs changed in months, over a history by hand and random ones, add it up
	@$(RUN) python -m pytest tests/python/test_restatements.py tests/python/test_restated_histories.py

.PHONY: test-real-data
test-real-data: setup-local ## Run the tests of the real data (REAL_LANDING), with the full refreshes after its increments
	@$(RUN) python -m pytest tests/python/test_real_data.py tests/python/test_webshop.py tests/python/test_webshop_oracle.py

.PHONY: test-maintenance
test-maintenance: setup-local ## Run the tests of optimize, vacuum, restore, and of builds beside them
	@$(RUN) python -m pytest tests/python/test_maintenance.py

.PHONY: slim-ci
slim-ci: setup-local ## Build what differs from the last good manifest in STATE=folder, in schemas with DBT_SCHEMA_PREFIX
	@test -f "$(STATE)/manifest.json" || { \
		echo "slim-ci: there is no manifest.json in STATE='$(STATE)'. Mend: give the folder that" >&2; \
		echo "slim-ci: make keep-state has written for the last good run." >&2; exit 1; }
	@test -n "$${DBT_SCHEMA_PREFIX:-}" || { \
		echo "slim-ci: DBT_SCHEMA_PREFIX is not set, so the real tables would be built. Mend: set it (ci_17_)." >&2; exit 1; }
	@$(RUN) dbt build --exclude-resource-type exposure --select state:modified+ --defer --state "$(abspath $(STATE))"

.PHONY: impact
impact: setup-local ## Build what differs from STATE in schemas with DBT_SCHEMA_PREFIX (impact_), say what that does to the marts
	@export DBT_SCHEMA_PREFIX="$${DBT_SCHEMA_PREFIX:-impact_}"; \
		$(RUN) python -m orchestration.impact --state "$(or $(STATE),target/last-good)"

.PHONY: drop-schemas
drop-schemas: setup-local ## Drop the schemas that begin with DBT_SCHEMA_PREFIX, with what slim CI has built in them
	@$(RUN) dbt --quiet run-operation drop_prefixed_schemas --args '{dry_run: false}'

.PHONY: keep-state
keep-state: setup-local ## Keep the manifest of a good run in STATE=folder, for slim-ci
	@test -n "$(STATE)" || { echo "keep-state: name a folder: make keep-state STATE=target/last-good" >&2; exit 1; }
	@$(RUN) dbt --quiet parse && mkdir -p "$(STATE)" && cp "$${DBT_TARGET_PATH:-target}/manifest.json" "$(STATE)/manifest.json"

.PHONY: functions
functions: setup-local ## Package the functions of AWS Lambda in target/functions
	@$(RUN) python -m orchestration.aws package --to target/functions \
		start_job=orchestration.aws.start_job example_data=simulator.aws_lambda

.PHONY: terraform-init
terraform-init: setup-local ## Get Terraform's provider and the state of LAKEHOUSE_ENVIRONMENT
	@$(RUN) terraform -chdir=infrastructure/aws/lakehouse init -reconfigure -input=false \
		-backend-config="bucket=$$TERRAFORM_STATE_BUCKET" -backend-config="region=$$AWS_REGION" \
		-backend-config="key=lakehouse.tfstate"

.PHONY: terraform-plan
terraform-plan: functions terraform-init ## Say what would change on AWS, and keep the plan in target/
	@$(RUN) terraform -chdir=infrastructure/aws/lakehouse plan -input=false -out="$(CURDIR)/target/terraform.plan"

.PHONY: terraform-apply
terraform-apply: terraform-init ## Apply the plan that make terraform-plan has kept, and nothing else
	@$(RUN) terraform -chdir=infrastructure/aws/lakehouse apply -input=false "$(CURDIR)/target/terraform.plan"

.PHONY: setup-checks
setup-checks: setup-local ## Install what checks infrastructure and CI into .local/checks (safe to repeat)
	@$(RUN) python -m orchestration.setup.checks

.PHONY: test-infrastructure
test-infrastructure: setup-checks setup-s3 ## Check Terraform and CI, apply Terraform to moto (wants terraform; Go for two linters)
	@$(RUN) python -m pytest tests/python/aws tests/python/test_environments.py tests/python/test_ci.py

.PHONY: evaluate
evaluate: setup-local ## Run dbt-project-evaluator: PACKAGES=folder with it and dbt_utils, EVALUATOR=a dbt with dbt-duckdb
	@$(RUN) export EVALUATOR_PACKAGES="$(abspath $(PACKAGES))" EVALUATOR_DBT="$(abspath $(EVALUATOR))" && \
		python -m pytest tests/python/evaluator

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
	@echo "Open target/static_index.html in a browser; make lineage builds the page of columns that it links to."

.PHONY: lineage
lineage: setup-local ## Build the page of column-level lineage in target/lineage, of the last good run (no Spark)
	@$(RUN) python -m orchestration.lineage

.PHONY: metrics
metrics: setup-local ## Name all metrics, with their questions and dimensions
	@$(RUN) python -m orchestration.metrics list

.PHONY: metric
metric: setup-local ## Answer the metric M=name BY=dimension,dimension on the tables of the last good run (no Spark)
	@$(RUN) python -m orchestration.metrics ask "$(M)" $(if $(BY),--by "$(BY)")

.PHONY: reference
reference: setup-local ## Write what documents say of the project: exposures, marts, layers, metric views, decisions
	@$(RUN) python -m orchestration.documents decisions
	@$(RUN) python -m orchestration.documents exposures
	@$(RUN) export DBT_TARGET_PATH=target/reference && unset LINES_OF_BUSINESS && dbt --quiet parse && \
		python -m orchestration.documents tables && python -m orchestration.metrics views

.PHONY: pictures
pictures: setup-local ## Take the pictures of README.md anew, of the last run (wants Chromium)
	@$(RUN) python -m tests.python.pictures

.PHONY: scenarios
scenarios: setup-local ## Run SEEDS=n random histories of BUSINESS=line, TOGETHER=n in a lakehouse, EXPLAINED=1 with every run explained
	@$(RUN) python -m tests.python.scenarios --business "$(or $(BUSINESS),distribution)" --seeds "$(SEEDS)" \
		--together "$(TOGETHER)" $(if $(EXPLAINED),--explained)

.PHONY: kills
kills: setup-local ## Kill runs of BUSINESS with -9 at five nodes drawn by SEED=n, check what follows
	@$(RUN) python -m tests.python.scenarios.kills --business "$(or $(BUSINESS),distribution)" --seed "$(SEED)"

.PHONY: replays
replays: setup-local ## Replay the real marketplace (REAL_LANDING) with every fault, in eleven orders, TOGETHER=n in a lakehouse
	@$(RUN) python -m tests.python.scenarios.replays --together "$(TOGETHER)"

.PHONY: golden
golden: setup-local ## Write the statements that dbt-databricks sends to their golden files again
	@$(RUN) RENEW_GOLDEN=1 python -m pytest tests/python/engines/databricks/test_golden.py

.PHONY: benchmark
benchmark: setup-local ## Measure KIND=real (default; BUSINESS=one of its lines), scale, shop, changes (SIZES=n,n), upkeep, anomalies, watch, edit
	@$(RUN) python -m benchmarks "$(KIND)" $(if $(BUSINESS),--business "$(BUSINESS)") $(if $(SIZES),--sizes "$(SIZES)")

.PHONY: lock
lock: setup-local ## Resolve requirements.in, build-tools.in and checks.in anew into their lock files
	@$(RUN) python -m orchestration.setup.packages

.PHONY: lock-airflow
lock-airflow: setup-local ## Resolve Airflow's requirements.in anew into its lock (AIRFLOW_CONSTRAINTS)
	@$(RUN) python -m orchestration.airflow.install lock

.PHONY: clean
clean: ## Remove what runs have written: target, logs, caches and the local lakehouse (not .venv, jars)
	@rm -rf target logs .pytest_cache .mypy_cache .ruff_cache
	@rm -rf .local/conf .local/warehouse .local/derby .local/derby.log .local/landing .local/truth .local/tmp .local/logs .local/alerts.json
	@find . -path ./.venv -prune -o -type d -name __pycache__ -exec rm -rf {} +
