"""The records that the site's search finds for a text, as a query that other clauses can narrow."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.pipeline import relevance_policy
from search.pipeline.relevance_policy import SearchOutcome
from search.query.nodes import And, Node
from search.query.parser import parse
from search.query.request import SearchRequest


class TextQuery(msgspec.Struct, frozen=True):
    """``query`` matches the results of the site's search, close matches among them; ``full`` those with every clause.

    ``notes`` are sentences about corrections and parts that could not be read.
    """

    query: Node
    full: Node
    notes: tuple[str, ...]

    def close_note(self, engine: Engine, narrowed_by: Node, total: int) -> str:
        """Return a sentence that says how many of the ``total`` results are close matches; "" if none is."""
        close = total - engine.count(And((self.full, narrowed_by))) if total and self.query != self.full else 0
        if not close:
            return ""
        return f"{close:,} of {total:,} results are close matches, which have most of the words searched for, not all."


def text_query(engine: Engine, text: str) -> TextQuery:
    """Return the query of a text as the site's search box reads it, corrections and synonyms included."""
    parsed = parse(text)
    request = SearchRequest(text, parsed.tree, parsed.problems, parsed.ignored_words, per_page=1, with_snippets=False)
    outcome = relevance_policy.search(engine, request)
    full = outcome.page.request.query if outcome.is_draft else outcome.rewritten.executed.query
    return TextQuery(outcome.page.request.query, full, tuple(_notes(outcome)))


def _notes(outcome: SearchOutcome) -> Iterator[str]:
    for problem in outcome.rewritten.request.problems:
        yield problem.message
    for correction in outcome.rewritten.corrections:
        yield f"No record has {correction.typed!r}, so {correction.replacement!r} was searched for."
