"""Measures on real records -> three sections of docs/relevance.md, and one of docs/tables/relevance.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from benchmarks.markdown import table
from benchmarks.relevance import rankers, short_queries
from benchmarks.relevance.collection import Collection
from benchmarks.relevance.effectiveness import Effectiveness, Values, confidence_interval
from benchmarks.relevance.evaluation import evaluate
from benchmarks.relevance.judged_set import REPORT, TOP, TUNE, TUNE_2, TUNE_3, JudgedSet, Rankings
from benchmarks.relevance.referrals import BM25S, OURS, Pair
from benchmarks.speed.results import versions as package_versions

MAIN = "nDCG@10"
INTERVALS = "In brackets: the 95 % confidence interval of a bootstrap over the {}."

PARTS = {
    TUNE: "tuned on",
    TUNE_2: "tuned on later",
    TUNE_3: "used to find synonyms",
    REPORT: "reported",
}
"""The parts of the judged short queries -> their titles, in the order of the table."""

ReferralResults = Mapping[str, Mapping[str, Effectiveness]]
"""``results[records ranked][ranker]``, a value for each pair."""


def short_queries_section(judged: JudgedSet, rankings: Mapping[str, Rankings], records: int) -> str:
    """Return the section of the judged short queries."""
    rows = (
        (name, *map(_mean_cell, _part_values(judged, ranking)), _unjudged_share(judged, ranking))
        for name, ranking in rankings.items()
    )
    return _section(
        "## Short queries",
        f"{measured()} on {records:,} real records: nDCG@10 with the queries and grades of `tests/relevance/judged`. A query "
        "without a grade is left out. A record without a grade counts as 0. " + INTERVALS.format("queries"),
        table((*_part_header(judged), "records without a grade"), rows),
    )


def short_queries_tables(judged: JudgedSet, rankings: Mapping[str, Rankings]) -> str:
    """Return the section of the page of tables: differences on the judged short queries, and how each ranking is made."""
    setups = short_queries.SETUPS | {
        name: rankers.load_class(name, rankers.RECORD_CLASSES).setup for name in rankers.RECORD_CLASSES
    }
    own = _part_values(judged, rankings[rankers.OURS])
    rows = (
        (name, *(_difference_cell(a, b) for a, b in zip(own, _part_values(judged, ranking), strict=True)))
        for name, ranking in rankings.items()
        if name != rankers.OURS
    )
    return _section(
        "## Short queries",
        f"### Difference between ours and each other ranking, {MAIN}",
        "In brackets: the 95 % confidence interval of a paired bootstrap over the queries.",
        table(_part_header(judged), rows),
        "### How each ranking is made",
        "\n".join(f"- **{name}**: {setups[name]}." for name in rankings),
    )


def _part_header(judged: JudgedSet) -> tuple[str, ...]:
    return ("", *(f"{title}, {len(judged.part(name).queries)} queries" for name, title in PARTS.items()))


def _part_values(judged: JudgedSet, ranking: Rankings) -> list[Values | None]:
    """Return the measure of each query, by part; None for a part of which the ranking has none."""
    return [_values(judged.part(name), ranking) for name in PARTS]


def referrals_section(results: ReferralResults, pairs: Sequence[Pair], same_day: int, records: int) -> str:
    """Return the section of the referral pairs. In ``same_day`` pairs both questions were tabled on the same day."""
    earlier = [pair.earlier for pair in pairs]
    rows = []
    for ranked, by_ranker in results.items():
        once = {name: values.mean_by(earlier) for name, values in by_ranker.items()}
        rows += [
            (f"{name}; {ranked}", *_cells(once[name]), f"{values.recall.mean():.3f}", f"{values.reciprocal_rank.mean():.3f}")
            for name, values in by_ranker.items()
        ]
        recall = difference(once[OURS].recall, once[BM25S].recall)
        mrr = difference(once[OURS].reciprocal_rank, once[BM25S].reciprocal_rank)
        rows.append((f"difference; {ranked}", recall, mrr, "", ""))
    return _section(
        "## Referral pairs",
        f"{measured()} on {records:,} real records. The government's answer to a question refers to an earlier question. The "
        "text of the question is the draft; the earlier question should rank first. There are "
        f"{len(pairs):,} pairs with {len(set(earlier)):,} earlier questions. *Each once*: an earlier question counts once, "
        f"with the mean of its pairs. The questions of {same_day:,} pairs were tabled on one day, so a ranking of earlier "
        "days cannot find them. Reciprocal ranks are of the first 100.",
        f"{INTERVALS.format('earlier questions')} A difference is paired.",
        table(("", "R@10, each once", "MRR, each once", "R@10, all pairs", "MRR, all pairs"), rows),
    )


def grouped_section(results: Mapping[str, Effectiveness], records: int) -> str:
    """Return the section of the questions answered together."""
    return _section(
        "## Questions answered together",
        f"{measured()} on {records:,} real records. More like this of a record should rank first the questions that were "
        "answered together with it. An index has the questions alone, or questions and headings. *Hard* partners share less "
        "than half of their stems with the record ([decision 12](decisions/0012-more-like-this.md)).",
        INTERVALS.format("records"),
        table(
            ("", "records", "R@10", "MRR"),
            ((name, f"{len(values.recall):,}", *_cells(values)) for name, values in results.items()),
        ),
    )


def mean_and_interval(values: Values) -> str:
    """Return the mean, and its confidence interval in brackets."""
    low, high = confidence_interval([values])
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def difference(ours: Values, other: Values) -> str:
    """Return the mean of a paired difference, and its confidence interval in brackets."""
    low, high = confidence_interval([ours - other])
    return f"{(ours - other).mean():+.3f} ({low:+.3f} to {high:+.3f})"


def measured() -> str:
    """Return the opening of a section: the day and the version of Python."""
    today = datetime.now(UTC).date()
    return f"Measured on {today.day} {today:%B %Y} with Python {package_versions()['Python']}"


def _cells(values: Effectiveness) -> tuple[str, str]:
    return mean_and_interval(values.recall), mean_and_interval(values.reciprocal_rank)


def _values(part: Collection, ranking: Rankings) -> Values | None:
    """Return the measure of each query of a part, or None if the ranking has none of them."""
    return evaluate(part, ranking)[MAIN] if any(number in ranking for number in part.queries) else None


def _mean_cell(values: Values | None) -> str:
    return "–" if values is None else mean_and_interval(values)


def _difference_cell(ours: Values | None, other: Values | None) -> str:
    return "–" if ours is None or other is None else difference(ours, other)


def _unjudged_share(judged: JudgedSet, ranking: Rankings) -> str:
    ranked = sum(len(ids[:TOP]) for ids in ranking.values())
    return f"{len(judged.unjudged(ranking)) / max(ranked, 1):.1%}"


def _section(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs) + "\n"
