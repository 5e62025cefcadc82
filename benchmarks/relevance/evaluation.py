"""Rankings and judgements -> measures of each query, and the confidence interval of a difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import AP, R, nDCG

from benchmarks.relevance.collection import Collection

DEPTH = 100
MEASURES = {"nDCG@10": nDCG @ 10, "MAP": AP @ DEPTH, "recall@100": R @ DEPTH}
"""As trec_eval defines them. Gains are the judgements, a gain above 0 is relevant, and only the top 100 count."""

RESAMPLES = 10_000
_SEED = 20_161

Values = npt.NDArray[np.float64]


def evaluate(collection: Collection, rankings: Mapping[str, Sequence[str]]) -> dict[str, Values]:
    """Return each measure, float64[queries], in the order of the collection's queries. A ranking is ids, best first."""
    scores = {query: {id_: float(DEPTH - rank) for rank, id_ in enumerate(ids)} for query, ids in rankings.items()}
    values_by_measure = {name: dict.fromkeys(collection.queries, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(names), collection.gains, scores):
        values_by_measure[names[metric.measure]][metric.query_id] = metric.value
    return {name: np.array(list(values.values())) for name, values in values_by_measure.items()}


def confidence_interval(differences: Iterable[Values]) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval (Efron 1979) of the mean over the collections of the mean difference.

    ``differences``: for each collection, the difference of each query, float64[queries]. Queries are resampled within it.
    """
    rng = np.random.default_rng(_SEED)
    means = [
        collection_differences[rng.integers(len(collection_differences), size=(RESAMPLES, len(collection_differences)))].mean(
            axis=1
        )
        for collection_differences in differences
    ]
    low, high = np.percentile(np.mean(means, axis=0), (2.5, 97.5))
    return float(low), float(high)
