"""tantivy through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import tantivy

from benchmarks.relevance.collection import Document


class Tantivy:
    """tantivy with a schema of two text fields."""

    setup: ClassVar[str] = "title and text as fields, stemmed (en_stem); its query parser, any of the words"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("title", tokenizer_name="en_stem")
        builder.add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(num_threads=1)
        for document in documents:
            writer.add_document(tantivy.Document(id=document.id, title=document.title, text=document.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    @staticmethod
    def version() -> str:
        """Return the version of the package, which is that of the library."""
        return metadata.version("tantivy")

    def rank(self, words: Sequence[str], limit: int) -> list[str]:
        """Rank with its default BM25."""
        query = self._index.parse_query(" ".join(words), ["title", "text"])
        hits = self._searcher.search(query, limit, count=False).hits
        return [str(self._searcher.doc(address).get_first("id")) for _, address in hits]
