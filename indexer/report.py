"""The report of a build or an update: its counts, its files, and a log file of the rejected records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from indexer.outcomes import Rejection, SkippedFile


class Counts(msgspec.Struct, frozen=True):
    """How many records were indexed, superseded and rejected. Every record read is in exactly one of the three."""

    indexed: int
    superseded: int
    rejected: int

    @property
    def total(self) -> int:
        """The number of records read."""
        return self.indexed + self.superseded + self.rejected

    @property
    def rejected_share(self) -> float:
        """The share of the records that was rejected, from 0 to 1."""
        return self.rejected / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"in {self.total} = indexed {self.indexed} + superseded {self.superseded} + rejected {self.rejected}"


class FileSummary(msgspec.Struct, frozen=True):
    """A file that was read: its source and format in words, and the number of its records, rejected ones included."""

    path: Path
    description: str
    record_count: int


class Report(msgspec.Struct, frozen=True):
    """The outcome of a build or an update."""

    counts: Counts
    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedFile, ...]


class RejectionLog:
    """Writes rejected records to a file as JSON Lines, ``{"reason", "location", "source", "id"}``, and counts them."""

    def __init__(self, file: BinaryIO) -> None:
        self.count = 0
        self._file = file

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open the log for one run: create the file, or empty the one of the run before; close it at the end."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            yield cls(file)

    def add(self, rejection: Rejection) -> None:
        """Write one rejected record."""
        self._file.write(msgspec.json.encode(rejection) + b"\n")
        self.count += 1
