"""The records that the site's search finds for a text, as a query that other clauses can narrow."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from search.engine import Engine
from search.pipeline.relevance_policy import plan_of
from search.pipeline.rewriting import RewrittenQuery, rewrite
from search.query.nodes import And, Node
from search.query.parser import parse
from search.query.request import SearchRequest, Sort, SortKey
from search.results.phrasing import counted
from search.text.quotation import quoted


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
        are, have = ("is a close match", "has") if close == 1 else ("are close matches", "have")
        return f"{close:,} of {counted(total, 'result')} {are}, which {have} most of the words searched for, not all."


def text_query(engine: Engine, text: str, sort: Sort | tuple[SortKey, ...]) -> TextQuery:
    """Return the query of a text as the site's search box reads it, corrections and synonyms included.

    The search itself is not executed. ``sort`` is the order in which its records are listed.
    """
    parsed = parse(text)
    rewritten = rewrite(engine, SearchRequest(text, parsed.tree, parsed.problems, parsed.ignored_words, sort=sort))
    plan = plan_of(engine, rewritten)
    full = plan.request.query if plan.draft else rewritten.executed.query
    return TextQuery(plan.request.query, full, tuple(_notes(rewritten)))


def _notes(rewritten: RewrittenQuery) -> Iterator[str]:
    for problem in rewritten.request.problems:
        yield problem.message
    for correction in rewritten.corrections:
        yield f"No record has {quoted(correction.typed)}, so {quoted(correction.replacement)} was searched for."
