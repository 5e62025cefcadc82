"""The type of the table of fields: the kind of a field, and how its values are read from a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum, auto

import msgspec

from search.model.field_values import from_day
from search.model.question import Question


class Kind(Enum):
    """How a field is indexed, and so which queries it answers.

    TEXT is split into terms and ranked. NAME is split into terms, and its whole values are indexed too. KEYWORD has whole
    values only. DATE has one day, for ranges and sorting. FLAG has the values yes and no. NUMBER has one whole number, for
    ranges and sorting.
    """

    TEXT = auto()
    NAME = auto()
    KEYWORD = auto()
    DATE = auto()
    FLAG = auto()
    NUMBER = auto()


YES, NO = "yes", "no"
_PROPER_NOUNS = ("House", "Linked Data", "Parliament")
"""First words of labels that keep their capital within a sentence."""

WORD_KINDS = frozenset({Kind.TEXT, Kind.NAME})
MAX_NUMBER = 9_999
"""The largest value of a field of the kind NUMBER; a larger one is stored as this."""


def number_value(number: int) -> str:
    """Return a number as the value of a field: four digits, so that values in code point order are in order of size."""
    return f"{min(number, MAX_NUMBER):04}"


class Field(msgspec.Struct, frozen=True):
    """One field of a record.

    ``values`` returns the field's values for a question as text: a day as ``2024-03-05``, a flag as ``yes`` or ``no``, a
    number as four digits (``0012``), no value as (). ``aliases`` are further query prefixes. A ``facet`` field is counted; a
    ``chronological`` facet lists its values newest first, any other facet the most frequent first. ``choices``, if not empty,
    are the only valid values. ``value_labels`` are the words, in lower case, for values that are not words.
    ``has_several`` marks a facet that may have several values in a record, which no search is collapsed by. A field that is no
    facet may have several values without it.
    ``boost`` is the weight of a TEXT field in the score. ``collapse_label`` describes the records of one group where the
    field's value is a key that means nothing to a reader.
    """

    name: str
    kind: Kind
    label: str
    help: str
    values: Callable[[Question], tuple[str, ...]]
    aliases: tuple[str, ...] = ()
    facet: bool = False
    chronological: bool = False
    choices: tuple[str, ...] = ()
    value_labels: tuple[tuple[str, str], ...] = ()
    has_several: bool = False
    boost: float = 1.0
    collapse_label: str = ""

    @property
    def noun(self) -> str:
        """The label within a sentence: with a small first letter, unless it begins with a name or an abbreviation."""
        begins_with_name = self.label[:2].isupper() or self.label.startswith(_PROPER_NOUNS)
        return self.label if begins_with_name else self.label[:1].lower() + self.label[1:]

    @property
    def has_words(self) -> bool:
        """Whether its single words can be searched."""
        return self.kind in WORD_KINDS

    @property
    def has_values(self) -> bool:
        """Whether its whole values can be filtered by and counted."""
        return self.kind is not Kind.TEXT or self.facet

    def value_label(self, value: str) -> str:
        """Return the words for a value; the value itself if it has no others, a number without its leading zeros."""
        if self.kind is Kind.NUMBER:
            return value.lstrip("0") or "0"
        return dict(self.value_labels).get(value, value)

    @property
    def is_collapsible(self) -> bool:
        """Whether results can be collapsed by it, which needs a field with at most one value in each record."""
        return not self.has_several and (self.facet or self.kind in (Kind.DATE, Kind.NUMBER) or bool(self.collapse_label))


def flag_field(name: str, label: str, help: str, read: Callable[[Question], bool], facet: bool = True) -> Field:
    """Return a field of yes and no. A facet labels no as "no or not known": not every source says that something is not so."""
    no_label = ((NO, "no or not known"),) if facet else ()
    return Field(
        name, Kind.FLAG, label, help, lambda q: (YES if read(q) else NO,), facet=facet, choices=(YES, NO), value_labels=no_label
    )


def calendar_facet(name: str, label: str, help: str, read: Callable[[Question], date | None], characters: int) -> Field:
    """Return a facet of the year (4 ``characters`` of an ISO date) or the month (7) of a day."""
    return Field(name, Kind.KEYWORD, label, help, lambda q: from_day(read(q), characters), facet=True, chronological=True)


def day_field(
    name: str, label: str, help: str, read: Callable[[Question], date | None], aliases: tuple[str, ...] = ()
) -> Field:
    """Return a field of the kind DATE."""
    return Field(name, Kind.DATE, label, help, lambda q: from_day(read(q)), aliases)


def number_field(name: str, label: str, help: str, read: Callable[[Question], int | None]) -> Field:
    """Return a field of the kind NUMBER."""

    def values(question: Question) -> tuple[str, ...]:
        number = read(question)
        return () if number is None else (number_value(number),)

    return Field(name, Kind.NUMBER, label, help, values)
