"""A date among the words of a search: ``rwanda tabled in March 2024`` may mean a filter on the day tabled, and ``rwanda``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from search.query.nodes import DateRange
from search.query.reference_reader import YEARS
from search.text.calendar_dates import MONTHS, WEEKDAYS
from search.text.dates import DateSpan, parse_date_range

MAX_WORDS = 9
"""The most words of a date. ``between 1 January 2024 and 5 March 2024`` has eight."""

_WORD = re.compile(r"[^\s,;]+")
_LETTERS = re.compile(r"[a-z]+")
_DATE_WORDS = frozenset(
    """a academic after ago an and at autumn before beginning between by calendar commencing current date day days during
    earlier early eight eighteenth eighth eleven eleventh end ended ending fifteenth fifth financial fiscal first five following
    for fortnight fortnights four fourteenth fourth from fy half in including last late later mid middle midnight month months
    next nine nineteenth ninth no noon not now of on one onward onwards or over past present previous quarter quarters school
    second seven seventeenth seventh since six sixteenth sixth spring start starting summer tax ten tenth than the these third
    thirteenth thirtieth thirty this three through till to today tomorrow twelfth twelve twentieth twenty two until up w e week
    weeks winter within year years yesterday ytd""".split()
) | frozenset(MONTHS.keys() | WEEKDAYS.keys())
"""Words that occur in dates. Only runs of these words are parsed: parsing takes 40 µs a run, and a page waits for it."""

_DATE_EVIDENCE = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\d[/.]\d|\b\d{1,2}-\d{1,2}-\d\d|\b(?:today|yesterday|weeks?|months?|years?|ago|spring|summer|autumn|winter"
    r"|quarter)\b",
    re.IGNORECASE,
)
"""What shows that a date is meant: a year, a day in figures, or a word such as "yesterday". In a search for words, "may" and
"10-20" are not dates."""

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
    """Return the longest date of a text, or the first of equally long ones; None if it has none.

    A number alone is a date only if it is a year, this year at the latest. After the word ``answered`` a date is the day of
    the answer, otherwise the day tabled. The year of a law, as in Equality Act 2010, is not a date.
    """
    words = list(_WORD.finditer(text))
    for start, end in _runs([_is_date_word(word.group()) for word in words]):
        span = _span(text[words[start].start() : words[end].end()], today)
        before = words[start - 1].group().lower() if start else ""
        if span is not None and before not in _LAWS:
            field = _FIELDS.get(before)
            first = words[start - 1] if field else words[start]
            return DateMention(DateRange(field or "tabled", *span), first.start(), words[end].end())
    return None


def _is_date_word(word: str) -> bool:
    """Whether a word may be part of a date: it has a digit, or each run of letters in it is one of ``_DATE_WORDS``."""
    lower = word.lower()
    return any(map(str.isdigit, lower)) or _DATE_WORDS.issuperset(_LETTERS.findall(lower))


def _runs(are_date_words: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of every run of words of dates, longest first."""
    count = len(are_date_words)
    for length in range(min(count, MAX_WORDS), 0, -1):
        for start in range(count - length + 1):
            if all(are_date_words[start : start + length]):
                yield start, start + length - 1


def _span(text: str, today: date) -> DateSpan | None:
    if not _DATE_EVIDENCE.search(text) or (_NUMBERS.fullmatch(text) and not _is_written_date(text, today)):
        return None
    try:
        return parse_date_range(text, today)
    except ValueError:
        return None


def _is_written_date(text: str, today: date) -> bool:
    """Whether a text without letters is a date: 5/3/2024, 2024-03-05, or a year."""
    return bool(_WRITTEN_DAY.fullmatch(text)) or (text.isdigit() and int(text) in YEARS and int(text) <= today.year)
