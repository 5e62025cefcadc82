"""Links the segments of the previous build into an update: marks documents as deleted, and chooses segments to merge."""

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
"""With more segments than this, all but the largest are merged, because a search reads every segment."""

FULL_MERGE_DIVISOR = 4
"""All segments are merged when the documents outside the largest segment, plus its deleted ones, exceed 1/4 of its size."""


def delete_documents(old: Snapshot, part: Path, ids: frozenset[str]) -> list[Segment]:
    """Link the old build's segments into a new one, with the records of these ids deleted. Segments left empty are dropped."""
    segments = []
    for segment in old.segments:
        docs = _docs_with_ids(segment, ids)
        deleted = np.zeros(segment.document_count, bool) if segment.deleted is None else segment.deleted.mask.copy()
        docs = [doc for doc in docs if not deleted[doc]]
        deleted[docs] = True
        if deleted.all():
            continue
        for path in segment.files:
            if not (docs and path.suffix == ".deleted"):
                _link_or_copy(path, part / path.name)
        if docs:
            counts = Counter(dict(segment.deleted.word_counts.items())) if segment.deleted else Counter[bytes]()
            for doc in docs:
                counts.update(word_counts_of(unpack(segment.records[doc])))
            write_deleted(part / f"{segment.name}.deleted", deleted, sorted(counts.items()))
        segments.append(Segment(part, segment.name))
    return segments


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # some file systems have no hard links
        shutil.copyfile(source, target)


def segments_to_merge(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Return the lists of segments to merge, each into one segment: no list, all but the largest segment, or all segments."""
    if not segments:
        return []
    largest = max(segments, key=lambda segment: segment.document_count)
    others = [segment for segment in segments if segment is not largest]
    outside = sum(segment.document_count for segment in others) + (int(largest.deleted.mask.sum()) if largest.deleted else 0)
    if outside * FULL_MERGE_DIVISOR > largest.document_count:
        return [list(segments)]
    return [others] if len(segments) > MAX_SEGMENTS else []


def _docs_with_ids(segment: Segment, ids: frozenset[str]) -> list[int]:
    postings = segment.postings[VALUE_GROUPS["id"].name]
    ordinals = (postings.lexicon.find(question_id.encode()) for question_id in ids)
    return [doc for ordinal in ordinals if ordinal is not None for doc in postings.docs(ordinal, ordinal + 1).tolist()]


def word_counts_of(question: Question) -> Counter[bytes]:
    """Return every unstemmed word of a record with its count, as in the vocabulary of a segment."""
    fields = (field for field in FIELDS.values() if field.has_words)
    return Counter(word.encode() for field in fields for value in field.values(question) for word in words(value))
