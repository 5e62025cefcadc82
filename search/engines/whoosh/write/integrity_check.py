"""What is in an index folder, and whether it is sound. Reads everything, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from search.engines.whoosh.format.builds import MANIFEST_FILE, Builds, read_manifest, sha256_of_file
from search.engines.whoosh.format.groups import has_doc_values
from search.engines.whoosh.read.snapshot import Snapshot
from search.errors import IndexMismatch, SearchError
from search.model.fields import FIELDS
from search.results.types import IndexInfo


class BuildStatus(msgspec.Struct, frozen=True):
    """One build: what it holds (or why that cannot be said), its size on disk, and whether it is the one that serves."""

    name: str
    info: IndexInfo | str
    size_bytes: int
    is_current: bool


def build_statuses(index_data: Path) -> list[BuildStatus]:
    """Every finished build, newest first. Raises ``SearchError`` when there is none."""
    builds = Builds(index_data)
    current = builds.current().name
    return [
        BuildStatus(
            name, _info(builds.folder / name), sum(f.stat().st_size for f in (builds.folder / name).iterdir()), name == current
        )
        for name in reversed(builds.names())
    ]


def _info(build: Path) -> IndexInfo | str:
    try:
        return read_manifest(build).info
    except IndexMismatch as error:
        return str(error)


def check(index_data: Path) -> list[str]:
    """What is wrong with the current build, a sentence each: digests, counts, and every record read back."""
    try:
        build = Builds(index_data).current()
        manifest = read_manifest(build)
        found = {path.name for path in build.iterdir()} - {MANIFEST_FILE}
        problems = [f"{name} is missing." for name in sorted(manifest.files.keys() - found)]
        problems += [f"{name} does not belong to the build." for name in sorted(found - manifest.files.keys())]
        for name in sorted(found & manifest.files.keys()):
            if sha256_of_file(build / name) != manifest.files[name]:
                problems.append(f"{name} is not as it was written.")
        return problems or list(_record_problems(Snapshot(build)))
    except SearchError as error:
        return [str(error)]


def _record_problems(snapshot: Snapshot) -> Iterator[str]:
    """Read every record back and hold it against the values indexed for it."""
    held = [f for f in FIELDS.values() if has_doc_values(f)]
    columns = {f.name: (snapshot.doc_values(f.name).values, snapshot.doc_values(f.name).ordinals) for f in held}
    if len(snapshot.everything) != snapshot.records:
        yield f"The index holds {len(snapshot.everything):,} records and its manifest says {snapshot.records:,}."
        return
    for doc in snapshot.everything.tolist():
        question = snapshot.record(doc)
        for field in held:
            names, ordinals = columns[field.name]
            indexed = (names[ordinals[doc] - 1],) if ordinals[doc] else ()
            if indexed != field.values(question):
                yield f"Record {question.id} is not indexed as it is stored."
                break
