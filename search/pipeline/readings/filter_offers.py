"""Filters that words of a search may mean: for ``home office unanswered 2024``, the body, the state and the year.

They are offered as links, and applied only if the reader follows one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.address_formula import address_formula
from search.model.question import WITHOUT_ANSWER, State
from search.people.bodies import BodyMention
from search.people.names import Token, tokens
from search.pipeline.readings.dates import find_date
from search.pipeline.readings.people import plain_text, with_text
from search.query.nodes import AnyOf, DateRange, Node, children
from search.query.reference_reader import read_references
from search.query.request import SearchRequest
from search.results.descriptions import describe_filter
from search.text.analysis import normalise
from search.text.dates import british_today

MAX_WORDS = 25
"""The most words of a text for which filters are offered."""

_STATES: Mapping[str, tuple[State, ...]] = {
    "unanswered": WITHOUT_ANSWER,
    "corrected": ("corrected",),
    "withdrawn": ("withdrawn",),
    "answered": ("answered",),
}
"""The states that a word means. A question without an answer in this copy may have one at its source."""

_WORDS_BESIDE_STATES = frozenset("question questions answer answers".split())


class FilterOffer(msgspec.Struct, frozen=True):
    """A filter that words of a search may mean: ``Filter by Home Office``; and the search with it in place of the words."""

    label: str
    request: SearchRequest


def filter_offers(engine: Engine, request: SearchRequest) -> tuple[FilterOffer, ...]:
    """Return the filters that a request's words may mean: those of bodies, states and days. Filters in use are left out."""
    text = normalise(request.text)
    if not text or address_formula(text):
        return ()
    plain, request = plain_text(text), replace(request, text=text, page=1)
    words = tokens(plain)
    if len(words) > MAX_WORDS:
        return ()
    body = engine.directory().bodies.find(words)
    return (*_body_offers(request, body), *_state_offers(request, words, body), *_date_offers(request, plain, engine))


def _body_offers(request: SearchRequest, body: BodyMention | None) -> Iterator[FilterOffer]:
    if body is None:
        return
    for name, field, values in (
        (body.name, "body", body.values),
        (body.family, "body-family", (body.family,) if body.family else ()),
    ):
        if values and not request.filters_on(field):
            yield FilterOffer(f"Filter by {name}", _filtered(request, AnyOf(field, values), body.start, body.end))


def _state_offers(request: SearchRequest, words: Sequence[Token], body: BodyMention | None) -> Iterator[FilterOffer]:
    """Yield the filter of the first state in the text. ``answered`` is a state only if the text also names a body."""
    for number, token in enumerate(words):
        states = _STATES.get(token.word, ())
        if states and (token.word != "answered" or body is not None) and not request.filters_on("state"):
            following = words[number + 1] if number + 1 < len(words) else token
            end = following.end if following.word in _WORDS_BESIDE_STATES else token.end
            label = "no answer here" if states == WITHOUT_ANSWER else token.word
            yield FilterOffer(f"Filter by {label}", _filtered(request, AnyOf("state", states), token.start, end))
            return


def _date_offers(request: SearchRequest, plain: str, engine: Engine) -> Iterator[FilterOffer]:
    """Yield the filter of a date, unless the text cites a question or the date is outside the days tabled of the index.

    A text with a filter by date has its date already: in ``tabled:March 2018``, 2018 is no second one.
    """
    mention = find_date(plain, british_today())
    if mention is None or request.filters_on(mention.filter.field) or read_references(request.text):
        return
    if _has_dates(request.query):
        return
    tabled, (start, end) = engine.info().tabled, (mention.filter.start, mention.filter.end)
    if tabled and (start is None or start <= tabled[1]) and (end is None or end >= tabled[0]):
        name = describe_filter(mention.filter)
        yield FilterOffer(
            f"Filter by {name[:1].lower()}{name[1:]}", _filtered(request, mention.filter, mention.start, mention.end)
        )


def _has_dates(node: Node) -> bool:
    return isinstance(node, DateRange) or any(map(_has_dates, children(node)))


def _filtered(request: SearchRequest, filter_: AnyOf | DateRange, start: int, end: int) -> SearchRequest:
    text = " ".join(f"{request.text[:start]} {request.text[end:]}".split())
    return replace(with_text(request, text), filters=(*request.filters, filter_))
