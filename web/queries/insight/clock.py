"""How long answers take, by month and by answering body, with lists of late answers and of questions that wait.

Only whole months have figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from math import ceil
from typing import get_args

import msgspec
from msgspec.structs import replace

from search.coverage.months import MIN_JUDGED_SHARE, Basis, HouseCoverage, Reason, Verdict, house_coverages
from search.engine import Engine
from search.errors import BadRequest, Problem
from search.insight.calendar import last_day
from search.insight.clock import RULES, Rule
from search.model.field_types import NO, YES
from search.model.question import WITHOUT_ANSWER, House, Question
from search.query.nodes import AnyOf, DateRange, Exists, Filter
from search.query.request import FacetRequest, SearchRequest, SortKey
from search.results.types import IndexInfo
from search.text.quotation import quoted
from web.queries.insight.own_params import own_params
from web.site.link import Pairs

RULES_OF_HOUSE: dict[House, tuple[Rule, ...]] = {
    "Commons": (RULES["ordinary"], RULES["named-day"]),
    "Lords": (RULES["lords"],),
}
LISTED = 10
"""Questions of the list of late answers, and of the list of those that wait."""

MAX_BODIES = 200
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])", re.ASCII)


class ClockParams(msgspec.Struct, frozen=True):
    """The parameters: a House, a month ("" for the latest whole one), a body ("" for all), and the day that sets a month."""

    house: House = "Commons"
    month: str = ""
    body: str = ""
    basis: Basis = "tabled"


class Figures(msgspec.Struct, frozen=True):
    """The answers to the questions under one rule in one month.

    ``filters`` find the questions that are counted, those that are ``on_time`` or ``late``. ``median`` and ``slow`` (the 90th
    percentile) are sitting days of the full answers, by the nearest rank; None where the calendar does not cover them.
    """

    rule: Rule
    filters: tuple[Filter, ...]
    on_time: int
    late: int
    median: int | None
    slow: int | None

    @property
    def count(self) -> int:
        """The number of questions that are counted."""
        return self.on_time + self.late

    @property
    def share(self) -> float:
        """The share of the questions that were answered on time."""
        return self.on_time / self.count


class Row(msgspec.Struct, frozen=True):
    """A month or a body with its figures, one for each rule of the House; None under a rule without questions.

    A month that is not whole has no figures, but its ``verdict`` and the ``reasons``.
    """

    name: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    figures: tuple[Figures | None, ...]


class ClockList(msgspec.Struct, frozen=True):
    """The questions at the top of a list, and the search for all of them."""

    search: SearchRequest
    total: int
    questions: tuple[Question, ...]


class ClockResult(msgspec.Struct, frozen=True):
    """The figures of one House. ``months`` begin with the newest; ``bodies`` are those of ``params.month``.

    ``all_bodies`` has every body of the House, for the form.
    """

    params: ClockParams
    info: IndexInfo
    months: tuple[Row, ...]
    bodies: tuple[Row, ...]
    all_bodies: tuple[str, ...]
    late: ClockList
    waiting: ClockList

    @property
    def month(self) -> Row | None:
        """The month that is shown by body; None outside the index."""
        return next((row for row in self.months if row.name == self.params.month), None)


def read_params(pairs: Pairs) -> ClockParams:
    """Read the parameters of the page. Raises ``BadRequest`` for any that cannot be read."""
    values = own_params(pairs, "house", "month", "body", "by")
    problems = []
    house, basis, month = values.get("house", "Commons"), values.get("by", "tabled"), values.get("month", "")
    if house not in get_args(House):
        problems.append(Problem("house", f"Choose {' or '.join(get_args(House))} as House, not {quoted(house)}."))
    if basis not in get_args(Basis):
        problems.append(Problem("by", f"Set by to {' or '.join(get_args(Basis))}, not {quoted(basis)}."))
    if month and not _MONTH.fullmatch(month):
        problems.append(Problem("month", f"Enter a month like 2024-03, not {quoted(month)}."))
    if problems:
        raise BadRequest(tuple(problems))
    return msgspec.convert(
        {"house": house, "month": month, "body": values.get("body", ""), "basis": basis}, ClockParams, strict=True
    )


def query_clock(engine: Engine, pairs: Pairs) -> ClockResult:
    """Count everything that the page shows, in one build. Raises ``BadRequest`` for parameters that cannot be read."""
    params = read_params(pairs)
    engine = engine.snapshot()
    info = engine.info()
    coverage = house_coverages(info)[params.house]
    bodies_of_house = tuple(_bodies(engine, (AnyOf("house", (params.house,)),)))
    if params.body and params.body not in bodies_of_house and params.body not in _bodies(engine, ()):
        raise BadRequest((Problem("body", f"We have no questions to {quoted(params.body)}. Choose another department."),))
    months = tuple(_month_rows(engine, params, coverage))
    if not params.month:
        params = replace(params, month=next((row.name for row in months if row.verdict == "whole"), ""))
    return ClockResult(
        params,
        info,
        months,
        tuple(_body_rows(engine, params, coverage)),
        bodies_of_house,
        _late_list(engine, params),
        _waiting_list(engine, params),
    )


def _month_rows(engine: Engine, params: ClockParams, coverage: HouseCoverage) -> Iterator[Row]:
    """Yield the months of the House, newest first."""
    for entry in reversed(coverage.months):
        yield month_figures(engine, params, coverage, entry.month)


def _body_rows(engine: Engine, params: ClockParams, coverage: HouseCoverage) -> Iterator[Row]:
    """Yield the bodies of the month, if it is whole, by name."""
    if params.month and coverage.month_verdict(params.month, params.basis).verdict == "whole":
        for body in _bodies(engine, _period(replace(params, body=""), params.month)):
            row = month_figures(engine, replace(params, body=body), coverage, params.month)
            if any(row.figures):
                yield replace(row, name=body)


def month_figures(engine: Engine, params: ClockParams, coverage: HouseCoverage, month: str) -> Row:
    """Return the figures of a month if it is whole, and nearly all of its questions have a result of the clock."""
    month_verdict = coverage.month_verdict(month, params.basis)
    if month_verdict.verdict != "whole":
        return Row(month, month_verdict.verdict, month_verdict.reasons, ())
    period = _period(params, month)
    figures_by_rule = tuple(_figures(engine, rule, (*period, *_of_rule(rule))) for rule in RULES_OF_HOUSE[params.house])
    judged = sum(figures.count for figures in figures_by_rule if figures)
    total = engine.search(_count((*period, AnyOf("state", _NOT_WITHDRAWN)))).total
    if judged < MIN_JUDGED_SHARE * total:
        return Row(month, "partial", ("answers-not-collected",), ())
    return Row(month, "whole", (), figures_by_rule)


def _figures(engine: Engine, rule: Rule, filters: tuple[Filter, ...]) -> Figures | None:
    """Return the figures of the questions of some filters; None if there is none."""
    late = engine.search(replace(_count(filters), facets=(FacetRequest("late", 2),))).facets[0]
    counts = {bucket.value: bucket.count for bucket in late.buckets}
    on_time, late_count = counts.get(NO, 0), counts.get(YES, 0)
    if not on_time + late_count:
        return None
    judged = (*filters, Exists("late"))
    total = engine.search(_count((*judged, Exists("days")))).total
    return Figures(
        rule, judged, on_time, late_count, _percentile(engine, judged, total, 0.5), _percentile(engine, judged, total, 0.9)
    )


def _percentile(engine: Engine, filters: tuple[Filter, ...], total: int, share: float) -> int | None:
    """Return the sitting days at a share of the ``total`` answers, fewest days first, by the nearest rank; None without any."""
    if not total:
        return None
    rank = ceil(share * total)
    at_rank = SearchRequest(
        filters=(*filters, Exists("days")), sort=(SortKey("days"),), offset=rank - 1, per_page=1, with_snippets=False
    )
    return engine.search(at_rank).hits[0].question.derived.days


def _count(filters: tuple[Filter, ...]) -> SearchRequest:
    return SearchRequest(filters=filters, per_page=0)


def _period(params: ClockParams, month: str) -> tuple[Filter, ...]:
    """The filters for the questions of a House, and of a body, in a month by tabling or by the day due."""
    house = AnyOf("house", (params.house,))
    body = (AnyOf("body", (params.body,)),) if params.body else ()
    if not month:
        return (house, *body)
    if params.basis == "tabled":
        return (house, *body, AnyOf("tabled-month", (month,)))
    return (house, *body, DateRange("due-by-rule", date.fromisoformat(f"{month}-01"), last_day(month)))


def _of_rule(rule: Rule) -> tuple[Filter, ...]:
    match rule.name:
        case "ordinary":
            return (AnyOf("named-day", (NO,)),)
        case "named-day":
            return (AnyOf("named-day", (YES,)),)
        case "lords":
            return ()


def _bodies(engine: Engine, filters: tuple[Filter, ...]) -> list[str]:
    request = replace(_count(filters), facets=(FacetRequest("body", MAX_BODIES),))
    return sorted(bucket.value for bucket in engine.search(request).facets[0].buckets if bucket.count)


def _late_list(engine: Engine, params: ClockParams) -> ClockList:
    """The late answers of the month, those that took longest first."""
    filters = (*_period(params, params.month), AnyOf("late", (YES,)), AnyOf("state", ("answered", "corrected")))
    return _list(engine, SearchRequest(filters=filters), SortKey("days", True))


def _waiting_list(engine: Engine, params: ClockParams) -> ClockList:
    """The questions of the House without a full answer, those that had waited longest first."""
    filters = (*_period(params, ""), Exists("waiting"))
    return _list(engine, SearchRequest(filters=filters), SortKey("waiting", True))


def _list(engine: Engine, search: SearchRequest, order: SortKey) -> ClockList:
    page = engine.search(replace(search, sort=(order, SortKey("id")), per_page=LISTED, with_snippets=False))
    return ClockList(search, page.total, tuple(hit.question for hit in page.hits))


_NOT_WITHDRAWN = ("answered", "corrected", "holding", *WITHOUT_ANSWER)
