"""The command line: python -m orchestration.watch."""

from orchestration.watch.cli import main

if __name__ == "__main__":
    main()
