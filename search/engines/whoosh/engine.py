"""The engine over the current build: notices when another build takes over, and answers every search from one build."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh.classify import Bo1Model, Expander
from whoosh.reading import IndexReader

from search import facets, similar, snippets, validity
from search.analysis import STOP_WORDS, term, words
from search.engines.whoosh.builds import Builds
from search.engines.whoosh.evaluator import Evaluator, Mask
from search.engines.whoosh.schema import words_field
from search.engines.whoosh.snapshot import Floats, Ints, Snapshot
from search.errors import IndexMismatch, SearchError
from search.fields import FIELDS
from search.query import And, Node
from search.records import Question
from search.request import SearchRequest, Sort
from search.results import Hit, IndexInfo, KeyTerm, ResultPage
from search.vocabulary import Vocabulary

log = logging.getLogger(__name__)


class WhooshEngine:
    """Reads the builds under ``index_data``. One ``stat`` a search tells whether the pointer has moved."""

    def __init__(self, index_data: Path) -> None:
        self._builds = Builds(index_data)
        self._switching = threading.Lock()
        self._stamp = self._builds.stamp()
        self._snapshot = _opened(self._builds)

    def search(self, request: SearchRequest) -> ResultPage:
        """See ``Engine.search``."""
        validity.check(request)
        with self._reading() as (snapshot, reader):
            evaluator = Evaluator(snapshot, reader)
            docs, scores = _ordered(snapshot, reader, evaluator, request)
            first = (request.page - 1) * request.per_page
            page = docs[first : first + request.per_page]
            hits = tuple(_hit(snapshot.record(reader, doc), float(scores[doc]), request) for doc in page.tolist())
            counted = tuple(
                facets.assemble(request, asked, _counts(snapshot, reader, evaluator, request, asked.field))
                for asked in request.facets
            )
            return ResultPage(request, hits, len(docs), counted, snapshot.manifest.info)

    def scan(self, request: SearchRequest) -> Iterator[Question]:
        """See ``Engine.scan``. The build it began on stays open until it ends or is dropped."""
        validity.check(request)
        return self._scan(request)

    def _scan(self, request: SearchRequest) -> Iterator[Question]:
        with self._reading() as (snapshot, reader):
            docs, _ = _ordered(snapshot, reader, Evaluator(snapshot, reader), request)
            for doc in docs.tolist():
                yield snapshot.record(reader, doc)

    def count(self, query: Node) -> int:
        """See ``Engine.count``."""
        validity.check_query(query)
        with self._reading() as (snapshot, reader):
            return int(np.count_nonzero(Evaluator(snapshot, reader).mask(query)))

    def get(self, id: str) -> Question | None:
        """See ``Engine.get``."""
        with self._reading() as (snapshot, reader):
            return snapshot.find(reader, id)

    def key_terms(self, question: Question, limit: int) -> tuple[KeyTerm, ...]:
        """Whoosh's key terms (its ``Expander`` with Bo1, the one of its models that is right) over each field, added up.

        In each field the weightiest term weighs 1, so a heading's few words count beside a long answer's many.
        """
        weights: dict[str, float] = defaultdict(float)
        written: dict[str, str] = {}
        with self._reading() as (_, reader):
            for name, text in similar.passages(question):
                found = words(text)
                for word in found:
                    written.setdefault(term(word), word)
                expander = Expander(reader, words_field(FIELDS[name]), Bo1Model)
                expander.add((term(word), 1.0) for word in found)
                for text_, weight in expander.expanded_terms(len(found), normalize=False):
                    weights[text_] += weight
        ranked = sorted((-weight, text) for text, weight in weights.items() if written[text] not in STOP_WORDS)
        return tuple(KeyTerm(written[text], weight / ranked[0][0]) for weight, text in ranked[:limit])

    def vocabulary(self) -> Vocabulary:
        """See ``Engine.vocabulary``."""
        return self._current().vocabulary

    def info(self) -> IndexInfo:
        """See ``Engine.info``. Raises ``EngineUnavailable`` when a reader of the build that serves cannot be had."""
        snapshot = self._current()
        with snapshot.reader():
            return snapshot.manifest.info

    def close(self) -> None:
        """See ``Engine.close``."""
        self._snapshot.close()

    @contextmanager
    def _reading(self) -> Iterator[tuple[Snapshot, IndexReader]]:
        snapshot = self._current()
        with snapshot.reader() as reader:
            yield snapshot, reader

    def _current(self) -> Snapshot:
        """The newest build. The thread that notices a switch opens it; others that come meanwhile wait for it.

        A build that cannot be opened is logged, and the old one serves until the pointer moves again.
        """
        if self._builds.stamp() != self._stamp:
            with self._switching:
                if self._builds.stamp() != self._stamp:
                    self._switch()
        return self._snapshot

    def _switch(self) -> None:
        stamp = self._builds.stamp()
        try:
            fresh = _opened(self._builds)
            old, self._snapshot = self._snapshot, fresh
            old.close()
        except SearchError as error:
            log.error("The new build cannot serve, so the old one goes on: %s", error)
        self._stamp = stamp


def _opened(builds: Builds) -> Snapshot:
    """The current build, what every results page counts already read."""
    snapshot = Snapshot(builds.current())
    try:
        with snapshot.reader() as reader:
            for field in FIELDS.values():
                if field.facet:
                    snapshot.values(reader, field)
    except Exception as error:  # damaged postings can raise anything: Whoosh unpacks and unpickles them
        snapshot.close()
        raise IndexMismatch(f"The postings of build {snapshot.manifest.build} are damaged; build the index again.") from error
    return snapshot


def _hit(question: Question, score: float, request: SearchRequest) -> Hit:
    heading = snippets.heading(question, request.query)
    return Hit(question, score, heading, snippets.snippets(question, request.query))


def _ordered(snapshot: Snapshot, reader: IndexReader, evaluator: Evaluator, request: SearchRequest) -> tuple[Ints, Floats]:
    """Every matching document number in the order asked for, and the score of every record of the build."""
    matching: Mask = evaluator.mask(And((request.query, *request.filters)))
    docs = np.flatnonzero(matching).astype(np.int32)
    ties = snapshot.order[docs]
    scores = evaluator.scores(request.query)
    first = _first_key(snapshot, reader, request.sort, docs, scores)
    return docs[np.lexsort((ties, first))], scores


def _first_key(snapshot: Snapshot, reader: IndexReader, sort: Sort, docs: Ints, scores: Floats) -> npt.NDArray[np.generic]:
    """What the documents are ordered by, the least first; ties follow the settled order, which is the newest first."""
    match sort:
        case "relevance":
            return -scores[docs]
        case "newest":
            return np.zeros(len(docs), np.int32)
        case "oldest":
            return _earliest(snapshot.days(reader, FIELDS["tabled"])[docs])
        case "newest-answered":
            return -snapshot.days(reader, FIELDS["answered-on"])[docs]
        case "oldest-answered":
            return _earliest(snapshot.days(reader, FIELDS["answered-on"])[docs])


def _earliest(days: Ints) -> Ints:
    """Days as a sort key that puts records without one last."""
    return np.where(days, days, np.iinfo(np.int32).max).astype(np.int32)


def _counts(snapshot: Snapshot, reader: IndexReader, evaluator: Evaluator, request: SearchRequest, name: str) -> dict[str, int]:
    """How many of the records found have each value of a field, the field's own filters left out."""
    matching = evaluator.mask(And((request.query, *request.but(name))))
    values = snapshot.values(reader, FIELDS[name])
    counts = np.bincount(values.ordinals[matching[values.docs]], minlength=len(values.names))
    return {values.names[at]: int(counts[at]) for at in np.flatnonzero(counts).tolist()}
