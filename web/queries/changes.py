"""The changes of one kind to the records of a search, newest first."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.field_types import YES
from search.model.fields import FIELDS
from search.model.history import EventName, HistoryEvent, history_of
from search.model.question import Question
from search.pipeline.rewriting import RewrittenQuery, rewrite_without_corrections
from search.query import url_params
from search.query.nodes import And, AnyOf, Exists, Node, Or
from search.query.request import SearchRequest, SortKey
from search.results import descriptions
from search.results.types import IndexInfo, ResultPage
from search.text.quotation import quoted
from web.queries import query_hints
from web.queries.facets import FACETS
from web.queries.query_hints import Expansion
from web.site.link import Pairs


class ChangeKind(msgspec.Struct, frozen=True):
    """A kind of change: the records it happened to, the field with its day, and the history events that belong to it.

    A kind without events is one of time alone: nothing happened to the record, but its day passed.
    """

    label: str
    field: str
    records: Node
    events: tuple[EventName, ...]


EVERYTHING = "all"
OVERDUE = And((AnyOf("late", (YES,)), AnyOf("state", ("unanswered", "holding"))))
"""The questions without a full answer whose time was over when they were last fetched."""

CHANGE_EVENTS: tuple[EventName, ...] = (
    *("asked", "transferred", "held", "answered", "completed"),
    *("corrected", "answer-removed", "withdrawn", "reinstated", "removed", "returned"),
)
"""The events that count as a change of a record. Other changes of its properties do not."""

CHANGE_KINDS: dict[str, ChangeKind] = {
    EVERYTHING: ChangeKind("All changes", "changed", Exists("changed"), CHANGE_EVENTS),
    "answered": ChangeKind("New answers", "answered-on", AnyOf("state", ("answered", "corrected")), ("answered", "completed")),
    "completed": ChangeKind("Full answers after a holding answer", "completed-on", Exists("completed-on"), ("completed",)),
    "held": ChangeKind("Holding answers", "held-on", Exists("held-on"), ("held",)),
    "corrected": ChangeKind("Corrections", "corrected-on", AnyOf("state", ("corrected",)), ("corrected",)),
    "transferred": ChangeKind("Transfers", "transferred-on", Exists("transferred-on"), ("transferred",)),
    "withdrawn": ChangeKind("Withdrawals", "withdrawn-on", AnyOf("state", ("withdrawn",)), ("withdrawn",)),
    "removed": ChangeKind("Removed from Parliament’s site", "removed-on", Exists("removed-on"), ("removed",)),
    "overdue": ChangeKind("Overdue", "due-by-rule", OVERDUE, ()),
}


_OTHERWISE = ("changed", "fetched")
"""The fields that date a change without a day of its own: the last day of any event of the record."""


class ChangesRequest(msgspec.Struct, frozen=True):
    """A kind of change among the records of a search."""

    kind_name: str
    search: SearchRequest
    rewritten: RewrittenQuery

    @property
    def kind(self) -> ChangeKind:
        """The kind named ``kind_name``."""
        return CHANGE_KINDS[self.kind_name]

    @property
    def feed_title(self) -> str:
        """The kind and the search in words."""
        return f"{self.kind.label}: {descriptions.title(self.search)}"

    @property
    def by_day(self) -> SearchRequest:
        """The search for the changed records, newest first by the day of the change, or else by the best day known."""
        return replace(
            self.search,
            query=And((self.rewritten.executed.query, self.kind.records)),
            sort=(SortKey(self.kind.field, True, _OTHERWISE),),
            with_snippets=False,
            collapse_by=None,
        )


class ChangesResult(msgspec.Struct, frozen=True):
    """A page of changed records with every facet of the site, and the latest event of the kind for each record.

    An event is None if only the state of the record shows the change.
    """

    request: ChangesRequest
    page: ResultPage
    events: tuple[HistoryEvent | None, ...]
    expansions: tuple[Expansion, ...]

    @property
    def title(self) -> str:
        """The kind, the total and the search in a sentence."""
        return f"{self.request.kind.label}: {descriptions.total_sentence(self.request.search, self.page.total)}"


class DatedChange(msgspec.Struct, frozen=True):
    """A changed record, the day of its change or else the best day known, and the event, if known."""

    question: Question
    day: date
    event: HistoryEvent | None


class NewestChangesResult(msgspec.Struct, frozen=True):
    """The newest changes, newest first, without records that have no day."""

    request: ChangesRequest
    changes: tuple[DatedChange, ...]
    info: IndexInfo


def query_changes(engine: Engine, params: Pairs) -> ChangesResult:
    """Search for a page of changes. Raises ``BadRequest`` for parameters that cannot be read.

    ``sort``, ``feedback`` and ``collapse`` have no effect: changes have one order.
    """
    request = _read(engine, params)
    page = engine.search(replace(request.by_day, facets=FACETS))
    events = tuple(_latest_event(request.kind, hit.question) for hit in page.hits)
    return ChangesResult(request, page, events, query_hints.expansions(request.rewritten))


def query_newest_changes(engine: Engine, params: Pairs, limit: int) -> NewestChangesResult:
    """Search for at most ``limit`` newest changes. Raises ``BadRequest`` for parameters that cannot be read."""
    request = _read(engine, params)
    dated = Or(tuple(map(Exists, (request.kind.field, *_OTHERWISE))))
    by_day = request.by_day
    page = engine.search(replace(by_day, query=And((by_day.query, dated)), page=1, per_page=limit))
    return NewestChangesResult(request, tuple(_dated_change(request.kind, hit.question) for hit in page.hits), page.info)


def count_undated(engine: Engine, request: ChangesRequest) -> int:
    """The number of changes of the kind whose day is not known. They are placed by the best day known."""
    return engine.count(And((request.by_day.query, *request.search.filters, Exists(request.kind.field, False))))


def _read(engine: Engine, params: Pairs) -> ChangesRequest:
    names = [value for name, value in params if name == "kind" and value] or [EVERYTHING]
    search = url_params.read((name, value) for name, value in params if name != "kind")
    if names[-1] not in CHANGE_KINDS:
        raise BadRequest((Problem("kind", f"Choose one of {', '.join(CHANGE_KINDS)} as kind, not {quoted(names[-1])}."),))
    return ChangesRequest(names[-1], search, rewrite_without_corrections(engine, search))


def _latest_event(kind: ChangeKind, question: Question) -> HistoryEvent | None:
    events = [event for event in reversed(history_of(question)) if event.event in kind.events]
    return max(events, key=lambda event: event.day or date.min, default=None)


def _dated_change(kind: ChangeKind, question: Question) -> DatedChange:
    day = next(day for name in (kind.field, *_OTHERWISE) for day in FIELDS[name].values(question))
    return DatedChange(question, date.fromisoformat(day), _latest_event(kind, question))
