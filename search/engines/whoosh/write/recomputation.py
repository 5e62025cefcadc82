"""Indexes the stored records of a build again, and compares every array. Writes to a temporary folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from search.engines.whoosh.codec.arrays import ArrayFile
from search.engines.whoosh.codec.lexicon import heads_of
from search.engines.whoosh.codec.segment import Segment, WordCounts
from search.engines.whoosh.format.builds import TIE_ORDER_FILE
from search.engines.whoosh.format.learned_names import read_learned_names
from search.engines.whoosh.format.serialization import unpack
from search.engines.whoosh.format.tie_order import tie_order_ranks
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.coverage_counts import count_coverage
from search.engines.whoosh.write.updating import word_counts_of
from search.engines.whoosh.write.writer import write_records
from search.errors import naming_full_disk
from search.lexicon.learning import LearnedNames

RECOMPUTED_SUFFIXES = ("terms", "docs", "freqs", "positions", "docvalues", "vectors", "vocabulary")
"""The files of a segment that follow from its stored records."""


def differences(snapshot: Snapshot) -> Iterator[str]:
    """Yield a sentence for each array of a build that differs from the one that its stored records give."""
    for segment in snapshot.segments:
        with TemporaryDirectory(prefix="wrans-check-") as folder, naming_full_disk(Path(folder)):
            records = map(unpack, map(segment.records.__getitem__, range(segment.document_count)))
            expected = write_records(Path(folder), records, segment.records.dictionary, 1)
            for suffix in RECOMPUTED_SUFFIXES if expected else ():
                path, again = (Path(f"{stem}.{suffix}") for stem in (segment.stem, expected.stem if expected else ""))
                yield from _different_arrays(path.name, ArrayFile(path), ArrayFile(again))
        yield from _wrong_deletions(segment)
    ranks = ArrayFile(snapshot.folder / TIE_ORDER_FILE).array("ranks")
    if not np.array_equal(ranks, tie_order_ranks(snapshot.segments)):
        yield f"The array ranks of {TIE_ORDER_FILE} is not the order of the records."
    yield from _wrong_summaries(snapshot)


def _different_arrays(name: str, file: ArrayFile, expected: ArrayFile) -> Iterator[str]:
    if file.notes != expected.notes or file.names().keys() != expected.names().keys():
        yield f"The file {name} does not have the arrays that its records make."
        return
    for array in file.names():
        if not np.array_equal(file.array(array), expected.array(array)):
            yield f"The array {array} of {name} is not what its records make it."


def _wrong_deletions(segment: Segment) -> Iterator[str]:
    """Compare the words of the deleted documents with those documents."""
    if segment.deleted is None:
        return
    expected = Counter[bytes]()
    for doc in np.flatnonzero(segment.deleted.mask).tolist():
        expected.update(word_counts_of(unpack(segment.records[doc])))
    words = segment.deleted.word_counts
    if _counts(words) != expected or not _has_right_heads(words):
        yield f"The words of {segment.name}.deleted are not those of the deleted records."


def _counts(words: WordCounts) -> Mapping[bytes, int]:
    return dict(words.items())


def _has_right_heads(words: WordCounts) -> bool:
    strings = words.lexicon.between(0, len(words.lexicon))
    return strings == sorted(set(strings)) and words.lexicon.heads.tolist() == heads_of(strings).tolist()


def _wrong_summaries(snapshot: Snapshot) -> Iterator[str]:
    """Compare the learned names and the manifest's description of the records with the records."""
    names, ids = LearnedNames(), set[str]()
    for doc in snapshot.all_docs.tolist():
        question = snapshot.record(doc)
        names.add(question)
        ids.add(question.id)
    if len(ids) != snapshot.records:
        yield f"The index contains {snapshot.records - len(ids):,} records more than once."
    if sorted(map(repr, names.entries())) != sorted(map(repr, read_learned_names(snapshot.folder, snapshot.manifest))):
        yield "The learned names are not those of the records."
    covered, info = count_coverage(snapshot.segments), snapshot.manifest.info
    if (covered.tabled, covered.newest_answer, covered.months) != (info.tabled, info.newest_answer, info.months):
        yield "The manifest says other days or months than the records have."
