"""``/bodies/ID``: one answering body, or a department under all its names. ``/bodies``: the list of all."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.model.body_families import Succession
from search.people.body_entries import body_address
from search.query.nodes import AnyOf
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.http.errors import no_such_body
from web.pages.parts.figure_views import (
    FiguresView,
    TableView,
    asker_table_view,
    count_link,
    figures_view,
    value_table_view,
)
from web.pages.rendering import render_page
from web.queries.insight.bodies import BodyList, BodyPage, BodyRow, NameOfBody, query_bodies, query_body
from web.queries.insight.figure_tables import Count, asker_table, value_table
from web.site import outside_links, urls
from web.site.link import Link

NOT_KNOWN = "not known"


class ChangeView(msgspec.Struct, frozen=True):
    """A change of government that made or ended a body, and the address of its source."""

    words: str
    other: Link
    day: str
    source: Link


class NameView(msgspec.Struct, frozen=True):
    """A printed name: its page, its questions, and the days on which the first and the last were tabled."""

    name: Link
    count: Link
    first: str
    last: str
    changes: tuple[ChangeView, ...]


class BodyView(msgspec.Struct, frozen=True):
    """The page of a body. ``joined`` leads to the page of all its names, None if it has one name."""

    title: str
    info: IndexInfo
    canonical_url: str
    lead: str
    joined: Link | None
    names: tuple[NameView, ...]
    figures: FiguresView
    formats: tuple[Link, ...]


class BodyRowView(msgspec.Struct, frozen=True):
    """A body in the list; ``note`` names the bodies that a family joins."""

    link: Link
    count: Link
    note: str


class BodyListView(msgspec.Struct, frozen=True):
    """The list of all bodies, and of the departments under all their names."""

    info: IndexInfo
    rows: tuple[BodyRowView, ...]
    families: tuple[BodyRowView, ...]


def routes(engine: Engine) -> Blueprint:
    """The addresses of answering bodies."""
    pages = Blueprint("bodies", __name__)

    @pages.get("/bodies")
    def bodies() -> bytes:
        return render_page("pages/bodies.html", view=_list_view(query_bodies(engine, tuple(request.args.items(multi=True)))))

    @pages.get("/bodies/<key>")
    def body(key: str) -> bytes:
        result = query_body(engine, key, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_body(key)
        return render_page("pages/body.html", view=_view(result))

    return pages


def _view(result: BodyPage) -> BodyView:
    entry = result.entry
    url = urls.body(entry.key)
    lead = (
        f"{len(entry.members)} departments, counted as one: each replaced another or was replaced by one."
        if entry.is_family
        else "Questions under this name only."
        if result.family
        else ""
    )
    joined = None
    if result.family:
        text = f"Include earlier and later names: {result.family.name}"
        joined = Link(text, urls.body(result.family.key))
    return BodyView(
        title=entry.name,
        info=result.info,
        canonical_url=url,
        lead=lead,
        joined=joined,
        names=tuple(_name(name, result) for name in result.names),
        figures=figures_view(result.figures, f"to {entry.name}", _tables(result), _clock(result)),
        formats=(Link("JSON", urls.json(url)), Link("CSV", urls.body(entry.key, ".csv"))),
    )


def _clock(result: BodyPage) -> Link | None:
    """How long the answers of a body take, under the name of its newest records; None if no record is of a House."""
    houses = result.figures.houses
    if not houses or not result.names:
        return None
    name = result.names[0].name
    return Link("How long answers take", urls.clock(houses[0], body=name), f"from {name}")


def _name(name: NameOfBody, result: BodyPage) -> NameView:
    first, last = (long_date(day) for day in name.days) if name.days else (NOT_KNOWN, NOT_KNOWN)
    return NameView(
        Link(name.name, urls.body(body_address(name.name)) if result.entry.is_family else ""),
        count_link(Count(name.count, (AnyOf("body", (name.name,)),)), f"to {name.name}"),
        first,
        last,
        tuple(_changes(name, result.keys)),
    )


def _changes(name: NameOfBody, keys: frozenset[str]) -> Iterator[ChangeView]:
    for succession in name.began:
        yield _change("replaced", succession.predecessor, succession, keys)
    for succession in name.ended:
        yield _change("replaced by", succession.successor, succession, keys)


def _change(words: str, other: str, succession: Succession, keys: frozenset[str]) -> ChangeView:
    about = f"of the change from {succession.predecessor} to {succession.successor}"
    key = body_address(other)
    return ChangeView(
        words,
        Link(other, urls.body(key) if key in keys else ""),
        long_date(succession.day),
        Link("source", outside_links.safe_link(succession.source), about),
    )


def _tables(result: BodyPage) -> tuple[TableView, ...]:
    tables = [value_table_view(value_table(result.figures, "heading"), "Headings")]
    if result.askers:
        head = ("Member", "To this department", "All they asked", "Share")
        notes = ("Most questions first, with their share of all that the member asked in the same complete months.",)
        tables.insert(0, asker_table_view(asker_table(result.askers), "Members who ask most", head, notes))
    return tuple(table for table in tables if table.rows)


def _list_view(result: BodyList) -> BodyListView:
    return BodyListView(result.info, tuple(map(_row, result.rows)), tuple(map(_row, result.families)))


def _row(row: BodyRow) -> BodyRowView:
    entry = row.entry
    return BodyRowView(
        Link(entry.name, urls.body(entry.key)),
        count_link(Count(row.count, (entry.filter,)), f"to {entry.name}"),
        "; ".join(entry.members),
    )
