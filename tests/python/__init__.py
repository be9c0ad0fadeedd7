"""Tests. The SQL files here are dbt tests, the Python files below python/ are pytest's."""
