"""The editing loop: a model that is saved is built with its tests, and its rows are shown."""
