"""When the source was last read, and whether that succeeded: a file in the index folder that the indexer writes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from search.errors import DONE, FAILED


class HarvestRuns(msgspec.Struct, frozen=True):
    """The runs that fetched from the source. Times are seconds since the epoch; ``last_success`` is None before the first."""

    last_run: float
    last_success: float | None
    runs: int
    failed_runs: int


_NO_RUNS = HarvestRuns(0.0, None, 0, 0)


def read(index_data: Path) -> HarvestRuns | None:
    """Return the runs of an index; None if it has none, or their file cannot be read."""
    try:
        return msgspec.json.decode(_file(index_data).read_bytes(), type=HarvestRuns)
    except (OSError, msgspec.MsgspecError):
        return None


def recorded(index_data: Path, run: Callable[[], int]) -> int:
    """Run a command that fetches, and count it by its exit code, or as failed if it raises. Returns the exit code.

    A run that ends with wrong use of the command, or with Ctrl+C, is not counted.
    """
    try:
        code = run()
    except Exception:
        _record(index_data, has_failed=True)
        raise
    if code in (DONE, FAILED):
        _record(index_data, has_failed=code == FAILED)
    return code


def _record(index_data: Path, *, has_failed: bool) -> None:
    """Add a run to the file in one step. Where nothing was ever fetched there is no folder for it, and nothing is written."""
    path, now = _file(index_data), time.time()
    if not path.parent.is_dir():
        return
    before = read(index_data) or _NO_RUNS
    after = HarvestRuns(now, before.last_success if has_failed else now, before.runs + 1, before.failed_runs + has_failed)
    new_path = path.with_suffix(".new")
    new_path.write_bytes(msgspec.json.encode(after))
    os.replace(new_path, path)


def _file(index_data: Path) -> Path:
    return index_data / "harvest" / "runs.json"
