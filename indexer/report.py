"""The report of a build or an update: its counts, its files, and log files of the rejected and the warned records."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from indexer.outcomes import DecodedRecord, Rejection, SkippedFile

WARNED_FILE = "warned.ndjson"
"""The log of warnings, in the folder of the log of rejected records."""

_MAX_WARNINGS = 20
"""The most warnings of one record that are counted and written."""

_MAX_KINDS = 100
"""The most kinds of warnings that are counted; the decoders have fewer."""

_MAX_DAMAGED = 100
"""The most damaged files that the report names; all of them are in the log of rejected records."""


class Counts(msgspec.Struct, frozen=True):
    """How many records were indexed, superseded and rejected. Every record read is in exactly one of the three.

    ``warned`` of the records that were not rejected have a value that was left out, or read in spite of its form.
    ``uncounted`` is the number of damaged files whose records after the damage are in no count.
    """

    indexed: int
    superseded: int
    rejected: int
    warned: int = 0
    uncounted: int = 0

    @property
    def total(self) -> int:
        """The number of records read."""
        return self.indexed + self.superseded + self.rejected

    @property
    def rejected_share(self) -> float:
        """The share of the records that was rejected, from 0 to 1."""
        return self.rejected / self.total if self.total else 0.0

    def __str__(self) -> str:
        parts = f"indexed {self.indexed} + superseded {self.superseded} + rejected {self.rejected}"
        return f"in {self.total} = {parts}, warned {self.warned}"


class FileSummary(msgspec.Struct, frozen=True):
    """A file that was read: its source and format in words, and the number of its records, rejected ones included."""

    path: Path
    description: str
    record_count: int


class WarningKind(msgspec.Struct, frozen=True):
    """Warnings that differ only in the value they name: the first of them, and the number of records that have one."""

    example: str
    record_count: int

    def __str__(self) -> str:
        return f"{self.example} ({self.record_count:,} record{'s' * (self.record_count != 1)})"


class Report(msgspec.Struct, frozen=True):
    """The outcome of a build or an update. ``damage`` says, for each damaged file, where it could not be read further."""

    counts: Counts
    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedFile, ...]
    warnings: tuple[WarningKind, ...] = ()
    damage: tuple[str, ...] = ()


class RecordLog:
    """Writes rejected records and warnings to two files as JSON Lines, ``{"reason", "location", "source", "id"}``, and counts.

    A warned record has one line for each warning.
    """

    def __init__(self, rejected_file: BinaryIO, warned_file: BinaryIO) -> None:
        self.rejected_count = 0
        self.warned_count = 0
        self.uncounted_count = 0
        self._rejected_file = rejected_file
        self._warned_file = warned_file
        self._kinds: dict[str, WarningKind] = {}
        self._damage: list[str] = []

    @classmethod
    @contextmanager
    def open(cls, rejected_path: Path) -> Iterator[Self]:
        """Open the logs for one run: create the files, or empty those of the run before; close them at the end."""
        rejected_path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as files:
            paths = (rejected_path, rejected_path.with_name(WARNED_FILE))
            rejected_file, warned_file = (files.enter_context(path.open("wb")) for path in paths)
            yield cls(rejected_file, warned_file)

    def add(self, rejection: Rejection) -> None:
        """Write one rejected record."""
        _write_line(self._rejected_file, rejection, rejection.reason, rejection.id)
        self.rejected_count += 1
        if rejection.is_uncounted:
            self.uncounted_count += 1
            if len(self._damage) < _MAX_DAMAGED:
                self._damage.append(f"{rejection.location}: {rejection.reason}")

    def add_warnings(self, record: DecodedRecord) -> None:
        """Write the warnings of one record, if it has any."""
        warnings = record.warnings[:_MAX_WARNINGS]
        for warning in warnings:
            _write_line(self._warned_file, record, warning, record.question.id)
        for kind, warning in {warning.partition(": ")[0]: warning for warning in reversed(warnings)}.items():
            if kind in self._kinds or len(self._kinds) < _MAX_KINDS:
                known = self._kinds.get(kind, WarningKind(warning, 0))
                self._kinds[kind] = WarningKind(known.example, known.record_count + 1)
        self.warned_count += bool(warnings)

    def report(self, indexed: int, superseded: int, files: tuple[FileSummary, ...], skipped: tuple[SkippedFile, ...]) -> Report:
        """Return the report of the run."""
        counts = Counts(indexed, superseded, self.rejected_count, self.warned_count, self.uncounted_count)
        kinds = sorted(self._kinds.values(), key=lambda kind: -kind.record_count)
        return Report(counts, files, skipped, tuple(kinds), tuple(self._damage))


def _write_line(file: BinaryIO, record: Rejection | DecodedRecord, reason: str, record_id: str) -> None:
    """Write one line. Half of a surrogate pair, in a text or in the name of a file, cannot be written: it becomes "?"."""
    texts = {"reason": reason, "location": record.location, "source": record.source or "", "id": record_id}
    line = {name: text.encode("utf-8", "replace").decode() for name, text in texts.items()}
    file.write(msgspec.json.encode({**line, "source": record.source}) + b"\n")
