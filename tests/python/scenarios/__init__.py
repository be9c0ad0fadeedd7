"""Random histories: batches of events and runs, drawn from a seed, judged by oracle and refresh."""
