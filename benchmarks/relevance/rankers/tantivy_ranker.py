"""tantivy through its Python package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import ClassVar

import tantivy

from benchmarks.relevance.collection import Document
from benchmarks.relevance.rankers import RECORD_WEIGHTS, TEXT_WEIGHTS


class Tantivy:
    """tantivy with a text field for each text of a document."""

    setup: ClassVar[str] = "title and text as fields, stemmed (en_stem); its query parser, any of the words"

    weights: ClassVar[Mapping[str, float]] = TEXT_WEIGHTS

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in self.weights:
            builder.add_text_field(name, tokenizer_name="en_stem")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(num_threads=1)
        for document in documents:
            texts = {name: getattr(document, name) for name in self.weights}
            writer.add_document(tantivy.Document(id=document.id, **texts))
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
        query = self._index.parse_query(" ".join(words), list(self.weights), field_boosts=dict(self.weights))
        hits = self._searcher.search(query, limit, count=False).hits
        return [str(self._searcher.doc(address).get_first("id")) for _, address in hits]


class RecordTantivy(Tantivy):
    """The same with the three texts of a record."""

    setup: ClassVar[str] = (
        "heading, question and answer as fields, weighted 3, 1 and ½ as ours, stemmed (en_stem); its query parser, any of the "
        "words"
    )
    weights: ClassVar[Mapping[str, float]] = RECORD_WEIGHTS
