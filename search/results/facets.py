"""Counts of a field's values -> the facet a page shows. Counting is the engine's; the choice and order are here."""

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
MAX_SCALAR_VALUES = 64
"""So many values are sooner looked at one by one than by arrays; of more, the greatest are found by those of as many pieces."""


def build_facet(request: SearchRequest, asked: FacetRequest, names: Sequence[str], counts: Counts) -> Facet:
    """The foremost ``limit`` values that fit, then every chosen value not among them, with 0 where none was found.

    ``names`` are the values, sorted; ``counts`` int64[names] how many of the records found have each.
    """
    chosen = request.filters and {
        value for each in request.filters_on(asked.field) if isinstance(each, AnyOf) for value in each.values
    }
    foremost = _last_values if FIELDS[asked.field].chronological else _most_frequent
    fitting = _with_text(asked, names, counts)
    found, occurring = foremost(fitting, asked.limit)
    if fitting is not counts:
        occurring = int(np.count_nonzero(counts))
    buckets = [Bucket(names[at], count, names[at] in chosen) for at, count in found]
    if chosen:
        listed = {bucket.value for bucket in buckets}
        buckets += [Bucket(value, _count_of(value, names, counts), True) for value in sorted(chosen - listed)]
    return Facet(asked.field, tuple(buckets), occurring)


def _with_text(asked: FacetRequest, names: Sequence[str], counts: Counts) -> Counts:
    """The counts of the values that have what is asked for in their words, and 0 for the others."""
    if not asked.containing:
        return counts
    sought = _folded(asked.containing)
    fits = [count > 0 and sought in _folded(name) for name, count in zip(names, counts.tolist(), strict=True)]
    return np.where(fits, counts, 0)


def _last_values(counts: Counts, limit: int) -> tuple[Iterable[tuple[int, int]], int]:
    """The last values found, each with its count; and how many are found in all."""
    found = counts.nonzero()[0]
    places = found[::-1][:limit]
    return zip(places.tolist(), counts[places].tolist(), strict=True), len(found)


def _most_frequent(counts: Counts, limit: int) -> tuple[Iterable[tuple[int, int]], int]:
    """The values with the greatest counts, each with its count, equal ones in the order of the values; and how many in all."""
    if len(counts) <= MAX_SCALAR_VALUES:
        found = [(at, count) for at, count in enumerate(counts.tolist()) if count]
        occurring = len(found)
    else:
        occurring = int(np.count_nonzero(counts))
        places = (counts >= (_lower_bound(counts, limit) if limit <= MAX_SCALAR_VALUES < occurring else 1)).nonzero()[0]
        if len(places) > MAX_SCALAR_VALUES:
            places = places[(-counts[places]).argsort(kind="stable")[:limit]]
        found = list(zip(places.tolist(), counts[places].tolist(), strict=True))
    found.sort(key=itemgetter(1), reverse=True)
    return found[:limit], occurring


def _lower_bound(counts: Counts, limit: int) -> int:
    """A count that the ``limit`` greatest, ``MAX_SCALAR_VALUES`` at most, are no less than; 1 at least."""
    greatest = counts[: len(counts) // MAX_SCALAR_VALUES * MAX_SCALAR_VALUES].reshape(MAX_SCALAR_VALUES, -1).max(axis=1)
    greatest.sort()
    return max(1, int(greatest[-limit]))


def _count_of(value: str, names: Sequence[str], counts: Counts) -> int:
    at = bisect_left(names, value)
    return int(counts[at]) if at < len(names) and names[at] == value else 0


def _folded(text: str) -> str:
    return " ".join(map(fold, text.split()))
