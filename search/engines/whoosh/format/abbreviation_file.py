"""What a build has learned of abbreviations: one small file of JSON, held to its digest when it is read.

``learned`` is what a search needs; ``counted`` is what the next update goes on from: it counts what it adds and takes away
what it removes or replaces, so that in the end an index knows what one made anew of its records would.
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


class _AbbreviationFile(msgspec.Struct):
    learned: list[SynonymEntry]
    counted: msgspec.Raw


def count_abbreviations(questions: Iterable[Question], counted: Abbreviations) -> Iterator[Question]:
    """The same records, each counted as it passes."""
    for question in questions:
        counted.add(question)
        yield question


def write_abbreviations(part: Path, counted: Abbreviations) -> None:
    """Write what was learned."""
    made = _AbbreviationFile(list(counted.entries()), msgspec.Raw(msgspec.json.encode(counted)))
    (part / ABBREVIATIONS_FILE).write_bytes(msgspec.json.encode(made))


def read_abbreviations(build: Path, manifest: Manifest) -> list[SynonymEntry]:
    """What abbreviations stand for. Raises ``IndexMismatch`` when the file is not as it was written."""
    return _read(build, manifest).learned


def read_abbreviation_counts(build: Path, manifest: Manifest) -> Abbreviations:
    """How many records say so. Raises ``IndexMismatch`` when the file is not as it was written."""
    return msgspec.json.decode(_read(build, manifest).counted, type=Abbreviations)


def _read(build: Path, manifest: Manifest) -> _AbbreviationFile:
    try:
        raw = (build / ABBREVIATIONS_FILE).read_bytes()
    except OSError as error:
        raise IndexMismatch(
            f"The index is damaged: {ABBREVIATIONS_FILE} cannot be read ({error}); build the index again."
        ) from error
    if hashlib.sha256(raw).hexdigest() != manifest.files.get(ABBREVIATIONS_FILE):
        raise IndexMismatch(
            f"The index is damaged: {ABBREVIATIONS_FILE} has changed since it was written; build the index again."
        )
    return msgspec.json.decode(raw, type=_AbbreviationFile)
