"""The records beside a record: similar ones, those answered with it, and those with the same answer."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.model.question import Question
from search.query.request import SearchRequest
from search.results.descriptions import collapsed_phrase
from search.text.dates import long_date
from web.pages.parts import hits
from web.pages.parts.record_connections import ConnectionsView, connections_view
from web.queries.record import SAME_ANSWER, RecordResult, SameAnswers
from web.queries.record_context import RecordContextResult
from web.site import urls, wording
from web.site.link import Link
from web.site.urls import SimilarParams

LISTED_TERMS = 12
"""Key terms that the page lists."""


class AsideView(msgspec.Struct, frozen=True):
    """The records beside a record. ``missing_uins`` are the grouped questions that the index does not have."""

    connections: ConnectionsView
    grouped: tuple[Link, ...]
    missing_uins: tuple[str, ...]
    similar: tuple[Link, ...]
    all_similar: Link
    key_terms: tuple[Link, ...]
    same_answers: Link | None


class TrailView(msgspec.Struct, frozen=True):
    """The links back to the results that the reader came from, and to the neighbours of the record there."""

    back: Link
    previous: Link | None
    next: Link | None


def aside_view(result: RecordResult, context: RecordContextResult) -> AsideView:
    """The records beside a record."""
    question, search = result.question, result.search
    similar_params = SimilarParams(search.filters if search else ())
    return AsideView(
        connections=connections_view(question, context.connections),
        grouped=tuple(map(hits.record_link, context.grouped)),
        missing_uins=context.missing_uins,
        similar=tuple(_similar(hit.question) for hit in context.similar.hits),
        all_similar=Link("All similar questions", urls.similar(question.id, similar_params), count=context.similar.total),
        key_terms=tuple(
            Link(term.word, urls.similar(question.id, replace(similar_params, dropped=(term.word,))))
            for term in context.key_terms[:LISTED_TERMS]
        ),
        same_answers=_same_answers(result.same_answers) if result.same_answers else None,
    )


def trail_view(search: SearchRequest, position: int, context: RecordContextResult) -> TrailView:
    """The links from the result at a position to the results and to its neighbours."""

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


def _similar(question: Question) -> Link:
    day = long_date(question.tabled_on) if question.tabled_on else ""
    number = question.uin or f"record {question.id}"
    about = ", ".join(filter(None, (question.answering_body.name, day, number)))
    return hits.title_link(question, about)


def _same_answers(same: SameAnswers) -> Link:
    return Link(collapsed_phrase(SAME_ANSWER, same.others), urls.search(same.search), "apart from numbers and dates")
