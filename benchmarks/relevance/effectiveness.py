"""Rankings and relevant ids -> recall and reciprocal rank of each query, and confidence intervals of means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

DEPTH = 100
"""The number of records that a ranking returns."""

RESAMPLES = 10_000
_SEED = 20_161

Values = npt.NDArray[np.float64]


class Effectiveness(msgspec.Struct, frozen=True):
    """Recall in the top ten, and the reciprocal rank of the first relevant record: each float64[queries]."""

    recall: Values
    reciprocal_rank: Values

    def __str__(self) -> str:
        return f"R@10 {self.recall.mean():.3f}  MRR {self.reciprocal_rank.mean():.3f}"

    def mean_by(self, keys: Sequence[str]) -> Effectiveness:
        """Return the means over the queries with the same key, so that each key counts once: float64[distinct keys]."""
        _, numbers, counts = np.unique(np.array(keys), return_inverse=True, return_counts=True)
        return Effectiveness(*(np.bincount(numbers, values) / counts for values in (self.recall, self.reciprocal_rank)))


def effectiveness(rankings: Iterable[Sequence[str]], relevant: Iterable[frozenset[str]]) -> Effectiveness:
    """Measure rankings of ids, best first, each with the ids that are relevant."""
    recalls, reciprocal_ranks = [], []
    for ids, relevant_ids in zip(rankings, relevant, strict=True):
        recalls.append(len(relevant_ids.intersection(ids[:10])) / len(relevant_ids))
        reciprocal_ranks.append(next((1 / rank for rank, id_ in enumerate(ids, 1) if id_ in relevant_ids), 0.0))
    return Effectiveness(np.array(recalls), np.array(reciprocal_ranks))


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
