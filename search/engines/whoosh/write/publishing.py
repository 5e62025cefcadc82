"""Makes a build in a new folder, then makes it the current build in one atomic step."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from search.engines.whoosh.format.builds import PART_SUFFIX, Builds
from search.errors import SearchError

KEPT_BUILDS = 2
LOCK_FILE = "BUILD_LOCK"


class BuildInProgress(SearchError):
    """Another process is making a build in the same folder. The operator has to wait."""


@contextmanager
def new_build_folder(builds: Builds, name: str = "") -> Iterator[Path]:
    """Make an empty folder for a new build, under an exclusive lock. Unfinished builds are deleted first.

    A new build is named by the time, a restored one has its ``name``.

    At the end the folder is deleted unless it was published. Raises ``BuildInProgress`` if another process has the lock.
    """
    builds.folder.mkdir(parents=True, exist_ok=True)
    with (builds.root / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildInProgress(f"Another process is making a build in {builds.root}; wait until it has ended.") from None
        for unfinished in builds.folder.glob(f"*{PART_SUFFIX}"):
            shutil.rmtree(unfinished)
        part = builds.folder / f"{name or _name_by_time()}{PART_SUFFIX}"
        part.mkdir()
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _name_by_time() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z"


def publish(builds: Builds, part: Path) -> None:
    """Make a finished folder the current build, and delete all but the ``KEPT_BUILDS`` newest builds."""
    for path in part.iterdir():
        _sync(path)
    _sync(part)
    build = part.with_suffix("")
    part.rename(build)
    _sync(builds.folder)
    new_pointer = builds.pointer.with_suffix(".new")
    new_pointer.write_text(f"{build.name}\n", "utf-8")
    _sync(new_pointer)
    os.replace(new_pointer, builds.pointer)
    _sync(builds.root)
    others = [name for name in builds.names() if name != build.name]
    for name in others[: len(others) + 1 - KEPT_BUILDS]:
        shutil.rmtree(builds.folder / name)


def _sync(path: Path) -> None:
    """Flush a file or folder to disk, so that nothing on disk refers to content that is not there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
