"""The JSON of ``/people.json``, ``/people/ID.json``, ``/bodies.json`` and ``/bodies/ID.json``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from search.coverage.months import Verdict
from search.coverage.periods import Length
from search.people.body_entries import body_address
from search.people.member import Member, Role
from search.query.nodes import Exists, Filter
from search.query.request import SearchRequest
from web.json.schemas import Index, Links
from web.queries.insight import figure_tables
from web.queries.insight.bodies import BodyList, BodyPage, BodyRow, NameOfBody
from web.queries.insight.figure_tables import Count, Table
from web.queries.insight.figures import Figures
from web.queries.insight.members import MemberList
from web.queries.insight.months import DAY_FIELD
from web.queries.insight.people import PersonPage
from web.site import urls


class MemberEntry(msgspec.Struct, frozen=True):
    """A member: the key of the address, the number, null if unknown, and what is known from the records."""

    key: str
    member_id: int | None
    name: str
    names: tuple[str, ...]
    house: str
    asked: int
    answered: int
    address: str


class CountedSearch(msgspec.Struct, frozen=True):
    """A number of questions and the search that finds them."""

    count: int
    search: str


class FigureRow(msgspec.Struct, frozen=True):
    """A value with its numbers: of all questions (``all``), ``in_whole_months``, and of how many there (``of``)."""

    value: str
    all: CountedSearch | None
    in_whole_months: CountedSearch | None
    of: CountedSearch | None
    share: float | None
    address: str


class FigureTable(msgspec.Struct, frozen=True):
    """A table of values; ``distinct`` counts those that are not listed too."""

    table: str
    distinct: int
    rows: tuple[FigureRow, ...]


class FigurePeriod(msgspec.Struct, frozen=True):
    """A period with the number of its questions, and how whole it is."""

    period: str
    first_day: date
    last_day: date
    count: int
    verdict: Verdict
    search: str


class FigureSet(msgspec.Struct, frozen=True):
    """The questions by period and in tables. ``whole_months`` are the months that have shares."""

    total: CountedSearch
    undated: CountedSearch
    length: Length
    houses: tuple[str, ...]
    periods: tuple[FigurePeriod, ...]
    whole_months: tuple[str, ...]
    share_answered: FigureRow | None
    tables: tuple[FigureTable, ...]
    feed: str


class MemberFact(msgspec.Struct, frozen=True):
    """A constituency or party, and the first and last day tabled of the questions that name it."""

    field: str
    value: str
    first_tabled: date
    last_tabled: date
    search: str


class PrintedName(msgspec.Struct, frozen=True):
    """A printed form of a name, with its number of questions."""

    name: str
    count: int


class MemberPage(msgspec.Struct, frozen=True):
    """One member as asker or as minister."""

    member: MemberEntry
    role: Role
    printed_names: tuple[PrintedName, ...]
    facts: tuple[MemberFact, ...]
    figures: FigureSet
    links: Links
    index: Index


class Members(msgspec.Struct, frozen=True):
    """The members under a letter, or with a name."""

    letter: str
    find: str
    letters: tuple[str, ...]
    total: int
    members: tuple[MemberEntry, ...]
    links: Links
    index: Index


class BodyName(msgspec.Struct, frozen=True):
    """A printed name of a body with its days, and the bodies before and after it (``BodyChange``)."""

    name: str
    count: int
    first_tabled: date | None
    last_tabled: date | None
    predecessors: tuple[BodyChange, ...]
    successors: tuple[BodyChange, ...]


class BodyChange(msgspec.Struct, frozen=True):
    """Another body, the day of the change, and its source."""

    name: str
    day: date
    source: str


class BodyEntryJson(msgspec.Struct, frozen=True):
    """A body, or a department under all its names (``joined``)."""

    key: str
    name: str
    joined: tuple[str, ...]
    questions: CountedSearch
    address: str


class BodyPageJson(msgspec.Struct, frozen=True):
    """One body."""

    body: BodyEntryJson
    joined_address: str
    body_names: tuple[BodyName, ...]
    figures: FigureSet
    links: Links
    index: Index


class Bodies(msgspec.Struct, frozen=True):
    """All bodies by name."""

    bodies: tuple[BodyEntryJson, ...]
    links: Links
    index: Index


def member_page(result: PersonPage, index: Index) -> MemberPage:
    """Return one member."""
    tables = [figure_tables.value_table(result.figures, field) for field in ("body", "heading")]
    if result.askers is not None:
        tables.append(figure_tables.asker_table(result.askers))
    return MemberPage(
        _member(result.member),
        result.role,
        tuple(PrintedName(name.value, name.count) for name in result.names),
        tuple(MemberFact(fact.label, fact.value, fact.first, fact.last, _search(fact.filters)) for fact in result.facts),
        _figures(result.figures, tables),
        Links(urls.person(result.member.key, result.role)),
        index,
    )


def members(result: MemberList, index: Index) -> Members:
    """Return the list of members."""
    links = Links(urls.people(result.find, result.letter))
    return Members(result.letter, result.find, result.letters, result.total, tuple(map(_member, result.members)), links, index)


def body_page(result: BodyPage, index: Index) -> BodyPageJson:
    """Return one body."""
    tables = [figure_tables.value_table(result.figures, "heading")]
    if result.askers is not None:
        tables.append(figure_tables.asker_table(result.askers))
    return BodyPageJson(
        _body(BodyRow(result.entry, result.figures.total)),
        urls.body(result.family.key) if result.family else "",
        tuple(map(_name, result.names)),
        _figures(result.figures, tables),
        Links(urls.body(result.entry.key)),
        index,
    )


def bodies(result: BodyList, index: Index) -> Bodies:
    """Return the list of bodies."""
    return Bodies(tuple(map(_body, (*result.rows, *result.families))), Links(urls.bodies()), index)


def _member(member: Member) -> MemberEntry:
    address = urls.person(member.key)
    return MemberEntry(
        member.key, member.member_id, member.name, member.names, member.house, member.asked, member.answered, address
    )


def _body(row: BodyRow) -> BodyEntryJson:
    entry = row.entry
    questions = _count(Count(row.count, (entry.filter,)))
    return BodyEntryJson(entry.key, entry.name, entry.members, questions, urls.body(entry.key))


def _name(name: NameOfBody) -> BodyName:
    first, last = name.days or (None, None)
    return BodyName(
        name.name,
        name.count,
        first,
        last,
        tuple(BodyChange(change.predecessor, change.day, change.source) for change in name.began),
        tuple(BodyChange(change.successor, change.day, change.source) for change in name.ended),
    )


def _figures(numbers: Figures, tables: Iterable[Table]) -> FigureSet:
    request = SearchRequest(filters=numbers.filters)
    addresses = urls.date_searches(request, DAY_FIELD, ((span.first_day, span.last_day) for span, _ in numbers.spans))
    answered = figure_tables.share_answered(numbers)
    return FigureSet(
        total=_count(Count(numbers.total, numbers.filters)),
        undated=_count(Count(numbers.undated, (*numbers.filters, Exists(DAY_FIELD, False)))),
        length=numbers.length,
        houses=numbers.houses,
        periods=tuple(
            FigurePeriod(span.name, span.first_day, span.last_day, count, coverage.verdict, urls.json(address))
            for (span, coverage), count, address in zip(numbers.spans, numbers.counts, addresses, strict=True)
        ),
        whole_months=numbers.whole.months if numbers.whole else (),
        share_answered=_row(answered, "") if answered else None,
        tables=tuple(map(_table, (*tables, *figure_tables.rate_tables(numbers)))),
        feed=urls.feed(request),
    )


def _table(table: Table) -> FigureTable:
    return FigureTable(table.field, table.distinct, tuple(_row(row, table.field) for row in table.rows))


def _row(row: figure_tables.Row, field: str) -> FigureRow:
    address = urls.person(row.asker.member.key) if row.asker else urls.body(body_address(row.value)) if field == "body" else ""
    return FigureRow(
        row.value, _optional(row.every), _optional(row.whole), _optional(row.of), row.share and round(row.share, 6), address
    )


def _optional(count: Count | None) -> CountedSearch | None:
    return _count(count) if count else None


def _count(count: Count) -> CountedSearch:
    return CountedSearch(count.number, _search(count.filters))


def _search(filters: tuple[Filter, ...]) -> str:
    return urls.json(urls.filter_search(*filters))
