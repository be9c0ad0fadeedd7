"""The command line: python -m orchestration.landing."""

from orchestration.landing.cli import main

if __name__ == "__main__":
    main()
