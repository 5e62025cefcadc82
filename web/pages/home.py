"""``/``: the first page."""

from __future__ import annotations

import msgspec
from flask import Blueprint, render_template

from search.coverage.gap_notes import covered_sentence
from search.coverage.months import house_coverages
from search.engine import Engine
from search.results import descriptions
from search.results.types import IndexInfo
from web.pages.parts import hits
from web.pages.parts.hits import HitView
from web.queries.home import HomeResult, query_home
from web.site import urls
from web.site.link import Link

EXAMPLES = (
    "dental appointments",
    '"universal credit" housing',
    "asked:baroness school*",
    "state:corrected tabled:2021..2025",
)


class HomeView(msgspec.Struct, frozen=True):
    """The first page. ``summary`` says what the index holds."""

    info: IndexInfo
    summary: str
    examples: tuple[Link, ...]
    latest: tuple[HitView, ...]
    bodies: tuple[Link, ...]


def routes(engine: Engine) -> Blueprint:
    """The address of the first page."""
    pages = Blueprint("home", __name__)

    @pages.get("/")
    def home() -> str:
        return render_template("pages/home.html", view=_view(query_home(engine)))

    return pages


def _view(result: HomeResult) -> HomeView:
    return HomeView(
        info=result.info,
        summary=_index_summary(result.info),
        examples=tuple(Link(text, urls.text_search(text)) for text in EXAMPLES),
        latest=hits.hits(result.latest),
        bodies=tuple(
            Link(bucket.value, urls.value_search("body", bucket.value), count=bucket.count) for bucket in result.bodies
        ),
    )


def _index_summary(info: IndexInfo) -> str:
    covered = covered_sentence(tuple(house_coverages(info).values()))
    newest = descriptions.freshness(info)
    return f"{info.records:,} questions. {covered}{f' {newest}.' if newest else ''}"
