"""Gives the questions of the index their vectors: all of them by ``wrans meaning``, new ones after a build or an update."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from indexer import progress
from indexer.files.lock import exclusive
from search.engine import Engine
from search.errors import DONE, EngineUnavailable
from search.meaning.encoder import Encoder, check_available
from search.meaning.fetching import set_up
from search.meaning.model_files import model_folder, vectors_path
from search.meaning.texts import encoded_text
from search.meaning.updating import TextEncoder, UpdateCounts, update_vectors
from search.query.request import SearchRequest

_LOCK = "LOCK"
"""Name of the file, beside the vectors, that a process locks to write them."""

_MAX_THREADS = 2
"""The most threads that encode: as many as processes index by default."""


def run(index_data: Path, configured_model: Path | None, open_engine: Callable[[], Engine]) -> int:
    """Set the encoder up and encode the questions of the index, if there is one. Returns the exit code."""
    folder = model_folder(index_data, configured_model)
    encoder = set_up(folder, _threads())
    print(f"The encoder in {folder} works: {encoder.name}.", flush=True)
    try:
        engine = open_engine()
    except EngineUnavailable:
        print("There is no index yet. Run `wrans meaning` again when there is one.")
        return DONE
    with closing(engine):
        counts = encode_questions(engine, index_data, encoder)
    size = vectors_path(index_data).stat().st_size / 1e6
    print(f"{counts.encoded:,} texts encoded, {counts.reused:,} had a vector; {vectors_path(index_data)}, {size:,.1f} MB")
    return DONE


def prepare_encoding(index_data: Path, configured_model: Path | None, open_engine: Callable[[], Engine]) -> Callable[[], None]:
    """Check that the encoder is there. Return a function that loads it and gives the new questions of the index a vector.

    Raises ``MeaningUnavailable``. The encoder is not loaded here, because the processes that write the index are
    forked before the function is called.
    """
    folder = model_folder(index_data, configured_model)
    check_available(folder)

    def encode_new() -> None:
        encoder = Encoder(folder, _threads())
        with closing(open_engine()) as engine:
            counts = encode_questions(engine, index_data, encoder)
        print(f"{counts.encoded:,} texts encoded for ranking by meaning", flush=True)

    return encode_new


def _threads() -> int:
    return min(_MAX_THREADS, os.cpu_count() or 1)


def encode_questions(engine: Engine, index_data: Path, encoder: TextEncoder) -> UpdateCounts:
    """Give every question of an index a vector, and drop the vectors of texts that the index no longer has."""
    path = vectors_path(index_data)
    with exclusive(path.with_name(_LOCK), "Encoding"):
        return update_vectors(path, encoder, _texts(engine.snapshot()), drop_others=True)


def _texts(engine: Engine) -> Iterator[str]:
    """Yield the encoded text of every question that has one, and report the progress."""
    questions = engine.scan(SearchRequest())
    for question in progress.timed(questions, "Encoding", engine.info().records, "questions"):
        if text := encoded_text(question.text):
            yield text
