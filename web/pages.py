"""The pages one searches with: the first page, the results, all values of a facet, and the words of the type-ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from flask import Blueprint, Response, abort, jsonify, render_template, request

from search import describe, fallback, params
from search.dates import spoken
from search.engine import Engine
from search.fallback import Outcome
from search.fields import FIELDS
from search.query import AnyOf, Exists
from search.request import PAGE_SIZES, FacetRequest, SearchRequest, Sort
from search.results import IndexInfo
from web import hits, links, narrowing, reading
from web.view_models import HomeView, Link, Option, ResultsView, ValuesView

LATEST = 8
MAX_BODIES = 100
MAX_LISTED = 300
COMPLETIONS = 8

EXAMPLES = (
    "dental appointments",
    '"universal credit" housing',
    "asked:baroness school*",
    "state:corrected tabled:2021..2025",
)

SORTS: dict[Sort, str] = {
    "relevance": "Relevance",
    "newest": "Newest tabled",
    "oldest": "Oldest tabled",
    "newest-answered": "Newest answered",
    "oldest-answered": "Oldest answered",
}


def routes(engine: Engine) -> Blueprint:
    """The addresses of these pages."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def home() -> str:
        return render_template("pages/home.html", view=_home(engine))

    @pages.get("/search")
    def results() -> str:
        asked = params.read(request.args.items(multi=True))
        outcome = fallback.search(engine, replace(asked, facets=narrowing.FACETS))
        return render_template("pages/results.html", view=_results(engine, asked, outcome))

    @pages.get("/search/values/<field>")
    def values(field: str) -> str:
        if field not in FIELDS or not FIELDS[field].facet:
            abort(404)
        given = list(request.args.items(multi=True))
        find = " ".join(value for name, value in given if name == "find").strip()
        asked = params.read((name, value) for name, value in given if name != "find")
        return render_template("pages/values.html", view=_values(engine, asked, field, find))

    @pages.get("/words")
    def words() -> Response:
        begin = request.args.get("begin", "").strip()[:64]
        return jsonify(words=engine.vocabulary().complete(begin, COMPLETIONS) if begin else ())

    return pages


def _home(engine: Engine) -> HomeView:
    answered = SearchRequest(filters=(Exists("answered-on"),), sort="newest-answered", per_page=LATEST)
    bodies = SearchRequest(facets=(FacetRequest("body", MAX_BODIES),), per_page=1)
    counted = engine.search(bodies).facets[0]
    info = engine.info()
    return HomeView(
        info=info,
        holdings=_holdings(info),
        examples=tuple(Link(text, links.text(text)) for text in EXAMPLES),
        latest=hits.hits(engine.search(answered)),
        bodies=tuple(Link(b.value, links.value("body", b.value), count=b.count) for b in counted.buckets),
    )


def _holdings(info: IndexInfo) -> str:
    span = f" tabled from {spoken(info.tabled[0])} to {spoken(info.tabled[1])}" if info.tabled else ""
    built = "today" if info.built_at.date() == datetime.now(UTC).date() else f"on {spoken(info.built_at.date())}"
    return f"{info.records:,} questions{span}; index built {built}"


def _results(engine: Engine, asked: SearchRequest, outcome: Outcome) -> ResultsView:
    page = outcome.page

    def address(number: int) -> str:
        return links.page(asked, number)

    return ResultsView(
        title=describe.sentence(asked, page.total, nearest=bool(outcome.needed)),
        text=asked.text,
        info=page.info,
        reading=reading.read_as(engine, asked),
        shortfall=reading.shortfall(outcome),
        chips=narrowing.chips(asked),
        clear=links.without(asked, *asked.filters),
        panel=narrowing.panel(asked, page.facets),
        sorts=tuple(Option(sort, SORTS[sort], sort == asked.sort) for sort in get_args(Sort)),
        sizes=tuple(Option(str(size), f"{size} a page", size == asked.per_page) for size in PAGE_SIZES),
        hits=hits.hits(page, asked),
        first=hits.first_number(page),
        past_end=hits.past_end(page, address),
        nothing=None if page.total else reading.nothing(engine, asked),
        pager=hits.pager(page, address),
    )


def _values(engine: Engine, asked: SearchRequest, field: str, find: str) -> ValuesView:
    counting = replace(asked, facets=(FacetRequest(field, MAX_LISTED, find),), page=1, per_page=1)
    page = fallback.search(engine, counting).page
    facet = page.facets[0]
    label = FIELDS[field].label
    chosen = [value for each in asked.on(field) if isinstance(each, AnyOf) for value in each.values]
    return ValuesView(
        title=f"{label}: all values",
        field=field,
        label=label,
        info=page.info,
        find=find,
        summary=_listed(len(facet.buckets), facet.distinct, find),
        choices=narrowing.choices(field, facet.buckets),
        kept=narrowing.rest(asked, field),
        chosen=tuple((field, value) for value in chosen),
        back=links.search(asked),
    )


def _listed(shown: int, distinct: int, find: str) -> str:
    if find:
        most = f"; only the first {MAX_LISTED} that fit are listed" if shown >= MAX_LISTED else ""
        return f"{shown:,} of {distinct:,} values listed: those with “{find}”, and those already chosen{most}."
    if distinct > shown:
        return f"The first {shown:,} of {distinct:,} values; find the others by a word of their name."
    return f"{distinct:,} {'value' if distinct == 1 else 'values'} in these results."
