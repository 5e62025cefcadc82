"""What changed: the records of a search by what happened to them, the newest first, as a page and as a feed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, render_template, request
from msgspec import structs

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import FIELDS
from search.model.history import EventName, HistoryEvent, history_of
from search.model.question import Question
from search.pipeline.rewriting import RewrittenQuery, rewrite_without_corrections
from search.query import url_params
from search.query.nodes import And, AnyOf, Exists, Node
from search.query.request import SearchRequest, SortKey
from search.results import descriptions
from search.results.types import ResultPage
from web.feeds import activity, atom
from web.feeds.routes import ENTRIES
from web.pages.parts import facet_panel, hits, query_notes, record_history
from web.site import urls
from web.site.link import Link, Pairs
from web.view_models.changes import ChangesView, ChangeView
from web.view_models.history import MomentView


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: the records it happened to, the field that holds the day, and the events that it is."""

    label: str
    field: str
    records: Node
    events: tuple[EventName, ...]


EVERYTHING = "all"
KINDS: dict[str, Kind] = {
    EVERYTHING: Kind("Everything", "changed", Exists("changed"), tuple(activity.REASONS)),
    "answered": Kind("New answers", "answered-on", AnyOf("state", ("answered", "corrected")), ("answered", "completed")),
    "completed": Kind("Holding answers made whole", "completed-on", Exists("completed-on"), ("completed",)),
    "held": Kind("Holding answers", "held-on", Exists("held-on"), ("held",)),
    "corrected": Kind("Corrections", "corrected-on", AnyOf("state", ("corrected",)), ("corrected",)),
    "transferred": Kind("Transfers", "transferred-on", Exists("transferred-on"), ("transferred",)),
    "withdrawn": Kind("Withdrawals", "withdrawn-on", AnyOf("state", ("withdrawn",)), ("withdrawn",)),
    "removed": Kind("Gone from their source", "removed-on", Exists("removed-on"), ("removed",)),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A kind of change among the records of a search."""

    name: str
    search: SearchRequest
    meaning: RewrittenQuery

    @property
    def kind(self) -> Kind:
        """What the name means."""
        return KINDS[self.name]

    def within(self, of: SearchRequest) -> str:
        """The address of the same kind of change among other records."""
        return urls.changes(self.name, of)

    def address(self, page: int) -> str:
        """The address of a page of them."""
        return self.within(structs.replace(self.search, page=page))

    @property
    def by_day(self) -> SearchRequest:
        """The search that finds them, the newest first by the day it happened; those of which no day is known come last."""
        return structs.replace(
            self.search,
            query=And((self.meaning.executed.query, self.kind.records)),
            sort=(SortKey(self.kind.field, True),),
            with_snippets=False,
            collapse_by=None,
        )


def routes(engine: Engine) -> Blueprint:
    """The page and its feed. ``sort``, ``feedback`` and ``fold`` are let pass: changes have one order."""
    pages = Blueprint("changes", __name__)

    @pages.get("/changes")
    def changes() -> str:
        asked = read(engine, tuple(request.args.items(multi=True)))
        page = changes_found(engine, asked)
        return render_template("pages/changes.html", view=_view(asked, page, undated(engine, asked)))

    @pages.get("/changes.atom")
    def feed() -> Response:
        asked = read(engine, tuple(request.args.items(multi=True)))
        dated = (*asked.search.filters, Exists(asked.kind.field))
        newest = engine.search(structs.replace(asked.by_day, page=1, per_page=ENTRIES, filters=dated))
        happened = [_happened(asked, hit.question) for hit in newest.hits]
        title, root = _feed_title(asked), request.host_url.rstrip("/")
        about = atom.Feed(title, root, urls.changes_feed(asked.name, asked.search), asked.within(asked.search), engine.info())
        return Response(atom.write(about, happened), mimetype=atom.MEDIA_TYPE)

    return pages


def read(engine: Engine, given: Pairs) -> Asked:
    """What is asked for by the parameters of an address. Raises ``BadRequest``."""
    names = [value for name, value in given if name == "kind" and value] or [EVERYTHING]
    search = url_params.read((name, value) for name, value in given if name != "kind")
    if names[-1] not in KINDS:
        raise BadRequest((Problem("kind", f"kind is one of {', '.join(KINDS)}, not {names[-1]!r}."),))
    return Asked(names[-1], search, rewrite_without_corrections(engine, search))


def changes_found(engine: Engine, asked: Asked) -> ResultPage:
    """A page of changes with every facet the site shows."""
    return engine.search(structs.replace(asked.by_day, facets=facet_panel.FACETS))


def undated(engine: Engine, asked: Asked) -> int:
    """How many of the changes have no day of their own. Feeds, which are read by day, are without them."""
    return engine.count(And((asked.by_day.query, *asked.search.filters, Exists(asked.kind.field, False))))


def title(asked: Asked, total: int) -> str:
    """How many changes of the kind there are, and among which records."""
    return f"{asked.kind.label}: {descriptions.total_sentence(asked.search, total)}"


def _view(asked: Asked, page: ResultPage, without_day: int) -> ChangesView:
    ranges = tuple(dict.fromkeys((asked.kind.field, *facet_panel.RANGES)))
    panel = facet_panel.panel(asked.search, page.facets, ranges)
    return ChangesView(
        summary=title(asked, page.total),
        info=page.info,
        kinds=tuple(_kind(name, asked) for name in KINDS),
        text=asked.search.text,
        problems=tuple((each.where, each.message) for each in asked.search.problems),
        called=query_notes.called(asked.meaning),
        as_typed=asked.within(structs.replace(asked.search, page=1, as_typed=True)),
        chips=facet_panel.chips(asked.search, asked.within),
        panel=replace(
            panel,
            facets=tuple(replace(facet, more=None) for facet in panel.facets),
            hidden=(("kind", asked.name), *panel.hidden),
        ),
        changes=tuple(
            ChangeView(_moment(asked, each.question), hit) for each, hit in zip(page.hits, hits.hits(page), strict=True)
        ),
        undated=_undated(without_day),
        past_end=hits.past_end(page, asked.address),
        pager=hits.pager(page, asked.address),
        feed=Link(_feed_title(asked), urls.changes_feed(asked.name, asked.search)),
    )


def _undated(count: int) -> str:
    if not count:
        return ""
    stand = "one of them the source gives no day: it is" if count == 1 else f"{count:,} the source gives no day: they are"
    return f"Of {stand} listed last, and not in the feed, which goes by days."


def _kind(name: str, asked: Asked) -> Link:
    """The way to another kind of change; the one without an address is this one."""
    return Link(KINDS[name].label, "" if name == asked.name else urls.changes(name, structs.replace(asked.search, page=1)))


def last(asked: Asked, question: Question) -> HistoryEvent | None:
    """When a change of the kind last happened to a record; None where only its state tells that it did."""
    happened = [each for each in reversed(history_of(question)) if each.event in asked.kind.events]
    return max(happened, key=lambda each: each.day or date.min, default=None)


def _moment(asked: Asked, question: Question) -> MomentView:
    moment = last(asked, question)
    if moment is None:
        return MomentView("", record_history.NO_DAY, is_seen=False, words=asked.kind.label, details="", compare=None)
    return record_history.moment_view(question, moment)


def _happened(asked: Asked, question: Question) -> activity.Happened:
    (day,) = FIELDS[asked.kind.field].values(question)
    moment = last(asked, question)
    return activity.Happened(question, date.fromisoformat(day), activity.REASONS[moment.event] if moment else asked.name)


def _feed_title(asked: Asked) -> str:
    return f"{asked.kind.label}: {descriptions.title(asked.search)}"
