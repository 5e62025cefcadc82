"""The pages one searches with: the first page, the results, all values of a facet, and the words of the type-ahead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

from flask import Blueprint, Response, abort, jsonify, render_template, request
from msgspec.structs import replace

from search.engine import Engine
from search.model.fields import FIELDS
from search.pipeline import relevance_policy
from search.pipeline.relevance_policy import SearchOutcome
from search.query import url_params
from search.query.nodes import AnyOf, Exists
from search.query.request import PAGE_SIZES, FacetRequest, SearchRequest, Sort
from search.results import descriptions
from search.results.types import IndexInfo, ResultPage
from search.text.dates import long_date
from web.exports import EXPORTS
from web.json import builders
from web.pages.parts import facet_panel, hits, query_notes
from web.site import urls
from web.site.link import Link, Pairs
from web.view_models.choices import Option
from web.view_models.home import HomeView
from web.view_models.results import ResultsView, ValuesView

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

FOLD = "same-answer"
"""What readers are offered to fold results by."""

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
        asked = url_params.read(request.args.items(multi=True))
        return render_template("pages/results.html", view=_results(engine, asked, results_found(engine, asked)))

    @pages.get("/search/values/<field>")
    def values(field: str) -> str:
        asked, find = values_of(field, tuple(request.args.items(multi=True)))
        return render_template("pages/values.html", view=_values(engine, asked, field, find))

    @pages.get("/words")
    def words() -> Response:
        begin = request.args.get("begin", "").strip()[:64]
        return jsonify(words=engine.vocabulary().complete(begin, COMPLETIONS) if begin else ())

    return pages


def home_found(engine: Engine) -> tuple[ResultPage, ResultPage]:
    """The latest answers, and a page whose one facet is the bodies."""
    answered = SearchRequest(filters=(Exists("answered-on"),), sort="newest-answered", per_page=LATEST)
    bodies = SearchRequest(facets=(FacetRequest("body", MAX_BODIES),), per_page=1)
    return engine.search(answered), engine.search(bodies)


def results_found(engine: Engine, asked: SearchRequest) -> SearchOutcome:
    """A page of results with every facet the site shows."""
    return relevance_policy.search(engine, replace(asked, facets=facet_panel.FACETS))


def values_of(field: str, given: Pairs) -> tuple[SearchRequest, str]:
    """The search whose values of a field are asked for, and the words to find one by. Aborts with 404 for no such facet."""
    if field not in FIELDS or not FIELDS[field].facet:
        abort(404)
    find = " ".join(value for name, value in given if name == "find").strip()
    return url_params.read((name, value) for name, value in given if name != "find"), find


def values_found(engine: Engine, asked: SearchRequest, field: str, find: str) -> ResultPage:
    """A page whose one facet is the values of a field within a search."""
    counting = replace(asked, facets=(FacetRequest(field, MAX_LISTED, find),), page=1, per_page=1, collapse_by=None)
    return relevance_policy.search(engine, counting).page


def _home(engine: Engine) -> HomeView:
    latest, bodies = home_found(engine)
    info = latest.info
    return HomeView(
        info=info,
        holdings=_holdings(info),
        examples=tuple(Link(text, urls.text(text)) for text in EXAMPLES),
        latest=hits.hits(latest),
        bodies=tuple(Link(b.value, urls.value("body", b.value), count=b.count) for b in bodies.facets[0].buckets),
    )


def _holdings(info: IndexInfo) -> str:
    span = f" tabled from {long_date(info.tabled[0])} to {long_date(info.tabled[1])}" if info.tabled else ""
    built = "today" if info.built_at.date() == datetime.now(UTC).date() else f"on {long_date(info.built_at.date())}"
    return f"{info.records:,} questions{span}; index built {built}"


def _results(engine: Engine, asked: SearchRequest, outcome: SearchOutcome) -> ResultsView:
    page = outcome.page

    def address(number: int) -> str:
        return urls.page(asked, number)

    return ResultsView(
        title=descriptions.total_sentence(outcome.rewritten.request, page.total, are_partial=bool(outcome.min_should_match)),
        formats=_formats(asked, page.collapsed_total),
        feed=Link(descriptions.title(outcome.rewritten.request), urls.feed(outcome.rewritten.request)),
        text=asked.text,
        info=page.info,
        reading=query_notes.read_as(asked, outcome.rewritten),
        shortfall=query_notes.shortfall(outcome),
        ranking=query_notes.ranking(asked, outcome),
        chips=facet_panel.chips(asked),
        clear=urls.without(asked, *asked.filters),
        panel=facet_panel.panel(asked, page.facets),
        sorts=tuple(Option(sort, SORTS[sort], sort == asked.sort) for sort in get_args(Sort)),
        sizes=tuple(Option(str(size), f"{size} a page", size == asked.per_page) for size in PAGE_SIZES),
        fold=_fold(asked),
        folding=descriptions.collapsed_sentence(asked.collapse_by, page.collapsed_total)
        if asked.collapse_by and page.collapsed_total < page.total
        else "",
        hits=hits.hits(page, asked),
        first=hits.first_number(page),
        nearest=hits.nearest(outcome, asked),
        past_end=hits.past_end(page, address),
        nothing=None if page.total else query_notes.nothing(engine, outcome.rewritten.request),
        pager=hits.pager(page, address),
    )


def _fold(asked: SearchRequest) -> Option:
    """The box to fold by what the results are folded by, or else by their answers."""
    label = "Fold same answers" if asked.collapse_by in (None, FOLD) else f"Fold by “{FIELDS[asked.collapse_by].label.lower()}”"
    return Option(asked.collapse_by or FOLD, label, asked.collapse_by is not None)


def _formats(asked: SearchRequest, entries: int) -> tuple[Link, ...]:
    """Every record of the search as a file, and this page as data."""
    files = (Link(export.label, urls.export(asked, ending), f", all {entries:,} results") for ending, export in EXPORTS.items())
    return (*files, Link("JSON of this page", builders.address(urls.search(asked))))


def _values(engine: Engine, asked: SearchRequest, field: str, find: str) -> ValuesView:
    page = values_found(engine, asked, field, find)
    facet = page.facets[0]
    label = FIELDS[field].label
    chosen = [value for each in asked.filters_on(field) if isinstance(each, AnyOf) for value in each.values]
    return ValuesView(
        title=f"{label}: all values",
        field=field,
        label=label,
        info=page.info,
        find=find,
        summary=_listed(len(facet.buckets), facet.distinct, find),
        choices=facet_panel.choices(field, facet.buckets),
        kept=facet_panel.rest(asked, field),
        chosen=tuple((field, value) for value in chosen),
        back=urls.search(asked),
    )


def _listed(shown: int, distinct: int, find: str) -> str:
    if find:
        most = f"; only the first {MAX_LISTED} that fit are listed" if shown >= MAX_LISTED else ""
        return f"{shown:,} of {distinct:,} values listed: those with “{find}”, and those already chosen{most}."
    if distinct > shown:
        return f"The first {shown:,} of {distinct:,} values; find the others by a word of their name."
    return f"{distinct:,} {'value' if distinct == 1 else 'values'} in these results."
