"""The kinds of query. Imports little, so that it adds little to the time that a peer takes to start."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

PER_PAGE = 10
"""The number of hits on a page."""


class Kind(StrEnum):
    """A kind of query; the value is its name in the tables."""

    RARE = "a rare word"
    MIDDLE = "an uncommon word"
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
    """One query. ``id``: the record to find similar records for. ``body`` and ``tabled``: optional filters.

    ``everything`` is sorted by the date tabled, newest first; the other forms by relevance.
    """

    form: Form
    words: tuple[str, ...] = ()
    body: str = ""
    tabled: tuple[date, date] | None = None
    page: int = 1
    id: str = ""

    @property
    def offset(self) -> int:
        """The number of hits before the page."""
        return (self.page - 1) * PER_PAGE


Queries = dict[Kind, tuple[Query, ...]]
