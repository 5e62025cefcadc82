"""Makes a build in a new folder, then makes it the current build in one atomic step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from search.engines.whoosh.format.builds import PART_SUFFIX, Builds
from search.errors import SearchError, naming_full_disk

LOCK_FILE = "BUILD_LOCK"


class BuildInProgress(SearchError):
    """Another process is making a build in the same folder. The operator has to wait."""


@contextmanager
def new_build_folder(builds: Builds, name: str = "") -> Iterator[Path]:
    """Make an empty folder for a new build, under an exclusive lock. Unfinished builds are deleted first.

    A new build is named by the time, a restored one has its ``name``.

    At the end the folder is deleted unless it was published. Raises ``BuildInProgress`` if another process has the lock, and
    ``DiskFull`` if there is no space for the build.
    """
    builds.folder.mkdir(parents=True, exist_ok=True)
    with naming_full_disk(builds.root), _open_lock(builds.root / LOCK_FILE) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildInProgress(f"Another process is making a build in {builds.root}; wait until it has ended.") from None
        if builds.pointer.is_dir():
            raise SearchError(f"{builds.pointer} is a folder, but has to be a file; move it away.")
        for unfinished in builds.folder.glob(f"*{PART_SUFFIX}"):
            _remove(unfinished)
        part = builds.folder / f"{name or _name_by_time()}{PART_SUFFIX}"
        part.mkdir()
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _open_lock(path: Path) -> IO[bytes]:
    """Open a lock file as it is. A symbolic link in its place is not followed: it could lead to any file."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666), "r+b")


def _remove(path: Path) -> None:
    """Remove a folder, or a file of its name."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _name_by_time() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z"


def publish(builds: Builds, part: Path) -> None:
    """Make a finished folder the current build. Keep the build that was current before it, and delete all others.

    Names do not tell which build came before: a clock may have been wrong, and a restored build has its old name.
    """
    former = builds.pointer.read_text("utf-8", "replace").strip() if builds.pointer.is_file() else ""
    for path in part.iterdir():
        _sync(path)
    _sync(part)
    build = part.with_suffix("")
    part.rename(build)
    _sync(builds.folder)
    new_pointer = builds.pointer.with_suffix(".new")
    if new_pointer.is_dir() or new_pointer.is_symlink():
        _remove(new_pointer)
    new_pointer.write_text(f"{build.name}\n", "utf-8")
    _sync(new_pointer)
    os.replace(new_pointer, builds.pointer)
    _sync(builds.root)
    others = [name for name in builds.names() if name != build.name]
    predecessor = former if former in others else others[-1] if others else ""
    for name in others:
        if name != predecessor:
            _remove(builds.folder / name)


def _sync(path: Path) -> None:
    """Flush a file or folder to disk, so that nothing on disk refers to content that is not there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
