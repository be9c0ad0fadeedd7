"""Roots below which files lie: folders and places on S3, with the same few functions."""

from __future__ import annotations

import base64
import filecmp
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from orchestration.setup.render import S3_SCHEME
from orchestration.storage.errors import StorageError
from orchestration.storage.s3 import (
    CHECK_TIMEOUT,
    LISTING_ATTEMPTS,
    UPLOAD_ATTEMPTS,
    UPLOAD_TIMEOUT,
    S3Place,
    check_s3,
    connect,
    one_sentence,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

# Names that Spark lists although they begin with _, and an ending that it does not.
SHOWN, UNFINISHED = ("_metadata", "_common_metadata"), "._COPYING_"
PATTERN_SIGNS = ("?", "*", "[", "{")
HASH = "sha256"
CHUNK = 1 << 20
# Bytes. A file up to this size is one request, a larger one is sent in parts of it.
PART_SIZE = 16 * CHUNK


@dataclass(frozen=True)
class StoredFile:
    """A file below a root: its path there, its size in bytes, its time in seconds since 1970."""

    path: str
    size: int
    modified_at: float


class Root(Protocol):
    """What both kinds of roots do. Everything raises StorageError when the storage does not."""

    def files(self, below: str) -> Iterator[StoredFile]:
        """The files of a folder below the root and of its sub-folders that Spark lists."""

    def hidden(self, below: str) -> Iterator[str]:
        """What Spark does not list by its name, in a folder below the root; of a folder only itself."""

    def holds(self, path: str, source: Path) -> bool:
        """Whether a stored file has the content of a local one."""

    def put(self, source: Path, path: str) -> None:
        """Stores a file so that it appears with its whole content, or not at all."""

    def read(self, path: str) -> bytes | None:
        """The content of a stored file, None where there is none."""


def write(root: Root, content: bytes, path: str, *, modified_at: float | None = None) -> None:
    """Stores bytes below a root, whole or not at all.

    Args:
        root: where.
        content: what.
        path: its path below the root.
        modified_at: seconds since 1970 that a folder keeps as the file's time; S3 has its own.

    Raises StorageError or OSError when the storage does not take it.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        # whoever reads the landing root is not always who lands
        Path(file.name).chmod(0o644)
        if modified_at is not None:
            os.utime(file.name, (modified_at, modified_at))
        root.put(Path(file.name), path)


def is_on_s3(text: str) -> bool:
    """Whether a root that somebody wrote is a place on S3."""
    return text.startswith(S3_SCHEME)


def normal_root(text: str) -> str:
    """A root in the one form in which paths are compared with it; relative ones stay as they are.

    Without blanks around it, //, ., .. and a slash at its end, by the rule of the macro
    landing_root: as in a shell, .. after a symbolic link is the folder that the link is in.

    Raises StorageError when .. leads out of the file system or the bucket, or when Spark would take
    its name for a pattern.
    """
    text = text.strip()
    if any(sign in text for sign in PATTERN_SIGNS):
        raise StorageError(
            f"Spark takes a folder's name with {' '.join(PATTERN_SIGNS)} for a pattern: '{text}'.",
            "rename the folder.",
        )
    before, separator, after = text.partition("://")
    scheme, path = (before, after) if separator else ("", text)
    if not separator and not path.startswith("/"):
        return text
    first, *others = path.split("/")
    names: list[str] = []
    for name in others:
        if name == ".." and not names:
            raise StorageError(
                f"'{text}' leads out of the place that it begins in.", "write it without '..'."
            )
        if name == "..":
            names.pop()
        elif name not in ("", "."):
            names.append(name)
    return scheme + separator + "/".join([first, *names])


def open_root(
    text: str, *, timeout: float = CHECK_TIMEOUT, attempts: int = LISTING_ATTEMPTS
) -> Root:
    """The root that somebody wrote: an absolute folder or s3a://bucket/prefix.

    Args:
        text: what was written.
        timeout: seconds to wait for an answer of S3.
        attempts: how often S3 is asked for what fails for a reason that may pass.

    Raises StorageError when it is neither, or S3's variables are not set.
    """
    text = normal_root(text)
    if is_on_s3(text):
        return BucketRoot(S3Place.parse(text), connect(timeout=timeout, attempts=attempts))
    if not text.startswith("/"):
        raise StorageError(
            f"'{text}' is neither an absolute folder nor {S3_SCHEME}<bucket>/<prefix>.",
            "set LANDING_ROOT to one of them.",
        )
    return FolderRoot(Path(text))


def open_for_landing(text: str) -> Root:
    """The same for files that are to be brought there: patiently, after S3 has been seen to answer.

    An upload waits longer, and tries more often, than somebody who mistyped the server should.
    """
    if is_on_s3(normal_root(text)):
        check_s3(S3Place.parse(normal_root(text)))
    return open_root(text, timeout=UPLOAD_TIMEOUT, attempts=UPLOAD_ATTEMPTS)


def is_listed(name: str) -> bool:
    """Whether Spark lists a file or a folder of this name.

    `_day=1` is a partition, `_day` is hidden: an upload in progress or a note. A name that is no UTF-8, as
    old archives and shares write them, stands for no file in Java.
    """
    is_hidden = name.startswith(".") or (name.startswith("_") and "=" not in name)
    is_text = name == readable(name)
    return is_text and (name.startswith(SHOWN) or not (is_hidden or name.endswith(UNFINISHED)))


def readable(path: str) -> str:
    r"""A path as text that can be written: bytes that are no UTF-8 as `\xe9`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class FolderRoot:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def files(self, below: str) -> Iterator[StoredFile]:
        """The files that Spark lists; one that is moved away in the meantime, or a link to none, is no file."""
        for folder, folders, names in os.walk(self.folder / below):
            folders[:] = filter(is_listed, folders)
            for file in map(Path(folder).joinpath, filter(is_listed, names)):
                with suppress(FileNotFoundError):
                    found = file.stat()
                    path = file.relative_to(self.folder).as_posix()
                    yield StoredFile(path, found.st_size, found.st_mtime)

    def hidden(self, below: str) -> Iterator[str]:
        """What Spark does not list by its name; hidden folders are not entered."""
        for folder, folders, names in os.walk(self.folder / below):
            place = Path(folder).relative_to(self.folder)
            left_out = [name for name in names if not is_listed(name)]
            left_out += [f"{name}/" for name in folders if not is_listed(name)]
            yield from (readable(f"{place.as_posix()}/{name}") for name in left_out)
            folders[:] = filter(is_listed, folders)

    def holds(self, path: str, source: Path) -> bool:
        """Whether a stored file has the content of a local one."""
        return filecmp.cmp(self.folder / path, source, shallow=False)

    def put(self, source: Path, path: str) -> None:
        """Stores a file, with its modification time, under a hidden name and then renames it."""
        target = self.folder / path
        unfinished = target.with_name(f"_{target.name}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)

    def read(self, path: str) -> bytes | None:
        """The content of a stored file, None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None


class BucketRoot:
    """A place on S3. A stored file notes its SHA-256, so that comparing does not read it again."""

    def __init__(self, place: S3Place, client: S3Client) -> None:
        self.place = place
        self.client = client

    def __str__(self) -> str:
        return str(self.place)

    def files(self, below: str) -> Iterator[StoredFile]:
        """The files that Spark lists."""
        for file in self.every_file(below):
            if all(map(is_listed, PurePosixPath(file.path).parts)):
                yield file

    def hidden(self, below: str) -> Iterator[str]:
        """What Spark does not list by its name, each folder once."""
        said = set()
        for file in self.every_file(below):
            parts = PurePosixPath(file.path).parts
            first = next((i for i, part in enumerate(parts, 1) if not is_listed(part)), None)
            if first is not None:
                name = "/".join(parts[:first]) + ("/" if first < len(parts) else "")
                if name not in said:
                    yield name
                said.add(name)

    def every_file(self, below: str) -> Iterator[StoredFile]:
        """The files of a folder below the root and of its sub-folders."""
        prefix = self.place.key(f"{below.strip('/')}/") if below else self.place.key("")
        pages = self.client.get_paginator("list_objects_v2")
        with one_sentence(self.place):
            for page in pages.paginate(Bucket=self.place.bucket, Prefix=prefix):
                for entry in page.get("Contents", []):
                    path = entry["Key"][len(self.place.key("")) :]
                    # keys with a slash at the end only stand for folders
                    if not path.endswith("/"):
                        modified_at = entry["LastModified"].timestamp()
                        yield StoredFile(path, entry["Size"], modified_at)

    def holds(self, path: str, source: Path) -> bool:
        """Whether a stored file has the content of a local one; read if it notes no checksum."""
        key = self.place.key(path)
        with one_sentence(self.place):
            found = self.client.head_object(Bucket=self.place.bucket, Key=key)
            if found["ContentLength"] != source.stat().st_size:
                return False
            stored = found["Metadata"].get(HASH) or self.digest_of(key)
        return stored == digest(source).hex()

    def read(self, path: str) -> bytes | None:
        """The content of a stored file, None where there is none."""
        with one_sentence(self.place):
            try:
                found = self.client.get_object(Bucket=self.place.bucket, Key=self.place.key(path))
            except self.client.exceptions.NoSuchKey:
                return None
            return found["Body"].read()

    def digest_of(self, key: str) -> str:
        """SHA-256 of an object's content, in hexadecimal."""
        found = hashlib.sha256()
        for chunk in self.client.get_object(Bucket=self.place.bucket, Key=key)["Body"].iter_chunks(
            CHUNK
        ):
            found.update(chunk)
        return found.hexdigest()

    def put(self, source: Path, path: str) -> None:
        """Stores a file. S3 shows an object when all of it is there, and not before."""
        key = self.place.key(path)
        if source.stat().st_size <= PART_SIZE:
            content = source.read_bytes()
            checksum = hashlib.sha256(content).digest()
            with one_sentence(self.place):
                self.client.put_object(
                    Bucket=self.place.bucket,
                    Key=key,
                    Body=content,
                    Metadata={HASH: checksum.hex()},
                    # the server refuses bytes that changed on their way
                    ChecksumSHA256=base64.b64encode(checksum).decode(),
                )
            return
        with one_sentence(self.place):
            self.forget_parts_of(key)
            self.put_parts(source, key)

    def put_parts(self, source: Path, key: str) -> None:
        """Stores a large file in parts, and shows it only if it did not change meanwhile."""
        bucket, checksum = self.place.bucket, digest(source)
        upload = self.client.create_multipart_upload(
            Bucket=bucket, Key=key, Metadata={HASH: checksum.hex()}
        )["UploadId"]
        sent = hashlib.sha256()
        parts: list[CompletedPartTypeDef] = []
        with source.open("rb") as file:
            while part := file.read(PART_SIZE):
                sent.update(part)
                number = len(parts) + 1
                answer = self.client.upload_part(
                    Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=part
                )
                parts.append({"PartNumber": number, "ETag": answer["ETag"]})
        if sent.digest() != checksum:
            self.client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=upload)
            raise StorageError(
                f"{source} changed while it was sent to {self.place}, so it was not landed.",
                "wait until it is complete, then run it again.",
            )
        self.client.complete_multipart_upload(
            Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}
        )

    def forget_parts_of(self, key: str) -> None:
        """Deletes the parts that an upload which was killed has left, as they cost storage."""
        bucket = self.place.bucket
        found = self.client.list_multipart_uploads(Bucket=bucket, Prefix=key)
        for upload in found.get("Uploads", []):
            if upload["Key"] == key:
                self.client.abort_multipart_upload(
                    Bucket=bucket, Key=key, UploadId=upload["UploadId"]
                )


def digest(file: Path) -> bytes:
    """SHA-256 of a file's content."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, HASH).digest()
