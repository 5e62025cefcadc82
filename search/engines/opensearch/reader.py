"""One generation on a cluster, open for reading by any number of threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from search.engines.opensearch.client import SEARCH_SECONDS, Cluster
from search.engines.opensearch.failures import ClusterUnavailable, NoSuchDocument, NoSuchIndex, RequestRejected
from search.engines.opensearch.generation import (
    CURRENT,
    Generation,
    decode_generation,
    decode_members,
    decode_names,
    read_blobs,
)
from search.engines.opensearch.layout import WITH_RECORD, read_record, side_name, values_field
from search.engines.opensearch.query.leaf_queries import Query
from search.engines.opensearch.query.translator import Translator
from search.engines.opensearch.term_counts import Layer, TermCounts, merge_layers
from search.errors import EngineUnavailable, SearchError, Unsupported
from search.lexicon.thesaurus import SynonymEntry, Thesaurus, with_indexed_words
from search.lexicon.vocabulary import Vocabulary
from search.model.question import Question
from search.people.directory import Directory
from search.text.term_selection import selectors

WHOLE_ANSWERS = {"allow_partial_search_results": "false", "cancel_after_time_interval": f"{SEARCH_SECONDS:.0f}s"}
"""A search in which a shard fails must not return the records of the other shards as if they were all. A search that nobody
waits for any longer ends.
"""

COUNT_TRIES = 3
"""How often several counts are asked for in one call, whose parts can fail while a node is lost."""

TOO_MANY_CLAUSES = "This search stands for more words than the cluster allows in one search; type more of its words."

_encode = msgspec.json.Encoder().encode


def read_current(cluster: Cluster) -> Generation:
    """Return the generation that serves. Raises ``EngineUnavailable`` if there is none."""
    name = cluster.settings.index
    try:
        answer = cluster.request("GET", f"/{side_name(name)}/_doc/{CURRENT}")
    except (NoSuchIndex, NoSuchDocument):
        raise EngineUnavailable(
            f"There is no index {name} in the cluster at {cluster.addresses}; make one with `wrans build PATH`."
        ) from None
    return decode_generation(answer["_source"])


class GenerationReader:
    """A generation, and what all searches on it share."""

    def __init__(
        self,
        cluster: Cluster,
        generation: Generation,
        synonyms: Sequence[SynonymEntry],
        before: GenerationReader | None = None,
    ) -> None:
        """``before`` is the reader of another generation. What both have in common is not read again."""
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
        self.translator = Translator(generation, self.counts, self.vocabulary, self._count)

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

    def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to a search. Raises ``Unsupported`` if the query has more clauses than the cluster allows."""
        try:
            answer: dict[str, Any] = self._cluster.request("POST", f"/{self.generation.index}/_search", body, WHOLE_ANSWERS)
        except RequestRejected as error:
            raise _too_long(error) from error
        return answer

    def count(self, query: Query) -> int:
        """Return how many records of the generation match."""
        (count,) = self._count([self.translator.visible(query)])
        return count

    def _count(self, queries: Sequence[Query]) -> list[int]:
        """Return how many documents match each of some queries, in one call."""
        lines = [b"{}\n" + _encode({"size": 0, "track_total_hits": True, "query": query}) + b"\n" for query in queries]
        for _ in range(COUNT_TRIES):
            answers = self._cluster.request("POST", f"/{self.generation.index}/_msearch", b"".join(lines))["responses"]
            if not any(map(_has_failed, answers)):
                return [answer["hits"]["total"]["value"] for answer in answers]
        raise _failure(answers)

    def record(self, id: str) -> Question | None:
        """Return the record with this id, or None."""
        return self.records([id]).get(id)

    def records(self, ids: Sequence[str]) -> dict[str, Question]:
        """Return the records that the generation has of some ids, by id."""
        query = self.translator.visible({"terms": {values_field("id"): [*ids]}})
        body = {"size": len(ids), "query": query, "stored_fields": "_none_", "docvalue_fields": WITH_RECORD}
        questions = map(read_record, self.search(body | {"track_total_hits": False})["hits"]["hits"])
        return {question.id: question for question in questions}

    def _chunks(self, ids: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        answer = self._cluster.request("POST", f"/{side_name(self.generation.index)}/_mget", {"ids": [*ids]})
        return {document["_id"]: document["_source"] for document in answer["docs"] if document.get("found")}


def _has_failed(answer: Mapping[str, Any]) -> bool:
    """Whether one search of several failed, or is not whole."""
    return "error" in answer or answer["_shards"]["failed"] > 0


def _failure(answers: Sequence[Mapping[str, Any]]) -> SearchError:
    """Return the error of several searches of which some failed."""
    causes = [cause for answer in answers for cause in answer.get("error", {}).get("root_cause", ())]
    if any("clause" in cause["type"] for cause in causes):
        return Unsupported(TOO_MANY_CLAUSES)
    return ClusterUnavailable("The cluster could not count the records of a search; try again.")


def _too_long(error: RequestRejected) -> SearchError:
    return Unsupported(TOO_MANY_CLAUSES) if "clause" in error.kind else error
