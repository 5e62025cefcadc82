"""``make relevance COLLECTIONS=DIR``: measure our ranking beside other engines', on judged collections.

A collection is a folder with docs.ndjson (id, title, text), queries.tsv and qrels.tsv, plain or gzip.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import ROOT
from benchmarks.relevance import rankers, report
from benchmarks.relevance.collection import Collection, collections, read
from benchmarks.relevance.evaluation import DEPTH, Values, evaluate

SHARED_COLLECTIONS = Path(os.environ.get("WRANS_SHARED", ROOT.parent / "shared")) / "relevance"

_WORD = re.compile(r"\w+")
"""The words of a query: runs of letters and digits, so that no engine reads an operator."""


def main() -> None:
    """Measure every ranker on every collection; write and print the tables."""
    parser = argparse.ArgumentParser("make relevance", description=__doc__)
    parser.add_argument("collections", nargs="?", type=Path, default=SHARED_COLLECTIONS, help="folder of collections")
    collections_ = [read(folder) for folder in collections(parser.parse_args().collections)]
    results = {name: {collection.name: _measure(name, collection) for collection in collections_} for name in rankers.CLASSES}
    report.write(collections_, results)
    print(report.section(collections_, results))
    print(report.summary_line(results))


def _measure(ranker: str, collection: Collection) -> dict[str, Values]:
    print(f"{ranker}: {collection.name}", file=sys.stderr, flush=True)
    with TemporaryDirectory() as folder:
        engine = rankers.load_class(ranker)(collection.documents, Path(folder))
        queries = {query: _WORD.findall(text.lower()) for query, text in collection.queries.items()}
        return evaluate(collection, {query: engine.rank(text, DEPTH) if text else [] for query, text in queries.items()})


if __name__ == "__main__":
    main()
