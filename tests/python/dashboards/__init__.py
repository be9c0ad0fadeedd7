"""Tests of the dashboards and of reading without Spark.

Light ones write small Delta tables themselves; those that build a lakehouse, ask Spark and drive the
page in Chromium stand behind `make test-dashboards`.
"""
