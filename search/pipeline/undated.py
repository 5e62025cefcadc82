"""Records that a filter by day leaves out because the source does not give their day."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.query.nodes import And, AndMaybe, AnyOf, DateRange, Exists, Node
from search.query.request import SearchRequest

_ANSWERED = AnyOf("state", ("answered", "corrected", "holding"))
_UNDATED: dict[str, tuple[Node, ...]] = {
    "tabled": (Exists("tabled", False),),
    "answered-on": (Exists("answered-on", False), _ANSWERED),
}
"""For the field of a day, the clauses for records that must have had such a day but have none in the index."""

_FIELDS = {
    "tabled": ("tabled", "tabled-year", "tabled-month"),
    "answered-on": ("answered-on", "answered-year", "answered-month"),
}
"""For the field of a day, the fields whose filters compare that day."""


class UndatedRecords(msgspec.Struct, frozen=True):
    """The records that match a search without its filters on one day, and have no such day."""

    field: str
    count: int

    @property
    def sentence(self) -> str:
        """How many they are, in a sentence."""
        noun, day = ("question", "date tabled") if self.field == "tabled" else ("answer", "date")
        if self.count == 1:
            return f"1 {noun} without a {day} is not included."
        return f"{self.count:,} {noun}s without a {day} are not included."


def query_undated(engine: Engine, executed: SearchRequest) -> tuple[UndatedRecords, ...]:
    """Count the records that an executed search leaves out only because their day is not known."""
    clauses = (*_conjuncts(executed.query), *executed.filters)
    counts = []
    for field, names in _FIELDS.items():
        others = tuple(clause for clause in clauses if not (isinstance(clause, AnyOf | DateRange) and clause.field in names))
        if len(others) < len(clauses):
            counts.append(UndatedRecords(field, engine.count(And((*others, *_UNDATED[field])))))
    return tuple(undated for undated in counts if undated.count)


def _conjuncts(query: Node) -> Iterator[Node]:
    """Yield the parts of a query that every match has."""
    match query:
        case And(children):
            for child in children:
                yield from _conjuncts(child)
        case AndMaybe(required):
            yield from _conjuncts(required)
        case _:
            yield query
