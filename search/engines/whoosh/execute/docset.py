"""Sets of records with their scores, and how they are narrowed and united: arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.codec.postings import is_run_start
from search.engines.whoosh.read.snapshot import Docs

SPARSE = 16
"""Fewer records than one in so many are sorted, or looked up by halving; more are marked in an array of all documents."""

Mask = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float32]


class DocSet(msgspec.Struct, frozen=True):
    """The records that match, ``docs`` int64 ascending, and what each scores, float32[docs], None where all score nothing.

    ``all_score`` when it is known that none of the scores is 0.
    """

    docs: Docs
    scores: Scores | None
    all_score: bool = False

    def only(self, kept: Mask) -> DocSet:
        """Those of the records that are to be kept; few are fetched one by one, nearly all are copied by the mask."""
        if 2 * np.count_nonzero(kept) > len(kept):
            return DocSet(self.docs[kept], None if self.scores is None else self.scores[kept], self.all_score)
        at = kept.nonzero()[0]
        return DocSet(self.docs.take(at), None if self.scores is None else self.scores.take(at), self.all_score)


class Narrowed(msgspec.Struct, frozen=True):
    """Of some records: which match, bool; and what each that does scores, float32, None where all score nothing."""

    kept: Mask
    scores: Scores | None


def unscored(docs: Docs) -> DocSet:
    """Records that match and score nothing."""
    return DocSet(docs, None)


def added(scores: Scores | None, others: Scores | None) -> Scores | None:
    """Two scores of the same records, added."""
    if scores is None or others is None:
        return others if scores is None else scores
    return scores + others


def among(found: DocSet, docs: Docs) -> Narrowed:
    """What was found, among these records."""
    if len(docs) * SPARSE < len(found.docs):
        at: Array = found.docs.searchsorted(docs)
        kept = found.docs.take(at, mode="clip") == docs
        at = at[kept]
    else:
        at = is_in(found.docs, docs).nonzero()[0]
        kept = is_in(docs, found.docs.take(at))
    return Narrowed(kept, None if found.scores is None else found.scores.take(at))


def is_in(docs: Docs, others: Docs) -> Mask:
    """Which of ``docs`` are among ``others``; both ascend."""
    if len(docs) * SPARSE <= len(others):
        return np.asarray(others.take(others.searchsorted(docs), mode="clip") == docs)
    if len(others) * SPARSE <= len(docs):
        kept = np.zeros(len(docs), bool)
        at = docs.searchsorted(others)
        kept[at[docs.take(at, mode="clip") == others]] = True
        return kept
    there = np.zeros(int(max(docs[-1], others[-1])) + 1, bool)
    there[others] = True
    return there.take(docs)


def united(found: Sequence[DocSet], documents: int, liked: Sequence[DocSet] = ()) -> DocSet:
    """The records in any of these, their scores added up; ``documents`` is how many numbers there are.

    What is ``liked`` finds no more, but adds to the scores of what is found.
    """
    found = [each for each in found if len(each.docs)]
    if len(found) > 1 and sum(len(each.docs) for each in found) * SPARSE >= documents:
        scores = added_up(found, np.zeros(documents, np.float32))
        all_score = all(each.all_score for each in found)
        docs = (scores > 0 if all_score else _times(found, documents)).nonzero()[0]
        return DocSet(docs, added_up(liked, scores).take(docs), all_score)
    if len(found) > 1:
        docs, scores, _ = _united_by_sorting(found)
        one = DocSet(docs, scores)
    else:
        one = found[0] if found else unscored(np.zeros(0, np.int64))
    more = added_up(liked, np.zeros(documents, np.float32)).take(one.docs) if liked else None
    return DocSet(one.docs, added(one.scores, more), one.all_score)


def summed(docs: Docs, scores: Scores, documents: int) -> tuple[Docs, Scores]:
    """Each record once, ascending, of those that may come more than once; its scores, none of which is 0, added up."""
    if len(docs) * SPARSE < documents:
        docs, scores, _ = _sorted_out(docs, scores)
        return docs, scores
    total = added_up([DocSet(docs, scores)], np.zeros(documents, np.float32))
    docs = (total > 0).nonzero()[0]
    return docs, total.take(docs)


def coordination(times: Array, of: int) -> Scores:
    """What a score is multiplied by for matching so many ``of`` several parts: 1 for none, 2 for all of them."""
    return np.asarray(1 + times / np.float32(of), np.float32)


def counted(found: Sequence[DocSet], documents: int) -> tuple[Docs, Scores, Array]:
    """The records in any of these, ascending, what they score together, and in how many each is: int32[docs]."""
    found = [each for each in found if len(each.docs)]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.int32)
    if (size := sum(len(each.docs) for each in found)) * SPARSE < documents:
        docs, scores, starts = _united_by_sorting(found)
        return docs, scores, np.diff(starts, append=size)
    times = _times(found, documents)
    docs = times.nonzero()[0]
    return docs, added_up(found, np.zeros(documents, np.float32)).take(docs), times.take(docs)


def _times(found: Sequence[DocSet], documents: int) -> Array:
    times = np.zeros(documents, np.int32)
    for each in found:
        times[each.docs] += 1
    return times


def added_up(found: Sequence[DocSet], scores: Scores) -> Scores:
    """The scores of all documents, float32[documents], to which is added what each scores in these."""
    for each in found:
        if each.scores is not None:
            np.add.at(scores, each.docs, each.scores)  # nearly twice as fast as += since NumPy 1.25
    return scores


def _united_by_sorting(found: Sequence[DocSet]) -> tuple[Docs, Scores, Array]:
    """The records in any of these, ascending, what they score together, and where each began among all, sorted."""
    parts = [np.zeros(len(each.docs), np.float32) if each.scores is None else each.scores for each in found]
    return _sorted_out(np.concatenate([each.docs for each in found]), np.concatenate(parts))


def _sorted_out(docs: Docs, scores: Scores) -> tuple[Docs, Scores, Array]:
    order = docs.argsort(kind="stable")
    docs = docs.take(order)
    starts = is_run_start(docs).nonzero()[0]
    return docs.take(starts), np.add.reduceat(scores.take(order), starts), starts
