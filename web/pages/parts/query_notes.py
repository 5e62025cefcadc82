"""How the text of a search was read, what its words may have been meant to be, and what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from search.engine import Engine
from search.pipeline import relevance_policy
from search.pipeline.relaxation import is_long
from search.pipeline.relevance_policy import Outcome
from search.pipeline.rewriting import Meaning, Offer, retyped
from search.pipeline.synonym_expansion import MAX_OTHERS
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, Wildcard, Word, Words, wanted
from search.query.request import SearchRequest
from search.results import descriptions
from web.site import urls
from web.site.link import Link
from web.view_models.reading import Correction, NothingView, RankingView, ReadingView

MAX_COUNTED = 40
"""Parts of one search that are counted alone, so that a pasted page costs no more than a long search."""


def read_as(asked: SearchRequest, meaning: Meaning) -> ReadingView | None:
    """How the search was read and what it was taken to mean; None when no text was given."""
    if not asked.text:
        return None
    request = meaning.request
    exact = replace(asked, as_typed=not asked.as_typed, page=1)
    return ReadingView(
        words=descriptions.reading(request.query),
        ignored=", ".join(request.ignored),
        problems=tuple((each.where, each.message) for each in request.problems),
        mended=tuple((each.typed, each.meant) for each in meaning.mended),
        called=called(meaning),
        other=Link(descriptions.shortened(asked.text), urls.search(exact))
        if meaning.mended or meaning.called or asked.as_typed
        else None,
        is_as_typed=asked.as_typed,
        corrections=tuple(_corrections(meaning)),
    )


def called(meaning: Meaning) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each name typed, and the foremost of the other names looked for with it."""
    return tuple((each.name, tuple(each.others[:MAX_OTHERS])) for each in meaning.called)


def shortfall(outcome: Outcome) -> str:
    """What to say when not every part of a search could be had."""
    if not outcome.needed:
        return ""
    if is_long(outcome.of):
        order = ", nearest first" if outcome.page.request.sort == "relevance" else ""
        return f"No question has all {outcome.of} parts of this text. Shown instead: those with any of them{order}."
    return (
        f"No question has all {outcome.of} parts of this search. "
        f"Shown instead: questions that have at least {outcome.needed} of the {outcome.of}."
    )


def ranking(request: SearchRequest, outcome: Outcome) -> RankingView | None:
    """Which words of the best results a long text was ranked by too, and the way to the other ranking; None for others."""
    if not is_long(outcome.of) or request.sort != "relevance":
        return None
    return RankingView(", ".join(outcome.liked), urls.search(replace(request, feedback=not request.feedback, page=1)))


def nothing(engine: Engine, request: SearchRequest) -> NothingView:
    """Each wanted part of the search alone, and the search without each of its filters, with their counts."""
    parts = _distinct(request)
    return NothingView(
        words=tuple(_alone(engine, node) for node in parts) if len(parts) > 1 or request.filters else (),
        drops=tuple(
            Link(
                descriptions.filter_words(each),
                urls.without(request, each),
                count=relevance_policy.search(engine, replace(request.without(each), per_page=1)).page.total,
            )
            for each in request.filters
        ),
    )


def _alone(engine: Engine, node: Words) -> Link:
    return Link(descriptions.reading(node), urls.text(_written(node)), count=engine.count(node))


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


def _corrections(meaning: Meaning) -> Iterator[Correction]:
    """Each offer, but for those that say no more than an earlier one: where two words are slips, both are mended at once."""
    said: set[tuple[Link, ...]] = set()
    for offer in meaning.offered:
        found = _correction(meaning, offer)
        if offer.is_unknown or found.links not in said:
            yield found
        said.add(found.links)


def _correction(meaning: Meaning, offer: Offer) -> Correction:
    """A word with each other it may stand for, the rest of the text as it most likely should be."""
    rest = replace(meaning.request, page=1)
    for other in meaning.offered:
        if other is not offer:
            rest = retyped(rest, other.typed, other.meant[0])
    mended = [retyped(rest, offer.typed, meant) for meant in offer.meant]
    return Correction(
        offer.typed, offer.is_unknown, tuple(Link(descriptions.shortened(each.text), urls.search(each)) for each in mended)
    )


def _distinct(request: SearchRequest) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(wanted(request.query)))[:MAX_COUNTED]
