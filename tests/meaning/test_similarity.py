"""Cosines of a text with the questions of an index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.meaning.similarity import Similarity
from search.meaning.texts import text_key
from search.meaning.updating import update_vectors
from tests.meaning.hashed_encoder import HashedEncoder

KEYS = np.array([text_key("how many lighthouses"), text_key("how many boats")], np.uint64)


def test_a_draft_with_an_address_formula_is_compared_without_it(tmp_path: Path) -> None:
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many lighthouses", "how many boats"])
    similarity = Similarity(HashedEncoder(), tmp_path / "vectors")
    cosines = similarity.cosines("To ask the Secretary of State for Transport, how many lighthouses", KEYS)
    assert cosines[0] == pytest.approx(1, abs=0.001)
    assert cosines[1] < 0.5


def test_vectors_made_later_are_used_without_a_restart(tmp_path: Path) -> None:
    similarity = Similarity(HashedEncoder(), tmp_path / "vectors")
    assert np.isnan(similarity.cosines("how many boats", KEYS)).tolist() == [True, True]
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many boats"])
    assert np.isnan(similarity.cosines("how many boats", KEYS)).tolist() == [True, False]
    update_vectors(tmp_path / "vectors", HashedEncoder(), ["how many lighthouses"])
    assert np.isnan(similarity.cosines("how many boats", KEYS)).tolist() == [False, False]


def test_a_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = HashedEncoder()
    similarity = Similarity(encoder, tmp_path / "vectors")
    for _ in range(3):
        similarity.cosines("how many boats", KEYS)
    assert encoder.encoded == ["how many boats"]
