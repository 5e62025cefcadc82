"""Our engine: our indexing, parser, relevance policy and ranking, with the settings of the site."""

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
from search.pipeline.semantic_bonus import Meaning
from search.query.parser import parse
from search.query.request import SearchRequest
from search.text.analysis import normalise


class Ours:
    """Ranks as a page of the site does: full and close matches in one list."""

    setup: ClassVar[str] = (
        "a document's title as the heading of a question, its text as the question; every setting as on the site"
    )
    feedback: ClassVar[bool] = True
    meaning: Meaning | None = None

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        WhooshWriter(folder).rebuild(map(question, documents))
        self._engine = WhooshEngine(folder, synonym_file.read())

    @staticmethod
    def version() -> str:
        """Return the version of Whoosh."""
        return metadata.version("whoosh") + " with Wrans's codec"

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Search as if the words were typed into the search box."""
        text = " ".join(words)
        request = SearchRequest(text, parse(text).tree, per_page=2 * limit, with_snippets=False, feedback=self.feedback)
        outcome = relevance_policy.search(self._engine, request, self.meaning)
        return [hit.question.id for hit in outcome.page.hits][:limit]


class WithoutFeedback(Ours):
    """The same without pseudo-relevance feedback."""

    setup: ClassVar[str] = "the same without feedback (feedback=no)"
    feedback: ClassVar[bool] = False


def question(document: Document) -> Question:
    """Return the record that a document is indexed as."""
    return Question(document.id, "Commons", normalise(document.text), heading=normalise(document.title))
