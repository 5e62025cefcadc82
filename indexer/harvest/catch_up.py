"""From the raw store to the index, which remembers how far it has come: what was fetched since is put into what is there."""

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
"""Raises ``EngineUnavailable`` where there is no index."""


@contextmanager
def write_lock(index_data: Path, doing: str, wait_seconds: float) -> Iterator[None]:
    """The turn of whoever reads an index in order to change it. Raises ``NotItsTurn``."""
    with exclusive(index_data / WRITE_LOCK, doing, wait_seconds):
        yield


@contextmanager
def recording_rebuild(index_data: Path, paths: Iterable[Path]) -> Iterator[None]:
    """Around a build from files: if the raw store is among them, the index holds it as far as it goes; if not, not at all."""
    store = RawStore(index_data / "raw")
    raw = store.folder.resolve()
    end = store.end() if any(raw.is_relative_to(path.resolve()) for path in paths) else START
    memory = _position_file(index_data)
    memory.unlink(missing_ok=True)
    yield
    if end != START:
        _write_position(memory, end)


def index_new_responses(index_data: Path, writer: IndexWriter, open_engine: OpenEngine, progress: Progress) -> Report:
    """Put what the raw store has and the index has not into the index; where there is none but the sample, make one.

    Call it inside ``write_lock``.
    """
    raw = index_data / "raw"
    engine = open_harvested_index(open_engine)
    if engine is None:
        with recording_rebuild(index_data, [raw]):
            return build([raw], writer, index_data / REJECTED_FILE, progress)
    store = RawStore(raw)
    memory, end = _position_file(index_data), store.end()
    after = _read_position(memory)
    if not store.contains(after):
        after = START
    files = [ResponseFile(path, after.offset if path.name == after.file else 0) for path in store.files()]
    behind = [file for file in files if file.path.name >= after.file]
    report = update(behind, (), Index(engine, writer), index_data / REJECTED_FILE, progress)
    _write_position(memory, end)
    return report


def open_harvested_index(open_engine: OpenEngine) -> Engine | None:
    """The index, unless there is none or only the sample's."""
    try:
        engine = open_engine()
    except EngineUnavailable:
        return None
    return None if engine.info().is_sample else engine


def _position_file(index_data: Path) -> Path:
    return index_data / "harvest" / "indexed.json"


def _read_position(memory: Path) -> Position:
    try:
        return msgspec.json.decode(memory.read_bytes(), type=Position)
    except (OSError, msgspec.MsgspecError):
        return START


def _write_position(memory: Path, position: Position) -> None:
    memory.parent.mkdir(parents=True, exist_ok=True)
    written = memory.with_suffix(".new")
    written.write_bytes(msgspec.json.encode(position))
    os.replace(written, memory)
