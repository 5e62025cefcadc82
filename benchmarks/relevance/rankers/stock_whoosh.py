"""Whoosh as it comes."""

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
    """Its own writer, parser and searcher."""

    said: ClassVar[str] = "title and text as fields, its StemmingAnalyzer; its MultifieldParser with OrGroup; its BM25F"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        analyzer = StemmingAnalyzer()
        schema = Schema(id=ID(stored=True), title=TEXT(analyzer), text=TEXT(analyzer))
        index = create_in(str(folder), schema)
        writer = index.writer(limitmb=256)
        for each in documents:
            writer.add_document(id=each.id, title=each.title, text=each.text)
        writer.commit()
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "text"], schema, group=OrGroup)

    @staticmethod
    def version() -> str:
        """The package's."""
        return metadata.version("whoosh")

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """Lower-cased words are no operators of its language."""
        return [hit["id"] for hit in self._searcher.search(self._parser.parse(" ".join(words)), limit=wanted)]
