"""Dashboards from one definition: dashboards/*.yml becomes a page, its PDF, and AI/BI dashboards.

``catalogue`` reads the definition, ``queries`` makes one Spark SQL query of each item, ``content`` asks
them (of the tables, without Spark, or of Databricks), ``page``, ``paper`` and ``databricks`` show them.
"""
