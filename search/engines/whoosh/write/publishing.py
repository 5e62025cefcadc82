"""How a build comes to serve: made in a folder of its own beside the others, then pointed to in one step."""

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


class BuildInProgress(SearchError):
    """The operator's move: another build is being made in the same folder."""


@contextmanager
def new_build_folder(builds: Builds) -> Iterator[Path]:
    """A new empty folder to build in, while no one else builds; what earlier builds left unfinished is cleared first.

    The folder is gone afterwards unless it was published. Raises ``BuildInProgress``.
    """
    builds.folder.mkdir(parents=True, exist_ok=True)
    with (builds.root / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildInProgress(f"Another build is being made in {builds.root}; wait for it to end.") from None
        for left in builds.folder.glob(f"*{PART_SUFFIX}"):
            shutil.rmtree(left)
        part = builds.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z{PART_SUFFIX}"
        part.mkdir()
        try:
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def publish(builds: Builds, part: Path) -> None:
    """Make a finished folder the build that serves, and drop builds older than the ``KEPT_BUILDS`` newest."""
    for path in part.iterdir():
        _sync(path)
    _sync(part)
    build = part.with_suffix("")
    part.rename(build)
    _sync(builds.folder)
    written = builds.pointer.with_suffix(".new")
    written.write_text(f"{build.name}\n", "utf-8")
    _sync(written)
    os.replace(written, builds.pointer)
    _sync(builds.root)
    others = [name for name in builds.names() if name != build.name]
    for name in others[: len(others) + 1 - KEPT_BUILDS]:
        shutil.rmtree(builds.folder / name)


def _sync(path: Path) -> None:
    """Have a file's or folder's content on the disk before anything points to it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
