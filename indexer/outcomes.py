"""What can become of a file or a record on its way in. Plain values only: nothing here reads or decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from search.model.question import Question, SourceName


class InvalidRecord(Exception):
    """A record that cannot be taken in; the message says why, naming the value."""


@dataclass(frozen=True, slots=True)
class DecodedRecord:
    """A record read from a source. ``location`` is its file and line, item or element, for people to find it by.

    ``seen_at`` is when the source said so; None where that was not kept.
    """

    question: Question
    location: str
    source: SourceName
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """The official API was asked for a question by its id, and has none."""

    id: str
    location: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record left out, and why. ``id`` is "" where it could not be read, ``source`` None where nothing could."""

    reason: str
    location: str
    source: SourceName | None
    id: str = ""


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that holds no records of any source, and why we think so."""

    path: Path
    reason: str
