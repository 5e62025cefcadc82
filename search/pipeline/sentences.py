"""Sentences: searches of six words or more. An encoder ranks them by meaning too (docs/decisions/0020-meaning.md)."""

from __future__ import annotations

from search.pipeline.relaxation import split_clauses
from search.pipeline.rewriting import RewrittenQuery
from search.query.nodes import Node, Synonyms, Word
from search.text.analysis import words

MIN_WORDS = 6
"""Words of the shortest sentence, common words included. Ranking by meaning has no proven gain for shorter searches."""


def is_sentence(rewritten: RewrittenQuery) -> bool:
    """Whether a search is a sentence: words alone, without a number, a phrase, a field or the name of a member.

    A reader who types one of these means it exactly. A search with ``draft=no`` is no sentence either.
    """
    request, typed = rewritten.request, words(rewritten.request.text)
    if len(typed) < MIN_WORDS or not request.draft or rewritten.people or any(map(_has_digit, typed)):
        return False
    exclusions_and_filters, clauses = split_clauses(request.query)
    return not exclusions_and_filters and all(map(_is_plain, clauses))


def _is_plain(clause: Node) -> bool:
    """Whether a clause is a word as typed, or a hyphenated word."""
    if isinstance(clause, Synonyms):
        return clause.forms[0].field is None
    return isinstance(clause, Word) and clause.field is None and not clause.exact


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))
