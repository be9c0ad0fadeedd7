# shellcheck shell=bash
# Sets this shell up for dbt, in bash and zsh, from any folder:
#
#     source <project>/env.sh
#
# LAKEHOUSE_ENVIRONMENT (local, the default, dev, staging, prod) chooses a file of the folder environments, which
# sets what differs between them: docs/environments.md.
# What is set beforehand stays: LAKEHOUSE_HOME (state of the local lakehouse, default .local),
# LANDING_ROOT (landing files, default $LAKEHOUSE_HOME/landing, or s3a://$S3_BUCKET_NAME/landing where
# S3_BUCKET_NAME is set), WAREHOUSE_ROOT (the tables, default $LAKEHOUSE_HOME/warehouse; a folder or
# s3a://bucket/prefix; s3a:// takes AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN if there
# is one, AWS_REGION, and AWS_ENDPOINT_URL_S3 for a server of your own), DBT_SCHEMA_PREFIX, LINES_OF_BUSINESS
# (what is built: distribution, marketplace, webshop, with commas between them; all by default),
# REPORTING_CURRENCY (code of the currency that amounts are added up in, default INR),
# LAKEHOUSE_CORES, LAKEHOUSE_DRIVER_MEMORY, LAKEHOUSE_TUNING (auto, the default: chosen here by the size
# of the landing files that are new and of all of them, medium where a root is on S3; or small, medium,
# large: millions of rows, bulk: ten millions in one run or below it, warm: small, for a session that lives for
# many runs), ASK_ALL_TESTS (1: tests are asked although nothing that they read has changed),
# ASK_ANOMALIES (1: a run ends with the anomalies of the newest days), NIGHT_STARTED_AT (files are new since then;
# by default since the run began). Spark
# settings of your own stand in $LAKEHOUSE_HOME/spark.conf.
# Relative folders begin where env.sh is sourced; with make, that is the project's folder.
# Safe to repeat; to change a value, set it and source again.

# Exports the settings of an environment that are not set yet. What the environment before has set goes with it,
# so that a shell which changes from one to another keeps nothing of the first.
_lakehouse_environment() {
    local project="$1" name="${LAKEHOUSE_ENVIRONMENT:-local}" line="" key="" old="" current=""

    if [ ! -f "$project/environments/$name.env" ]; then
        echo "env.sh: there is no environment '$name'. Mend: set LAKEHOUSE_ENVIRONMENT to one of:" \
            "$(cd "$project/environments" && echo *.env | sed 's/\.env//g')" >&2
        return 1
    fi
    old="${_LAKEHOUSE_ENVIRONMENT:-$name}"
    if [ "$old" != "$name" ] && [ -f "$project/environments/$old.env" ]; then
        while IFS= read -r line || [ -n "$line" ]; do
            key="${line%%=*}"
            case "$line" in "" | "#"*) continue ;; esac
            eval "current=\"\${$key-}\""
            if [ "$current" = "${line#*=}" ]; then unset "$key"; fi
        done < "$project/environments/$old.env"
    fi
    while IFS= read -r line || [ -n "$line" ]; do
        key="${line%%=*}"
        case "$line" in "" | "#"*) continue ;; esac
        eval "current=\"\${$key-}\""
        # shellcheck disable=SC2163
        if [ -z "$current" ]; then export "$line"; fi
    done < "$project/environments/$name.env"
    export LAKEHOUSE_ENVIRONMENT="$name" _LAKEHOUSE_ENVIRONMENT="$name"
}

