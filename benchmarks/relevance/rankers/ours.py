"""Ours: the product's own indexing, parser, relaxation, feedback and ranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

from benchmarks.relevance.collection import Document
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon import synonym_file
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.parser import parse
from search.query.request import SearchRequest
from search.text.analysis import normalise


class Ours:
    """A page of results as the site shows it: what has all the words, then the nearest."""

    said: ClassVar[str] = "a document's title as a heading, its text as a question; every setting as the site has it"
    feedback: ClassVar[bool] = True

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        WhooshWriter(folder).rebuild(map(_question, documents))
        self._engine = WhooshEngine(folder, synonym_file.read())

    @staticmethod
    def version() -> str:
        """The version of the package."""
        return metadata.version("whoosh") + " with Wrans's codec"

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """Through the parser, as typed into the search box."""
        text = " ".join(words)
        request = SearchRequest(text, parse(text).tree, per_page=2 * wanted, with_snippets=False, feedback=self.feedback)
        outcome = relevance_policy.search(self._engine, request)
        pages = [page for page in (outcome.page, outcome.partial_matches) if page]
        return [hit.question.id for page in pages for hit in page.hits][:wanted]


class WithoutFeedback(Ours):
    """The same, long texts ranked by their own words alone."""

    said: ClassVar[str] = "the same with feedback=no"
    feedback: ClassVar[bool] = False


def _question(document: Document) -> Question:
    return Question(document.id, "Commons", normalise(document.text), heading=normalise(document.title))
