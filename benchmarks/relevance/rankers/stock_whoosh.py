"""Unmodified Whoosh."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser, OrGroup

from benchmarks.relevance.collection import Document


class StockWhoosh:
    """Whoosh with its own writer, parser and searcher."""

    setup: ClassVar[str] = "title and text as fields; its StemmingAnalyzer, MultifieldParser with OrGroup, and BM25F"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        analyzer = StemmingAnalyzer()
        schema = Schema(id=ID(stored=True), title=TEXT(analyzer), text=TEXT(analyzer))
        index = create_in(str(folder), schema)
        writer = index.writer(limitmb=256)
        for document in documents:
            writer.add_document(id=document.id, title=document.title, text=document.text)
        writer.commit()
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "text"], schema, group=OrGroup)

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        return metadata.version("whoosh")

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Parse and search. The words are in lower case, so the parser treats none as an operator."""
        return [hit["id"] for hit in self._searcher.search(self._parser.parse(" ".join(words)), limit=limit)]
