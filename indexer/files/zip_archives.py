"""The files in a zip archive, as paths below the archive's own: ``answers.zip/answers2019-03-12.xml``. Nothing is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import IO

_MAGIC = b"PK\x03\x04"
_OFFICE_FILE = "[Content_Types].xml"
"""A member that every file of a word processor or spreadsheet has. Such a file is one document, not an archive."""

MEMBER_ERRORS = (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError)
"""What ``zipfile`` raises for a member that is damaged, encrypted or compressed by an unknown method."""


DAMAGED_CONTENT = (zipfile.BadZipFile, zlib.error)
"""What ``zipfile`` raises where the content of a member does not match its checksum, or cannot be decompressed."""


def members(path: Path) -> list[Path]:
    """Return the sorted paths of an archive's files; only its own path for other files, and damaged or office ones."""
    try:
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return [path]
        names = [name for name in _directory(path) if not name.endswith("/")]
    except (OSError, zipfile.BadZipFile):
        return [path]
    return [path] if _OFFICE_FILE in names else sorted(path / _inner_path(name) for name in names)


def is_damaged_archive(path: Path, start: bytes) -> bool:
    """Return whether a file that begins with these bytes is a zip archive whose list of files cannot be read."""
    if not start.startswith(_MAGIC):
        return False
    try:
        _directory(path)
    except (OSError, zipfile.BadZipFile) as error:
        return isinstance(error, zipfile.BadZipFile)
    return False


def open_member(path: Path) -> IO[bytes] | None:
    """Open a path that ``members`` returned; None if it is no path below an archive. Raises OSError or ``MEMBER_ERRORS``."""
    archive = next((parent for parent in path.parents if parent.is_file()), None)
    if archive is None:
        return None
    inner = path.relative_to(archive)
    name = next((name for name in _directory(archive) if Path(_inner_path(name)) == inner), None)
    return None if name is None else zipfile.ZipFile(archive).open(name)


def _directory(path: Path) -> tuple[str, ...]:
    status = path.stat()
    return _names(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1)
def _names(path: Path, size: int, modified: int) -> tuple[str, ...]:
    with zipfile.ZipFile(path) as archive:
        return tuple(archive.namelist())


def _inner_path(name: str) -> str:
    """Return the name of a member as a path that stays below the archive."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
    return "/".join(parts) or "member"
