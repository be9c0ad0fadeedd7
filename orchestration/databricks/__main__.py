"""The command line: python -m orchestration.databricks."""

from orchestration.databricks.cli import main

if __name__ == "__main__":
    main()
