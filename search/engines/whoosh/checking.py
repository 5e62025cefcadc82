"""What is in an index folder, and whether it is sound. Reads everything, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.engines.whoosh.builds import MANIFEST, Builds, digest, read_manifest
from search.engines.whoosh.evaluator import Evaluator
from search.engines.whoosh.snapshot import Snapshot
from search.errors import SearchError
from search.fields import FIELDS, Kind
from search.query import Exists
from search.results import IndexInfo


@dataclass(frozen=True, slots=True)
class BuildStatus:
    """One build: what it holds, its size on disk, and whether it is the one that serves."""

    info: IndexInfo
    size_bytes: int
    is_current: bool


def status(index_data: Path) -> list[BuildStatus]:
    """Every finished build, newest first. Raises ``SearchError`` when one cannot be read, or there is none."""
    builds = Builds(index_data)
    current = builds.current().name
    return [
        BuildStatus(read_manifest(build).info, sum(f.stat().st_size for f in build.iterdir()), build.name == current)
        for build in (builds.folder / name for name in reversed(builds.names()))
    ]


def check(index_data: Path) -> list[str]:
    """What is wrong with the current build, a sentence each: digests, counts, and every record read back."""
    try:
        build = Builds(index_data).current()
        manifest = read_manifest(build)
        found = {path.name for path in build.iterdir()} - {MANIFEST}
        problems = [f"{name} is missing." for name in sorted(manifest.files.keys() - found)]
        problems += [f"{name} does not belong to the build." for name in sorted(found - manifest.files.keys())]
        for name in sorted(found & manifest.files.keys()):
            if digest(build / name) != manifest.files[name]:
                problems.append(f"{name} is not as it was written.")
        return problems or list(_unreadable(Snapshot(build)))
    except SearchError as error:
        return [str(error)]


def _unreadable(snapshot: Snapshot) -> Iterator[str]:
    """Read every record back and hold it against the values indexed for it."""
    expected = snapshot.manifest.records
    try:
        with snapshot.reader() as reader:
            if reader.doc_count() != expected:
                yield f"The index holds {reader.doc_count():,} records and its manifest says {expected:,}."
                return
            evaluator = Evaluator(snapshot, reader)
            present = {f.name: evaluator.mask(Exists(f.name)) for f in FIELDS.values() if f.kind is Kind.DATE or f.facet}
            for doc in range(expected):
                question = snapshot.record(reader, doc)
                has = {name: bool(FIELDS[name].values(question)) for name in present}
                if has != {name: bool(np.asarray(mask)[doc]) for name, mask in present.items()}:
                    yield f"Record {question.id} is not indexed as it is stored."
    finally:
        snapshot.close()
