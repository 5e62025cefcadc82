"""Notes on the words of a search: the synonyms that were added, spelling suggestions, and how the words were read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from search.pipeline import reference_search
from search.pipeline.relevance_policy import SearchOutcome
from search.pipeline.rewriting import Misspelling, RewrittenQuery, text_with_words_replaced
from search.pipeline.synonym_expansion import MAX_SYNONYMS
from search.pipeline.undated import UndatedRecords
from search.query.request import SearchRequest

MAX_SUGGESTED = 3
"""The most words or names that a note lists."""


class Expansion(msgspec.Struct, frozen=True):
    """A name in a search, and the synonyms that were searched for with it."""

    name: str
    synonyms: tuple[str, ...]


class SpellingSuggestion(msgspec.Struct, frozen=True):
    """A word that may be misspelt, and the same search with each likely replacement. ``is_unknown`` if no record has it."""

    word: str
    is_unknown: bool
    searches: tuple[SearchRequest, ...]


def expansions(rewritten: RewrittenQuery) -> tuple[Expansion, ...]:
    """Each name that was expanded, with its first ``MAX_SYNONYMS`` synonyms."""
    return tuple(Expansion(entry.name, tuple(entry.synonyms[:MAX_SYNONYMS])) for entry in rewritten.expansions)


def spelling_suggestions(rewritten: RewrittenQuery) -> tuple[SpellingSuggestion, ...]:
    """The spelling suggestions for a search.

    Each suggestion also corrects the other suspect words. Two suspect words can therefore lead to the same searches; the
    second suggestion is then left out, unless its word is unknown, which the page always reports.
    """
    suggestions: list[SpellingSuggestion] = []
    listed: set[tuple[str, ...]] = set()
    for suggestion in rewritten.suggestions:
        searches = _corrected_searches(rewritten, suggestion)
        texts = tuple(search.text for search in searches)
        if suggestion.is_unknown or texts not in listed:
            suggestions.append(SpellingSuggestion(suggestion.typed, suggestion.is_unknown, searches))
        listed.add(texts)
    return tuple(suggestions)


def _corrected_searches(rewritten: RewrittenQuery, suggestion: Misspelling) -> tuple[SearchRequest, ...]:
    """The search with each replacement of the word; every other suspect word has its likeliest replacement.

    The new text is not parsed, because a link contains only the text.
    """
    request = replace(rewritten.request, page=1)
    likeliest = {other.typed: other.replacements[0] for other in rewritten.suggestions}
    texts = (text_with_words_replaced(request.text, {**likeliest, suggestion.typed: word}) for word in suggestion.replacements)
    return tuple(replace(request, text=text) for text in texts)


def search_notes(outcome: SearchOutcome, gap_notes: Sequence[str], undated: Sequence[UndatedRecords]) -> Iterator[str]:
    """Yield sentences that qualify the total: on rewritten words, close matches, and gaps in the data."""
    yield from reading_notes(outcome.rewritten)
    if outcome.is_draft:
        yield "Compared with earlier questions. The most similar are first."
    elif outcome.matches_sentence:
        yield outcome.matches_sentence
    yield from gap_notes
    yield from (records.sentence for records in undated)


def reading_notes(rewritten: RewrittenQuery) -> Iterator[str]:
    """Yield a sentence on each part of a text that was rewritten, or could not be read."""
    if rewritten.references:
        yield from reference_search.sentences(rewritten.references)
    if rewritten.people and rewritten.people.is_taken:
        yield f"The text was read as a name: these are the questions {rewritten.people.by_members}."
    for word in rewritten.corrections:
        yield f"No question has “{word.typed}”: this is the search for “{word.replacement}”."
    for suggestion in rewritten.suggestions:
        frequency = "in no question" if suggestion.is_unknown else "rare"
        yield f"“{suggestion.typed}” is {frequency}: it may stand for {' or '.join(suggestion.replacements[:MAX_SUGGESTED])}."
    for entry in rewritten.expansions:
        yield f"Other names of “{entry.name}” were searched for too: {', '.join(entry.synonyms[:MAX_SUGGESTED])}."
    yield from (problem.message for problem in rewritten.request.problems)
