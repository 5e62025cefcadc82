"""``/questions/ID/similar``: the questions similar to a record, and the controls that change the search for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from flask import Blueprint, request
from msgspec.structs import replace

from search.engine import Engine
from search.model.address_formula import addressee
from search.model.field_types import NO, YES
from search.model.fields import FIELDS
from search.model.question import Question
from search.pipeline.semantic_bonus import Meaning
from search.query import url_params
from search.results import descriptions
from search.results.phrasing import counted
from search.results.types import IndexInfo, KeyTerm, ResultPage
from search.text.dates import long_date
from web.http.errors import no_such_record
from web.pages.parts import hits
from web.pages.parts.hits import HitView
from web.pages.parts.notes import query_notes
from web.pages.parts.notes.note import Note
from web.pages.rendering import render_page
from web.queries.similar import SimilarResult, query_similar
from web.queries.similar_params import MAX_UNLIKE, MAX_WORDS, SAME_FIELDS
from web.site import urls, wording
from web.site.choices import Checkbox
from web.site.link import Link, PagerView, Pairs
from web.site.urls import SimilarParams

UrlOf = Callable[[SimilarParams], str]
"""Returns the address of the questions similar to the record of the page, by what is asked for."""


class TermView(msgspec.Struct, frozen=True):
    """A key term: the link that drops it, without an address if no more can be dropped, and its weight, at most 100."""

    link: Link
    weight: int


class SimilarView(msgspec.Struct, frozen=True):
    """The questions similar to a record.

    ``addressee`` is the addressee of the question, "" if it does not affect the order. The links of ``added``, ``dropped`` and
    ``unlike`` undo what they name.
    """

    title: str
    page_title: str
    info: IndexInfo
    record: Link
    summary: str
    meaning: Note | None
    key_terms: tuple[TermView, ...]
    addressee: str
    added: tuple[Link, ...]
    dropped: tuple[Link, ...]
    unlike: tuple[Link, ...]
    form_url: str
    hidden_params: Pairs
    checkboxes: tuple[Checkbox, ...]
    hits: tuple[HitView, ...]
    first_number: int
    last_page: Link | None
    pager: PagerView


def routes(engine: Engine, meaning: Meaning | None = None) -> Blueprint:
    """The address of each record's similar questions."""
    pages = Blueprint("similar", __name__)

    @pages.get("/questions/<id>/similar")
    def similar(id: str) -> bytes:
        result = query_similar(engine, id, tuple(request.args.items(multi=True)), meaning)
        if result is None:
            raise no_such_record(id)
        return render_page("pages/similar.html", view=_view(result))

    return pages


def _view(result: SimilarResult) -> SimilarView:
    question, params, page = result.question, result.params, result.page
    url_of = partial(urls.similar, question.id)
    page_url = partial(url_of, params)
    title = f"Questions similar to “{wording.title(question)}”"
    return SimilarView(
        title=title,
        page_title=wording.with_page(title, page),
        info=page.info,
        record=hits.record_link(question),
        summary=_summary(page),
        meaning=_meaning(result, url_of) if result.can_rank_by_meaning and page.hits else None,
        key_terms=tuple(_term(term, params, url_of) for term in result.query.terms),
        addressee=addressee(question.text) if result.query.addressee_terms else "",
        added=tuple(Link(word, url_of(replace(params, added=_without(params.added, word)))) for word in params.added),
        dropped=tuple(Link(word, url_of(replace(params, dropped=_without(params.dropped, word)))) for word in params.dropped),
        unlike=tuple(_undo_link(excluded, params, url_of) for excluded in result.unlike),
        form_url=url_of(SimilarParams()),
        hidden_params=_hidden_params(params),
        checkboxes=_checkboxes(question, params),
        hits=_hits(page, params, url_of),
        first_number=page.first_number,
        last_page=hits.last_page(page, page_url),
        pager=hits.pager(page, page_url),
    )


def _meaning(result: SimilarResult, url_of: UrlOf) -> Note:
    params = result.params
    return query_notes.meaning(result.is_ranked_by_meaning, url_of(replace(params, meaning=not params.meaning)))


def _term(term: KeyTerm, params: SimilarParams, url_of: UrlOf) -> TermView:
    can_drop = len(params.dropped) < MAX_WORDS
    url = url_of(replace(params, dropped=(*params.dropped, term.word))) if can_drop else ""
    return TermView(Link(term.word, url), round(100 * term.weight))


def _undo_link(question: Question, params: SimilarParams, url_of: UrlOf) -> Link:
    url = url_of(replace(params, unlike_ids=_without(params.unlike_ids, question.id)))
    return Link(wording.title(question), url, wording.identity(question))


def _hits(page: ResultPage, params: SimilarParams, url_of: UrlOf) -> tuple[HitView, ...]:
    """The hits, each with the link that excludes it, while more can be excluded."""
    views = hits.hits(page)
    if len(params.unlike_ids) >= MAX_UNLIKE:
        return views
    return tuple(
        replace(view, links=(*view.links, _exclude(hit.question, params, url_of)))
        for view, hit in zip(views, page.hits, strict=True)
    )


def _exclude(question: Question, params: SimilarParams, url_of: UrlOf) -> Link:
    url = url_of(replace(params, unlike_ids=(*params.unlike_ids, question.id)))
    return Link("Hide this", url, wording.title_and_identity(question))


def _checkboxes(question: Question, params: SimilarParams) -> tuple[Checkbox, ...]:
    """Checkboxes that restrict the search to values of this record, to later days, or to the filters of the reader's search."""
    boxes = [
        Checkbox(f"same-{field}", "same", field, f"Same {noun}: {', '.join(values)}", field in params.same_fields)
        for field, noun in SAME_FIELDS.items()
        if (values := FIELDS[field].values(question))
    ]
    if question.tabled_on:
        label = f"Tabled after {long_date(question.tabled_on)}"
        boxes.append(Checkbox("later", "later", YES, label, params.later_only))
    if params.filters:
        described = "; ".join(map(descriptions.describe_filter, params.filters))
        boxes.append(Checkbox("within", "within", YES, f"Within your filters: {described}", params.within_filters))
    return tuple(boxes)


def _hidden_params(params: SimilarParams) -> Pairs:
    """The parameters that no control of the form shows."""
    return (
        *(("drop", word) for word in params.dropped),
        *(("add", word) for word in params.added),
        *(("unlike", unlike_id) for unlike_id in params.unlike_ids),
        *([] if params.meaning else [("meaning", NO)]),
        *url_params.write_filters(params.filters),
    )


def _without(items: tuple[str, ...], removed: str) -> tuple[str, ...]:
    return tuple(item for item in items if item != removed)


def _summary(page: ResultPage) -> str:
    where = f" that {'matches' if page.total == 1 else 'match'} your choices" if page.request.filters else ""
    return f"{counted(page.total, 'similar question')}{where}. Most similar first."
