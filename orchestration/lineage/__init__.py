"""A page of column-level lineage, of the last run's compiled SQL, by dbt-colibri (`make lineage`)."""
