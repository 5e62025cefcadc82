"""The tables of figures that the pages of members and of bodies, their JSON and their CSV have."""

from __future__ import annotations

import msgspec

from search.coverage.months import ANSWERED
from search.query.nodes import AnyOf, Filter
from web.queries.insight.askers import Asker
from web.queries.insight.figures import RATE_FIELDS, Figures, WholeMonths


class Count(msgspec.Struct, frozen=True):
    """A number of records, and the filters that find them."""

    number: int
    filters: tuple[Filter, ...]


class Row(msgspec.Struct, frozen=True):
    """A value: its number among all records, its number in whole months, and its share of ``of`` there.

    ``every``, ``whole`` and ``of`` are None where they are not counted; ``asker`` is the member of a table of members.
    """

    value: str
    every: Count | None = None
    whole: Count | None = None
    of: Count | None = None
    asker: Asker | None = None

    @property
    def share(self) -> float | None:
        """The share in whole months, from 0 to 1."""
        return self.whole.number / self.of.number if self.whole and self.of and self.of.number else None


class Table(msgspec.Struct, frozen=True):
    """The values of a field, those of most records first. ``distinct`` counts the values that are not listed too."""

    field: str
    rows: tuple[Row, ...]
    distinct: int


def value_table(numbers: Figures, field: str) -> Table:
    """Return the first values of a field among all records; of bodies their share in whole months too."""
    facet = numbers.facets[field]
    rows = []
    for bucket in facet.buckets:
        value = AnyOf(field, (bucket.value,))
        whole, of = _in_whole_months(numbers.whole, value) if numbers.whole and field in _ALSO_WHOLE else (None, None)
        rows.append(Row(bucket.value, Count(bucket.count, with_value(numbers.filters, value)), whole, of))
    return Table(field, tuple(rows), facet.distinct)


def rate_tables(numbers: Figures) -> tuple[Table, ...]:
    """Return a table for each of ``RATE_FIELDS``: its values and their shares in whole months.

    Empty without whole months.
    """
    whole = numbers.whole
    if whole is None:
        return ()
    tables = []
    for field in RATE_FIELDS:
        rows = tuple(
            Row(bucket.value, None, *_in_whole_months(whole, AnyOf(field, (bucket.value,)))) for bucket in whole.buckets(field)
        )
        if rows:
            tables.append(Table(field, rows, len(rows)))
    return tuple(tables)


def share_answered(numbers: Figures) -> Row | None:
    """Return the questions of whole months with a full answer, of those not withdrawn; None if there are none."""
    whole = numbers.whole
    if whole is None:
        return None
    states = {bucket.value: bucket.count for bucket in whole.buckets("state") if bucket.value != "withdrawn"}
    if not states:
        return None
    answered = tuple(state for state in states if state in ANSWERED)
    return Row(
        "answered",
        whole=Count(sum(states[state] for state in answered), (*whole.filters, AnyOf("state", answered or ("answered",)))),
        of=Count(sum(states.values()), (*whole.filters, AnyOf("state", tuple(states)))),
    )


def asker_table(askers: tuple[Asker, ...]) -> Table:
    """Return the table of members, with the share of each member's own questions."""
    rows = tuple(
        Row(
            asker.member.name,
            whole=Count(asker.count, asker.search),
            of=Count(asker.of, asker.all_search),
            asker=asker,
        )
        for asker in askers
    )
    return Table("asked", rows, len(rows))


def with_value(filters: tuple[Filter, ...], value: AnyOf) -> tuple[Filter, ...]:
    """Return filters limited to a value: in place of a filter by other values of its field, which include it."""
    return (*(clause for clause in filters if not (isinstance(clause, AnyOf) and clause.field == value.field)), value)


def _in_whole_months(whole: WholeMonths, value: AnyOf) -> tuple[Count, Count]:
    count = whole.count(value.field, value.values[0])
    return Count(count, with_value(whole.filters, value)), Count(whole.total, whole.filters)


_ALSO_WHOLE = ("body",)
