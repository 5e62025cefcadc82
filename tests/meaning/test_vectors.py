"""The store of vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.meaning.texts import Keys, text_key
from search.meaning.vectors import DamagedVectors, FloatVectors, VectorStore, quantise, write
from tests.meaning.hashed_encoder import HashedEncoder

MODEL, OTHER_MODEL = b"one".ljust(16), b"two".ljust(16)
TEXTS = [f"question {number}" for number in range(500)]


def keys_of(*texts: str) -> Keys:
    return np.array([text_key(text) for text in texts], np.uint64)


def vector_of(text: str) -> FloatVectors:
    return HashedEncoder().encode([text])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    keys = keys_of(*TEXTS)
    order = np.argsort(keys)
    path = tmp_path / "folder" / "vectors"
    write(path, MODEL, VectorStore(keys[order], quantise(HashedEncoder().encode(TEXTS))[order]))
    return path


def test_a_cosine_is_that_of_the_unrounded_vectors(path: Path) -> None:
    store = VectorStore.open(path, MODEL, verify_checksum=True)
    for text in TEXTS[:20]:
        exact = HashedEncoder().encode(TEXTS) @ vector_of(text)[0]
        np.testing.assert_allclose(store.cosines(vector_of(text)[0], keys_of(*TEXTS)), exact, atol=0.003)


def test_a_text_without_a_vector_has_no_cosine(path: Path) -> None:
    cosines = VectorStore.open(path, MODEL).cosines(vector_of("question 7")[0], keys_of("unknown", "question 7", "other"))
    assert np.isnan(cosines).tolist() == [True, False, True]
    assert cosines[1] == pytest.approx(1, abs=0.001)


def test_a_store_without_a_file_is_empty(tmp_path: Path) -> None:
    store = VectorStore.open(tmp_path / "none", MODEL)
    assert len(store) == 0
    assert np.isnan(store.cosines(vector_of("x")[0], keys_of("x"))).all()


def test_vectors_of_another_encoder_are_not_used(path: Path) -> None:
    assert len(VectorStore.open(path, MODEL)) == len(TEXTS)
    assert len(VectorStore.open(path, OTHER_MODEL)) == 0


def test_a_vector_takes_392_bytes(path: Path) -> None:
    assert path.stat().st_size == 64 + len(TEXTS) * 392


def test_an_open_store_keeps_what_it_opened_when_the_file_is_replaced(path: Path) -> None:
    store = VectorStore.open(path, MODEL)
    write(path, MODEL, VectorStore.empty())
    assert store.cosines(vector_of("question 3")[0], keys_of("question 3"))[0] == pytest.approx(1, abs=0.001)
    assert len(VectorStore.open(path, MODEL)) == 0


@pytest.mark.parametrize("size", [0, 10, 63, 64, 1_000])
def test_a_file_cut_short_is_an_error_that_says_what_to_do(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(DamagedVectors, match=r"cannot be read .* Delete it and run `wrans meaning`"):
        VectorStore.open(path, MODEL)


def test_a_file_of_another_kind_is_an_error(path: Path) -> None:
    path.write_bytes(b"x" * 1_000)
    with pytest.raises(DamagedVectors, match="no file of vectors of this version"):
        VectorStore.open(path, MODEL)


def test_a_changed_byte_is_noticed_when_all_is_read(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedVectors, match="checksum"):
        VectorStore.open(path, MODEL, verify_checksum=True)
