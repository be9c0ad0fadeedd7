"""What `make setup-s3` installs, for tests that nobody set up for."""

from __future__ import annotations

from orchestration.setup import install


def ensure_s3_jars() -> None:
    """Fetches the jars for s3a:// when they are not there yet.

    Raises:
        SetupError: the registry cannot be reached or delivers another content.
    """
    with install.alone():
        install.install_s3()
