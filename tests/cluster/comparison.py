"""What is compared of a page of results from a cluster and the same page from the embedded engine."""

from __future__ import annotations

from search.results.types import ResultPage

SCORE_ERROR = 1e-4
"""Relative difference of scores that 32-bit sums in another order explain."""


def visible(page: ResultPage) -> tuple[object, ...]:
    """Return everything that a reader can see of a page."""
    hits = [(hit.question, hit.heading, hit.snippets, hit.collapsed_count, hit.missing) for hit in page.hits]
    return page.total, page.collapsed_total, page.facets, hits


def scores(page: ResultPage) -> list[float]:
    """Return the scores of the hits of a page, in order."""
    return [hit.score for hit in page.hits]


def score_difference(page: ResultPage, expected: ResultPage) -> float:
    """Return the largest relative difference of the scores of two pages with the same hits."""
    pairs = zip(scores(page), scores(expected), strict=True)
    return max((abs(score - other) / other for score, other in pairs if other), default=0.0)
