"""The page of one record, and the page of records like it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from msgspec import structs

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import FIELDS
from search.model.question import Answer, Attachment, Question
from search.pipeline import more_like_this, relevance_policy
from search.query import url_params
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.text.numbers import whole_number
from web.exports import REFERENCES
from web.http.errors import no_such_record
from web.json import builders
from web.pages.parts import hits, record_properties
from web.pages.parts.record_history import compared, correction_view, history_view
from web.pages.score import score_view
from web.pages.similar import FOLD, similar_view
from web.site import safe_html, urls, wording
from web.site.link import Link, Pairs
from web.site.urls import SimilarParams
from web.view_models.history import HistoryView
from web.view_models.record import AnswerView, AttachmentView, RecordView, Trail

SIMILAR = 5
FOREMOST_TERMS = 12
MAX_GROUP = 100
SAME_ANSWER = "same-answer"


def routes(engine: Engine) -> Blueprint:
    """The addresses of these pages."""
    pages = Blueprint("records", __name__)

    @pages.get("/questions/<id>")
    def record(id: str) -> str | Response:
        chosen, others = compared(tuple(request.args.items(multi=True)))
        search, at = within(others)
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        history = history_view(question, chosen, others)
        return render_template("pages/record.html", view=_record(engine, question, (search, at), history))

    @pages.get("/questions/<id>/similar")
    def more_like_this(id: str) -> str | Response:
        given = tuple(request.args.items(multi=True))
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        return render_template("pages/similar.html", view=similar_view(engine, question, given))

    @pages.get("/questions/<id>/score")
    def score(id: str) -> str | Response:
        given = tuple(request.args.items(multi=True))
        question = engine.get(id)
        if question is None:
            return no_such_record(id)
        return render_template("pages/score.html", view=score_view(engine, question, given))

    return pages


def within(given: Pairs) -> tuple[SearchRequest | None, int]:
    """The search a record was reached from and its place there, counted from 1; (None, 0) when it was not."""
    places = [value for name, value in given if name == "at"]
    rest = [(name, value) for name, value in given if name != "at"]
    if not places:
        return (url_params.read(rest) if rest else None), 0
    position = whole_number(places[-1], 1, url_params.MAX_PAGE)
    if position is None:
        message = f"at is the place of a record in its results, a whole number, not {places[-1]!r}."
        raise BadRequest((Problem("at", message),))
    return url_params.read(rest), position


def _record(engine: Engine, question: Question, reached: tuple[SearchRequest | None, int], history: HistoryView) -> RecordView:
    within, at = reached
    canonical = urls.record(question.id)
    info = engine.info()
    grouped, elsewhere = _grouped(engine, question)
    alike = SimilarParams(question.id, within.filters if within else ())
    sought = more_like_this.build_query(engine, question)
    like = engine.search(SearchRequest(query=sought.query, per_page=SIMILAR, collapse_by=FOLD))
    return RecordView(
        title=wording.title(question),
        info=info,
        canonical=canonical,
        trail=_trail(engine, within, at) if within and at else None,
        origin=wording.origin(question),
        asked=wording.asked(question),
        state=question.state,
        tags=wording.tags(question),
        standing=wording.standing(question),
        question=tuple(line for line in question.text.split("\n") if line.strip()),
        question_cut=wording.cut("question") if question.is_cut else "",
        answer=_answer(question, question.answer) if question.answer else None,
        correction=correction_view(question),
        history=history,
        same_answer=_same_answer(engine, question),
        official="" if info.is_sample else urls.official(question),
        grouped=grouped,
        grouped_elsewhere=elsewhere,
        sections=record_properties.sections(engine, question, within),
        citation=wording.citation(question, request.url_root.rstrip("/") + canonical),
        short_citation=wording.short_citation(question),
        references=tuple(Link(each.label, urls.reference(question.id, ending)) for ending, each in REFERENCES.items()),
        formats=_formats(question),
        terms=tuple(Link(key.word, urls.similar(replace(alike, drop=(key.word,)))) for key in sought.terms[:FOREMOST_TERMS]),
        similar=hits.hits(like),
        more=Link(f"All {like.total:,} questions like this one", urls.similar(alike)),
    )


def _formats(question: Question) -> tuple[Link, ...]:
    """The record as data: our own, and as each of Parliament's two APIs has it."""
    found = [Link("JSON", builders.address(urls.record(question.id))), Link("Linked Data", urls.linked_item(question.id))]
    if question.id.isdecimal():
        found.append(Link("official API", urls.official_item(question.id)))
    return tuple(found)


def _trail(engine: Engine, within: SearchRequest, at: int) -> Trail:
    """The neighbours of the ``at``-th result, each asked for as a page of one."""

    def neighbour(place: int, text: str) -> Link | None:
        found = relevance_policy.search(engine, structs.replace(within, page=place, per_page=1)).page.hits if place else ()
        if not found:
            return None
        question = found[0].question
        return Link(text, urls.record(question.id, within, place), f"result: {wording.named(question)}")

    page = (at - 1) // within.per_page + 1
    return Trail(Link("Back to results", urls.page(within, page)), neighbour(at - 1, "Previous"), neighbour(at + 1, "Next"))


def _answer(question: Question, answer: Answer) -> AnswerView:
    return AnswerView(
        title="Holding answer" if answer.is_holding else "Answer",
        byline=wording.sentence_case(wording.answered(question)),
        body=safe_html.answer(answer.html, answer.text),
        cut=wording.cut("answer") if answer.is_cut else "",
        changes=_given(answer.comparable_html),
        earlier=_given(answer.original_html),
        attachments=tuple(map(_attachment, answer.attachments)),
    )


def same_answer(engine: Engine, question: Question) -> tuple[int, str]:
    """How many other questions were given the same answer, and the address of all of them; (0, "") for none."""
    for key in FIELDS[SAME_ANSWER].values(question):
        others = engine.count(AnyOf(SAME_ANSWER, (key,))) - 1
        if others > 0:
            return others, urls.value(SAME_ANSWER, key)
    return 0, ""


def _same_answer(engine: Engine, question: Question) -> Link | None:
    others, address = same_answer(engine, question)
    said = f"The same answer was given to {others:,} other {'question' if others == 1 else 'questions'}"
    return Link(said, address, "but for numbers and dates") if others else None


def _given(html: str) -> safe_html.SafeHtml | None:
    return safe_html.answer(html, "") if html else None


def _attachment(paper: Attachment) -> AttachmentView:
    size = f"{max(1, paper.size_bytes // 1024):,} KB" if paper.size_bytes else ""
    named = paper.file_name if paper.title else ""
    url = paper.url if paper.url.startswith(("https://", "http://")) else ""
    details = ", ".join(part for part in (paper.file_type, size, named) if part)
    return AttachmentView(paper.title or paper.file_name or "Untitled paper", url, details)


def _grouped(engine: Engine, question: Question) -> tuple[tuple[Link, ...], tuple[str, ...]]:
    """The questions answered with this one: links to those in the index, the UINs of the others."""
    if not question.grouped:
        return (), ()
    found = engine.search(SearchRequest(query=more_like_this.grouped_query(question), per_page=MAX_GROUP)).hits
    siblings = [hit.question for hit in found if hit.question.id != question.id]
    here = {sibling.uin for sibling in siblings}
    return tuple(map(hits.record_link, siblings)), tuple(_missing(question, here))


def _missing(question: Question, here: set[str]) -> dict[str, None]:
    return dict.fromkeys(each.uin for each in question.grouped if each.uin not in here)
