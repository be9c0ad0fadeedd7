"""The command line: python -m orchestration.pipeline."""

from orchestration.pipeline.cli import main

if __name__ == "__main__":
    main()
