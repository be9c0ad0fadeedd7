"""Where partners put their files: a folder of this machine, or a folder on an SFTP server."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import paramiko

from orchestration.landing.errors import LandingError
from orchestration.landing.partner_settings import SftpPlace

# Seconds: to connect, and without a sign of life.
CONNECT_TIMEOUT, TIMEOUT = 15, 60
# Questions that are on their way at once; servers cut the line when there are thousands.
QUESTIONS = 64


@dataclass(frozen=True)
class Offered:
    """A file that a partner offers: its name, its size in bytes, when it was modified."""

    name: str
    size: int
    modified_at: float


class Source(Protocol):
    """What both kinds do. Everything raises LandingError when the place does not answer."""

    def files(self) -> list[Offered]:
        """The plain files that are there, by name."""

    def fetch(self, name: str, target: Path) -> None:
        """Copies a file here."""


class FolderSource:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[Offered]:
        """The plain files that are there, by name."""
        found = []
        for entry in sorted(self.folder.iterdir()):
            about = entry.stat()
            if stat.S_ISREG(about.st_mode):
                found.append(Offered(entry.name, about.st_size, about.st_mtime))
        return found

    def fetch(self, name: str, target: Path) -> None:
        """Copies a file here."""
        shutil.copyfile(self.folder / name, target)


class SftpSource:
    """A folder on an SFTP server."""

    def __init__(self, client: paramiko.SFTPClient, folder: str) -> None:
        self.client = client
        self.folder = folder

    def files(self) -> list[Offered]:
        """The plain files that are there, by name."""
        entries = sorted(self.client.listdir_attr(self.folder), key=lambda entry: entry.filename)
        return [
            Offered(entry.filename, entry.st_size or 0, float(entry.st_mtime or 0))
            for entry in entries
            if stat.S_ISREG(entry.st_mode or 0)
        ]

    def fetch(self, name: str, target: Path) -> None:
        """Copies a file here; a file that was cut on the way is an OSError."""
        with target.open("wb") as file:
            self.client.getfo(
                f"{self.folder.rstrip('/')}/{name}",
                file,
                max_concurrent_prefetch_requests=QUESTIONS,
            )


@contextmanager
def open_source(
    partner: str, place: Path | SftpPlace, environment: Mapping[str, str] | None = None
) -> Iterator[Source]:
    """A partner's place, and everything that goes wrong with it as a LandingError.

    Args:
        partner: its name, for messages.
        place: a folder, or a place on an SFTP server.
        environment: the variables with passwords, those of this process when it is not given.
    """
    if isinstance(place, Path):
        try:
            yield FolderSource(place)
        except OSError as error:
            raise LandingError(
                f"The folder {place} of {partner} cannot be read: {error.strerror or error}.",
                "check the folder, its rights and whether it is mounted.",
            ) from error
        return
    values = os.environ if environment is None else environment
    with signed_in(partner, place, values) as client, talking(partner, place):
        sftp = client.open_sftp()
        channel = sftp.get_channel()
        if channel is not None:
            # some servers stop answering in the middle of a file
            channel.settimeout(TIMEOUT)
        yield SftpSource(sftp, place.folder)


@contextmanager
def talking(partner: str, place: SftpPlace) -> Iterator[None]:
    """Turns what goes wrong in a session into a LandingError."""
    try:
        yield
    except FileNotFoundError as error:
        raise LandingError(
            f"The SFTP server {place} has no folder {place.folder}, or a file was taken away from "
            f"it while it was read ({partner}).",
            "correct the folder in the partners' file, or run it again.",
        ) from error
    except (paramiko.SSHException, OSError, EOFError) as error:
        raise LandingError(
            f"The SFTP server {place} of {partner} broke off ({type(error).__name__}).",
            "run it again: what is landed stays, nothing is landed by halves.",
        ) from error


@contextmanager
def signed_in(
    partner: str, place: SftpPlace, values: Mapping[str, str]
) -> Iterator[paramiko.SSHClient]:
    """A session with a server that is known, by the user's own key or password and no other."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    try:
        client.load_host_keys(str(place.known_hosts.expanduser()))
    except OSError as error:
        raise LandingError(
            f"{place.known_hosts} cannot be read, so nobody knows whether {place} is the server of "
            f"{partner}.",
            f"ask {partner} for the server's key and put it there (ssh-keyscan shows it).",
        ) from error
    key, password = place.key_file, secret(partner, place.password_variable, values)
    try:
        client.connect(
            place.host,
            port=place.port,
            username=place.user,
            password=password,
            key_filename=str(key.expanduser()) if key else None,
            allow_agent=False,
            look_for_keys=False,
            timeout=CONNECT_TIMEOUT,
            banner_timeout=CONNECT_TIMEOUT,
            auth_timeout=CONNECT_TIMEOUT,
            channel_timeout=CONNECT_TIMEOUT,
        )
    except paramiko.AuthenticationException as error:
        raise LandingError(
            f"The SFTP server {place} refuses the user {place.user} of {partner}.",
            "check the password's variable or the key file that the partners' file names.",
        ) from error
    except paramiko.BadHostKeyException as error:
        raise LandingError(
            f"The SFTP server {place} of {partner} has another key than {place.known_hosts} says: "
            "it may be somebody else's.",
            f"ask {partner}; replace the key only when they confirm the new one.",
        ) from error
    except (paramiko.SSHException, OSError, EOFError, ValueError) as error:
        known = "not found in known_hosts" not in str(error)
        raise LandingError(
            f"The SFTP server {place} of {partner} cannot be reached ({type(error).__name__})."
            if known
            else f"The SFTP server {place} of {partner} is not in {place.known_hosts}.",
            "check host, port, key file and network."
            if known
            else f"ask {partner} for the server's key and put it there (ssh-keyscan shows it).",
        ) from error
    try:
        yield client
    finally:
        client.close()


def secret(partner: str, variable: str | None, values: Mapping[str, str]) -> str | None:
    """What a variable holds. Raises LandingError when it is named and not set."""
    if variable is None:
        return None
    if not values.get(variable):
        raise LandingError(f"The password of {partner} is not set.", f"export {variable}=....")
    return values[variable]
