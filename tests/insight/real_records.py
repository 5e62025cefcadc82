"""The real records with some ids, read from the shared files as a build reads them, where the files are installed."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Collection
from pathlib import Path

import pytest

from indexer.files.input_stream import input_files
from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from indexer.staging.store import StagingStore
from search.model.question import Question

DATA = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared")) / "data"
without_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real records are not in {DATA}")

_ID = re.compile(rb'"_about": "http://data\.parliament\.uk/resources/(\d+)"|^\{"value": \{"id": (\d+),')
_FILES = ("linked-data.ndjson.gz", "official-api.ndjson.gz")


def records_with_ids(ids: Collection[str], folder: Path) -> dict[str, Question]:
    """Return the merged records with these ids. ``folder`` is for temporary files."""
    for name in _FILES:
        with gzip.open(DATA / name) as lines, open(folder / name.removesuffix(".gz"), "wb") as chosen:
            chosen.writelines(line for line in lines if _id(line) in ids)
    with StagingStore.open() as staging:
        for path in input_files([folder, DATA / "samples"]):
            file = detect_source(path)
            if isinstance(file, SourceFile):
                for record in file.records():
                    if isinstance(record, DecodedRecord) and record.question.id in ids:
                        staging.add(record.question)
        return {question.id: question for question in staging.merge_sources().questions()}


def _id(line: bytes) -> str:
    match = _ID.search(line[:200])
    return (match[1] or match[2]).decode() if match else ""


def rows(name: str) -> list[list[str]]:
    """Return the lines of a table of this folder, split at tabs; lines that begin with # are comments."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]
