"""References to questions, as people write them, and the records that they refer to."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from search.model.question import House
from search.query.nodes import And, AnyOf, DateRange, Node, Or, Word
from search.text.analysis import fold

Standing = Literal["whole", "named", "mentioned"]
"""``whole``: the text has references only. ``named``: it has other words too. ``mentioned``: they are part of a draft."""


class Reference(msgspec.Struct, frozen=True):
    """One reference, as typed in ``text``: the ``ids`` of a record, or a UIN, with the House and the days that are given.

    ``days`` are days on which the question was tabled or answered; of an address of Parliament, it was tabled on the day. A
    number that follows a UIN of the Lords ``may_be_lords`` too: the 1348 of "HL1347 and 1348".
    """

    text: str
    uin: str = ""
    ids: tuple[str, ...] = ()
    house: House | None = None
    days: tuple[date, ...] = ()
    is_day_tabled: bool = False
    may_be_lords: bool = False

    @property
    def query(self) -> Node:
        """The query for the questions that it may mean: by its ids, or by its UIN, House and any of its days."""
        if not self.uin:
            return AnyOf("id", self.ids)
        if not self.days:
            return self.query_without_days
        fields = ("tabled",) if self.is_day_tabled else ("tabled", "answered-on")
        ranges = tuple(DateRange(field, day, day) for day in self.days for field in fields)
        return And((AnyOf("uin", self._uins), ranges[0] if len(ranges) == 1 else Or(ranges), *self._house_filter))

    @property
    def query_without_days(self) -> Node:
        """The same of any day. For a number without a House, also the record with this id."""
        if not self.uin:
            return self.query
        query = AnyOf("uin", self._uins)
        return And((query, *self._house_filter)) if self.house else Or((query, AnyOf("id", (self.uin,))))

    @property
    def _uins(self) -> tuple[str, ...]:
        may_be_lords = (self.may_be_lords or self.house == "Lords") and not self.uin.startswith("HL")
        return (f"HL{self.uin}", self.uin) if may_be_lords else (self.uin,)

    @property
    def _house_filter(self) -> tuple[AnyOf, ...]:
        return (AnyOf("house", (self.house,)),) if self.house else ()


class References(msgspec.Struct, frozen=True):
    """The references of a text, each once, in its order; ``standing`` says what else the text has."""

    items: tuple[Reference, ...]
    standing: Standing

    @property
    def query(self) -> Node:
        """The query for the questions of any reference. For a UIN alone, also the record with this id and the records that have
        the UIN as a word."""
        uins_alone = [item for item in self.items if item.uin and not (item.days or item.house or item.may_be_lords)]
        uins = tuple(item.uin for item in uins_alone)
        nodes: list[Node] = [AnyOf("uin", uins), AnyOf("id", uins), *(Word(fold(uin)) for uin in uins)] if uins else []
        nodes += [item.query for item in self.items if item not in uins_alone]
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    @property
    def mentions(self) -> Node:
        """The query for the records with a UIN of the references as a word; for the questions, if no reference has a UIN."""
        uins = dict.fromkeys(fold(item.uin) for item in self.items if item.uin)
        return Or(tuple(map(Word, uins))) if uins else Or(tuple(item.query for item in self.items))
