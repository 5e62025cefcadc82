"""The possible outcomes of reading a file or a record: decoded, removed, rejected, skipped. Plain values, no logic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from search.model.question import Question, SourceName


class InvalidRecord(Exception):
    """A record cannot be indexed. The message gives the reason and names the invalid value."""


Warn = Callable[[str], None]
"""A function that takes a warning: the fault of a value in a record that is still indexed, as "KIND: 'VALUE'"."""


def no_warning(_: str) -> None:
    """Drop a warning."""


class DecodedRecord(msgspec.Struct, frozen=True):
    """A question decoded from a record of a source.

    ``location`` is the file and the line, item or byte of the record. ``seen_at`` is when the source sent it; None if unknown.
    ``warnings`` say which of its values were left out, or read in spite of their form, and whether its file is damaged.
    """

    question: Question
    location: str
    source: SourceName
    seen_at: datetime | None = None
    warnings: tuple[str, ...] = ()


class Removal(msgspec.Struct, frozen=True):
    """The official API answered 404 to a request for the question with this id."""

    id: str
    location: str
    seen_at: datetime


class Rejection(msgspec.Struct, frozen=True):
    """A record that is not indexed, and the reason.

    ``id`` is "" if the record's id could not be read; ``source`` is None if no record of the file could be read.
    ``is_uncounted`` is true if its file could not be read further: the records after this location are in no count.
    """

    reason: str
    location: str
    source: SourceName | None
    id: str = ""
    is_uncounted: bool = False


class SkippedFile(msgspec.Struct, frozen=True):
    """A file without records of a known source, and the reason for skipping it."""

    path: Path
    reason: str
