"""Spans of days that are asked for as one list, and how one is split. The official API's addresses are written here alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

from search.model.question import House

QUESTIONS_PATH = "/api/writtenquestions/questions"
PAGE_SIZE = 500
"""Questions asked for at once; what comes may be fewer, where the source has a limit of its own."""

FIRST_DAY = date(2014, 5, 1)
"""What was tabled earlier the official API does not have."""

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_HOUSES: tuple[House, ...] = ("Commons", "Lords")


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both ends included, by what happened on them; of both Houses where ``house`` is None."""

    first: date
    last: date
    date_kind: Literal["tabled", "answered", "corrected"] = "tabled"
    house: House | None = None
    is_unanswered: bool = False

    def __str__(self) -> str:
        kind = "unanswered, " if self.is_unanswered else ""
        return f"{kind}{self.date_kind} {self.first} to {self.last}{f', {self.house}' if self.house else ''}"

    def path(self, skip: int = 0) -> str:
        """Where the questions behind the first ``skip`` are listed, withdrawn ones among them."""
        asked: dict[str, object] = {f"{self.date_kind}WhenFrom": self.first, f"{self.date_kind}WhenTo": self.last}
        if self.house:
            asked["house"] = self.house
        if self.is_unanswered:
            asked["answered"] = "Unanswered"
        asked |= {"includeWithdrawn": "true", "expandMember": "true", "skip": skip, "take": PAGE_SIZE}
        return f"{QUESTIONS_PATH}?{urlencode(asked)}"

    def may_contain(self, tabled: str, house: str) -> bool:
        """Whether a question can be in this list: sources pass over parameters they do not know, and then send everything."""
        is_asked_for = self.date_kind != "tabled" or self.first.isoformat() <= tabled[:10] <= self.last.isoformat()
        return is_asked_for and self.house in (None, house)

    def split(self) -> tuple[Window, ...]:
        """Parts that make up this window: halves of its days, or of one day the two Houses; none where there are no parts."""
        if self.first < self.last:
            middle = self.first + (self.last - self.first) // 2
            return replace(self, last=middle), replace(self, first=middle + DAY)
        return () if self.house else tuple(replace(self, house=house) for house in _HOUSES)


def question_path(id: int) -> str:
    """Where one question is, with its whole text."""
    return f"{QUESTIONS_PATH}/{id}?expandMember=true"


def question_id(path: str) -> int | None:
    """The question at an address or path; None for that of a list."""
    _, found, rest = path.partition(f"{QUESTIONS_PATH}/")
    number = rest.partition("?")[0]
    return int(number) if found and number.isdecimal() else None


def is_harvest_list(path: str) -> bool:
    """Whether a list is one that a harvest asks for, which may be broken off and gone on with."""
    return "tabledWhenFrom=" in path and "answered=" not in path


def weekly_windows(first: date, last: date, house: House | None = None) -> list[Window]:
    """Windows of seven days that make up a span, the newest first."""
    starts = [first + WEEK * number for number in range((last - first) // WEEK + 1)]
    return [Window(start, min(start + WEEK - DAY, last), house=house) for start in reversed(starts)]


def unanswered_windows(known: Counter[date], last: date, most: int) -> Iterator[Window]:
    """Windows of unanswered questions from the first day known to the last, each with about ``most`` known ones or fewer."""
    first, held = min(known, default=last), 0
    for day in sorted(known):
        if held and held + known[day] > most:
            yield Window(first, day - DAY, is_unanswered=True)
            first, held = day, 0
        held += known[day]
    if first <= last:
        yield Window(first, last, is_unanswered=True)
