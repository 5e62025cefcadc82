"""A node of many clauses is evaluated once, however often a page needs its documents, and the cache changes no result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute import query_cache
from search.engines.whoosh.execute.docset import DocSet, Selection
from search.engines.whoosh.execute.evaluator import Combination, Evaluator
from search.engines.whoosh.execute.query_cache import MIN_LEAVES, is_large
from search.engines.whoosh.read.multi_reader import Docs
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.writer import WhooshWriter
from search.pipeline.more_like_this import KEY_TERMS
from search.query.nodes import And, AndMaybe, AnyOf, AtLeast, Exists, MatchAll, Node, Not, Or, Phrase, Word
from tests.invented import questions

RECORDS = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(RECORDS))
    return folder


@pytest.fixture
def snapshot(folder: Path) -> Snapshot:
    return WhooshEngine(folder).snapshot()._snapshot


@pytest.fixture
def words(snapshot: Snapshot) -> tuple[Word, ...]:
    return tuple(map(Word, snapshot.vocabulary.source.most_frequent("", MIN_LEAVES + 4)))


def large_nodes(words: tuple[Word, ...]) -> list[Node]:
    any_word = Or(words)
    return [
        any_word,
        And((any_word, Not(words[0]))),
        AtLeast(6, words),
        AndMaybe(any_word, words[:3]),
        And((Exists("tabled"), Not(And((words[0], any_word))))),
    ]


def test_a_query_of_key_terms_is_small(words: tuple[Word, ...]) -> None:
    assert not is_large(AndMaybe(Or(words[:KEY_TERMS]), words[-KEY_TERMS:]))


def test_a_node_is_large_by_its_leaves(words: tuple[Word, ...]) -> None:
    assert all(map(is_large, large_nodes(words)))
    half = MIN_LEAVES // 2
    assert is_large(Or((Or(words[:half]), Not(And(words[half:MIN_LEAVES])))))
    for node in (Or(words[: MIN_LEAVES - 1]), Not(Or(words)), MatchAll(), words[0], Phrase(("a",) * (MIN_LEAVES + 1))):
        assert not is_large(node)


@pytest.mark.parametrize("with_scores", [True, False])
def test_the_cache_changes_neither_documents_nor_scores(
    snapshot: Snapshot, words: tuple[Word, ...], monkeypatch: pytest.MonkeyPatch, with_scores: bool
) -> None:
    evaluator = Evaluator(snapshot, with_scores=with_scores)
    for node in large_nodes(words):
        first, cached = evaluator.find(node), evaluator.find(node)
        with monkeypatch.context() as patch:
            patch.setattr(query_cache, "MIN_LEAVES", 10**6)
            computed = evaluator.find(node)
        for docset in (first, cached):
            assert docset.docs.tolist() == computed.docs.tolist()
            assert docset.all_positive == computed.all_positive
            if computed.scores is None:
                assert docset.scores is None
            else:
                np.testing.assert_array_equal(docset.scores, computed.scores)


def test_a_large_node_is_evaluated_once_for_all_searches_and_counts(
    snapshot: Snapshot, words: tuple[Word, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated: list[Node] = []
    find = Evaluator._find

    def noting(self: Evaluator, node: Node) -> DocSet:
        evaluated.append(node)
        return find(self, node)

    monkeypatch.setattr(Evaluator, "_find", noting)
    evaluator = Evaluator(snapshot)
    for _ in range(3):
        evaluator.find(And((Or(words), Exists("tabled"))))
        evaluator.find(AndMaybe(Or(words), words[:2]))
        evaluator.without_scores.count(Not(Or(words)))
        evaluator.without_scores.count(AndMaybe(Or(words), words[:2]))
    assert evaluated.count(Or(words)) == 1, "counts take the documents with scores"


def test_a_large_node_is_evaluated_in_few_candidates_until_its_documents_are_cached(
    snapshot: Snapshot, words: tuple[Word, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    filtered: list[Node] = []
    combine = Evaluator._filter_combined

    def noting(self: Evaluator, node: Combination, docs: Docs) -> Selection:
        filtered.append(node)
        return combine(self, node, docs)

    monkeypatch.setattr(Evaluator, "_filter_combined", noting)
    evaluator, oracle = Evaluator(snapshot, with_scores=False), MemoryEngine(questions(RECORDS))
    for number, question in enumerate(questions(RECORDS)[:6]):
        node = And((AnyOf("id", (question.id,)), Or(words)))
        assert evaluator.count(node) == oracle.count(node)
        if number == 2:
            assert evaluator.count(And((Exists("tabled"), Or(words)))) == oracle.count(And((Exists("tabled"), Or(words))))
    assert filtered == [Or(words)] * 3
