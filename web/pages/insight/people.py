"""``/people/ID``: one member and what the member asked or answered. ``/people``: the list of members."""

from __future__ import annotations

from collections import Counter

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.people.body_entries import body_address
from search.people.member import ROLES, Member, Role
from search.query.nodes import AnyOf
from search.results.phrasing import counted
from search.results.types import Bucket, IndexInfo
from search.text.dates import long_date
from web.http.errors import no_such_person
from web.pages.parts.figure_views import (
    FiguresView,
    TableView,
    asker_table_view,
    figures_view,
    filter_search,
    value_table_view,
)
from web.pages.parts.name_links import member_about
from web.pages.rendering import render_page
from web.queries.insight.askers import MIN_HEADED
from web.queries.insight.figure_tables import asker_table, value_table, with_value
from web.queries.insight.members import MAX_MATCHES, MemberList, query_members
from web.queries.insight.people import Fact, PersonPage, query_person
from web.site import urls
from web.site.link import Link

VERBS: dict[Role, str] = {"asked": "Asked", "answered": "Answered"}


class TabView(msgspec.Struct, frozen=True):
    """A choice between two views of one page."""

    link: Link
    is_current: bool


class FactView(msgspec.Struct, frozen=True):
    """A constituency or party, and the days tabled of the questions that name it."""

    label: str
    value: Link
    days: str


class PersonView(msgspec.Struct, frozen=True):
    """The page of a member. ``names`` are the printed forms of the name, each with its questions."""

    title: str
    page_title: str
    info: IndexInfo
    canonical_url: str
    about: str
    tabs: tuple[TabView, ...]
    names: tuple[Link, ...]
    facts: tuple[FactView, ...]
    figures: FiguresView
    formats: tuple[Link, ...]


class MemberRowView(msgspec.Struct, frozen=True):
    """A member in the list."""

    link: Link
    about: str
    counts: tuple[Link, ...]


class MemberListView(msgspec.Struct, frozen=True):
    """The list of members: a box to find a name in, the letters, and the members."""

    title: str
    info: IndexInfo
    find: str
    summary: str
    letters: tuple[TabView, ...]
    rows: tuple[MemberRowView, ...]


def routes(engine: Engine) -> Blueprint:
    """The addresses of members."""
    pages = Blueprint("people", __name__)

    @pages.get("/people")
    def members() -> bytes:
        result = query_members(engine, tuple(request.args.items(multi=True)))
        return render_page("pages/people.html", view=_list_view(result))

    @pages.get("/people/<key>")
    def person(key: str) -> bytes:
        result = query_person(engine, key, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_person(key)
        return render_page("pages/person.html", view=_view(result))

    return pages


def _view(result: PersonPage) -> PersonView:
    member, role = result.member, result.role
    url = urls.person(member.key, role)
    return PersonView(
        title=member.name,
        page_title=f"{member.name}: questions {role}",
        info=result.info,
        canonical_url=urls.person(member.key),
        about=member.house,
        tabs=tuple(
            TabView(
                Link(
                    f"{VERBS[tab_role]} {counted(member.records(tab_role), 'question')}",
                    urls.person(member.key, tab_role),
                    f"by {member.name}",
                ),
                tab_role == role,
            )
            for tab_role in ROLES
            if member.records(tab_role)
        ),
        names=tuple(_name(result, name) for name in result.names),
        facts=tuple(map(_fact, result.facts)),
        figures=figures_view(result.figures, f"{role} by {member.name}", _tables(result)),
        formats=(Link("JSON", urls.json(url)), Link("CSV", urls.person(member.key, role, ".csv"))),
    )


def _name(result: PersonPage, name: Bucket) -> Link:
    filters = with_value(result.member.filters(result.role), AnyOf(result.role, (name.value,)))
    return Link(name.value, filter_search(filters), f"questions {result.role} under this name", name.count)


def _fact(fact: Fact) -> FactView:
    first, last = long_date(fact.first), long_date(fact.last)
    days = f"in questions tabled {first} to {last}" if first != last else f"in questions tabled {first}"
    return FactView(fact.label.capitalize(), Link(fact.value, filter_search(fact.filters)), days)


def _tables(result: PersonPage) -> tuple[TableView, ...]:
    bodies = "Departments asked" if result.role == "asked" else "Departments answered for"
    tables = [
        value_table_view(value_table(result.figures, "body"), bodies, lambda value: urls.body(body_address(value))),
        value_table_view(value_table(result.figures, "heading"), "Headings"),
    ]
    askers = _askers(result)
    return (*(table for table in tables if table.rows), *([askers] if askers else []))


def _askers(result: PersonPage) -> TableView | None:
    """Those who ask about the same, or those whom a minister answered; None where no months are whole."""
    if result.figures.whole is None:
        return None
    if result.role == "answered":
        table = asker_table(result.askers or ())
        head = ("Member", "Answered by this minister", "All they asked", "Share")
        notes = ("Most questions first, with their share of all that the member asked in the same complete months.",)
        return asker_table_view(table, "Who asked", head, notes) if table.rows else None
    head = ("Member", "Under these headings", "All they asked", "Share")
    title = "Members who ask about the same subjects"
    if result.askers is None:
        note = f"Fewer than {MIN_HEADED} of these questions have a heading in complete months, so we list nobody."
        return TableView("askers", title, (note,), (), ())
    note = (
        "Members who asked under the same headings in the same complete months. We divide their questions under these headings "
        "by the square root of all their questions, and list the highest first."
    )
    if not result.askers:
        note = "No other member asked three questions or more under these headings in complete months."
    return asker_table_view(asker_table(result.askers), title, head if result.askers else (), (note,))


def _list_view(result: MemberList) -> MemberListView:
    names = Counter(member.name for member in result.members)
    if result.find:
        many = f" We list the first {MAX_MATCHES:,}." if len(result.members) == MAX_MATCHES else ""
        match = "matches" if len(result.members) == 1 else "match"
        summary = f"{len(result.members):,} of {counted(result.total, 'member')} {match} “{result.find}”.{many}"
    else:
        page = f"with a surname in {result.letter.upper()}" if len(result.letter) == 1 else "with another surname"
        summary = f"{counted(result.total, 'member')} asked or answered questions on this site. This page has those {page}."
    return MemberListView(
        title=f"Members: {result.find or result.letter.upper()}" if result.find or result.letter else "Members",
        info=result.info,
        find=result.find,
        summary=summary,
        letters=tuple(
            TabView(Link(letter.upper() if len(letter) == 1 else "Other", urls.people(letter=letter)), letter == result.letter)
            for letter in result.letters
        ),
        rows=tuple(_row(member, names[member.name] > 1) for member in result.members),
    )


def _row(member: Member, is_shared: bool) -> MemberRowView:
    """A row; if another member of the list has the same name, screen readers read the key too."""
    key = f", member {member.key}" if is_shared else ""
    return MemberRowView(
        Link(member.name, urls.person(member.key), f"{member_about(member)}{key}"),
        member_about(member),
        tuple(
            Link(f"{role} {member.records(role):,}", filter_search(member.filters(role)), f"by {member.name}{key}")
            for role in ROLES
            if member.records(role)
        ),
    )
