"""The command line: python -m orchestration.cluster."""

from orchestration.cluster.cli import main

if __name__ == "__main__":
    main()
