"""``/questions/ID/thread``, ``/set`` and ``/series``: the questions that belong with one, beside each other."""

from __future__ import annotations

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.insight.answer_rows import answer_rows
from search.model.question import Question
from search.results.phrasing import counted
from search.results.types import IndexInfo
from search.text.dates import long_date
from web.http.errors import no_such_record
from web.pages.parts import hits
from web.pages.rendering import render_page
from web.queries.insight.chains import MAX_MEMBERS, ChainKind, ChainResult, Member, first_day, query_chain
from web.site import urls, word_diff, wording
from web.site.link import Link
from web.site.word_diff import Part
from web.site.wording import StateLabel

KINDS: tuple[ChainKind, ...] = ("thread", "set", "series")
NAMES = {"thread": "Thread", "set": "One question to several departments", "series": "The same question over time"}
_NONE = {
    "thread": "This question refers to no other question on this site, and none refers to it.",
    "set": "We know of no other department that the member asked this question within two weeks.",
    "series": "The department was asked this question only once, as far as we know.",
}
MIN_SHARED = 0.4
"""Two questions with a smaller share in common are not compared word by word: nearly every word would be marked."""

MAX_ROWS = 25
"""The most rows of figures on the page of a series."""


class MemberView(msgspec.Struct, frozen=True):
    """A question of a chain.

    ``changes`` are its words beside those of the question before, empty if they are not alike; ``new_figures`` are figures of
    its answer that the answer before does not have.
    """

    record: Link
    short: Link
    is_current: bool
    day: str
    year: str
    asked: str
    body: str
    state: StateLabel
    waited: str
    words: str
    changes: tuple[Part, ...]
    follows: tuple[Link, ...]
    sentence: str
    figures: tuple[str, ...]
    new_figures: tuple[str, ...]


class FigureRow(msgspec.Struct, frozen=True):
    """Figures that the answers of a series give under one name, a cell for each question; a link without a text for none."""

    name: str
    cells: tuple[Link, ...]


class ChainView(msgspec.Struct, frozen=True):
    """The questions of a thread, set or series. ``note`` is a sentence for the reader, "" for none."""

    kind: ChainKind
    name: str
    title: str
    info: IndexInfo
    record: Link
    note: str
    summary: str
    members: tuple[MemberView, ...]
    rows: tuple[FigureRow, ...]
    years: tuple[tuple[str, int], ...]
    all_of_it: Link | None
    file: Link


def routes(engine: Engine) -> Blueprint:
    """The addresses of each record's thread, set and series."""
    pages = Blueprint("chains", __name__)

    @pages.get(f"/questions/<id>/<any({', '.join(KINDS)}):kind>")
    def chain(id: str, kind: ChainKind) -> bytes:
        result = query_chain(engine, kind, id, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_record(id)
        return render_page(f"pages/{kind}.html", view=_view(result))

    return pages


def _view(result: ChainResult) -> ChainView:
    question, kind, count = result.question, result.kind, len(result.members)
    members = tuple(_member(result, index) for index in range(count))
    years: dict[str, int] = {}
    for view in members:
        years[view.year] = years.get(view.year, 0) + 1
    return ChainView(
        kind,
        NAMES[kind],
        wording.title(question),
        result.info,
        hits.record_link(question),
        _note(result),
        _summary(result) if count > 1 else "",
        members,
        _rows(result.members) if kind == "series" else (),
        tuple(years.items()),
        Link("Show all as search results", urls.search(result.search)) if result.search else None,
        Link("Download CSV", urls.chain(kind, question.id, ".csv")),
    )


def _note(result: ChainResult) -> str:
    if len(result.members) < 2:
        return _NONE[result.kind]
    if result.has_more:
        return f"There are more than {MAX_MEMBERS} questions. We show the first {MAX_MEMBERS}."
    return ""


def _summary(result: ChainResult) -> str:
    """Return how many questions, bodies and answers there are."""
    questions = [member.question for member in result.members]
    answered = sum(question.state in ("answered", "corrected") for question in questions)
    counts = f"{len(questions)} questions"
    if result.kind == "set":
        counts += f" to {len({question.answering_body.name for question in questions})} departments"
    days = [first_day(question) for question in questions if question.tabled_on]
    span = f", from {long_date(days[0])} to {long_date(days[-1])}" if days and days[0] != days[-1] else ""
    return f"{counts}{span}. We have a full answer to {answered or 'none'} of them."


def _member(result: ChainResult, index: int) -> MemberView:
    member = result.members[index]
    question, by_id = member.question, {other.question.id: other for other in result.members}
    before = by_id[member.follows[-1]] if member.follows else None
    if result.kind != "thread":
        before = result.members[index - 1] if index else None
    known = set(before.figures) if before else set()
    day = first_day(question)
    is_dated = question.tabled_on is not None or (question.answer is not None and question.answer.answered_on is not None)
    return MemberView(
        record=hits.record_link(question),
        short=_short_link(question),
        is_current=question.id == result.question.id,
        day=long_date(day) if is_dated else "Date not known",
        year=str(day.year) if is_dated else "No date",
        asked=question.asked_by.label,
        body=question.answering_body.name,
        state=wording.state_label(question),
        waited="" if member.days is None else counted(member.days, "day"),
        words=question.text,
        changes=_changes(before.question, question) if before else (),
        follows=tuple(_short_link(by_id[cited].question) for cited in member.follows),
        sentence=member.sentence,
        figures=member.figures,
        new_figures=tuple(figure for figure in member.figures if figure not in known) if before else (),
    )


def _short_link(question: Question) -> Link:
    return Link(wording.identity(question), urls.record(question.id), wording.title(question))


def _changes(before: Question, after: Question) -> tuple[Part, ...]:
    """Return the words that changed between two questions; nothing if they have little in common."""
    parts = word_diff.compare(before.text, after.text)
    shared = sum(len(part.text) for part in parts if part.kind == "kept")
    return parts if shared >= MIN_SHARED * max(len(before.text), len(after.text), 1) else ()


def _rows(members: tuple[Member, ...]) -> tuple[FigureRow, ...]:
    """Return the figures of the answers by name: of the tables, for names that two answers have, and of the sentences."""
    tables = [answer_rows(member.question.answer.text) if member.question.answer else {} for member in members]
    names = dict.fromkeys(name for table in tables for name in table)
    shared = [name for name in names if sum(name in table for table in tables) > 1][:MAX_ROWS]
    rows = [FigureRow("In the answer", tuple(_cell(member, "; ".join(member.figures)) for member in members))]
    rows += (
        FigureRow(name, tuple(_cell(member, table.get(name, "")) for member, table in zip(members, tables, strict=True)))
        for name in shared
    )
    return tuple(row for row in rows if any(cell.text for cell in row.cells))


def _cell(member: Member, text: str) -> Link:
    return Link(text, urls.record(member.question.id), wording.identity(member.question))
