"""The abbreviations learned from the records of a build: one JSON file, whose SHA-256 is checked when it is read.

``entries`` are the learned abbreviations, which a search needs. ``counts`` are the counts they were learned from, which an
update needs: it adds the records that it writes and subtracts those that it removes or replaces, so that an updated index and a
rebuilt index have learned the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from search.engines.whoosh.format.builds import Manifest
from search.errors import IndexMismatch
from search.lexicon.abbreviations import Abbreviations
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question

ABBREVIATIONS_FILE = "abbreviations.json"


class _AbbreviationFile(msgspec.Struct, frozen=True):
    """``counts`` is an encoded ``Abbreviations``: a search does not decode it."""

    entries: list[SynonymEntry]
    counts: msgspec.Raw


def count_abbreviations(questions: Iterable[Question], counts: Abbreviations) -> Iterator[Question]:
    """Yield the same records, adding each to ``counts`` as it passes."""
    for question in questions:
        counts.add(question)
        yield question


def write_abbreviations(part: Path, counts: Abbreviations) -> None:
    """Write the abbreviations learned from these counts, and the counts."""
    content = _AbbreviationFile(list(counts.entries()), msgspec.Raw(msgspec.json.encode(counts)))
    (part / ABBREVIATIONS_FILE).write_bytes(msgspec.json.encode(content))


def read_abbreviations(build: Path, manifest: Manifest) -> list[SynonymEntry]:
    """Return the learned abbreviations. Raises ``IndexMismatch`` if the file is missing or has changed."""
    return _read(build, manifest).entries


def read_abbreviation_counts(build: Path, manifest: Manifest) -> Abbreviations:
    """Return the counts that they were learned from. Raises ``IndexMismatch`` if the file is missing or has changed."""
    return msgspec.json.decode(_read(build, manifest).counts, type=Abbreviations)


def _read(build: Path, manifest: Manifest) -> _AbbreviationFile:
    name = ABBREVIATIONS_FILE
    try:
        raw = (build / name).read_bytes()
    except OSError as error:
        raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error
    if hashlib.sha256(raw).hexdigest() != manifest.files.get(name):
        raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")
    return msgspec.json.decode(raw, type=_AbbreviationFile)
