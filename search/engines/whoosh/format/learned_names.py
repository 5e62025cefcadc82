"""The names learned from the records of a build: one JSON file, whose SHA-256 is checked when it is read.

``entries`` are the learned abbreviations and compounds, which a search needs. ``counts`` are the counts they were learned
from, which an update needs. It adds the records that it writes and subtracts those that it removes or replaces, so an updated
index and a rebuilt index have learned the same names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from search.engines.whoosh.format.builds import Manifest
from search.errors import IndexMismatch
from search.lexicon.learning import LearnedNames
from search.lexicon.thesaurus import SynonymEntry
from search.model.question import Question

LEARNED_NAMES_FILE = "learned_names.json"


class _LearnedNamesFile(msgspec.Struct, frozen=True):
    """``counts`` is an encoded ``LearnedNames``: a search does not decode it."""

    entries: list[SynonymEntry]
    counts: msgspec.Raw


def count_names(questions: Iterable[Question], counts: LearnedNames) -> Iterator[Question]:
    """Yield the same records, and add each to ``counts``."""
    for question in questions:
        counts.add(question)
        yield question


def write_learned_names(part: Path, counts: LearnedNames) -> None:
    """Write the names learned from these counts, and the counts."""
    content = _LearnedNamesFile(list(counts.entries()), msgspec.Raw(msgspec.json.encode(counts)))
    (part / LEARNED_NAMES_FILE).write_bytes(msgspec.json.encode(content))


def read_learned_names(build: Path, manifest: Manifest) -> list[SynonymEntry]:
    """Return the learned names. Raises ``IndexMismatch`` if the file is missing or has changed."""
    return _read(build, manifest).entries


def read_name_counts(build: Path, manifest: Manifest) -> LearnedNames:
    """Return the counts that they were learned from. Raises ``IndexMismatch`` if the file is missing or has changed."""
    return msgspec.json.decode(_read(build, manifest).counts, type=LearnedNames)


def _read(build: Path, manifest: Manifest) -> _LearnedNamesFile:
    name = LEARNED_NAMES_FILE
    try:
        raw = (build / name).read_bytes()
    except OSError as error:
        raise IndexMismatch(f"The index is damaged: {name} cannot be read ({error}); build the index again.") from error
    if hashlib.sha256(raw).hexdigest() != manifest.files.get(name):
        raise IndexMismatch(f"The index is damaged: {name} has changed since it was written; build the index again.")
    return msgspec.json.decode(raw, type=_LearnedNamesFile)
