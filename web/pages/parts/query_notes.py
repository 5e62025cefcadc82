"""How the text of a search was read, what its words may have been meant to be, and what to try when nothing is found."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from search.engine import Engine
from search.pipeline import relevance_policy
from search.pipeline.relaxation import is_long
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.rewriting import RewrittenQuery, Suggestion, with_word_replaced
from search.pipeline.synonym_expansion import MAX_SYNONYMS
from search.query.nodes import Fuzzy, Near, Phrase, Prefix, TextClause, Wildcard, Word, positive_clauses
from search.query.request import SearchRequest
from search.results import descriptions
from web.site import urls
from web.site.link import Link
from web.view_models.reading import Correction, NothingView, RankingView, ReadingView

MAX_COUNTED = 40
"""Parts of one search that are counted alone, so that a pasted page costs no more than a long search."""


def read_as(asked: SearchRequest, meaning: RewrittenQuery) -> ReadingView | None:
    """How the search was read and what it was taken to mean; None when no text was given."""
    if not asked.text:
        return None
    request = meaning.request
    exact = replace(asked, as_typed=not asked.as_typed, page=1)
    return ReadingView(
        words=descriptions.describe_query(request.query),
        ignored=", ".join(request.ignored_words),
        problems=tuple((each.where, each.message) for each in request.problems),
        mended=tuple((each.typed, each.replacement) for each in meaning.corrections),
        called=called(meaning),
        other=Link(descriptions.shortened(asked.text), urls.search(exact))
        if meaning.corrections or meaning.expansions or asked.as_typed
        else None,
        is_as_typed=asked.as_typed,
        corrections=tuple(_corrections(meaning)),
    )


def called(meaning: RewrittenQuery) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each name typed, and the foremost of the other names looked for with it."""
    return tuple((each.name, tuple(each.synonyms[:MAX_SYNONYMS])) for each in meaning.expansions)


def shortfall(outcome: SearchOutcome) -> str:
    """What to say when not every part of a search could be had."""
    if not outcome.min_should_match:
        return ""
    if is_long(outcome.clause_count):
        order = ", nearest first" if outcome.page.request.sort == "relevance" else ""
        return f"No question has all {outcome.clause_count} parts of this text. Shown instead: those with any of them{order}."
    return (
        f"No question has all {outcome.clause_count} parts of this search. "
        f"Shown instead: questions that have at least {outcome.min_should_match} of the {outcome.clause_count}."
    )


def ranking(request: SearchRequest, outcome: SearchOutcome) -> RankingView | None:
    """Which words of the best results a long text was ranked by too, and the way to the other ranking; None for others."""
    if not is_long(outcome.clause_count) or request.sort != "relevance":
        return None
    return RankingView(", ".join(outcome.feedback_terms), urls.search(replace(request, feedback=not request.feedback, page=1)))


def nothing(engine: Engine, request: SearchRequest) -> NothingView:
    """Each wanted part of the search alone, and the search without each of its filters, with their counts."""
    parts = _distinct(request)
    return NothingView(
        words=tuple(_alone(engine, node) for node in parts) if len(parts) > 1 or request.filters else (),
        drops=tuple(
            Link(
                descriptions.describe_filter(each),
                urls.without(request, each),
                count=relevance_policy.search(engine, replace(request.without_filters(each), per_page=1)).page.total,
            )
            for each in request.filters
        ),
    )


def _alone(engine: Engine, node: TextClause) -> Link:
    return Link(descriptions.describe_query(node), urls.text(_written(node)), count=engine.count(node))


def _written(node: TextClause) -> str:
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


def _corrections(meaning: RewrittenQuery) -> Iterator[Correction]:
    """Each offer, but for those that say no more than an earlier one: where two words are slips, both are mended at once."""
    said: set[tuple[Link, ...]] = set()
    for offer in meaning.suggestions:
        found = _correction(meaning, offer)
        if offer.is_unknown or found.links not in said:
            yield found
        said.add(found.links)


def _correction(meaning: RewrittenQuery, offer: Suggestion) -> Correction:
    """A word with each other it may stand for, the rest of the text as it most likely should be."""
    rest = replace(meaning.request, page=1)
    for other in meaning.suggestions:
        if other is not offer:
            rest = with_word_replaced(rest, other.typed, other.replacements[0])
    mended = [with_word_replaced(rest, offer.typed, meant) for meant in offer.replacements]
    return Correction(
        offer.typed, offer.is_unknown, tuple(Link(descriptions.shortened(each.text), urls.search(each)) for each in mended)
    )


def _distinct(request: SearchRequest) -> tuple[TextClause, ...]:
    return tuple(dict.fromkeys(positive_clauses(request.query)))[:MAX_COUNTED]
