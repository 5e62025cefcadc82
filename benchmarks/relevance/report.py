"""Measures -> the tables of docs/relevance.md and docs/tables/relevance.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from benchmarks.corpus import ROOT
from benchmarks.markdown import DASH, table
from benchmarks.relevance import rankers
from benchmarks.relevance.collection import Collection
from benchmarks.relevance.effectiveness import Values, confidence_interval
from benchmarks.relevance.evaluation import MEASURES
from benchmarks.speed.results import versions as package_versions

PAGE = ROOT / "docs" / "relevance.md"
TABLES = ROOT / "docs" / "tables" / "relevance.md"
MAIN = "nDCG@10"

Results = Mapping[str, Mapping[str, Mapping[str, Values]]]
"""The values of the queries: ``results[ranker][collection][measure]``."""


def summary_line(results: Results) -> str:
    """Return a line that summarises the run."""
    means = {name: mean(results, name, MAIN) for name in results}
    best = max(rankers.PEERS, key=means.__getitem__)
    return f"mean {MAIN}: ours {means[rankers.OURS]:.4f}, best peer {means[best]:.4f} ({best})"


def mean(results: Results, ranker: str, measure: str) -> float:
    """Return the mean over the collections of the mean over their queries."""
    return float(np.mean([np.mean(measures[measure]) for measures in results[ranker].values()]))


def section(collections: Sequence[Collection], results: Results) -> str:
    """Return the section of the collections: their sizes, and the main measure."""
    return _section(
        table(("", "documents", "queries", "words per query"), map(_size_cells, collections)),
        f"### {MAIN}",
        "The last column is the mean of ours less that of the engine, with its 95 % confidence interval.",
        _main_table(collections, results),
    )


def tables_section(collections: Sequence[Collection], results: Results) -> str:
    """Return the section of the page of tables: the other measures, differences, and how each engine is set up."""
    others = [measure for measure in MEASURES if measure != MAIN]
    return _section(
        *(
            part
            for measure in others
            for part in (f"### {measure}", table(_means_header(collections), _means_rows(collections, results, measure)))
        ),
        f"### Difference between ours and each peer, {MAIN}",
        "In brackets: the 95 % confidence interval of a paired bootstrap over the queries of the collection.",
        _differences_table(collections, results),
        "### How each engine is set up",
        "\n".join(f"- **{name}**: {rankers.load_class(name).setup}." for name in results),
    )


def _section(*parts: str) -> str:
    """Return the heading, what was measured with, and the parts."""
    today = datetime.now(UTC).date()
    versions = {name: rankers.load_class(name).version() for name in rankers.PEERS}
    measured = (
        f"Measured on {today.day} {today:%B %Y} with Python {package_versions()['Python']}; "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + ". Queries are plain words, without operators. Each engine returns its top 100."
    )
    return "\n\n".join(("## Judged collections", measured, *parts)) + "\n"


def _size_cells(collection: Collection) -> tuple[str, ...]:
    words = np.mean([len(text.split()) for text in collection.queries.values()])
    return collection.name, f"{len(collection.documents):,}", f"{len(collection.queries):,}", f"{words:.0f}"


def _main_table(collections: Sequence[Collection], results: Results) -> str:
    """Return the table of the main measure, with the mean difference between ours and each ranker."""
    rows = _means_rows(collections, results, MAIN)
    differences = [
        DASH if name == rankers.OURS else _difference_cell(_differences(collections, results, name)) for name in results
    ]
    header = (*_means_header(collections), "ours less it")
    return table(header, ((*row, difference) for row, difference in zip(rows, differences, strict=True)))


def _means_header(collections: Sequence[Collection]) -> tuple[str, ...]:
    return ("", *(collection.name for collection in collections), "mean")


def _means_rows(collections: Sequence[Collection], results: Results, measure: str) -> list[tuple[str, ...]]:
    return [
        (
            name,
            *(f"{np.mean(measures[collection.name][measure]):.4f}" for collection in collections),
            f"**{mean(results, name, measure):.4f}**",
        )
        for name, measures in results.items()
    ]


def _differences_table(collections: Sequence[Collection], results: Results) -> str:
    rows = (
        (name, *(_difference_cell([values]) for values in _differences(collections, results, name)))
        for name in results
        if name != rankers.OURS
    )
    return table(("", *(collection.name for collection in collections)), rows)


def _differences(collections: Sequence[Collection], results: Results, ranker: str) -> list[Values]:
    """Return the difference between ours and a ranker for each query, by collection."""
    names = [collection.name for collection in collections]
    return [results[rankers.OURS][name][MAIN] - results[ranker][name][MAIN] for name in names]


def _difference_cell(differences: Sequence[Values]) -> str:
    low, high = confidence_interval(differences)
    return f"{np.mean([values.mean() for values in differences]):+.3f} ({low:+.3f} to {high:+.3f})"
