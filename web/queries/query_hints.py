"""Notes on the words of a search: the synonyms that were added, and spelling suggestions."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from search.pipeline.rewriting import RewrittenQuery, Suggestion, with_word_replaced
from search.pipeline.synonym_expansion import MAX_SYNONYMS
from search.query.request import SearchRequest


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


def _corrected_searches(rewritten: RewrittenQuery, suggestion: Suggestion) -> tuple[SearchRequest, ...]:
    """The search with each replacement of the word; every other suspect word has its likeliest replacement."""
    request = replace(rewritten.request, page=1)
    for other in rewritten.suggestions:
        if other is not suggestion:
            request = with_word_replaced(request, other.typed, other.replacements[0])
    return tuple(with_word_replaced(request, suggestion.typed, word) for word in suggestion.replacements)
