"""The corpus of a size: made once by the shared tool, read as the indexer reads it. Every peer gets the same records."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from indexer.outcomes import DecodedRecord
from indexer.sources.detection import detect_source
from indexer.sources.source_file import SourceFile
from search.model.question import Question

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / "build" / "bench"
"""Where corpora, indexes and results are kept. Any of it may be deleted; it is made again."""

_TOOL = ROOT.parent / "shared" / "tools" / "make_corpus.py"
_SEED = 1


def made(size: int) -> Path:
    """The file of that many records."""
    path = CACHE / f"corpus-{size}.ndjson"
    if not path.exists():
        if not _TOOL.exists():
            sys.exit(f"The tool that makes the corpus is not there: {_TOOL}")
        CACHE.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            command = [sys.executable, str(_TOOL), str(size), "--seed", str(_SEED)]
            subprocess.run(command, stdout=file, check=True)  # noqa: S603 (a program of our own)
        part.rename(path)
    return path


def questions(path: Path) -> Iterator[Question]:
    """Every record of the file, decoded."""
    source = detect_source(path)
    if not isinstance(source, SourceFile):
        sys.exit(f"{path} is no file of records: {source.reason}")
    for record in source.records():
        if isinstance(record, DecodedRecord):
            yield record.question
