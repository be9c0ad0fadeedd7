"""The command line: python -m orchestration.alerts."""

from orchestration.alerts.cli import main

if __name__ == "__main__":
    main()
