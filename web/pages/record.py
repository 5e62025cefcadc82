"""``/questions/ID``: one record."""

from __future__ import annotations

import msgspec
from flask import Blueprint, render_template, request
from msgspec.structs import replace

from search.engine import Engine
from search.insight.tables import tables_of
from search.model.question import Answer, Attachment, Question
from search.pipeline.semantic_bonus import Meaning
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from web.crawlers import structured_data
from web.exports import REFERENCES
from web.http.errors import no_such_record
from web.pages.parts import hits, name_links
from web.pages.parts.answer_kinds import KindView, kind_views, marked_sentences
from web.pages.parts.hits import HitView
from web.pages.parts.record_connections import ConnectionsView, connections_view, references_of
from web.pages.parts.record_history import CorrectionView, HistoryView, correction_view, history_view
from web.pages.parts.record_properties import PropertySection, property_sections
from web.queries.record import RecordResult, SameAnswers, query_record
from web.queries.record_context import RecordContextResult, query_record_context
from web.site import outside_links, safe_html, urls, wording
from web.site.answers.reference_links import ReferenceLinks, linked_text
from web.site.clock_words import clock_sentence
from web.site.link import Link
from web.site.safe_html import SafeHtml
from web.site.urls import SimilarParams
from web.site.wording import StateLabel

LISTED_TERMS = 12
"""Key terms that the page lists."""


class AttachmentView(msgspec.Struct, frozen=True):
    """A paper attached to an answer; ``url`` is "" if the source gave only its name, or an unsafe address."""

    title: str
    url: str
    details: str


class AnswerView(msgspec.Struct, frozen=True):
    """An answer. ``cut_note`` says that the source cut it short. ``figures`` leads to its tables as data, if it has any.

    ``marked_correction`` is the published text with its changes marked, ``original`` the text before the correction.
    """

    title: str
    byline: tuple[Link, ...]
    body: SafeHtml
    kinds: tuple[KindView, ...]
    figures: Link | None
    cut_note: str
    marked_correction: SafeHtml | None
    original: SafeHtml | None
    attachments: tuple[AttachmentView, ...]


class TrailView(msgspec.Struct, frozen=True):
    """The links back to the results that the reader came from, and to the neighbours of the record there."""

    back: Link
    previous: Link | None
    next: Link | None


