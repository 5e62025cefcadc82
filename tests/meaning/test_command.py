"""``wrans meaning``."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import app
from indexer import encoding
from indexer.__main__ import main
from indexer.encoding import encode_questions
from indexer.index_access import IndexAccess
from indexer.sources.sample import SAMPLE
from search.engines import open_index
from search.errors import BAD_USAGE
from search.meaning.encoder import Encoder
from search.meaning.model_files import vectors_path
from search.meaning.texts import encoded_text, text_key
from search.meaning.updating import UpdateCounts
from search.meaning.vectors import VectorStore
from search.query.request import SearchRequest
from tests.invented import questions
from tests.meaning.hashed_encoder import HashedEncoder


@pytest.fixture(scope="module")
def index_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    IndexAccess(folder).writer().rebuild(questions(20))
    return folder


def test_every_question_has_a_vector_after_it(index_data: Path) -> None:
    encoder = HashedEncoder()
    with closing(open_index(index_data)) as engine:
        counts = encode_questions(engine, index_data, encoder)
        keys = {text_key(encoded_text(question.text)) for question in engine.scan(SearchRequest())}
        assert counts == UpdateCounts(len(keys), 0)
        assert encode_questions(engine, index_data, encoder) == UpdateCounts(0, len(keys))
    store = VectorStore.open(vectors_path(index_data), encoder.digest)
    assert sorted(keys) == store.keys.tolist()


def test_the_command_finds_the_encoder_and_encodes(
    encoder: Encoder, encoder_folder: Path, index_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["meaning", "--index", str(index_data), "--model", str(encoder_folder)]) == 0
    assert encoder.name in capsys.readouterr().out
    store = VectorStore.open(vectors_path(index_data), encoder.digest)
    with closing(open_index(index_data)) as engine:
        question = next(iter(engine.scan(SearchRequest())))
    text = encoded_text(question.text)
    assert store.cosines(encoder.encode([text])[0], np.array([text_key(text)], np.uint64))[0] > 0.999


@pytest.mark.usefixtures("encoder")
def test_without_an_index_it_only_sets_the_encoder_up(
    encoder_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["meaning", "--index", str(tmp_path), "--model", str(encoder_folder)]) == 0
    assert "There is no index yet" in capsys.readouterr().out
    assert not vectors_path(tmp_path).exists()


def test_a_bad_encoder_is_one_sentence_and_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text("{")
    assert main(["meaning", "--index", str(tmp_path), "--model", str(tmp_path)]) == BAD_USAGE
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["serve", "search", "build", "update", "harvest"])
def test_with_meaning_and_without_an_encoder_each_command_stops_with_one_sentence(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WRANS_MEANING", "yes")
    monkeypatch.delenv("WRANS_MEANING_MODEL", raising=False)
    paths = [str(SAMPLE)] if command in ("build", "update") else []
    assert app.main([command, *paths, "--index", str(tmp_path)]) == BAD_USAGE
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "wrans meaning" in error or "wrans[meaning]" in error
    assert command == "search" or not (tmp_path / "CURRENT").exists()


def test_build_and_update_give_new_questions_a_vector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder = HashedEncoder()
    monkeypatch.setenv("WRANS_MEANING", "yes")
    monkeypatch.setattr(encoding, "check_available", lambda folder: None)
    monkeypatch.setattr(encoding, "Encoder", lambda folder, threads: encoder)
    assert main(["build", str(SAMPLE), "--index", str(tmp_path)]) == 0
    with closing(open_index(tmp_path)) as engine:
        texts = {encoded_text(question.text) for question in engine.scan(SearchRequest())}
    assert sorted(encoder.encoded) == sorted(texts)
    assert len(VectorStore.open(vectors_path(tmp_path), encoder.digest)) == len(texts)
    assert f"{len(texts):,} texts encoded" in capsys.readouterr().out
    assert main(["update", str(SAMPLE), "--index", str(tmp_path)]) == 0
    assert "0 texts encoded" in capsys.readouterr().out
