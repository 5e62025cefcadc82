"""The real records of the shared folder, which is not part of the project: their paths, an index of them, and the questions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from benchmarks.corpus import ROOT
from indexer import progress
from indexer.build import build
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon import synonym_file
from search.model.question import Question
from search.query.request import SearchRequest

SHARED = Path(os.environ.get("WRANS_SHARED") or ROOT.parent / "shared")
RECORDS = SHARED / "data"
COLLECTIONS = SHARED / "relevance"
REFERRALS = COLLECTIONS / "referrals" / "pairs.tsv"

Questions = Mapping[str, Question]


def index_records(paths: Iterable[Path], folder: Path) -> WhooshEngine:
    """Index files or folders of records as the indexer does, in an empty folder, and open the index as the site does."""
    build(paths, WhooshWriter(folder), folder / "rejected.ndjson", progress.default())
    return WhooshEngine(folder, synonym_file.read())


def read_questions(engine: WhooshEngine) -> Questions:
    """Return every question of an index by id, without its source records."""
    return {question.id: replace(question, source_records=()) for question in engine.scan(SearchRequest())}
