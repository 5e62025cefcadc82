"""References to other questions in the text of a question or an answer.

Most references have the number of a question after a word such as "Question", "UIN" or "PQ", or in an address: "pursuant to the
Answer of 3 July 2024 to Question 12345 on ...". The days near it say which question is meant, since each session uses the
numbers again. A reference to an answer by its day alone, or by a column of Hansard, has no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from search.model.question import House
from search.text.calendar_dates import MONTHS

MAX_MENTIONS = 60
"""The most references of one text that are read."""

MAX_DAYS = 6
"""The most days near a reference that are read."""

_REACH_BEFORE, _REACH_AFTER = 140, 120
"""A day within this many characters before or after a reference is taken to be the day of the question."""

_AFTER_PENALTY = 15
"""Characters added to the distance of a day after a number: in "of 3 July to Question 101 and of 4 July to Question 102", the
day of a number is the one before it."""

PRINTING_DELAY = timedelta(days=31)
"""A text is printed some days after its date, so it may name a later day, or a question that was tabled later."""

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DIGITS = rf"[0-9]{{1,7}}(?![\w%£]|[.:/-][0-9]|,[0-9]{{3}}(?![0-9])|\s*(?:(?:st|nd|rd|th)\s+)?(?:of\s+)?(?i:{_MONTH})\b)"
_NUMBER = rf"(?:HL[\s-]?)?{_DIGITS}"
_COMMONS = ("Commons ", "Commons Written ", "Commons written ")
"""Words before a marker that name the House: Commons Written Question 2010."""

_SEPARATOR = r"(?:\s*[,;&/]\s*(?:and\s+)?|\s+(?:and|or|to)\s+)(?:(?:UINs?|PQs?|WPQs?|[Qq]uestions?)[\s:]*)?"
_LABEL = r"[\s:.,#(\[-]*(?:(?:UINs?|W?PQs?|[Nn]umbers?|[Nn]os?|[Rr]ef|[Rr]eference)\b[\s:.,#(\[-]*)*"
_MARKER = rf"(?:(?:[Qq]uestions?|QUESTIONS?|PQs?|WQs?|UINs?){_LABEL}|\b(?=HL[\s-]?[0-9]{{2}}))"
_NUMBERED = re.compile(rf"{_MARKER}(?P<numbers>{_NUMBER}(?:{_SEPARATOR}{_NUMBER})*)")
_ONE_NUMBER = re.compile(r"(?P<lords>HL[\s-]?)?(?P<digits>[0-9]+)")
_SLASH = r"(?:/|%2[Ff])"
_ADDRESS = re.compile(
    rf"https?:[^\s<>()\[\]]+?written-questions{_SLASH}detail{_SLASH}(?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_SLASH}"
    r"(?P<uin>(?:HL|hl)?[0-9]{1,7})[^\s<>()\[\]]*"
)
_DATE = re.compile(
    rf"\b(?P<day>[0-9]{{1,2}})(?:\s?(?:st|nd|rd|th))?\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?,?(?:\s+(?P<year>[0-9]{{4}})\b)?"
    r"|\b(?P<day3>[0-9]{1,2})[/.](?P<month3>[0-9]{1,2})[/.](?P<year3>[0-9]{4}|[0-9]{2})\b",
    re.IGNORECASE,
)
_REFERRING = re.compile(
    r"\b(?:[Pp]ursuant\s+to|[Ff]urther\s+to|[Ff]ollowing|reference\s+to|light\s+of|refer(?:s|red|ring)?\b(?:[^.;?]|(?<=[nt])\.){0,60}?\sto)"
    r"\s+(?:[\w’']+\s+){0,4}?(?:[Aa]nswers?|repl(?:y|ies))\b(?P<rest>[^.;?]{0,120})"
)
_REFERRING_WORDS = ("ursuant", "urther", "ollowing", "reference", "light", "refer")
"""Every match of ``_REFERRING`` contains one of these: a text without them is not searched for it."""

_DIGIT = re.compile("[0-9]")
_BARE_NUMBER = re.compile(rf"(?<![\w£$€.,:/-])(?:HL\s?)?(?!(?:19|20)[0-9]{{2}}\b)(?=[0-9]{{3}}){_DIGITS}")
_LONGEST_GAP = 60
"""Characters between "answer" and its day in a reference without a number."""

_ORAL = re.compile(r"\b(?:oral|urgent|topical|contribution|point\s+of\s+order)\b", re.IGNORECASE)
_COLUMN = re.compile(
    r"\bcol(?:umns?|s)?\b\.?\s*(?:WA\s*)?[0-9]|\bOfficial\s+Rep|\bHansard\b|\bHL\s+Deb\b|\bWA\s*[0-9]|\bc[0-9]+W?\b",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(r"\boral\s+evidence\b|\bHC\s+[0-9]", re.IGNORECASE)


class Mention(msgspec.Struct, frozen=True):
    """A reference in a text from ``start`` to ``end``, and its number as a UIN, "" for none.

    ``days`` are the days near it, the nearest first: the question may have been tabled or answered on any of them.
    ``tabled_on`` is the day that an address gives. ``is_column`` marks a reference to a column of Hansard. ``house`` is the
    House that the text names: "Commons Question 2010".
    """

    start: int
    end: int
    uin: str = ""
    days: tuple[date, ...] = ()
    tabled_on: date | None = None
    is_column: bool = False
    house: House | None = None


def read_mentions(text: str, today: date | None) -> tuple[Mention, ...]:
    """Return the references of a text in its order. ``today`` is the day of the text, for days without a year."""
    has_marker = "uestion" in text or "UIN" in text or "PQ" in text or "WQ" in text or "HL" in text or "QUESTION" in text
    is_referring = ("nswer" in text or "repl" in text) and any(map(text.__contains__, _REFERRING_WORDS))
    if not (has_marker or is_referring) or not _DIGIT.search(text):
        return ()
    numbered = _numbered(text, today) if has_marker else []
    unnumbered = _unnumbered(text, numbered, today) if is_referring else ()
    return tuple(sorted((*numbered, *unnumbered), key=lambda mention: mention.start)[:MAX_MENTIONS])


def _numbered(text: str, today: date | None) -> list[Mention]:
    """Return the references with a number. An address that follows its number gives the day of the number."""
    addresses = list(_of_addresses(text)) if "written-questions" in text else []
    numbers = [
        number for number in _of_numbers(text) if not any(address.start <= number.start < address.end for address in addresses)
    ]
    mentions: list[Mention] = []
    for mention in sorted((*addresses, *numbers), key=lambda mention: mention.start)[:MAX_MENTIONS]:
        previous = mentions[-1] if mentions else None
        if mention.tabled_on and previous and previous.uin == mention.uin and not previous.tabled_on:
            mentions[-1] = replace(previous, tabled_on=mention.tabled_on, days=(*mention.days, *previous.days))
        else:
            mentions.append(mention if mention.tabled_on else replace(mention, days=_days_near(text, mention, today)))
    return mentions


def _of_addresses(text: str) -> Iterator[Mention]:
    for match in _ADDRESS.finditer(text):
        try:
            day = date.fromisoformat(match["day"])
        except ValueError:
            continue
        yield Mention(match.start(), match.end(), match["uin"].upper(), (day,), day)


def _of_numbers(text: str) -> Iterator[Mention]:
    for match in _NUMBERED.finditer(text):
        house: House | None = "Commons" if text[: match.start()].endswith(_COMMONS) else None
        for number in _ONE_NUMBER.finditer(text, match.start("numbers"), match.end("numbers")):
            uin = f"{'HL' if number['lords'] else ''}{int(number['digits'])}"
            if len(uin) > 2 or not _EVIDENCE.search(text, max(0, match.start() - _REACH_BEFORE), match.end() + _REACH_AFTER):
                yield Mention(number.start(), number.end(), uin, house=house)


def _days_near(text: str, mention: Mention, today: date | None) -> tuple[date, ...]:
    """Return the days within reach of a reference, the nearest first, at most ``MAX_DAYS``."""
    start = max(0, mention.start - _REACH_BEFORE)
    located = []
    for match in _DATE.finditer(text, start, mention.end + _REACH_AFTER):
        day = _day(match, today)
        if day and not match.start() <= mention.start < match.end():
            is_before = match.end() <= mention.start
            distance = mention.start - match.end() if is_before else match.start() - mention.end + _AFTER_PENALTY
            located.append((distance, day))
    return tuple(dict.fromkeys(day for _, day in sorted(located)))[:MAX_DAYS]


def _unnumbered(text: str, numbered: list[Mention], today: date | None) -> Iterator[Mention]:
    """Yield the references to written answers by a day, with a number that has no marker, or without a number."""
    for match in _REFERRING.finditer(text):
        date_match = _DATE.search(match["rest"], 0, _LONGEST_GAP)
        day = date_match and _day(date_match, today)
        if date_match is None or day is None or _ORAL.search(match.group()):
            continue
        if any(match.start() <= mention.start <= match.end() + _REACH_BEFORE for mention in numbered):
            continue
        start = match.start("rest")
        is_column = _COLUMN.search(match["rest"]) is not None
        number = None if is_column else _BARE_NUMBER.search(match["rest"])
        if number:
            yield Mention(start + number.start(), start + number.end(), number.group().replace(" ", ""), (day,))
        else:
            yield Mention(start + date_match.start(), start + date_match.end(), days=(day,), is_column=is_column)


def _day(match: re.Match[str], today: date | None) -> date | None:
    """Return the day of a match of ``_DATE``; None if the calendar has no such day.

    A day without a year is the last one up to ``PRINTING_DELAY`` after ``today``; None if that is not known.
    """
    try:
        if match["day3"]:
            year = int(match["year3"])
            return date(year if year > 99 else 2000 + year, int(match["month3"]), int(match["day3"]))
        number, name = int(match["day"]), match["month"].lower()
        if match["year"]:
            return date(int(match["year"]), MONTHS[name], number)
        if today is None:
            return None
        latest = today + PRINTING_DELAY
        day = date(latest.year, MONTHS[name], number)
        return day if day <= latest else date(latest.year - 1, MONTHS[name], number)
    except ValueError:
        return None
