"""Build a facet from the counts of a field's values. Engines count; this module chooses and orders the values listed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from search.model.fields import FIELDS
from search.query.nodes import AnyOf
from search.query.request import FacetRequest, SearchRequest
from search.results.types import Bucket, Facet
from search.text.analysis import fold

Counts = npt.NDArray[np.int64]
"""int64[values]: the number of matching records with each value of a field."""

MAX_SCALAR_VALUES = 64
"""Up to this many values a Python loop beats NumPy. With more, the maxima of 64 blocks bound the k-th largest count."""


def build_facet(request: SearchRequest, facet_request: FacetRequest, values: Sequence[str], counts: Counts) -> Facet:
    """Return the facet: its first ``limit`` values, then every selected value that is not among them, even with a count of 0.

    ``values`` are the field's values, sorted. ``counts`` is int64[values]: the number of matching records with each value.
    """
    selected = request.filters and {
        value for clause in request.filters_on(facet_request.field) if isinstance(clause, AnyOf) for value in clause.values
    }
    first_values = _last_values if FIELDS[facet_request.field].chronological else _most_frequent
    matching = _with_text(facet_request, values, counts)
    listed, distinct = first_values(matching, facet_request.limit)
    if matching is not counts:
        distinct = int(np.count_nonzero(counts))
    buckets = [Bucket(values[index], count, values[index] in selected) for index, count in listed]
    if selected:
        shown = {bucket.value for bucket in buckets}
        buckets += [Bucket(value, _count_of(value, values, counts), True) for value in sorted(selected - shown)]
    return Facet(facet_request.field, tuple(buckets), distinct)


def _with_text(facet_request: FacetRequest, values: Sequence[str], counts: Counts) -> Counts:
    """Return the counts of the values that contain the requested text, or its words in any order, and 0 for other values."""
    if not facet_request.containing:
        return counts
    text = _folded(facet_request.containing)
    typed = text.split()
    contains = [
        count > 0 and _contains(_folded(value), text, typed) for value, count in zip(values, counts.tolist(), strict=True)
    ]
    return np.where(contains, counts, 0)


def _contains(value: str, text: str, typed: Sequence[str]) -> bool:
    """Whether a value contains a text, or for every word of the text a word that begins with it."""
    return text in value or (len(typed) > 1 and all(value.startswith(word) or f" {word}" in value for word in typed))


def _last_values(counts: Counts, limit: int) -> tuple[Iterable[tuple[int, int]], int]:
    """Return (index, count) of the last values with records, last first, and the number of values with records."""
    indexes = counts.nonzero()[0]
    last = indexes[::-1][:limit]
    return zip(last.tolist(), counts[last].tolist(), strict=True), len(indexes)


def _most_frequent(counts: Counts, limit: int) -> tuple[Iterable[tuple[int, int]], int]:
    """Return (index, count) of the values with the largest counts, and the number of values with records.

    The largest count is first; equal counts are in the order of the values.
    """
    if len(counts) <= MAX_SCALAR_VALUES:
        listed = [(index, count) for index, count in enumerate(counts.tolist()) if count]
        distinct = len(listed)
    else:
        distinct = int(np.count_nonzero(counts))
        indexes = (counts >= (_lower_bound(counts, limit) if limit <= MAX_SCALAR_VALUES < distinct else 1)).nonzero()[0]
        if len(indexes) > MAX_SCALAR_VALUES:
            indexes = indexes[(-counts[indexes]).argsort(kind="stable")[:limit]]
        listed = list(zip(indexes.tolist(), counts[indexes].tolist(), strict=True))
    listed.sort(key=itemgetter(1), reverse=True)
    return listed[:limit], distinct


def _lower_bound(counts: Counts, limit: int) -> int:
    """Return a lower bound of the ``limit``-th largest count, at least 1: the ``limit``-th largest of 64 block maxima.

    ``limit`` is at most ``MAX_SCALAR_VALUES``.
    """
    maxima = counts[: len(counts) // MAX_SCALAR_VALUES * MAX_SCALAR_VALUES].reshape(MAX_SCALAR_VALUES, -1).max(axis=1)
    maxima.sort()
    return max(1, int(maxima[-limit]))


def _count_of(value: str, values: Sequence[str], counts: Counts) -> int:
    index = bisect_left(values, value)
    return int(counts[index]) if index < len(values) and values[index] == value else 0


def _folded(text: str) -> str:
    return " ".join(map(fold, text.split()))