_lakehouse_env() {
    local project="$1" venv="$1/.venv" first="" expected="" tuning="" package

    if [ ! -x "$venv/bin/python" ] || [ ! -f "$venv/.lock-hash" ]; then
        echo "env.sh: the environment is not installed yet. Mend: make -C '$project' setup-local" >&2
        return 1
    fi

    # a default that was set here before is no setting of the user's
    if [ "${LANDING_ROOT:-}" = "${_LAKEHOUSE_DEFAULT_LANDING:-}" ]; then
        unset LANDING_ROOT _LAKEHOUSE_DEFAULT_LANDING
    fi
    _lakehouse_environment "$project" || return 1

    # the lakehouse
    case "${LAKEHOUSE_HOME:-}" in
        "") LAKEHOUSE_HOME="$project/.local" ;;
        /*) ;;
        *) LAKEHOUSE_HOME="$PWD/${LAKEHOUSE_HOME#./}" ;;
    esac
    export LAKEHOUSE_HOME="${LAKEHOUSE_HOME%/}"
    # a default follows LAKEHOUSE_HOME when that changes; a value of the user's own stays
    if [ "${LANDING_ROOT:-}" = "${_LAKEHOUSE_DEFAULT_LANDING:-}" ]; then
        LANDING_ROOT="${S3_BUCKET_NAME:+s3a://$S3_BUCKET_NAME/landing}"
        LANDING_ROOT="${LANDING_ROOT:-$LAKEHOUSE_HOME/landing}"
        export _LAKEHOUSE_DEFAULT_LANDING="$LANDING_ROOT"
    fi
    case "$LANDING_ROOT" in
        /* | *://*) ;;
        *) LANDING_ROOT="$PWD/$LANDING_ROOT" ;;
    esac
    export LANDING_ROOT

    # dbt
    export DBT_PROFILES_DIR="$project/profiles"
    export DBT_SEND_ANONYMOUS_USAGE_STATS=false
    # what `dbt deps` has not brought (yet) is linked, so that nothing tracked is in its way
    for package in dbt_utils dbt_expectations; do
        if [ ! -e "$project/dbt_packages/$package" ]; then
            mkdir -p "$project/dbt_packages" || return 1
            ln -sfn "../packages_stand_in/$package" "$project/dbt_packages/$package" 2> /dev/null \
                || [ -e "$project/dbt_packages/$package" ] || return 1
        fi
    done

    # Spark
    export SPARK_HOME="$venv/lib/python3.11/site-packages/pyspark"
    export SPARK_CONF_DIR="$LAKEHOUSE_HOME/conf"
    export SPARK_LOCAL_DIRS="$LAKEHOUSE_HOME/tmp"
    export SPARK_LOCAL_IP=127.0.0.1
    export PYSPARK_PYTHON="$venv/bin/python"
    export PYSPARK_DRIVER_PYTHON="$venv/bin/python"
    # said for every statement over Spark Connect, by a setting that dbt-spark makes and nobody needs
    export PYTHONWARNINGS="${PYTHONWARNINGS:-ignore:Failed to set spark.sql.catalogImplementation}"

    case "$PATH" in
        "$venv/bin:"*) ;;
        *) export PATH="$venv/bin:$PATH" ;;
    esac

    tuning="${LAKEHOUSE_TUNING:-auto}"
    if [ "$tuning" = auto ]; then
        tuning="$("$venv/bin/python" -I -S "$project/orchestration/setup/render.py" tuning)" || return 1
    fi
    # the session's settings are written again only when they are missing or out of date
    expected="# rendered: project=$project home=$LAKEHOUSE_HOME"
    expected="$expected cores=${LAKEHOUSE_CORES:-} memory=${LAKEHOUSE_DRIVER_MEMORY:-}"
    expected="$expected tuning=$tuning warehouse=${WAREHOUSE_ROOT:-$LAKEHOUSE_HOME/warehouse} s3="
    case "$LANDING_ROOT ${WAREHOUSE_ROOT:-}" in
        s3a://* | *" s3a://"*)
            expected="$expected${AWS_REGION:-} ${AWS_ENDPOINT_URL_S3:-${AWS_ENDPOINT_URL:-}}" ;;
    esac
    if [ -f "$project/.local/java-classes.jsa" ]; then expected="$expected classes=yes"; fi
    if [ -f "$LAKEHOUSE_HOME/spark.conf" ]; then expected="$expected own=yes"; fi
    if [ -f "$SPARK_CONF_DIR/spark-defaults.conf" ]; then
        IFS= read -r first < "$SPARK_CONF_DIR/spark-defaults.conf"
    fi
    if [ "$first" != "$expected" ] \
        || [ ! -f "$SPARK_CONF_DIR/log4j2.properties" ] || [ ! -d "$SPARK_LOCAL_DIRS" ] \
        || [ "$LAKEHOUSE_HOME/spark.conf" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/render.py" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/jars.lock" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/jars-s3.lock" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/templates/spark-s3.conf" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/templates/spark-defaults.conf" -nt "$SPARK_CONF_DIR/spark-defaults.conf" ] \
        || [ "$project/orchestration/setup/templates/log4j2.properties" -nt "$SPARK_CONF_DIR/log4j2.properties" ]; then
        "$venv/bin/python" -I -S "$project/orchestration/setup/render.py" || return 1
    fi
}

# the folder of this file: bash has BASH_SOURCE, zsh its own prompt expansion
if [ -n "${BASH_SOURCE:-}" ]; then
    _lakehouse_project="$(CDPATH='' cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)"
elif [ -n "${ZSH_VERSION:-}" ]; then
    _lakehouse_project="$(eval 'CDPATH="" cd -P -- "${${(%):-%x}:h}" && pwd -P')"
else
    _lakehouse_project=""
    echo "env.sh: source this file from bash or zsh." >&2
fi

if [ -n "$_lakehouse_project" ]; then
    _lakehouse_env "$_lakehouse_project"
else
    false
fi
