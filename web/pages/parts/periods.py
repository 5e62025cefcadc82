"""Spans of time in words, for charts and their tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from search.coverage.gap_notes import period_in_words
from search.coverage.periods import Length, Span, SpanCoverage, month_count
from search.results.phrasing import counted, listed
from search.text.dates import MONTH_NAMES, SHORT_MONTH_NAMES
from web.pages.parts.charting.charts import Period
from web.pages.parts.coverage_words import reasons_in_words

MAX_RUNS = 6
"""The most runs of months that a sentence names."""

LENGTHS: dict[Length, str] = {"month": "month", "quarter": "quarter", "year": "year"}


def chart_period(span: Span, coverage: SpanCoverage, note: str = "") -> Period:
    """Return a span as a period of a chart. A ``note`` says why it is not whole although its months are."""
    if note and coverage.verdict != "none":
        return Period(span_in_words(span), short_name(span), "partial", note)
    return Period(span_in_words(span), short_name(span), coverage.verdict, _note(coverage))


@lru_cache(maxsize=1_000)
def span_in_words(span: Span) -> str:
    """Return ``March 2024``, ``January to March 2024`` or ``2024``."""
    if span.first == span.last or span.name == span.first[:4]:
        return period_in_words((span.first, span.last))
    return f"{MONTH_NAMES[int(span.first[5:])]} to {period_in_words((span.last, span.last))}"


@lru_cache(maxsize=1_000)
def short_name(span: Span) -> str:
    """Return ``Mar 2024``, ``Q1 2024`` or ``2024``."""
    if span.first == span.last:
        return f"{SHORT_MONTH_NAMES[int(span.first[5:])]} {span.first[:4]}"
    return " ".join(reversed(span.name.split("-")))


def months_in_words(months: Sequence[str]) -> str:
    """Return months, which ascend, as periods: ``December 2023 and July to September 2024``; of many the last few."""
    runs: list[tuple[str, str]] = []
    for month in months:
        if runs and month_count(runs[-1][1], month) == 2:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    words = [period_in_words(run) for run in runs[-MAX_RUNS:]]
    if others := len(runs) - len(words):
        words.insert(0, counted(others, "earlier period"))
    return listed(words)


def _note(coverage: SpanCoverage) -> str:
    if coverage.verdict != "partial":
        return ""
    if coverage.months == 1:
        return reasons_in_words(coverage.reasons)
    return f"{coverage.whole_months} of {coverage.months} months complete"
