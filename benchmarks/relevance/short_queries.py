"""Rank the judged short queries with our engine and its peers, over real records."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.relevance import rankers
from benchmarks.relevance.collection import Document
from benchmarks.relevance.judged_set import TOP, JudgedSet, Rankings
from benchmarks.relevance.records import Questions
from search.engine import Engine
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.nodes import And, Or
from search.query.parser import parse
from search.query.request import SearchRequest

BEFORE, ANY_WORD = "ours before", "ours, any of the words"
SETUPS = {
    rankers.OURS: "the text as typed; the first ten of a page of the site, with every setting as on the site",
    BEFORE: "the top tens that Wrans 0.1.0 returned, as stored with the judgements",
    ANY_WORD: "the same engine and query, but any clause of it is enough, and nothing is rewritten",
}
_WORD = re.compile(r"\w+")


def rank_short_queries(engine: Engine, questions: Questions, judged: JudgedSet) -> dict[str, Rankings]:
    """Return the top tens of every ranker, in the order of the tables."""
    rankings: dict[str, Rankings] = {
        rankers.OURS: _rank(judged, lambda text: search_as_the_site(engine, text)),
        BEFORE: judged.before,
        ANY_WORD: _rank(judged, lambda text: search_any_word(engine, text)),
    }
    documents = [document(questions[id_]) for id_ in sorted(questions)]
    for name in rankers.RECORD_CLASSES:
        print(f"{name}: short queries", file=sys.stderr, flush=True)
        rankings[name] = _rank_by_peer(name, documents, judged)
    return rankings


def search_as_the_site(engine: Engine, text: str) -> list[str]:
    """Return the first ten records of the site's page of results."""
    outcome = relevance_policy.search(engine, SearchRequest(text, parse(text).tree, with_snippets=False))
    return [hit.question.id for hit in outcome.page.hits][:TOP]


def search_any_word(engine: Engine, text: str) -> list[str]:
    """Return the ten best records that match any clause of the query."""
    tree = parse(text).tree
    query = Or(tree.children) if isinstance(tree, And) else tree
    page = engine.search(SearchRequest(query=query, per_page=TOP, with_snippets=False))
    return [hit.question.id for hit in page.hits]


def document(question: Question) -> Document:
    """Return the three ranked texts of a record."""
    return Document(question.id, question.heading, question.text, question.answer.text if question.answer else "")


def words(text: str) -> list[str]:
    """Return the words of a query in lower case: runs of letters and digits, so that no engine reads an operator."""
    return _WORD.findall(text.lower())


def _rank(judged: JudgedSet, rank: Callable[[str], list[str]]) -> Rankings:
    return {number: rank(text) for number, text in judged.queries.items()}


def _rank_by_peer(name: str, documents: Iterable[Document], judged: JudgedSet) -> Rankings:
    with TemporaryDirectory() as folder:
        peer = rankers.load_class(name, rankers.RECORD_CLASSES)(documents, Path(folder))
        return _rank(judged, lambda text: peer.rank(words(text), TOP))
