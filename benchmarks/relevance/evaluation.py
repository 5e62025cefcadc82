"""Rankings and judgements of a collection -> measures of each query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
import numpy as np
from ir_measures import AP, R, nDCG

from benchmarks.relevance.collection import Collection
from benchmarks.relevance.effectiveness import DEPTH, Values

MEASURES = {"nDCG@10": nDCG @ 10, "MAP": AP @ DEPTH, "recall@100": R @ DEPTH}
"""As trec_eval defines them. Gains are the judgements, a gain above 0 is relevant, and only the top 100 count."""


def evaluate(collection: Collection, rankings: Mapping[str, Sequence[str]]) -> dict[str, Values]:
    """Return each measure, float64[queries], in the order of the collection's queries. A ranking is ids, best first."""
    scores = {query: {id_: float(DEPTH - rank) for rank, id_ in enumerate(ids)} for query, ids in rankings.items()}
    values_by_measure = {name: dict.fromkeys(collection.queries, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(names), collection.gains, scores):
        values_by_measure[names[metric.measure]][metric.query_id] = metric.value
    return {name: np.array(list(values.values())) for name, values in values_by_measure.items()}
