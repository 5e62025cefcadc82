"""The verdicts on months in words."""

from __future__ import annotations

from collections.abc import Iterable

from search.coverage.months import Reason, Verdict
from search.results.phrasing import counted

VERDICTS: dict[Verdict, tuple[str, str]] = {
    "whole": ("\N{BLACK CIRCLE}", "complete"),
    "partial": ("\N{CIRCLE WITH LEFT HALF BLACK}", "not complete"),
    "none": ("\N{WHITE CIRCLE}", "no questions"),
}
"""A sign and a name for each verdict."""

REASONS: dict[Reason, str] = {
    "answers-not-collected": "some answers were not collected",
    "numbers-missing": "many question numbers are missing",
    "no-numbers": "many questions have no number (UIN)",
    "few-records": "few records",
    "begins-late": "nothing from the start of the month",
    "ends-early": "nothing from the end of the month",
    "not-in-calendar": "no list of sitting days for it",
}


def complete_months(whole: int, months: int) -> str:
    """Return how many months are complete: ``5 of 12 months are complete``."""
    return f"{whole} of {counted(months, 'month')} {'is' if whole == 1 else 'are'} complete"


def reasons_in_words(reasons: Iterable[Reason]) -> str:
    """Return the reasons why a month is partial: ``few records, nothing from the end of the month``."""
    return ", ".join(REASONS[reason] for reason in reasons)
