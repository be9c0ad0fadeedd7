"""No branch for one engine without a reason and a test that fails without it."""

from __future__ import annotations

import re

import pytest

from orchestration.setup.render import PROJECT

BRANCH = re.compile(
    r"\b(?:spark|databricks|default)__\w+|\b(?:target\.(?:type|name)|adapter\.(?:type|dispatch))\b"
    r"|__unitystorage|\badapter='\w+'"
)
FOLDERS = ("models", "macros", "snapshots", "seeds", "tests", "packages_stand_in")

MAINTENANCE = "tests/python/test_maintenance.py"
CHANGES = "tests/python/test_changes.py"
CONTRACTS = "tests/python/test_contracts_in_builds.py"
GATES = "tests/python/test_gates.py"
COMMAND = "tests/python/test_pipeline_command.py"
SHOP = "tests/python/test_webshop_feeds.py"
DATABRICKS = "tests/python/engines/databricks/test_builds.py"
SAME_ROWS = "test_after_every_batch_all_tables_and_views_hold_the_rows_of_the_local_target"
SEEDS = f"{CHANGES}::test_whatever_changes_and_whatever_is_left_as_it_is_the_tables_hold_the_truth"

UNCHANGED = "test_later_batches_leave_the_tables_as_they_are_that_local_leaves_so"

# Every file with a branch: the test that fails without it.
DECLARED = {
    # merges that OPTIMIZE overtakes, and merges that delete
    "macros/adapters/spark__get_merge_sql.sql": (
        f"{MAINTENANCE}::test_a_merge_that_optimize_overtakes_fails_unless_it_is_retried"
    ),
    "macros/adapters/spark__snapshot_merge_sql.sql": (
        f"{MAINTENANCE}::test_every_merge_of_the_project_is_retried"
    ),
    # Databricks has its own way with conflicts: the project's macros for Spark must not win there
    "macros/adapters/databricks__get_merge_sql.sql": f"{DATABRICKS}::{SAME_ROWS}",
    "macros/adapters/databricks__snapshot_merge_sql.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # what a table was made of in the commit that creates it; Databricks has its own way
    "macros/adapters/spark__tblproperties_clause.sql": (
        f"{GATES}::test_a_run_sends_no_more_statements_than_it_used_to"
    ),
    "macros/adapters/databricks__tblproperties_clause.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # seeds in one commit, with NULL, quotes and no rows
    "macros/adapters/spark__create_csv_table.sql": SEEDS,
    "macros/adapters/spark__load_csv_rows.sql": SEEDS,
    "macros/adapters/spark__reset_csv_table.sql": SEEDS,
    # names with a catalog where there is one
    "macros/operations/existing_relation.sql": f"{DATABRICKS}::{SAME_ROWS}",
    "macros/operations/logs_schema.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # deletion vectors there, none on the local target with small tables
    "macros/increments/is_tuned_for_large.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # Unity Catalog takes no landing tables
    **dict.fromkeys(
        (
            "macros/landing/open_folder.sql",
            "macros/landing/default__open_folder.sql",
            "macros/landing/databricks__open_folder.sql",
            "macros/landing/without_missing.sql",
            "macros/landing/default__without_missing.sql",
            "macros/landing/databricks__without_missing.sql",
        ),
        f"{DATABRICKS}::test_landed_files_are_read_without_a_table_over_their_folder",
    ),
    # a materialization belongs to an adapter
    "macros/increments/incremental_spark.sql": (
        f"{CHANGES}::test_a_run_with_nothing_new_writes_no_table"
    ),
    # a view is planned when it is made, which Spark's metastore is told the result of
    **dict.fromkeys(
        ("macros/increments/view_spark.sql", "macros/adapters/spark__create_view_as.sql"),
        f"{CHANGES}::test_a_view_is_left_as_it_is_until_what_it_reads_or_its_own_text_has_changed",
    ),
    # columns of all tables: in Unity Catalog, and where there is none
    **dict.fromkeys(
        (
            "macros/operations/built_columns.sql",
            "macros/operations/default__built_columns.sql",
        ),
        f"{CONTRACTS}::test_every_model_that_a_run_has_built_is_checked_in_two_statements_at_most",
    ),
    "macros/operations/databricks__built_columns.sql": f"{DATABRICKS}::{SAME_ROWS}",
    "macros/increments/whole_spark.sql": f"{CHANGES}::test_a_run_with_nothing_new_writes_no_table",
    "macros/increments/incremental_databricks.sql": f"{DATABRICKS}::{UNCHANGED}",
    "macros/increments/whole_databricks.sql": f"{DATABRICKS}::{UNCHANGED}",
    "macros/increments/snapshot_spark.sql": (
        f"{GATES}::test_a_snapshot_of_what_has_not_changed_is_not_merged"
    ),
    "macros/asking/test_spark.sql": (
        f"{GATES}::test_in_a_run_with_nothing_new_no_test_that_passed_is_asked_again"
    ),
    "macros/increments/snapshot_databricks.sql": f"{DATABRICKS}::{UNCHANGED}",
    "macros/asking/test_databricks.sql": (
        f"{DATABRICKS}::test_every_data_test_passes_on_the_last_batch"
    ),
    # the columns of tables that only Delta knows
    "macros/adapters/spark__list_relations_without_caching.sql": (
        f"{COMMAND}::test_the_docs_site_describes_every_column_that_the_built_tables_have"
    ),
    "macros/adapters/databricks__list_relations_without_caching.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # grants and masks are Databricks' own
    "macros/maintenance/grant_access.sql": (
        f"{SHOP}::test_analysts_are_granted_gold_and_logs_and_personal_columns_are_masked"
    ),
    # only the local target's own process is known to be alone
    "macros/locking/spark_application.sql": f"{DATABRICKS}::{SAME_ROWS}",
    # Unity Catalog does not let anybody list a table's folder
    "macros/maintenance/unused_files.sql": (
        f"{MAINTENANCE}::test_files_that_nobody_may_list_are_counted_without_their_bytes"
    ),
}


def test_every_branch_for_an_engine_is_declared() -> None:
    """A branch that joins or leaves is a line in this file, with its test."""
    found = {
        str(file.relative_to(PROJECT))
        for folder in FOLDERS
        for file in (PROJECT / folder).rglob("*.sql")
        if "python" not in file.relative_to(PROJECT).parts
        and BRANCH.search(file.read_text("utf-8"))
    }
    assert found == set(DECLARED)


@pytest.mark.parametrize("proof", sorted(set(DECLARED.values())))
def test_the_test_of_a_declared_branch_is_there(proof: str) -> None:
    """A proof is a test by its file and name."""
    file, _, name = proof.partition("::")
    assert f"def {name}(" in (PROJECT / file).read_text("utf-8")
