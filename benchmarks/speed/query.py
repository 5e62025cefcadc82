"""One query, and the kinds there are. It imports next to nothing, so that a peer's start is its own."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

PER_PAGE = 10


class Kind(StrEnum):
    """What is asked, as the tables name it."""

    RARE = "a rare word"
    MIDDLE = "a middling word"
    COMMON = "a common word"
    TWO_ALL = "two words, all"
    TWO_ANY = "two words, any"
    FOUR_ALL = "four words, all"
    FOUR_ANY = "four words, any"
    PHRASE = "a phrase"
    PREFIX = "a prefix"
    FILTERED = "a word, a body and dates"
    NEWEST = "every record, newest first"
    DEEP = "page 100"
    LIKE = "more like this"


Form = Literal["all", "any", "phrase", "prefix", "everything", "like"]


class Query(msgspec.Struct, frozen=True):
    """One query. ``id`` is the record that others are to be like; ``body`` and ``tabled`` narrow, where they are given.

    ``everything`` is ordered by the newest tabled, all else by relevance.
    """

    form: Form
    words: tuple[str, ...] = ()
    body: str = ""
    tabled: tuple[date, date] | None = None
    page: int = 1
    id: str = ""

    @property
    def first(self) -> int:
        """How many hits stand before its page."""
        return (self.page - 1) * PER_PAGE


Queries = dict[Kind, tuple[Query, ...]]
