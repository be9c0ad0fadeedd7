"""Where files lie: a folder of this machine or a bucket on S3, behind the same few functions.

``open_root`` makes one of what a person wrote (/data/landing, s3a://bucket/prefix). Everything that
S3 answers with an error becomes a StorageError: one sentence with what, where and the mend.
"""

from orchestration.storage.errors import StorageError, UnreachableError
from orchestration.storage.roots import (
    BucketRoot,
    FolderRoot,
    Root,
    StoredFile,
    is_on_s3,
    normal_root,
    open_for_landing,
    open_root,
    write,
)
from orchestration.storage.s3 import check_s3

__all__ = [
    "BucketRoot",
    "FolderRoot",
    "Root",
    "StorageError",
    "StoredFile",
    "UnreachableError",
    "check_s3",
    "is_on_s3",
    "normal_root",
    "open_for_landing",
    "open_root",
    "write",
]
