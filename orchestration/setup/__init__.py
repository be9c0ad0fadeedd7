"""Set-up of the local target: virtual environment, jars, Spark settings.

Only the standard library is imported here: this code runs before anything is installed.
"""
