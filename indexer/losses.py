"""The records of the sources that are missing from an index, or incomplete in it, stored from one run to the next.

Each update reads only some of the records. A file beside the index has a line for each loss, so the totals stay correct. A
loss ends when its record is read again, or its file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from indexer.outcomes import DecodedRecord, Rejection
from search.results.types import SourceCounts

LOSSES_FILE = "losses.ndjson"

MAX_LOSSES = 100_000
"""The most losses of one run that have a line. The others are only counted, until the next complete build."""

_PLACE = re.compile(r" (?=(?:line|item|byte) \d)")
"""Separates the path of a file from the line, item or byte in it."""

Kind = Literal["rejected", "warned"]


class Loss(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record that was rejected, or indexed with a warning. ``id`` is "" if it is not known.

    ``location`` and ``is_uncounted`` are those of the ``Rejection``, or of the ``DecodedRecord``.
    """

    kind: Kind
    id: str
    location: str
    is_uncounted: bool = False


class _Remainder(msgspec.Struct, frozen=True):
    """The first line of the file: how many losses have no line."""

    more: dict[Kind, int]


class Losses:
    """The losses of an index: those of earlier runs, and those of the run that reads records now."""

    def __init__(self, earlier: Iterable[Loss] = (), more: dict[Kind, int] | None = None) -> None:
        self._earlier = list(earlier)
        self._new: list[Loss] = []
        self._more: dict[Kind, int] = more or {}
        self._read_ids: set[str] = set()
        self._read_files: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> Losses:
        """Read the losses of earlier runs. A file that is missing or damaged counts as empty."""
        try:
            first, *lines = path.read_bytes().splitlines()
            return cls(
                [msgspec.json.decode(line, type=Loss) for line in lines], msgspec.json.decode(first, type=_Remainder).more
            )
        except (OSError, ValueError, msgspec.MsgspecError):
            return cls()

    def add_file(self, path: Path) -> None:
        """Note that a file is read from its beginning: its old losses are deleted, because its records are read again."""
        self._read_files.add(_writable(str(path)))

    def add(self, rejection: Rejection) -> None:
        """Note a rejected record."""
        self._read_ids.add(rejection.id)
        self._add(Loss("rejected", rejection.id, rejection.location, rejection.is_uncounted))

    def add_record(self, record: DecodedRecord) -> None:
        """Note a record that is indexed. Its old losses are deleted, except warnings that it still has."""
        self._read_ids.add(record.question.id)
        if record.warnings:
            self._add(Loss("warned", record.question.id, record.location))

    def add_removed(self, ids: Iterable[str]) -> None:
        """Note questions that are removed from the index."""
        self._read_ids.update(ids)

    @property
    def counts(self) -> SourceCounts:
        """The totals of the index after this run."""
        losses = self._all()
        kinds = [loss.kind for loss in losses]
        return SourceCounts(
            kinds.count("rejected") + self._more.get("rejected", 0),
            kinds.count("warned") + self._more.get("warned", 0),
            sum(loss.is_uncounted for loss in losses),
        )

    def write(self, path: Path) -> None:
        """Replace the file in one step."""
        lines = [msgspec.json.encode(line) for line in (_Remainder(self._more), *self._all())]
        new_path = path.with_suffix(".new")
        new_path.write_bytes(b"\n".join(lines) + b"\n")
        os.replace(new_path, path)

    def _add(self, loss: Loss) -> None:
        if len(self._new) < MAX_LOSSES:
            self._new.append(replace(loss, id=_writable(loss.id), location=_writable(loss.location)))
        else:
            self._more[loss.kind] = self._more.get(loss.kind, 0) + 1

    def _all(self) -> list[Loss]:
        read_ids = self._read_ids - {""}
        remaining = [
            loss
            for loss in self._earlier
            if loss.id not in read_ids and _PLACE.split(loss.location, maxsplit=1)[0] not in self._read_files
        ]
        return [*remaining, *self._new]


def _writable(text: str) -> str:
    """Return a text with "?" for each half of a surrogate pair, which no file can have: names of files can."""
    return text.encode("utf-8", "replace").decode()
