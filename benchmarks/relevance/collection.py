"""Read test collections: files of documents, queries and judgements, plain or gzip."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

DOCUMENTS, QUERIES, JUDGEMENTS = "docs.ndjson", "queries.tsv", "qrels.tsv"


class Document(msgspec.Struct, frozen=True):
    """A document of a collection, or a record: its heading, question and answer. ``title`` and ``answer`` may be empty."""

    id: str
    title: str
    text: str
    answer: str = ""


class Collection(msgspec.Struct, frozen=True):
    """``queries``: id -> text, only of queries with a judgement above 0. ``gains``: query id -> document id -> judgement."""

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    gains: dict[str, dict[str, int]]


def collections(folder: Path) -> list[Path]:
    """Return the folders of collections: ``folder`` itself, and those in it, by name. Raises ``SystemExit`` if none."""
    folders = [subfolder for subfolder in (folder, *sorted(folder.glob("*/"))) if _file(subfolder, DOCUMENTS)]
    if not folders:
        raise SystemExit(f"There is no collection in {folder}: no folder in it has a {DOCUMENTS}.")
    return folders


def read(folder: Path) -> Collection:
    """Read a collection. The last of several documents with the same id counts. Raises ``SystemExit`` if a file is missing."""
    documents = {document.id: document for document in map(_document, _lines(folder, DOCUMENTS))}
    gains: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder, JUDGEMENTS):
        query, document, gain = line.split("\t")
        gains[query][document] = int(gain)
    judged = {query: gains_ for query, gains_ in gains.items() if max(gains_.values()) > 0}
    texts = dict(line.split("\t", 1) for line in _lines(folder, QUERIES))
    queries = {query: text for query, text in texts.items() if query in judged}
    return Collection(folder.name, tuple(documents.values()), queries, {query: judged[query] for query in queries})


def tab_separated(path: Path) -> list[tuple[str, ...]]:
    """Return the columns of each line of a plain file."""
    return [tuple(line.split("\t")) for line in path.read_text("utf-8").splitlines()]


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
