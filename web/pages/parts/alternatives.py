"""Searches to try if a search finds nothing: each of its parts alone, and the search without quotation marks or a filter."""

from __future__ import annotations

import msgspec

from search.query.nodes import Fuzzy, Near, Phrase, Prefix, TextClause, Wildcard, Word
from search.results import descriptions
from web.queries.alternatives import AlternativesResult, Unquoted
from web.site import urls
from web.site.link import Link


class AlternativesView(msgspec.Struct, frozen=True):
    """Searches to try if nothing was found: links to each clause on its own, and to the search without each filter.

    ``unquoted`` is the link to the search without quotation marks; None if it has none, or finds nothing either.
    """

    clauses: tuple[Link, ...]
    without_filters: tuple[Link, ...]
    unquoted: Link | None


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
        unquoted=_unquoted(result.unquoted) if result.unquoted and result.unquoted.count else None,
    )


def _unquoted(unquoted: Unquoted) -> Link:
    return Link("Search without quotation marks", urls.search(unquoted.request), count=unquoted.count)


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
