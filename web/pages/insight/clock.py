"""``/clock``: how long answers take, by House, month and answering body; late answers, and questions that wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import get_args

import msgspec
from flask import Blueprint, request
from msgspec.structs import replace

from search.coverage.gap_notes import period_in_words
from search.coverage.months import Basis
from search.engine import Engine
from search.insight.calendar import covered_spans
from search.insight.clock import Rule
from search.model.question import House, Question
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.results.phrasing import plural
from search.results.types import IndexInfo
from web.pages.parts.coverage_words import complete_months, reasons_in_words
from web.pages.parts.hits import title_link
from web.pages.rendering import render_page
from web.queries.insight.clock import RULES_OF_HOUSE, ClockList, ClockParams, ClockResult, Figures, Row, query_clock
from web.site import clock_words, urls, wording
from web.site.choices import Option
from web.site.link import Link

BASES: dict[Basis, str] = {"tabled": "Date tabled", "due": "Date due under the rules"}


TITLE = "How long answers take"


class FiguresView(msgspec.Struct, frozen=True):
    """The numbers of one rule, each with the search for the questions that it counts."""

    share: Link
    median: Link | None
    slow: Link | None
    count: Link


class RowView(msgspec.Struct, frozen=True):
    """A month, a span of months that are not whole, or a body; ``note`` says why there are no numbers, "" if there are."""

    name: str
    url: str
    note: str
    figures: tuple[FiguresView | None, ...]


class ListedQuestion(msgspec.Struct, frozen=True):
    """A question of a list: its link, the line that identifies it, and the result of the clock."""

    link: Link
    origin: str
    clock: str


class ListView(msgspec.Struct, frozen=True):
    """A list in an ``order``, with a link to all of its questions; ``note`` is the sentence for an empty one."""

    questions: tuple[ListedQuestion, ...]
    order: str
    all_questions: Link
    note: str


class ClockView(msgspec.Struct, frozen=True):
    """The page. ``month`` is the month by body in words, "" for none, ``month_note`` why it has no numbers."""

    title: str
    page_title: str
    info: IndexInfo
    json_url: str
    csv_url: str
    feed: Link
    rules: tuple[Rule, ...]
    houses: tuple[Option, ...]
    months: tuple[Option, ...]
    bodies: tuple[Option, ...]
    bases: tuple[Option, ...]
    by_month: tuple[RowView, ...]
    whole_months: str
    body: str
    month: str
    month_note: str
    by_body: tuple[RowView, ...]
    late: ListView
    waiting: ListView
    calendar: str


def routes(engine: Engine) -> Blueprint:
    """The address of the page."""
    pages = Blueprint("clock", __name__)

    @pages.get("/clock")
    def clock() -> bytes:
        return render_page("pages/clock.html", view=_view(query_clock(engine, tuple(request.args.items(multi=True)))))

    return pages


def _view(result: ClockResult) -> ClockView:
    params = result.params
    month = period_in_words((params.month, params.month)) if params.month else ""
    return ClockView(
        title=TITLE,
        page_title=f"{TITLE}: {', '.join(filter(None, (params.house, month, params.body)))}",
        info=result.info,
        json_url=_address(params, ".json"),
        csv_url=_address(params, ".csv"),
        feed=Link("questions that become overdue (feed)", urls.changes_feed("overdue", _of_house(params))),
        rules=RULES_OF_HOUSE[params.house],
        houses=tuple(Option(house, house, house == params.house) for house in get_args(House)),
        months=tuple(_month_options(result)),
        bodies=(Option("", "All", not params.body), *(Option(body, body, body == params.body) for body in result.all_bodies)),
        bases=tuple(Option(basis, label, basis == params.basis) for basis, label in BASES.items()),
        by_month=tuple(_month_rows(result)),
        whole_months=_whole_months(result),
        body=params.body,
        month=month,
        month_note=_month_note(result),
        by_body=tuple(
            RowView(row.name, _address(replace(params, body=row.name)), "", _figures(row, row.name)) for row in result.bodies
        ),
        late=_list_view(
            result.late,
            "late answers",
            "Most sitting days first, then answers whose sitting days we do not know.",
            "We know of no late answers.",
        ),
        waiting=_list_view(
            result.waiting,
            "questions known to be waiting",
            "Most sitting days first.",
            "We know of no question that is waiting for a full answer. We can tell only after its date for answer.",
        ),
        calendar="; ".join(map(period_in_words, covered_spans(params.house))),
    )


def _address(params: ClockParams, ending: str = "") -> str:
    by = "" if params.basis == "tabled" else params.basis
    return urls.clock(params.house, params.month, params.body, by, ending)


def _of_house(params: ClockParams) -> SearchRequest:
    body = (AnyOf("body", (params.body,)),) if params.body else ()
    return SearchRequest(filters=(AnyOf("house", (params.house,)), *body))


def _month_options(result: ClockResult) -> Iterator[Option]:
    """The months of the form: those of the index, and the chosen one; the latest whole month is chosen without a choice."""
    names = [row.name for row in result.months]
    if result.params.month not in names:
        yield Option(result.params.month, period_in_words((result.params.month,) * 2) if result.params.month else "None", True)
    for row in result.months:
        label = period_in_words((row.name, row.name))
        yield Option(row.name, label if row.verdict == "whole" else f"{label} (not complete)", row.name == result.params.month)


def _month_rows(result: ClockResult) -> Iterator[RowView]:
    """Yield a row for each whole month, and one for consecutive months that are not whole, with all of their reasons."""
    for is_whole, group in groupby(result.months, key=lambda row: row.verdict == "whole"):
        rows = list(group)
        if is_whole:
            for row in rows:
                url, month = _address(replace(result.params, month=row.name)), period_in_words((row.name, row.name))
                yield RowView(month, url, "", _figures(row, month))
        else:
            yield RowView(period_in_words((rows[-1].name, rows[0].name)), "", _note(rows), ())


def _note(rows: Sequence[Row]) -> str:
    """Return why months have no numbers. Several months seldom have the same reasons."""
    reasons = reasons_in_words(dict.fromkeys(reason for row in rows for reason in row.reasons))
    if not reasons:
        return "No questions"
    has_none = any(row.verdict == "none" for row in rows)
    lead = "Not complete" if len(rows) == 1 else "Not complete, each month for one or more of these reasons"
    return f"{lead}: {reasons}{', no questions' if has_none else ''}"


def _whole_months(result: ClockResult) -> str:
    whole = sum(row.verdict == "whole" for row in result.months)
    if not whole:
        return "No month is complete."
    return f"{complete_months(whole, len(result.months))}."


def _month_note(result: ClockResult) -> str:
    """Why there are no numbers by body, "" if there are."""
    if not result.params.month:
        return "No month is complete in our data, so there are no numbers."
    row = result.month
    if row is None:
        return "We have no questions from this month, so there are no numbers."
    return "" if row.verdict == "whole" else f"{_note([row])}. We give no numbers for it."


def _figures(row: Row, name: str) -> tuple[FiguresView | None, ...]:
    return tuple(_figures_view(figures, name) if figures else None for figures in row.figures)


def _figures_view(figures: Figures, name: str) -> FiguresView:
    about = f"{figures.rule.questions}, {name}"
    of_count = f"{plural(figures.count, figures.rule.questions.removesuffix('s'))}, {name}"
    on_time = (*(clause for clause in figures.filters if clause.field != "late"), AnyOf("late", ("no",)))
    return FiguresView(
        Link(f"{100 * figures.share:.0f}%", urls.filter_search(*on_time) if figures.on_time else "", f"on time: {about}"),
        _days_link(figures, figures.median, f"days:<={figures.median}", f"or fewer: {about}"),
        _days_link(figures, figures.slow, f"days:>{figures.slow}", f"or fewer for nine in ten; the others: {about}"),
        Link(f"{figures.count:,}", urls.filter_search(*figures.filters), of_count),
    )


def _days_link(figures: Figures, days: int | None, text: str, about: str) -> Link | None:
    if days is None:
        return None
    return Link(str(days), urls.search(SearchRequest(text, filters=figures.filters)), f"{plural(days, 'sitting day')} {about}")


def _list_view(questions: ClockList, noun: str, order: str, note: str) -> ListView:
    return ListView(
        tuple(map(_listed, questions.questions)),
        order,
        Link(f"All {questions.total:,} {noun}", urls.search(questions.search)),
        "" if questions.total else note,
    )


def _listed(question: Question) -> ListedQuestion:
    return ListedQuestion(
        title_link(question, wording.uin_label(question)),
        " · ".join(wording.origin(question)),
        clock_words.clock_sentence(question),
    )
