"""One build for one request: an engine whose answers to one request all come from the build that served when it began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import current_app, g, has_app_context

from search.engine import Engine
from search.lexicon.thesaurus import Thesaurus
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.people.directory import Directory
from search.query.nodes import Node
from search.query.request import SearchRequest
from search.results.types import IndexInfo, KeyTerm, ResultPage, ScorePart


class RequestEngine:
    """An ``Engine`` over another. An update during a request cannot mix the numbers of two builds on one page."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def snapshot(self) -> Engine:
        """See ``Engine.snapshot``: the same snapshot for the whole request."""
        if not has_app_context():
            return self._engine.snapshot()
        if "snapshot" not in g:
            g.snapshot = self._engine.snapshot()
        pinned: Engine = g.snapshot
        return pinned

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        return self.snapshot().search(request)

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``."""
        return self.snapshot().scan(request)

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        return self.snapshot().count(query)

    def explain(self, query: Node, id: str) -> tuple[ScorePart, ...] | None:
        """See ``Engine.explain``."""
        return self.snapshot().explain(query, id)

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        return self.snapshot().get(id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.key_terms``."""
        return self.snapshot().key_terms(question, limit)

    def shared_terms(self, questions: Sequence[Question], limit: int) -> tuple[KeyTerm, ...]:
        """See ``Engine.shared_terms``."""
        return self.snapshot().shared_terms(questions, limit)

    def stem_frequency(self, stem: str) -> int:
        """See ``Engine.stem_frequency``."""
        return self.snapshot().stem_frequency(stem)

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self.snapshot().vocabulary()

    def thesaurus(self) -> Thesaurus:
        """See ``Engine.thesaurus``."""
        return self.snapshot().thesaurus()

    def directory(self) -> Directory:
        """See ``Engine.directory``."""
        return self.snapshot().directory()

    def info(self) -> IndexInfo:
        """See ``Engine.info``."""
        return self.snapshot().info()

    def close(self) -> None:
        """See ``Engine.close``."""
        self._engine.close()


def pieces_of_one_build(engine: Engine, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return the pieces of an answer that is sent while it is made, each made from the build of the request.

    Each is made in a context of its own. Between two pieces none is open, as ``flask.stream_with_context`` would leave one:
    a client that goes away would have it closed in the middle of another request.
    """
    app, snapshot = current_app._get_current_object(), engine.snapshot()  # type: ignore[attr-defined]

    def make() -> Iterator[bytes]:
        while True:
            with app.app_context():
                g.snapshot = snapshot
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    return make()
