"""The algebra of sets of documents against Python's dictionaries, for sparse and dense sets; and the cache of arrays."""

from __future__ import annotations

import mmap
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engines.whoosh.codec.arrays import Array
from search.engines.whoosh.execute.docset import DocSet
from search.engines.whoosh.read.cache import ENTRY_BYTES, ArrayCache

DOCUMENTS = 400
"""How many document numbers there are. Sets of fewer than 25 documents are sparse."""

Model = dict[int, int]
"""The score of each document of a set. Scores are whole numbers, so that sums are exact in any order."""

models = st.dictionaries(st.integers(0, DOCUMENTS - 1), st.integers(1, 9), max_size=12) | st.dictionaries(
    st.integers(0, DOCUMENTS - 1), st.integers(1, 9), min_size=100, max_size=300
)


def docset(model: Model) -> DocSet:
    docs = sorted(model)
    return DocSet(np.array(docs, np.int64), np.array([model[doc] for doc in docs], np.float32), all_positive=True)


def model_of(documents: DocSet) -> Model:
    assert documents.scores is not None
    return dict(zip(documents.docs.tolist(), documents.scores.tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(models, models)
def test_an_intersection_adds_the_scores_of_both(first: Model, second: Model) -> None:
    intersection = docset(first).intersect(docset(second).select(docset(first).docs))
    assert model_of(intersection) == {doc: first[doc] + second[doc] for doc in first.keys() & second.keys()}
    assert docset(second).contains(docset(first).docs).tolist() == [doc in second for doc in sorted(first)]


@settings(max_examples=60, deadline=None)
@given(st.lists(models, max_size=4), st.lists(models, max_size=2))
def test_a_union_adds_all_scores_and_no_documents_of_optional_sets(sets: list[Model], optional: list[Model]) -> None:
    union = DocSet.union(list(map(docset, sets)), DOCUMENTS, list(map(docset, optional)))
    expected = {doc: sum(model.get(doc, 0) for model in (*sets, *optional)) for model in sets for doc in model}
    assert union.docs.tolist() == sorted(expected)
    assert not expected or model_of(union) == expected
    docs, scores, counts = DocSet.union_with_counts(list(map(docset, sets)), DOCUMENTS)
    assert docs.tolist() == sorted(expected)
    assert scores.tolist() == [sum(model.get(doc, 0) for model in sets) for doc in docs.tolist()]
    assert counts.tolist() == [sum(doc in model for model in sets) for doc in docs.tolist()]


def test_a_union_of_sets_with_and_without_scores_has_the_documents_of_both() -> None:
    scored, unscored = docset(dict.fromkeys(range(100), 2)), DocSet(np.arange(50, 200))
    union = DocSet.union([scored, unscored], DOCUMENTS)
    assert model_of(union) == {doc: 2 * (doc < 100) for doc in range(200)}
    assert not union.all_positive
    assert DocSet.union([unscored, unscored], DOCUMENTS).scores is None


def test_a_dense_union_has_few_of_its_sets_in_memory_at_once() -> None:
    arrays: list[weakref.ref[Array]] = []
    counts: list[int] = []

    def make_sets() -> Iterator[DocSet]:
        for _ in range(20):
            docs = np.arange(DOCUMENTS)
            arrays.append(weakref.ref(docs))
            counts.append(sum(array() is not None for array in arrays))
            yield DocSet(docs, np.ones(DOCUMENTS, np.float32), all_positive=True)

    assert model_of(DocSet.union(make_sets(), DOCUMENTS)) == dict.fromkeys(range(DOCUMENTS), 20)
    assert max(counts) <= 4


@settings(max_examples=60, deadline=None)
@given(models, models)
def test_merged_postings_are_distinct_documents_with_total_scores(first: Model, second: Model) -> None:
    both = [docset(first), docset(second)]
    scores = [part.scores for part in both if part.scores is not None]
    docs, totals = DocSet.merge_postings(np.concatenate([part.docs for part in both]), np.concatenate(scores), DOCUMENTS)
    expected = {doc: first.get(doc, 0) + second.get(doc, 0) for doc in first | second}
    assert dict(zip(docs.tolist(), totals.tolist(), strict=True)) == expected
    assert docs.tolist() == sorted(expected)


@pytest.mark.parametrize("share", [0, 0.1, 0.9, 1])
def test_a_filter_leaves_documents_and_scores_together(share: float) -> None:
    model = {doc: doc % 7 + 1 for doc in range(0, DOCUMENTS, 3)}
    mask = np.random.default_rng(1).random(len(model)) < share
    assert model_of(docset(model).filter(mask)) == {doc: model[doc] for doc in np.array(sorted(model))[mask].tolist()}
    assert DocSet(docset(model).docs).filter(mask).scores is None


def test_parts_of_a_mapped_file_take_no_memory_of_the_cache(tmp_path: Path) -> None:
    file = tmp_path / "bytes"
    file.write_bytes(bytes(4096))
    with file.open("rb") as opened:
        items = np.frombuffer(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ), np.uint32)
    cache = ArrayCache(capacity=1 << 20)
    cache.get("mapped", lambda: (items[5:900], items.reshape(2, -1)[1]))
    assert cache.size == ENTRY_BYTES
    own = np.zeros(100, np.uint8)
    cache.get("own", lambda: (own, own[50:]))
    assert cache.size == 2 * ENTRY_BYTES + 150


def test_a_cache_drops_the_least_recently_used_and_computes_a_value_once() -> None:
    array = np.zeros(100, np.uint8)
    cache = ArrayCache(capacity=3 * (len(array) + ENTRY_BYTES))
    computed: list[str] = []

    def get(key: str) -> None:
        def compute() -> tuple[Array, ...]:
            computed.append(key)
            return (array,)

        cache.get(key, compute)

    for key in "abcabcad":
        get(key)
    assert computed == list("abcd")
    assert cache.size == cache.capacity
    for key in "acdb":  # b was the least recently used
        get(key)
    assert computed == list("abcdb")
