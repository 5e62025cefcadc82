"""The corpus of a given size: generated once by the shared tool, decoded by the indexer, the same for every peer."""

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
"""The folder of corpora, indexes and results. Deleted files are made again when needed."""

_GENERATOR = ROOT.parent / "shared" / "tools" / "make_corpus.py"
_SEED = 1


def make_corpus(size: int) -> Path:
    """Return the file of ``size`` records, and generate it if it does not exist."""
    path = CACHE / f"corpus-{size}.ndjson"
    if not path.exists():
        if not _GENERATOR.exists():
            sys.exit(f"The generator of the corpus does not exist: {_GENERATOR}")
        CACHE.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        with temporary.open("wb") as file:
            command = [sys.executable, str(_GENERATOR), str(size), "--seed", str(_SEED)]
            subprocess.run(command, stdout=file, check=True)  # noqa: S603 (our own program)
        temporary.rename(path)
    return path


def questions(path: Path) -> Iterator[Question]:
    """Yield every question of a corpus file."""
    source = detect_source(path)
    if not isinstance(source, SourceFile):
        sys.exit(f"{path} is not a file of records.")
    for record in source.records():
        if isinstance(record, DecodedRecord):
            yield record.question
