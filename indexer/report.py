"""What a build made of its input, in counts and in a file of the records left out. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from indexer.outcomes import Rejection, SkippedFile


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the records: each one that came in is in exactly one of the three."""

    indexed: int
    superseded: int
    rejected: int

    @property
    def total(self) -> int:
        """How many came in."""
        return self.indexed + self.superseded + self.rejected

    @property
    def rejected_share(self) -> float:
        """The part of the records rejected, 0 to 1."""
        return self.rejected / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"in {self.total} = indexed {self.indexed} + superseded {self.superseded} + rejected {self.rejected}"


@dataclass(frozen=True, slots=True)
class FileSummary:
    """A file of a source: what it was recognised as, and how many records it held, rejected ones included."""

    path: Path
    description: str
    record_count: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of a build."""

    counts: Counts
    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedFile, ...]


class RejectionLog:
    """The file of rejected records: one JSON object a line, ``{"reason", "location", "source", "id"}``, written as they come."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.count = 0
        self._file = path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, rejection: Rejection) -> None:
        """Note one more."""
        self._file.write(msgspec.json.encode(rejection) + b"\n")
        self.count += 1
