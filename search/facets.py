"""Counts of a field's values -> the facet a page shows. Counting is the engine's; the choice and order are here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.analysis import fold
from search.fields import FIELDS
from search.query import AnyOf
from search.request import FacetRequest, SearchRequest
from search.results import Bucket, Facet

Counts = npt.NDArray[np.int64]
_PIECES = 64
"""Of many values the greatest counts are found by those of so many pieces of them."""


def assemble(request: SearchRequest, asked: FacetRequest, names: Sequence[str], counts: Counts) -> Facet:
    """The foremost ``limit`` values that fit, then every chosen value not among them, with 0 where none was found.

    ``names`` are the values, sorted; ``counts`` int64[names] how many of the records found have each.
    """
    found = (counts > 0).nonzero()[0]  # several times sooner than of the numbers themselves
    distinct = len(found)
    if asked.containing:
        sought = _letters(asked.containing)
        found = np.array([at for at in found.tolist() if sought in _letters(names[at])], np.int64)
    if FIELDS[asked.field].chronological:
        places = found[::-1][: asked.limit]
    else:
        places = _commonest(found, counts, asked.limit)
    buckets = [Bucket(names[at], count) for at, count in zip(places.tolist(), counts[places].tolist(), strict=True)]
    chosen = {value for each in request.on(asked.field) if isinstance(each, AnyOf) for value in each.values}
    if chosen:
        listed = {bucket.value for bucket in buckets}
        buckets = [Bucket(bucket.value, bucket.count, bucket.value in chosen) for bucket in buckets]
        buckets += [Bucket(value, _count(value, names, counts), True) for value in sorted(chosen - listed)]
    return Facet(asked.field, tuple(buckets), distinct)


def _commonest(found: Counts, counts: Counts, limit: int) -> Counts:
    """The places of the greatest counts, equal ones in the order of the values."""
    held = counts[found]
    if len(found) > _PIECES >= limit:
        pieces = held[: len(held) // _PIECES * _PIECES].reshape(_PIECES, -1)
        least = np.sort(pieces.max(axis=1))[-limit]  # at least ``limit`` counts are no less
        found, held = found[held >= least], held[held >= least]
    return found[(-held).argsort(kind="stable")[:limit]]


def _count(value: str, names: Sequence[str], counts: Counts) -> int:
    at = bisect_left(names, value)
    return int(counts[at]) if at < len(names) and names[at] == value else 0


def _letters(text: str) -> str:
    return " ".join(map(fold, text.split()))
