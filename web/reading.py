"""How the text of a search was read, what its words may have been meant to be, and what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search import describe, retrieval
from search.analysis import fold, normalise, tokens
from search.engine import Engine
from search.fields import RANKED
from search.query import Fuzzy, Near, Phrase, Prefix, Wildcard, Word, Words, wanted
from search.relaxation import SHORT
from search.request import SearchRequest
from search.retrieval import Outcome
from web import links
from web.view_models import Correction, Link, NothingView, RankingView, ReadingView

MAX_COUNTED = 40
"""Words of one search that are looked up alone, so that a pasted page costs no more than a long search."""

MAX_CORRECTED = 3

NAMES = ("asked", "answered", "body")
"""Fields in which a word that no text has may be somebody's name."""


def read_as(engine: Engine, request: SearchRequest) -> ReadingView | None:
    """How the search was read; None when no text was given."""
    if not request.text:
        return None
    return ReadingView(
        words=describe.reading(request.query),
        ignored=", ".join(request.ignored),
        problems=tuple((each.where, each.message) for each in request.problems),
        corrections=_corrections(engine, request),
    )


def shortfall(outcome: Outcome) -> str:
    """What to say when not every part of a search could be had."""
    if not outcome.needed:
        return ""
    if outcome.of > SHORT:
        return f"No question has all {outcome.of} parts of this text. Shown instead: those with any of them, nearest first."
    return (
        f"No question has all {outcome.of} parts of this search. "
        f"Shown instead: questions that have at least {outcome.needed} of the {outcome.of}."
    )


def ranking(request: SearchRequest, outcome: Outcome) -> RankingView | None:
    """Which words of the best results a long text was ranked by too, and the way to the other ranking; None for others."""
    if outcome.of <= SHORT or request.sort != "relevance":
        return None
    return RankingView(", ".join(outcome.liked), links.search(replace(request, feedback=not request.feedback, page=1)))


def nothing(engine: Engine, request: SearchRequest) -> NothingView:
    """Each wanted part of the search alone, and the search without each of its filters, with their counts."""
    parts = _distinct(request)
    return NothingView(
        words=tuple(_alone(engine, node) for node in parts) if len(parts) > 1 or request.filters else (),
        drops=tuple(
            Link(
                describe.filter_words(each),
                links.without(request, each),
                count=retrieval.search(engine, replace(request.without(each), per_page=1)).page.total,
            )
            for each in request.filters
        ),
    )


def _alone(engine: Engine, node: Words) -> Link:
    return Link(describe.reading(node), links.text(_written(node)), count=engine.count(node))


def _written(node: Words) -> str:
    """A word, phrase or pattern as one would type it."""
    match node:
        case Word(text):
            typed = text
        case Phrase(words):
            typed = f'"{" ".join(words)}"'
        case Near(words, slop):
            typed = f'"{" ".join(words)}"~{slop}'
        case Prefix(text):
            typed = f"{text}*"
        case Wildcard(pattern):
            typed = pattern
        case Fuzzy(text, edits):
            typed = f"{text}~{edits}"
    return f"{node.field}:{typed}" if node.field else typed


def _corrections(engine: Engine, request: SearchRequest) -> tuple[Correction, ...]:
    unknown = [word for word in _typed_words(request) if not engine.count(Word(word))]
    found = (Correction(word, tuple(_replaced(engine, request, word))) for word in unknown[:MAX_CORRECTED])
    return tuple(each for each in found if each.links)


def _typed_words(request: SearchRequest) -> Iterator[str]:
    """The words wanted of the texts, alone or in phrases; those wanted of a name are not of the texts."""
    texts = {None, *(field.name for field in RANKED)}
    for node in _distinct(request):
        match node:
            case Word(text) if node.field in texts:
                yield text
            case Phrase(words) | Near(words) if node.field in texts:
                yield from words


def _replaced(engine: Engine, request: SearchRequest, word: str) -> Iterator[Link]:
    text = normalise(request.text)
    at = next(((t.start, t.end) for t in tokens(text) if fold(text[t.start : t.end]) == word), None)
    if at is None:
        return
    spelt = [other for other in engine.vocabulary().suggest(word) if engine.count(Word(other))]
    named = [f"{name}:{word}" for name in NAMES if engine.count(Word(word, name))]
    for better in (*named, *spelt):
        mended = text[: at[0]] + better + text[at[1] :]
        yield Link(mended, links.search(replace(request, text=mended, page=1)))


def _distinct(request: SearchRequest) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(wanted(request.query)))[:MAX_COUNTED]
