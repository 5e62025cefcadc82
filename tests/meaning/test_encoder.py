"""The encoder. Most of these tests need the extra and the encoder's files."""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from search.errors import BAD_USAGE
from search.meaning.encoder import MAX_TOKENS, Encoder
from search.meaning.fetching import set_up
from search.meaning.model_files import MODEL_FILE, TOKENIZER_FILE, MeaningUnavailable, checked_manifest, write_manifest

LIGHTHOUSES = "How many lighthouses are there in England?"
TREATMENT = "what steps he is taking to reduce waiting times for dental treatment"
DENTIST = "how long people wait to see an NHS dentist"
FISH = "when the next fish quota negotiations will be held"


def test_vectors_are_those_of_the_published_model(encoder: Encoder) -> None:
    """The numbers are of all-MiniLM-L6-v2 in float32, with the mean over the tokens."""
    vector = encoder.encode([LIGHTHOUSES])[0]
    np.testing.assert_allclose(vector[:8], [0.0755, -0.0597, 0.0133, 0.0277, -0.0312, -0.0280, -0.0416, -0.0765], atol=0.004)


def test_texts_of_one_meaning_are_nearest(encoder: Encoder) -> None:
    vectors = encoder.encode([LIGHTHOUSES, TREATMENT, DENTIST, FISH])
    np.testing.assert_allclose((vectors @ vectors.T)[1], [0.024, 1, 0.559, 0.168], atol=0.02)


def test_vectors_have_length_1_also_of_texts_without_words(encoder: Encoder) -> None:
    vectors = encoder.encode([TREATMENT, "", "?!", "\x00\ud7ff", "é" * 1_000])
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_the_other_texts(encoder: Encoder) -> None:
    texts = [FISH, *(DENTIST * number for number in (1, 2, 3, 5, 8, 13, 20)), TREATMENT]
    together, alone = encoder.encode(texts), np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_words_after_256_tokens_do_not_count(encoder: Encoder) -> None:
    many = "fish " * (MAX_TOKENS - 2)
    whole, longer, shorter = encoder.encode([many, many + DENTIST, many[: len(many) // 8]])
    np.testing.assert_array_equal(whole, longer)
    assert not np.array_equal(whole, shorter)


def test_threads_get_their_own_vectors(encoder: Encoder) -> None:
    texts = [LIGHTHOUSES, TREATMENT, DENTIST, FISH] * 5
    with ThreadPoolExecutor(4) as pool:
        vectors = np.concatenate(list(pool.map(lambda text: encoder.encode([text]), texts)))
    np.testing.assert_allclose(vectors, encoder.encode(texts), atol=1e-4)


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_without_the_extra_the_error_says_how_to_install_it(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", sys)
    monkeypatch.setitem(sys.modules, "tokenizers", sys)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MeaningUnavailable, match=rf"needs the package {package}, .* pip install 'wrans\[meaning\]'") as caught:
        Encoder(tmp_path)
    assert caught.value.exit_code == BAD_USAGE


def test_without_an_encoder_the_error_names_the_folder_and_the_command(tmp_path: Path) -> None:
    with pytest.raises(MeaningUnavailable, match=r"no encoder in .*model\. Run `wrans meaning`") as caught:
        checked_manifest(tmp_path / "model")
    assert caught.value.exit_code == BAD_USAGE


def test_a_file_that_has_changed_is_noticed(tmp_path: Path) -> None:
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text(name)
    assert write_manifest(tmp_path, "mine") == checked_manifest(tmp_path)
    (tmp_path / MODEL_FILE).write_text("changed")
    with pytest.raises(MeaningUnavailable, match=r"^model.onnx in .* changed after .* Delete the folder and run"):
        checked_manifest(tmp_path)


@pytest.mark.parametrize("manifest", ["", "{}", "[", '{"name": "x", "sha256": {}}'])
def test_a_damaged_manifest_is_an_error_that_says_what_to_do(tmp_path: Path, manifest: str) -> None:
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text(name)
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(MeaningUnavailable, match=r"Delete the folder and run `wrans meaning`"):
        checked_manifest(tmp_path)


def test_an_operator_may_bring_the_files(encoder: Encoder, encoder_folder: Path, tmp_path: Path) -> None:
    for name in (MODEL_FILE, TOKENIZER_FILE):
        shutil.copy(encoder_folder / name, tmp_path / name)
    own = set_up(tmp_path, threads=1)
    assert own.digest == encoder.digest
    np.testing.assert_allclose(own.encode([FISH]), encoder.encode([FISH]), atol=1e-4)


@pytest.mark.usefixtures("encoder")
def test_a_file_that_is_no_model_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    for name in (MODEL_FILE, TOKENIZER_FILE):
        (tmp_path / name).write_text(name)
    with pytest.raises(MeaningUnavailable, match=r"The encoder in .* cannot be used .* run `wrans meaning`"):
        set_up(tmp_path, threads=1)
