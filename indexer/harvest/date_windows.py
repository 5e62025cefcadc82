"""Date windows: spans of days that are requested as one list, and how one is split. Builds the official API's addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from search.model.question import House

QUESTIONS_PATH = "/api/writtenquestions/questions"
PAGE_SIZE = 500
"""Questions requested at once. A page may have fewer if the source has a lower limit."""

FIRST_DAY = date(2014, 5, 1)
"""The first day tabled: the official API has no earlier questions."""

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
_HOUSES: tuple[House, ...] = ("Commons", "Lords")


class Window(msgspec.Struct, frozen=True):
    """The questions that were tabled, answered or corrected from ``first`` to ``last``; of both Houses if ``house`` is None."""

    first: date
    last: date
    date_kind: Literal["tabled", "answered", "corrected"] = "tabled"
    house: House | None = None
    is_unanswered: bool = False

    def path(self, skip: int = 0) -> str:
        """Return the path of the list page after the first ``skip`` questions. Withdrawn questions are included."""
        params: dict[str, object] = {f"{self.date_kind}WhenFrom": self.first, f"{self.date_kind}WhenTo": self.last}
        if self.house:
            params["house"] = self.house
        if self.is_unanswered:
            params["answered"] = "Unanswered"
        params |= {"includeWithdrawn": "true", "expandMember": "true", "skip": skip, "take": PAGE_SIZE}
        return f"{QUESTIONS_PATH}?{urlencode(params)}"

    def may_contain(self, tabled: str, house: str) -> bool:
        """Whether a question may be in the list. The source ignores unknown parameters, and then sends all questions."""
        is_in_span = self.date_kind != "tabled" or self.first.isoformat() <= tabled[:10] <= self.last.isoformat()
        return is_in_span and self.house in (None, house)

    def split(self) -> tuple[Window, ...]:
        """Split into two halves of the days, or one day into the two Houses. Return () for one day of one House."""
        if self.first < self.last:
            middle = self.first + (self.last - self.first) // 2
            return replace(self, last=middle), replace(self, first=middle + DAY)
        return () if self.house else tuple(replace(self, house=house) for house in _HOUSES)


def question_path(id: int) -> str:
    """Return the path of one question with its whole text."""
    return f"{QUESTIONS_PATH}/{id}?expandMember=true"


def question_id_in(path: str) -> int | None:
    """Return the id in the address or path of one question; None for a list."""
    _, separator, rest = path.partition(f"{QUESTIONS_PATH}/")
    number = rest.partition("?")[0]
    return int(number) if separator and number.isdecimal() else None


def is_harvest_list(path: str) -> bool:
    """Whether a list is one that a harvest requests: by date tabled, whether answered or not."""
    return "tabledWhenFrom=" in path and "answered=" not in path


def weekly_windows(first: date, last: date, house: House | None = None) -> list[Window]:
    """Divide a span into windows of seven days, newest first. The newest window may be shorter."""
    starts = [first + WEEK * number for number in range((last - first) // WEEK + 1)]
    return [Window(start, min(start + WEEK - DAY, last), house=house) for start in reversed(starts)]


def unanswered_windows(counts: Counter[date], last: date, max_questions: int) -> Iterator[Window]:
    """Yield windows of unanswered questions from the earliest day in ``counts`` to ``last``.

    ``counts`` has the number of questions known for each day tabled. A window has at most ``max_questions`` of them, unless one
    day has more.
    """
    first, window_count = min(counts, default=last), 0
    for day in sorted(counts):
        if window_count and window_count + counts[day] > max_questions:
            yield Window(first, day - DAY, is_unanswered=True)
            first, window_count = day, 0
        window_count += counts[day]
    if first <= last:
        yield Window(first, last, is_unanswered=True)
