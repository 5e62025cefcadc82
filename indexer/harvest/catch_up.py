"""Brings the index up to date with the raw store. A file records the position up to which the index has read the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from indexer.build import Index, build, update
from indexer.files.lock import WRITE_LOCK, exclusive
from indexer.files.response_store import START, Position, RawStore
from indexer.progress import Progress
from indexer.report import Report
from indexer.sources.raw_responses import ResponseFile
from search.engine import Engine, IndexWriter
from search.errors import EngineUnavailable

REJECTED_FILE = "rejected.ndjson"

OpenEngine = Callable[[], Engine]
"""Opens the index. Raises ``EngineUnavailable`` if there is none."""


@contextmanager
def write_lock(index_data: Path, activity: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock of a process that changes the index, from reading it to publishing the next. Raises ``LockTimeout``."""
    with exclusive(index_data / WRITE_LOCK, activity, wait_seconds):
        yield


@contextmanager
def recording_rebuild(index_data: Path, paths: Iterable[Path]) -> Iterator[None]:
    """Run the block, a build from files, and then record how far the index has read the raw store.

    If the raw store is under ``paths``, that is the end it had before the block; if not, the index has read nothing of it.
    """
    store = RawStore(index_data / "raw")
    raw = store.folder.resolve()
    end = store.end() if any(raw.is_relative_to(path.resolve()) for path in paths) else START
    position_file = _position_file(index_data)
    position_file.unlink(missing_ok=True)
    yield
    if end != START:
        _write_position(position_file, end)


def index_new_responses(index_data: Path, writer: IndexWriter, open_engine: OpenEngine, progress: Progress) -> Report:
    """Index the responses of the raw store that the index has not read. Build an index if there is none, or only the sample.

    The caller holds ``write_lock``.
    """
    raw = index_data / "raw"
    engine = open_index_unless_sample(open_engine)
    if engine is None:
        with recording_rebuild(index_data, [raw]):
            return build(RawStore(raw).files(), writer, index_data / REJECTED_FILE, progress)
    store = RawStore(raw)
    position_file, end = _position_file(index_data), store.end()
    after = _read_position(position_file)
    if not store.contains(after):
        after = START
    files = [
        ResponseFile(path, after.offset if path.name == after.file else 0) for path in store.files() if path.name >= after.file
    ]
    report = update(files, (), Index(engine, writer), index_data / REJECTED_FILE, progress)
    _write_position(position_file, end)
    return report


def delete_position(index_data: Path, file: str) -> None:
    """Delete the position up to which the index has read the raw store, if a repair changes its file.

    The store is then read again. The caller holds ``write_lock``.
    """
    position_file = _position_file(index_data)
    if _read_position(position_file).file == file:
        position_file.unlink(missing_ok=True)


def open_index_unless_sample(open_engine: OpenEngine) -> Engine | None:
    """Open the index. Return None if there is none, or only the built-in sample."""
    try:
        engine = open_engine()
    except EngineUnavailable:
        return None
    return None if engine.info().is_sample else engine


def _position_file(index_data: Path) -> Path:
    return index_data / "harvest" / "indexed.json"


def _read_position(path: Path) -> Position:
    """Return the position in a file; ``START`` if the file cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Position)
    except (OSError, msgspec.MsgspecError):
        return START


def _write_position(path: Path, position: Position) -> None:
    """Write a file in one step: a kill leaves the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new_path = path.with_suffix(".new")
    new_path.write_bytes(msgspec.json.encode(position))
    os.replace(new_path, path)
