"""Landing files and tables on S3: an S3-compatible server on loopback, started by the tests."""
