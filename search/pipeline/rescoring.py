"""Rescoring: the first results of any engine are ordered again, by their scores and by bonuses (Lucene: QueryRescorer).

A bonus uses what a sum of term scores does not have, such as the order of words. Later results keep the engine's order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import msgspec
from msgspec.structs import replace

from search.engine import Engine
from search.model.question import Question
from search.query.request import SearchRequest
from search.results.highlighting import highlight
from search.results.types import Hit, ResultPage


class Bonus(msgspec.Struct, frozen=True):
    """An addition to a result's score: a share of the score of the first result, and the reason that readers are told."""

    reason: str
    share: float


Bonuses = Callable[[Sequence[Question]], Sequence[tuple[Bonus, ...]]]
"""A function that returns the bonuses of each record."""


def combined(*all_bonuses: Bonuses) -> Bonuses:
    """Return a function that gives each record the bonuses of all these functions."""

    def bonuses(questions: Sequence[Question]) -> list[tuple[Bonus, ...]]:
        lists = [bonuses_of(questions) for bonuses_of in all_bonuses]
        return [tuple(chain.from_iterable(parts)) for parts in zip(*lists, strict=True)]

    return bonuses


def rescored_page(engine: Engine, request: SearchRequest, bonuses: Bonuses, depth: int) -> ResultPage:
    """Return the page of a search whose first ``depth`` results are ordered by score and bonuses.

    A page of another order, one after the first ``depth`` results and one of no hits are the engine's.
    """
    first = request.offset + (request.page - 1) * request.per_page
    if request.sort != "relevance" or first >= depth or not request.per_page:
        return engine.search(request)
    window = engine.search(window_request(request, max(depth, first + request.per_page)))
    hits = rescored_hits(window.hits[:depth], bonuses) + window.hits[depth:]
    shown = hits[first : first + request.per_page]
    if request.with_snippets:
        passages = highlight([hit.question for hit in shown], request.query)
        shown = tuple(
            replace(hit, heading=passage.heading, snippets=passage.snippets)
            for hit, passage in zip(shown, passages, strict=True)
        )
    return replace(window, request=request, hits=shown)


def window_request(request: SearchRequest, size: int) -> SearchRequest:
    """Return the request for the first ``size`` results, without snippets."""
    return replace(request, page=1, offset=0, per_page=size, with_snippets=False)


def rescored_hits(hits: tuple[Hit, ...], bonuses: Bonuses) -> tuple[Hit, ...]:
    """Return the hits ordered by score and bonuses, each with the sum as its score. Ties stay in order."""
    if not hits:
        return hits
    best = hits[0].score
    scores = [
        hit.score + best * sum(bonus.share for bonus in parts)
        for hit, parts in zip(hits, bonuses([hit.question for hit in hits]), strict=True)
    ]
    order = sorted(range(len(hits)), key=lambda index: -scores[index])
    return tuple(replace(hits[index], score=scores[index]) for index in order)
