"""Searches of one index, alone or several in one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from search.engines.opensearch.client import SEARCH_SECONDS, Cluster
from search.engines.opensearch.failures import ClusterUnavailable, RequestRejected, answered_failure
from search.engines.opensearch.query.leaf_queries import Query
from search.engines.opensearch.query.translator import total_body
from search.errors import SearchError, Unsupported

SEARCH_PARAMS = {
    "allow_partial_search_results": "false",
    "cancel_after_time_interval": f"{SEARCH_SECONDS:.0f}s",
    "preference": "_local",
}
"""If a shard fails, the search fails: the hits of the other shards are not the whole result. A search ends after the time limit
of its request. A node searches its own copy of a shard, because the client already spreads requests over the nodes.
"""

TRIES = 3
"""How many times searches are sent if one of them fails because a node is lost or busy."""

TOO_MANY_CLAUSES = "This search has more words than the cluster allows; type more letters before each *, or fewer words."

Answer = dict[str, Any]
"""The answer of the cluster to a search."""

_encode = msgspec.json.Encoder().encode
_PARAMS_LINE = _encode(SEARCH_PARAMS) + b"\n"
"""The line before each of several searches."""


class IndexSearches:
    """Sends searches of one index. Each call raises ``Unsupported`` if a query has more clauses than the cluster allows."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def answer(self, body: Mapping[str, Any]) -> Answer:
        """Return the answer to one search."""
        return self.answers([body])[0]

    def answers(self, bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Return the answers to searches. They are sent in one request, and the cluster runs them at the same time.

        All are sent again if one fails because a node is lost or busy, or is from some of the shards only.
        """
        try:
            return self._complete_answers(bodies)
        except RequestRejected as error:
            if "clause" in error.kind:
                raise Unsupported(TOO_MANY_CLAUSES) from error
            raise

    def _complete_answers(self, bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
        for _ in range(TRIES):
            answers = self._send(bodies)
            failed = [answer for answer in answers if "error" in answer or answer["_shards"]["failed"]]
            if not failed:
                return answers
            failure = self._failure(failed[0])
            if not isinstance(failure, ClusterUnavailable):
                break
        raise failure

    def _send(self, bodies: Sequence[Mapping[str, Any]]) -> list[Answer]:
        if len(bodies) > 1:
            lines = b"".join(_PARAMS_LINE + _encode(body) + b"\n" for body in bodies)
            answers: list[Answer] = self._cluster.request("POST", f"/{self._index}/_msearch", lines)["responses"]
            return answers
        return [self._cluster.request("POST", f"/{self._index}/_search", bodies[0], SEARCH_PARAMS)]

    def _failure(self, answer: Answer) -> SearchError:
        if "error" in answer:
            return answered_failure(answer["status"], answer, self._cluster.settings)
        return ClusterUnavailable(f"The cluster at {self._cluster.addresses} answered from some of its shards only.")

    def count(self, queries: Sequence[Query]) -> list[int]:
        """Return how many documents match each of some queries."""
        return [answer["hits"]["total"]["value"] for answer in self.answers([*map(total_body, queries)])]