class RecordView(msgspec.Struct, frozen=True):
    """The page of one record. ``title_is_made`` if it has no heading.

    ``missing_uins`` are the grouped questions that the index does not have.
    """

    title: str
    title_is_made: bool
    info: IndexInfo
    canonical_url: str
    structured_data: SafeHtml
    trail: TrailView | None
    uin: str
    origin: tuple[Link, ...]
    asked: tuple[Link, ...]
    state: StateLabel
    tags: tuple[str, ...]
    status: str
    clock: str
    paragraphs: tuple[tuple[Link, ...], ...]
    cut_note: str
    answer: AnswerView | None
    correction: CorrectionView | None
    history: HistoryView
    same_answers: Link | None
    official_url: str
    grouped: tuple[Link, ...]
    missing_uins: tuple[str, ...]
    property_sections: tuple[PropertySection, ...]
    citation: str
    short_citation: str
    references: tuple[Link, ...]
    formats: tuple[Link, ...]
    key_terms: tuple[Link, ...]
    similar: tuple[HitView, ...]
    all_similar: Link
    connections: ConnectionsView


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of each record."""
    pages = Blueprint("record", __name__)

    @pages.get("/questions/<id>")
    def record(id: str) -> str:
        result = query_record(engine, id, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_record(id)
        context = query_record_context(engine, result, meaning)
        return render_template("pages/record.html", view=_view(result, context, request.url_root.rstrip("/")))

    return pages


def _view(result: RecordResult, context: RecordContextResult, root_url: str) -> RecordView:
    question, search = result.question, result.search
    url = urls.record(question.id)
    similar_params = SimilarParams(question.id, search.filters if search else ())
    cited_in_question, cited_in_answer = (
        references_of(question, context.connections, in_answer=in_answer) for in_answer in (False, True)
    )
    return RecordView(
        title=wording.title(question),
        title_is_made=wording.has_made_title(question),
        info=result.info,
        canonical_url=url,
        structured_data=safe_html.json_script(structured_data.record(question, root_url + url)),
        trail=_trail(search, result.position, context) if search and result.position else None,
        uin=wording.uin_label(question),
        origin=name_links.origin(question),
        asked=name_links.asked(question),
        state=wording.state_label(question),
        tags=wording.tags(question),
        status=wording.status(question),
        clock=clock_sentence(question),
        paragraphs=tuple(linked_text(line, cited_in_question) for line in question.text.split("\n") if line.strip()),
        cut_note=wording.cut_notice("question") if question.is_cut else "",
        answer=_answer(question, question.answer, cited_in_answer) if question.answer else None,
        correction=correction_view(question),
        history=history_view(result),
        same_answers=_same_answers(result.same_answers) if result.same_answers else None,
        official_url="" if result.info.is_sample else outside_links.parliament_page(question),
        grouped=tuple(map(hits.record_link, context.grouped)),
        missing_uins=context.missing_uins,
        property_sections=property_sections(question, search, context.counts),
        citation=wording.citation(question, root_url + url),
        short_citation=wording.short_citation(question),
        references=tuple(Link(format_.label, urls.reference(question.id, ending)) for ending, format_ in REFERENCES.items()),
        formats=_formats(question),
        key_terms=tuple(
            Link(term.word, urls.similar(replace(similar_params, dropped=(term.word,))))
            for term in context.key_terms[:LISTED_TERMS]
        ),
        similar=hits.hits(context.similar),
        all_similar=Link(f"All {context.similar.total:,} questions like this one", urls.similar(similar_params)),
        connections=connections_view(question, context.connections),
    )


def _formats(question: Question) -> tuple[Link, ...]:
    """The record as data: our own JSON, and the form of each of Parliament's two APIs."""
    links = [Link("JSON", urls.json(urls.record(question.id))), Link("Linked Data", urls.linked_data_item(question.id))]
    if question.id.isdecimal():
        links.append(Link("official API", urls.official_item(question.id)))
    return tuple(links)


def _trail(search: SearchRequest, position: int, context: RecordContextResult) -> TrailView:
    def neighbour(question: Question | None, label: str, neighbour_position: int) -> Link | None:
        if question is None:
            return None
        return Link(
            label, urls.record(question.id, search, neighbour_position), f"result: {wording.title_and_identity(question)}"
        )

    page = (position - 1) // search.per_page + 1
    return TrailView(
        Link("Back to results", urls.results_page(search, page)),
        neighbour(context.previous, "Previous", position - 1),
        neighbour(context.next, "Next", position + 1),
    )


def _answer(question: Question, answer: Answer, references: ReferenceLinks) -> AnswerView:
    body = safe_html.answer(answer.html, answer.text, references, marked_sentences(question))
    return AnswerView(
        title="Holding answer" if answer.is_holding else "Answer",
        byline=name_links.answered(question, is_sentence=True),
        body=body,
        kinds=kind_views(question, body),
        figures=Link("The tables as CSV", urls.answer_tables(question.id)) if any(tables_of(answer.html)) else None,
        cut_note=wording.cut_notice("answer") if answer.is_cut else "",
        marked_correction=safe_html.answer(answer.comparable_html, "") if answer.comparable_html else None,
        original=safe_html.answer(answer.original_html, "") if answer.original_html else None,
        attachments=tuple(map(_attachment, answer.attachments)),
    )


def _same_answers(same: SameAnswers) -> Link:
    text = f"The same answer was given to {same.others:,} other {'question' if same.others == 1 else 'questions'}"
    return Link(text, urls.search(same.search), "but for numbers and dates")


def _attachment(attachment: Attachment) -> AttachmentView:
    size = f"{max(1, attachment.size_bytes // 1024):,} KB" if attachment.size_bytes else ""
    file_name = attachment.file_name if attachment.title else ""
    details = ", ".join(part for part in (attachment.file_type, size, file_name) if part)
    return AttachmentView(
        attachment.title or attachment.file_name or "Untitled paper", outside_links.safe_link(attachment.url), details
    )
