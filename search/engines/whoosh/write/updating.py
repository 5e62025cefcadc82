"""What an update does to the segments that are there: documents are marked deleted, and merged away in time."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search.engines.whoosh.codec.segment import Segment, write_deleted
from search.engines.whoosh.format.groups import VALUE_GROUPS
from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.read.snapshot import Snapshot
from search.model.fields import FIELDS
from search.model.question import Question
from search.text.analysis import words

MAX_SEGMENTS = 8
"""More segments than this are merged, but for the largest: each costs every word of a search a look-up."""

FULL_MERGE_DIVISOR = 4
"""All are merged into one when documents deleted, or outside the largest segment, are more than one in so many of it."""


def delete_documents(old: Snapshot, part: Path, ids: frozenset[str]) -> list[Segment]:
    """The old build's segments in a new one, by links, without the records of these ids; those left empty are dropped."""
    kept = []
    for segment in old.segments:
        docs = _documents(segment, ids)
        deleted = np.zeros(segment.document_count, bool) if segment.deleted is None else segment.deleted.mask.copy()
        docs = [doc for doc in docs if not deleted[doc]]
        deleted[docs] = True
        if deleted.all():
            continue
        for path in segment.files:
            if not (docs and path.suffix == ".deleted"):
                _link_or_copy(path, part / path.name)
        if docs:
            gone = Counter(dict(segment.deleted.word_counts.items())) if segment.deleted else Counter[bytes]()
            for doc in docs:
                gone.update(_word_counts(unpack(segment.records[doc])))
            write_deleted(part / f"{segment.name}.deleted", deleted, sorted(gone.items()))
        kept.append(Segment(part, segment.name))
    return kept


def _link_or_copy(path: Path, shared: Path) -> None:
    try:
        os.link(path, shared)
    except OSError:  # some file systems have no hard links
        shutil.copyfile(path, shared)


def segments_to_merge(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments to be merged now: none, the small ones, or all."""
    if not segments:
        return []
    largest = max(segments, key=lambda segment: segment.document_count)
    others = [segment for segment in segments if segment is not largest]
    loose = sum(segment.document_count for segment in others) + (int(largest.deleted.mask.sum()) if largest.deleted else 0)
    if loose * FULL_MERGE_DIVISOR > largest.document_count:
        return [list(segments)]
    return [others] if len(segments) > MAX_SEGMENTS else []


def _documents(segment: Segment, ids: frozenset[str]) -> list[int]:
    held = segment.postings[VALUE_GROUPS["id"].name]
    places = (held.lexicon.find(each.encode()) for each in ids)
    return [doc for place in places if place is not None for doc in held.docs(place, place + 1).tolist()]


def _word_counts(question: Question) -> Counter[bytes]:
    """Every unstemmed word of a record, as a segment counts them."""
    fields = (field for field in FIELDS.values() if field.has_words)
    return Counter(word.encode() for field in fields for value in field.values(question) for word in words(value))
