"""Rankings + judgements -> measures of each query, and how sure a difference is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import AP, R, nDCG

from benchmarks.relevance.collection import Collection

DEPTH = 100
MEASURES = {"nDCG@10": nDCG @ 10, "MAP": AP @ DEPTH, "recall@100": R @ DEPTH}
"""As trec_eval has them: gains as judged, a gain above 0 is relevant, whatever is past the hundredth is not looked at."""

RESAMPLES = 10_000
_SEED = 20_161

Values = npt.NDArray[np.float64]


def measured(collection: Collection, rankings: Mapping[str, Sequence[str]]) -> dict[str, Values]:
    """Each measure of each query, in the order of the collection's: float64[queries]. A ranking is ids, best first."""
    scores = {query: {id_: float(DEPTH - at) for at, id_ in enumerate(ids)} for query, ids in rankings.items()}
    found = {name: dict.fromkeys(collection.queries, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for each in ir_measures.iter_calc(list(names), collection.gains, scores):
        found[names[each.measure]][each.query_id] = each.value
    return {name: np.array(list(values.values())) for name, values in found.items()}


def interval(differences: Iterable[Values]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval (Efron 1979) of the mean, over collections, of mean paired differences.

    ``differences`` are those of each collection's queries, float64[queries]; queries are drawn anew within each.
    """
    dice = np.random.default_rng(_SEED)
    drawn = [each[dice.integers(len(each), size=(RESAMPLES, len(each)))].mean(axis=1) for each in differences]
    low, high = np.percentile(np.mean(drawn, axis=0), (2.5, 97.5))
    return float(low), float(high)
