"""One generation on a cluster, open for reading by any number of threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from search.engines.opensearch.client import Cluster
from search.engines.opensearch.failures import NoSuchDocument, NoSuchIndex
from search.engines.opensearch.generation import (
    CURRENT,
    Generation,
    decode_generation,
    decode_members,
    decode_names,
    read_blobs,
)
from search.engines.opensearch.layout import WITH_RECORD, read_record, side_name, values_field
from search.engines.opensearch.query.translator import Translator
from search.engines.opensearch.searches import IndexSearches
from search.engines.opensearch.term_counts import Layer, TermCounts, merge_layers
from search.errors import EngineUnavailable
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.people.directory import Directory
from search.text.term_selection import selectors

PointerVersion = tuple[str, int, int]
"""The index of the document ``current``, its primary term and its sequence number. One of the numbers grows with each write."""


def read_current(cluster: Cluster) -> tuple[Generation, PointerVersion]:
    """Return the generation that serves, and the version of the document that says so.

    Raises ``EngineUnavailable`` if there is none.
    """
    answer = _pointer(cluster, {})
    return decode_generation(answer["_source"]), _version(answer)


def read_version(cluster: Cluster) -> PointerVersion:
    """Return the version of the document that says which generation serves. Raises as ``read_current`` does."""
    return _version(_pointer(cluster, {"_source": "false"}))


def _pointer(cluster: Cluster, params: Mapping[str, str]) -> dict[str, Any]:
    name = cluster.settings.index
    try:
        answer: dict[str, Any] = cluster.request("GET", f"/{side_name(name)}/_doc/{CURRENT}", params=params)
    except (NoSuchIndex, NoSuchDocument):
        raise EngineUnavailable(
            f"There is no index {name} in the cluster at {cluster.addresses}; make one with `wrans build PATH`."
        ) from None
    return answer


def _version(pointer: Mapping[str, Any]) -> PointerVersion:
    return pointer["_index"], pointer["_primary_term"], pointer["_seq_no"]


class GenerationReader:
    """A generation, with the statistics, the vocabulary and the translator that its searches share."""

    def __init__(
        self,
        cluster: Cluster,
        generation: Generation,
        synonyms: Sequence[SynonymEntry],
        before: GenerationReader | None = None,
    ) -> None:
        """``before`` is the reader of another generation. The base layer of both, if it is the same, is not read again."""
        self.generation = generation
        self._cluster = cluster
        self._synonyms = synonyms
        base, *updates = generation.words
        self._base_blob = base
        known = before is not None and before._base_blob == base
        blobs = [generation.names, generation.members, *updates, *([] if known else [base])]
        self._names, self._members, *layers = read_blobs(blobs, self._chunks)
        self._base: Layer = before._base if before is not None and known else Layer(layers.pop())
        self.counts = TermCounts(self._base, Layer(merge_layers(layers)) if layers else None)
        self.vocabulary = Vocabulary(self.counts.source(self.counts.records))
        self.searches = IndexSearches(cluster, generation.index)
        self.translator = Translator(generation, self.counts, self.vocabulary, self.searches.count)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """The configured synonyms whose words occur in the ranked fields, and the names learned from the records."""

        def has(form: str) -> bool:
            return bool(self.counts.existing(selectors(form)))

        return Thesaurus([*with_indexed_words(self._synonyms, has), *decode_names(self._names).entries])

    @cached_property
    def directory(self) -> Directory:
        """The members who asked or answered, and the bodies."""
        members = decode_members(self._members)
        return Directory(members.counts, sorted(members.bodies))

    def record(self, id: str) -> Question | None:
        """Return the record with this id, or None."""
        return self.records([id]).get(id)

    def records(self, ids: Sequence[str]) -> dict[str, Question]:
        """Return the records with these ids, by id. Ids that the generation does not have are left out."""
        query = self.translator.visible({"terms": {values_field("id"): [*ids]}})
        body = {"size": len(ids), "query": query, "stored_fields": "_none_", "docvalue_fields": WITH_RECORD}
        questions = map(read_record, self.searches.answer(body | {"track_total_hits": False})["hits"]["hits"])
        return {question.id: question for question in questions}

    def _chunks(self, ids: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        answer = self._cluster.request("POST", f"/{side_name(self.generation.index)}/_mget", {"ids": [*ids]})
        return {document["_id"]: document["_source"] for document in answer["docs"] if document.get("found")}
