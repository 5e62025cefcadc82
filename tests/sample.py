"""The built-in sample in memory."""

from __future__ import annotations

import json

from indexer.deriving.passes import derive_all
from indexer.sources.official_api import read_question
from indexer.sources.sample import SAMPLE
from search.engines.memory import MemoryEngine


def sample_engine() -> MemoryEngine:
    """Return an engine over the built-in sample."""
    lines = [line for path in sorted(SAMPLE.glob("*.ndjson")) for line in path.read_text("utf-8").splitlines()]
    return MemoryEngine(derive_all(lambda: [read_question(json.loads(line)) for line in lines]), is_sample=True)
