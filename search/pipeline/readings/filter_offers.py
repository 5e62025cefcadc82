"""Filters that words of a search may mean: ``home office unanswered`` is offered the body and the state, neither unasked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.address_formula import address_formula
from search.model.question import State
from search.people.names import Token, tokens
from search.pipeline.readings.people import plain_text, with_text
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.text.analysis import normalise

MAX_WORDS = 25
"""Words of the longest text that offers are made for."""

_STATES = {word: word for word in ("unanswered", "corrected", "withdrawn", "answered")}
_WORDS_BESIDE_STATES = frozenset("question questions answer answers".split())


class FilterOffer(msgspec.Struct, frozen=True):
    """A filter that words of a search may mean: ``Filter by Home Office``; and the search with it in place of the words."""

    label: str
    request: SearchRequest


def filter_offers(engine: Engine, request: SearchRequest) -> tuple[FilterOffer, ...]:
    """Return the filters that a request's words may mean: those of bodies first, then states. Filters in use are left out."""
    text = normalise(request.text)
    if not text or address_formula(text):
        return ()
    words = tokens(plain_text(text))
    if len(words) > MAX_WORDS:
        return ()
    return tuple(_offers(engine, replace(request, text=text, page=1), words))


def _offers(engine: Engine, request: SearchRequest, words: Sequence[Token]) -> Iterator[FilterOffer]:
    body = engine.directory().bodies.find(words)
    if body is not None:
        for name, field, values in (
            (body.name, "body", body.values),
            (body.family, "body-family", (body.family,) if body.family else ()),
        ):
            if values and not request.filters_on(field):
                yield FilterOffer(f"Filter by {name}", _filtered(request, AnyOf(field, values), body.start, body.end))
    for number, token in enumerate(words):
        state = _STATES.get(token.word, "")
        is_state = state in get_args(State) and (state != "answered" or body is not None)
        if is_state and not request.filters_on("state"):
            following = words[number + 1] if number + 1 < len(words) else token
            end = following.end if following.word in _WORDS_BESIDE_STATES else token.end
            yield FilterOffer(f"Filter by {state.capitalize()}", _filtered(request, AnyOf("state", (state,)), token.start, end))
            return


def _filtered(request: SearchRequest, filter_: AnyOf, start: int, end: int) -> SearchRequest:
    text = " ".join(f"{request.text[:start]} {request.text[end:]}".split())
    return replace(with_text(request, text), filters=(*request.filters, filter_))
