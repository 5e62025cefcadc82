"""Lists the builds of an index folder, and checks the current build. Reads everything, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from search.engines.whoosh.format.builds import MANIFEST_FILE, Builds, read_manifest, sha256_of_file
from search.engines.whoosh.format.groups import has_doc_values
from search.engines.whoosh.read.read_faults import reading_build
from search.engines.whoosh.read.snapshot import Snapshot
from search.engines.whoosh.write.recomputation import differences
from search.errors import IndexMismatch, SearchError
from search.model.fields import FIELDS
from search.results.types import IndexInfo


class BuildStatus(msgspec.Struct, frozen=True):
    """One build. ``info`` describes it, or is a sentence that says why its manifest cannot be read."""

    name: str
    info: IndexInfo | str
    size_bytes: int
    is_current: bool


def build_statuses(index_data: Path) -> list[BuildStatus]:
    """Every finished build, newest first. Raises ``SearchError`` if there is no current build."""
    builds = Builds(index_data)
    current = builds.current().name
    return [_build_status(builds.folder / name, is_current=name == current) for name in reversed(builds.names())]


def _build_status(build: Path, *, is_current: bool) -> BuildStatus:
    return BuildStatus(build.name, _info(build), sum(path.stat().st_size for path in build.iterdir()), is_current)


def _info(build: Path) -> IndexInfo | str:
    try:
        return read_manifest(build).info
    except IndexMismatch as error:
        return str(error)


def check(index_data: Path) -> list[str]:
    """Return a sentence for each problem of the current build.

    Compares digests, and every record with its doc values; then indexes all records again, and compares every array.
    """
    try:
        build = Builds(index_data).current()
        manifest = read_manifest(build)
        names = {path.name for path in build.iterdir()} - {MANIFEST_FILE}
        problems = [f"The file {name} is missing." for name in sorted(manifest.files.keys() - names)]
        problems += [f"The file {name} does not belong to the build." for name in sorted(names - manifest.files.keys())]
        for name in sorted(names & manifest.files.keys()):
            problems += _digest_problems(build / name, manifest.files[name])
        return problems or _content_problems(Snapshot(build))
    except SearchError as error:
        return [str(error)]


def _digest_problems(path: Path, digest: str) -> Iterator[str]:
    try:
        if sha256_of_file(path) != digest:
            yield f"The file {path.name} has changed since it was written."
    except OSError as error:
        yield f"The file {path.name} cannot be read: {error.strerror}."


@reading_build
def _content_problems(snapshot: Snapshot) -> list[str]:
    return list(_record_problems(snapshot)) or list(differences(snapshot))


def _record_problems(snapshot: Snapshot) -> Iterator[str]:
    """Compare every stored record with its doc values."""
    fields = [field for field in FIELDS.values() if has_doc_values(field)]
    doc_values = {field.name: snapshot.doc_values(field.name) for field in fields}
    columns = {name: (column.values, column.ordinals) for name, column in doc_values.items()}
    if len(snapshot.all_docs) != snapshot.records:
        yield f"The index contains {len(snapshot.all_docs):,} records, but its manifest says {snapshot.records:,}."
        return
    for doc in snapshot.all_docs.tolist():
        question = snapshot.record(doc)
        for field in fields:
            values, ordinals = columns[field.name]
            indexed = (values[ordinals[doc] - 1],) if ordinals[doc] else ()
            if indexed != field.values(question):
                yield f"The record {question.id} is stored with another {field.name} than it is indexed with."
                break
