"""Tests of what runs around dbt: landing, alerts. Their counterparts are real servers on loopback."""
