"""Vectors are made once a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.meaning import updating
from search.meaning.texts import text_key
from search.meaning.updating import UpdateCounts, update_vectors
from search.meaning.vectors import VectorStore
from tests.meaning.hashed_encoder import HashedEncoder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


def has(path: Path, *texts: str) -> list[bool]:
    """Return whether the file has the right vector of each text."""
    encoder = HashedEncoder()
    store = VectorStore.open(path, encoder.digest, verify_checksum=True)
    keys = [np.array([text_key(text)], np.uint64) for text in texts]
    return [bool(store.cosines(encoder.encode([text])[0], key)[0] > 0.999) for text, key in zip(texts, keys, strict=True)]


def test_only_new_texts_are_encoded_and_each_once(path: Path) -> None:
    encoder = HashedEncoder()
    assert update_vectors(path, encoder, ["a", "b", "a"]) == UpdateCounts(encoded=2, reused=0)
    assert update_vectors(path, encoder, ["b", "c", "c"]) == UpdateCounts(encoded=1, reused=1)
    assert encoder.encoded == ["a", "b", "c"]
    assert has(path, "a", "b", "c", "d") == [True, True, True, False]


def test_other_texts_are_dropped_only_on_request(path: Path) -> None:
    update_vectors(path, HashedEncoder(), ["a", "b"])
    assert update_vectors(path, HashedEncoder(), ["b", "c"], drop_others=True) == UpdateCounts(encoded=1, reused=1)
    assert has(path, "a", "b", "c") == [False, True, True]


def test_an_interrupted_run_loses_no_written_texts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updating, "TEXTS_PER_WRITE", 2)
    with pytest.raises(KeyboardInterrupt):
        update_vectors(path, HashedEncoder(), ["a", "b", "c", "d", "stop", "e"], drop_others=True)
    encoder = HashedEncoder()
    assert update_vectors(path, encoder, ["a", "b", "c", "d", "e"], drop_others=True) == UpdateCounts(encoded=1, reused=4)
    assert encoder.encoded == ["e"]
    assert has(path, "a", "b", "c", "d", "e") == [True] * 5


def test_another_encoder_encodes_everything_again(path: Path) -> None:
    update_vectors(path, HashedEncoder(), ["a", "b"])
    assert update_vectors(path, HashedEncoder(b"b".ljust(16)), ["a", "b"]) == UpdateCounts(encoded=2, reused=0)


def test_a_run_without_changes_does_not_write(path: Path) -> None:
    update_vectors(path, HashedEncoder(), ["a"])
    before = path.stat().st_mtime_ns
    update_vectors(path, HashedEncoder(), ["a"], drop_others=True)
    assert path.stat().st_mtime_ns == before
