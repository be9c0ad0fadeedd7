"""A Spark cluster behind Spark Connect."""
