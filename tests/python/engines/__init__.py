"""Tests of the engines: the same project, the same rows."""
