"""Searches to try if a search finds nothing: each of its parts alone, and the search without each filter."""

from __future__ import annotations

import msgspec

from search.query.nodes import Fuzzy, Near, Phrase, Prefix, TextClause, Wildcard, Word
from search.results import descriptions
from web.queries.alternatives import AlternativesResult
from web.site import urls
from web.site.link import Link


class AlternativesView(msgspec.Struct, frozen=True):
    """Searches to try if nothing was found: links to each clause on its own, and to the search without each filter."""

    clauses: tuple[Link, ...]
    without_filters: tuple[Link, ...]


def alternatives(result: AlternativesResult) -> AlternativesView:
    """Links to the alternatives, each with its number of records; those of filters only if questions have the rest."""
    return AlternativesView(
        clauses=tuple(
            Link(descriptions.describe_query(alone.clause), urls.text_search(_as_typed(alone.clause)), count=alone.count)
            for alone in result.clauses
        ),
        without_filters=tuple(
            Link(
                descriptions.describe_filter(without.filter),
                urls.search_without(result.request, without.filter),
                count=without.count,
            )
            for without in result.without_filters
            if without.count
        ),
    )


def _as_typed(clause: TextClause) -> str:
    """A word, phrase or pattern in the query language."""
    match clause:
        case Word(text, exact=True):
            typed = f'"{text}"'
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
    return f"{clause.field}:{typed}" if clause.field else typed
