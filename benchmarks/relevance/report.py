"""Measures -> the tables of docs/relevance.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from benchmarks.corpus import ROOT
from benchmarks.markdown import replace_section, table
from benchmarks.relevance import rankers
from benchmarks.relevance.collection import Collection
from benchmarks.relevance.evaluation import MEASURES, Values, interval
from benchmarks.speed import results

PAGE = ROOT / "docs" / "relevance.md"
MAIN = "nDCG@10"

Found = Mapping[str, Mapping[str, Mapping[str, Values]]]
"""Each ranker's measures of each collection: ``found[ranker][collection][measure]``."""


def last_line(found: Found) -> str:
    """The line that sums the run up."""
    means = {name: mean(found, name, MAIN) for name in found}
    best = max(rankers.PEERS, key=means.__getitem__)
    return f"mean {MAIN}: ours {means[rankers.OURS]:.4f}, best peer {means[best]:.4f} ({best})"


def mean(found: Found, ranker: str, measure: str) -> float:
    """The mean over collections of the mean over queries."""
    return float(np.mean([np.mean(of[measure]) for of in found[ranker].values()]))


def write(collections: Sequence[Collection], found: Found) -> None:
    """Put the section of the collections into the page."""
    PAGE.write_text(replace_section(PAGE.read_text("utf-8"), section(collections, found)), "utf-8")


def section(collections: Sequence[Collection], found: Found) -> str:
    """Everything measured."""
    today = datetime.now(UTC).date()
    versions = {name: rankers.named(name).version() for name in rankers.PEERS}
    return (
        "\n\n".join(
            (
                "## Judged collections",
                f"Measured on {today.day} {today:%B %Y} with Python {results.versions()['Python']}; "
                + ", ".join(f"{name} {version}" for name, version in versions.items())
                + ". Each query as plain words; the first hundred.",
                table(("", "documents", "queries", "words a query"), map(_size, collections)),
                *(part for measure in MEASURES for part in (f"### {measure}", _means(collections, found, measure))),
                f"### Ours less theirs, {MAIN}",
                "With the 95 % interval of a paired bootstrap over the queries; in the mean, within each collection.",
                _differences(collections, found),
                "### How each is set up",
                "\n".join(f"- **{name}**: {rankers.named(name).said}." for name in found),
            )
        )
        + "\n"
    )


def _size(collection: Collection) -> tuple[str, ...]:
    words = np.mean([len(text.split()) for text in collection.queries.values()])
    return collection.name, f"{len(collection.documents):,}", f"{len(collection.queries):,}", f"{words:.0f}"


def _means(collections: Sequence[Collection], found: Found, measure: str) -> str:
    rows = [
        (name, *(f"{np.mean(of[each.name][measure]):.4f}" for each in collections), f"**{mean(found, name, measure):.4f}**")
        for name, of in found.items()
    ]
    return table(("", *(each.name for each in collections), "mean"), rows)


def _differences(collections: Sequence[Collection], found: Found) -> str:
    names = [each.name for each in collections]
    rows = []
    for ranker in (name for name in found if name != rankers.OURS):
        apart = [found[rankers.OURS][name][MAIN] - found[ranker][name][MAIN] for name in names]
        rows.append((ranker, *(_difference([each]) for each in apart), _difference(apart)))
    return table(("", *names, "mean"), rows)


def _difference(apart: Sequence[Values]) -> str:
    low, high = interval(apart)
    return f"{np.mean([each.mean() for each in apart]):+.3f} ({low:+.3f} to {high:+.3f})"
