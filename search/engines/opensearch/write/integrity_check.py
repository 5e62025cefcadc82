"""Lists the builds of an index in a cluster, and checks the generation that serves. Reads everything, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from search.engines.opensearch.client import WRITE_SECONDS, Cluster
from search.engines.opensearch.generation import Generation
from search.engines.opensearch.layout import VALUE_FIELDS, WITH_RECORD, read_record, side_name, values_field, visible
from search.engines.opensearch.write.coverage import CoverageCounter
from search.engines.opensearch.write.indices import BuildIndices
from search.engines.opensearch.write.side import SideIndex
from search.engines.opensearch.write.tally import DIGESTS, record_digest
from search.errors import EngineUnavailable, SearchError
from search.model.field_types import Field
from search.results.phrasing import counted
from search.settings import ClusterSettings

_PAGE = 500
_KEEP_ALIVE = "5m"


def status_lines(settings: ClusterSettings) -> list[str]:
    """Describe the cluster and each of its builds, newest first. Raises ``EngineUnavailable`` if no build serves."""
    cluster = Cluster(settings)
    indices = BuildIndices(cluster)
    current = indices.current()
    if current is None:
        raise EngineUnavailable(f"There is no index {settings.index} in the cluster; make one with `wrans build PATH`.")
    health = cluster.request("GET", "/_cluster/health")
    lines = [f"Cluster {health['cluster_name']}: {counted(health['number_of_data_nodes'], 'data node')}, {health['status']}."]
    for index in reversed(indices.names()):
        lines.append(f"{index} ({'current' if index == current else 'not current'}): {_build_line(cluster, index)}")
    return lines


def _build_line(cluster: Cluster, index: str) -> str:
    try:
        generation = SideIndex(cluster, index).current()
    except SearchError as error:
        return str(error)
    info = generation.info
    tabled = f"tabled {info.tabled[0]} to {info.tabled[1]}" if info.tabled else "without dates"
    kind = "sample record" if info.is_sample else "record"
    size, shards, replicas, status = _size_and_shape(cluster, index)
    return (
        f"{counted(info.records, kind)}, {tabled}, newest answer {info.newest_answer or 'not known'}, {size / 1e6:,.1f} MB, "
        f"{counted(shards, 'shard')} and {counted(replicas, 'replica')} of each, {status}, "
        f"{counted(generation.number, 'update')}, written at {info.built_at:%Y-%m-%d %H:%M}"
    )


def _size_and_shape(cluster: Cluster, index: str) -> tuple[int, int, int, str]:
    """Return the bytes of one copy, the shards, the replicas of each and the health of a build."""
    names = f"{index},{side_name(index)}"
    columns = {"format": "json", "bytes": "b", "h": "index,health,pri,rep,pri.store.size"}
    rows = {row["index"]: row for row in cluster.request("GET", f"/_cat/indices/{names}", params=columns)}
    size = sum(int(row["pri.store.size"] or 0) for row in rows.values())
    return size, int(rows[index]["pri"]), int(rows[index]["rep"]), rows[index]["health"]


def check(settings: ClusterSettings) -> list[str]:
    """Return a sentence for each problem of the index that serves.

    Reads every part and every record, compares the records with their values and the counts and the digest of all records with
    those of the time when they were written.
    """
    cluster = Cluster(settings)
    try:
        index = BuildIndices(cluster).current()
        if index is None:
            return [f"There is no index {settings.index} in the cluster."]
        side = SideIndex(cluster, index)
        generation = side.current()
        side.read([*generation.words, generation.names, generation.members])
        return [*_shape_problems(cluster, generation, index), *_record_problems(cluster, generation)]
    except SearchError as error:
        return [str(error)]


def _shape_problems(cluster: Cluster, generation: Generation, index: str) -> Iterator[str]:
    alias = cluster.settings.index
    for name in (alias, side_name(alias)):
        targets = sorted(cluster.request("GET", f"/_alias/{name}"))
        expected = index if name == alias else side_name(index)
        if targets != [expected]:
            yield f"The alias {name} names {', '.join(targets)}, and should name {expected} alone."
    if generation.index != index:
        yield f"The side index describes {generation.index}, and the alias names {index}."
    status = _size_and_shape(cluster, index)[3]
    if status != "green":
        yield f"The index {index} is {status}: some copies of its shards are on no node."
    records = CoverageCounter(cluster, index, generation.number).count()
    if records != generation.info.records:
        yield f"The index contains {counted(records, 'record')}, but {generation.info.records:,} were written."


def _record_problems(cluster: Cluster, generation: Generation) -> Iterator[str]:
    """Read every record.

    Check that its values equal its indexed values, and that the sum of the digests is that of the records written.
    """
    digest = 0
    for hit in _hits(cluster, generation):
        question = read_record(hit)
        digest = (digest + record_digest(question)) % DIGESTS
        values = hit.get("fields", {})
        for field in VALUE_FIELDS:
            if _indexed(values, field) != sorted(set(field.values(question))):
                yield f"The record {question.id} is stored with another {field.name} than it is indexed with."
                break
    if f"{digest:032x}" != generation.digest:
        yield "The records are not those that were written: their digest is another."


def _indexed(values: Mapping[str, Any], field: Field) -> list[str]:
    return sorted(set(values.get(values_field(field.name), ())))


def _hits(cluster: Cluster, generation: Generation) -> Iterator[Any]:
    """Yield every record of a generation, with its values."""
    path, keep = f"/{generation.index}/_search/point_in_time", {"keep_alive": _KEEP_ALIVE}
    point = cluster.request("POST", path, params=keep, seconds=WRITE_SECONDS)["pit_id"]
    try:
        after: Sequence[object] = ()
        while hits := _page(cluster, point, generation.number, after):
            yield from hits
            after = hits[-1]["sort"]
    finally:
        cluster.request("DELETE", "/_search/point_in_time", {"pit_id": [point]}, seconds=WRITE_SECONDS)


def _page(cluster: Cluster, point: str, generation: int, after: Sequence[object]) -> list[Any]:
    body = {
        "size": _PAGE,
        "query": {"bool": {"filter": [visible(generation)]}},
        "pit": {"id": point, "keep_alive": _KEEP_ALIVE},
        "sort": [{"_shard_doc": "asc"}],
        "stored_fields": "_none_",
        "docvalue_fields": [*WITH_RECORD, *(values_field(field.name) for field in VALUE_FIELDS)],
        "track_total_hits": False,
        **({"search_after": after} if after else {}),
    }
    answer = cluster.request("POST", "/_search", body, {"allow_partial_search_results": "false"}, seconds=WRITE_SECONDS)
    hits: list[Any] = answer["hits"]["hits"]
    return hits
