"""A date among the words of a search: ``rwanda tabled in March 2024`` may mean a filter on the day tabled, and ``rwanda``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from search.query.nodes import DateRange
from search.text.dates import DateSpan, parse_date_range

MAX_WORDS = 9
"""Words of the longest date that is looked for: ``between 1 January 2024 and 5 March 2024`` has eight."""

_FIRST_YEAR = 1900

_WORD = re.compile(r"[^\s,;]+")
_TELLING = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\d[/.]\d|\b\d{1,2}-\d{1,2}-\d\d|\b(?:today|yesterday|weeks?|months?|years?|ago|spring|summer|autumn|winter"
    r"|quarter)\b",
    re.IGNORECASE,
)
"""What a date must have, besides a form that is one: "may" and "10-20" are not dates in a search for words."""

_LAWS = frozenset("act bill measure order orders regulations rules".split())
"""Words whose year is part of a name: the Equality Act 2010."""

_NUMBERS = re.compile(r"[\d.,/-]+")
_WRITTEN_DAY = re.compile(r"\d{1,4}([/.-])\d{1,2}\1\d{2,4}")
_FIELDS = {"tabled": "tabled", "asked": "tabled", "answered": "answered-on"}
"""The field of a date, by the word before it."""


class DateMention(msgspec.Struct, frozen=True):
    """The part ``text[start:end]`` of a text that names days, and the filter it may mean."""

    filter: DateRange
    start: int
    end: int


def find_date(text: str, today: date) -> DateMention | None:
    """Return the longest date of a text, of two as long the first; None if it has none.

    A number alone is a date only if it is a year until this one. The word before a date tells which day is meant: the day
    tabled, if it is not ``answered``. The year of a law is none.
    """
    words = list(_WORD.finditer(text))
    for start, end in _runs(len(words)):
        span = _span(text[words[start].start() : words[end].end()], today)
        before = words[start - 1].group().lower() if start else ""
        if span is not None and before not in _LAWS:
            field = _FIELDS.get(before)
            first = words[start - 1] if field else words[start]
            return DateMention(DateRange(field or "tabled", *span), first.start(), words[end].end())
    return None


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of every run of words, longest first."""
    for length in range(min(count, MAX_WORDS), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length - 1


def _span(text: str, today: date) -> DateSpan | None:
    if not _TELLING.search(text) or (_NUMBERS.fullmatch(text) and not _is_written_date(text, today)):
        return None
    try:
        return parse_date_range(text, today)
    except ValueError:
        return None


def _is_written_date(text: str, today: date) -> bool:
    """Whether digits alone are a date: 5/3/2024, 2024-03-05, or a year."""
    return bool(_WRITTEN_DAY.fullmatch(text)) or (text.isdigit() and len(text) == 4 and _FIRST_YEAR <= int(text) <= today.year)
