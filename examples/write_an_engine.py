"""Write an engine: one that records which searches found nothing. ``python examples/write_an_engine.py INDEX_DATA TEXT...``.

An engine is any class with the methods of ``search.engine.Engine``; a type checker compares them. This one passes every call to
another engine. ``search/engines/memory.py`` is a complete engine, and ``tests/contract`` tests what an engine promises.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from search import Engine, SearchRequest, open_index, parse, search
from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.lexicon.word_similarity import WordSimilarity
from search.model.question import Question
from search.people.directory import Directory
from search.query.nodes import Node
from search.results.types import IndexInfo, KeyTerm, ResultPage, ScorePart


class RecordingEngine:
    """Searches with another engine, and appends the text of every search that finds nothing to ``misses``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.misses: list[str] = []

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        page = self._engine.search(request)
        if not page.total and request.text not in self.misses:
            self.misses.append(request.text)
        return page

    def snapshot(self) -> Engine:
        """See ``Engine.snapshot``."""
        return self._engine.snapshot()

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        return self._engine.scan(request)

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        return self._engine.count(query)

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        return self._engine.explain(query, id)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self._engine.get(id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        return self._engine.key_terms(question, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        return self._engine.shared_terms(questions, limit)

    def word_similarities(self, question: Question, others: Sequence[Question]) -> list[WordSimilarity]:
        """See ``Engine.word_similarities``."""
        return self._engine.word_similarities(question, others)

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._engine.vocabulary()

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self._engine.thesaurus()

    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self._engine.directory()

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self._engine.info()

    def close(self) -> None:
        """See ``Engine.close``."""
        self._engine.close()


def main(index_data: str, *texts: str) -> None:
    """Run some searches, and print those that found nothing."""
    engine = RecordingEngine(open_index(index_data).engine)
    for text in texts:
        outcome = search(engine, SearchRequest(text, parse(text).tree))
        print(f"{text}: {outcome.page.total}")
    print(f"Without results: {engine.misses}")


if __name__ == "__main__":
    main(*sys.argv[1:])
