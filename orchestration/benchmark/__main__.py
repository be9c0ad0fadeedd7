"""The command line: python -m orchestration.benchmark."""

from orchestration.benchmark.cli import main

if __name__ == "__main__":
    main()
