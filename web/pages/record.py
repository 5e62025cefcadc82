"""``/questions/ID``: one record."""

from __future__ import annotations

import msgspec
from flask import Blueprint, request

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from search.results.types import IndexInfo
from web.crawlers import structured_data
from web.http.errors import no_such_record
from web.pages.parts.record.actions import ActionsView, actions_view, answer_link, short_citation
from web.pages.parts.record.answer import AnswerView, answer_view
from web.pages.parts.record.aside import AsideView, TrailView, aside_view, trail_view
from web.pages.parts.record.particulars import Particular, missing_note, particulars, standing, state_in_words
from web.pages.parts.record_connections import references_of
from web.pages.parts.record_history import CorrectionView, HistoryView, correction_view, history_view
from web.pages.parts.record_properties import PropertySection, property_sections, published_section
from web.pages.rendering import render_page
from web.queries.record import RecordResult, query_record
from web.queries.record_context import RecordContextResult, query_record_context
from web.site import safe_html, urls, wording
from web.site.answers.reference_links import linked_text
from web.site.clock_words import clock_sentence
from web.site.link import Link
from web.site.safe_html import SafeHtml
from web.site.wording import StateLabel


class RecordView(msgspec.Struct, frozen=True):
    """The page of one record. ``title_is_made`` if it has no heading.

    ``standing`` describes its state if the particulars do not; ``without_answer`` links to its page at Parliament, which may
    have an answer. ``published`` has the values of the sources that no field searches.
    """

    title: str
    title_is_made: bool
    info: IndexInfo
    canonical_url: str
    structured_data: SafeHtml
    trail: TrailView | None
    uin: str
    state: StateLabel
    tags: tuple[str, ...]
    standing: str
    particulars: tuple[Particular, ...]
    clock: str
    missing_note: str
    paragraphs: tuple[tuple[Link, ...], ...]
    cut_note: str
    answer: AnswerView | None
    without_answer: Link | None
    correction: CorrectionView | None
    history: HistoryView
    aside: AsideView
    actions: ActionsView
    short_citation: str
    property_sections: tuple[PropertySection, ...]
    published: PropertySection | None


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of each record."""
    pages = Blueprint("record", __name__)

    @pages.get("/questions/<id>")
    def record(id: str) -> bytes:
        snapshot = engine.snapshot()
        result = query_record(snapshot, id, tuple(request.args.items(multi=True)))
        if result is None:
            raise no_such_record(id)
        context = query_record_context(snapshot, result, meaning)
        return render_page("pages/record.html", view=_view(result, context, request.url_root.rstrip("/")))

    return pages


def _view(result: RecordResult, context: RecordContextResult, root_url: str) -> RecordView:
    question, search = result.question, result.search
    url = urls.record(question.id)
    cited_in_question, cited_in_answer = (
        references_of(question, context.connections, in_answer=in_answer) for in_answer in (False, True)
    )
    answer = answer_view(question, question.answer, cited_in_answer) if question.answer else None
    actions = actions_view(question, result.info, answer.figures if answer else None)
    return RecordView(
        title=wording.title(question),
        title_is_made=wording.has_made_title(question),
        info=result.info,
        canonical_url=url,
        structured_data=safe_html.json_script(structured_data.record(question, root_url + url)),
        trail=trail_view(search, result.position, context) if search and result.position else None,
        uin=wording.uin_label(question) if question.uin else f"record {question.id}",
        state=state_in_words(question),
        tags=wording.tags(question),
        standing=standing(question),
        particulars=particulars(question),
        clock=clock_sentence(question),
        missing_note=missing_note(question),
        paragraphs=tuple(linked_text(line, cited_in_question) for line in question.text.split("\n") if line.strip()),
        cut_note=wording.cut_notice("question") if question.is_cut else "",
        answer=answer,
        without_answer=answer_link(question, actions.official_url),
        correction=correction_view(question),
        history=history_view(result),
        aside=aside_view(result, context),
        actions=actions,
        short_citation=short_citation(actions),
        property_sections=property_sections(question, search, context.values, context.counts),
        published=published_section(question),
    )
