"""Cosines of a text with the questions of an index."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.meaning.similarity import Similarity
from search.meaning.updating import update_vectors
from tests.meaning.hashed_encoder import HashedEncoder

TEXTS = ["To ask the Secretary of State for Transport, how many lighthouses", "how many boats"]


def test_a_draft_with_an_address_formula_is_compared_without_it(tmp_path: Path) -> None:
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many lighthouses", "how many boats"])
    similarity = Similarity(HashedEncoder(), tmp_path / "vectors")
    same, other = similarity.cosines("To ask the Secretary of State for Wales, how many lighthouses", TEXTS)
    assert same == pytest.approx(1, abs=0.001)
    assert other is not None
    assert other < 0.5


def test_vectors_made_later_are_used_without_a_restart(tmp_path: Path) -> None:
    similarity = Similarity(HashedEncoder(), tmp_path / "vectors")
    fingerprints = {similarity.fingerprint}
    assert similarity.cosines("how many boats", TEXTS) == [None, None]
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many boats"])
    fingerprints.add(similarity.fingerprint)
    assert similarity.cosines("how many boats", TEXTS) == [None, pytest.approx(1)]
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many lighthouses"])
    fingerprints.add(similarity.fingerprint)
    assert None not in similarity.cosines("how many boats", TEXTS)
    assert len(fingerprints) == 3


def test_the_text_of_a_record_is_not_encoded_again(tmp_path: Path) -> None:
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many boats"])
    encoder = HashedEncoder()
    assert Similarity(encoder, tmp_path / "vectors").cosines("how many boats", TEXTS) == [None, pytest.approx(1)]
    assert encoder.encoded == []


def test_a_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    similarity = Similarity(encoder, tmp_path / "vectors")
    for _ in range(3):
        similarity.cosines("how many boats", TEXTS)
    assert encoder.encoded == ["how many boats"]
