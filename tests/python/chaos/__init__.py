"""What goes wrong around the project: disks, S3, servers, clocks, schedulers, tokens, kills. make test-chaos."""
