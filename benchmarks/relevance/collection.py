"""Test collections in files: documents, queries and judgements, plain or gzip."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCUMENTS, QUERIES, JUDGEMENTS = "docs.ndjson", "queries.tsv", "qrels.tsv"


@dataclass(frozen=True, slots=True)
class Document:
    """What is looked for: ``title`` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """``queries`` are the texts, by id, of those that have a judgement above 0; ``gains`` are the judgements of each."""

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    gains: dict[str, dict[str, int]]


def collections(folder: Path) -> list[Path]:
    """The folders of collections in a folder, or itself where it is one, by name. Raises ``SystemExit`` where there is none."""
    found = [each for each in (folder, *sorted(folder.glob("*/"))) if _file(each, DOCUMENTS)]
    if not found:
        raise SystemExit(f"There is no collection in {folder}: no folder in it has a {DOCUMENTS}.")
    return found


def read(folder: Path) -> Collection:
    """One collection. Of documents with one id the last is kept. Raises ``SystemExit`` where a file of it is missing."""
    documents = {each.id: each for each in map(_document, _lines(folder, DOCUMENTS))}
    gains: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder, JUDGEMENTS):
        query, document, gain = line.split("\t")
        gains[query][document] = int(gain)
    judged = {query: of for query, of in gains.items() if max(of.values()) > 0}
    texts = dict(line.split("\t", 1) for line in _lines(folder, QUERIES))
    queries = {query: text for query, text in texts.items() if query in judged}
    return Collection(folder.name, tuple(documents.values()), queries, {query: judged[query] for query in queries})


def _document(line: str) -> Document:
    row = json.loads(line)
    return Document(str(row["id"]), row.get("title") or "", row.get("text") or "")


def _lines(folder: Path, name: str) -> Iterator[str]:
    path = _file(folder, name)
    if path is None:
        raise SystemExit(f"The collection {folder} has no {name}.")
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from (stripped for line in lines if (stripped := line.rstrip("\r\n")))


def _file(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)
