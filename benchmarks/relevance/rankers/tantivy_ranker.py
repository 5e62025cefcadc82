"""tantivy through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import tantivy

from benchmarks.relevance.collection import Document


class Tantivy:
    """A schema of two texts."""

    said: ClassVar[str] = "title and text as fields, stemmed (en_stem); the words to its own query parser, any of them"

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("title", tokenizer_name="en_stem")
        builder.add_text_field("text", tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(num_threads=1)
        for each in documents:
            writer.add_document(tantivy.Document(id=each.id, title=each.title, text=each.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    @staticmethod
    def version() -> str:
        """The version of the package, which carries the library's."""
        return metadata.version("tantivy")

    def rank(self, words: Sequence[str], wanted: int) -> list[str]:
        """By its default BM25."""
        query = self._index.parse_query(" ".join(words), ["title", "text"])
        hits = self._searcher.search(query, wanted, count=False).hits
        return [str(self._searcher.doc(address).get_first("id")) for _, address in hits]
