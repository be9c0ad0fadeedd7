"""A metastore in Postgres, shared by several Spark processes."""
