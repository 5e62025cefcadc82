"""The commands that list, check, back up and restore an index. Each prints its outcome and returns an exit code."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from indexer.harvest.catch_up import write_lock
from indexer.index_access import IndexAccess
from search.errors import BAD_USAGE, DONE, FAILED
from search.settings import ClusterSettings

_USE_SNAPSHOTS = (
    "The index is in the cluster, so `wrans backup` and `wrans restore` cannot copy it. Use the snapshots of the cluster"
    " (docs/operating.md), or build it again from its files."
)


def run(options: argparse.Namespace, index: IndexAccess) -> int:
    """Run one of the commands."""
    match options.command:
        case "status":
            return _status(index.index_data) if index.cluster is None else _cluster_status(index.cluster)
        case "backup" | "restore" if index.cluster is not None:
            return _fail(_USE_SNAPSHOTS, BAD_USAGE)
        case "backup":
            return _back_up(options.file, index.index_data)
        case "restore":
            return _restore(options.file, index.index_data, options.wait)
        case _:
            return _check(index.index_data) if index.cluster is None else _check_cluster(index.cluster)


def _cluster_status(cluster: ClusterSettings) -> int:
    from search.engines.opensearch.write.integrity_check import status_lines  # noqa: PLC0415

    for line in status_lines(cluster):
        print(line)
    return DONE


def _check_cluster(cluster: ClusterSettings) -> int:
    from search.engines.opensearch.write.integrity_check import check  # noqa: PLC0415

    problems = check(cluster)
    for problem in problems:
        print(problem)
    if problems:
        return _fail(f"The index {cluster.index} of the cluster is damaged. Build it again.", FAILED)
    print(f"The index {cluster.index} of the cluster is not damaged.")
    return DONE


def _status(index_data: Path) -> int:
    from search.engines.whoosh.write.integrity_check import build_statuses  # noqa: PLC0415

    for build_status in build_statuses(index_data):
        info, state = build_status.info, "current" if build_status.is_current else "not current"
        if isinstance(info, str):
            print(f"{build_status.name} ({state}): {info}")
            continue
        tabled = f"tabled {info.tabled[0]} to {info.tabled[1]}" if info.tabled else "without dates"
        kind = "sample records" if info.is_sample else "records"
        size = build_status.size_bytes / 1e6
        print(
            f"{info.build} ({state}): {info.records:,} {kind}, {tabled}, newest answer {info.newest_answer or 'not known'}, "
            f"{size:,.1f} MB, built {info.built_at:%Y-%m-%d %H:%M}"
        )
    return DONE


def _check(index_data: Path) -> int:
    from search.engines.whoosh.write.integrity_check import check  # noqa: PLC0415

    problems = check(index_data)
    for problem in problems:
        print(problem)
    if problems:
        return _fail(f"The index in {index_data} is damaged. Build it again.", FAILED)
    print(f"The index in {index_data} is not damaged.")
    return DONE


def _back_up(target: Path, index_data: Path) -> int:
    from search.engines.whoosh.write.backup import back_up  # noqa: PLC0415

    started = time.monotonic()
    size = back_up(index_data, target)
    print(f"{target}: {size / 1e6:,.1f} MB, written in {time.monotonic() - started:.1f} seconds.")
    return DONE


def _restore(source: Path, index_data: Path, wait_seconds: float) -> int:
    from search.engines.whoosh.write.backup import restore  # noqa: PLC0415

    started = time.monotonic()
    if not source.is_file():
        return _fail(f"There is no {source}.", BAD_USAGE)
    with write_lock(index_data, "The restore", wait_seconds):
        build_name = restore(source, index_data)
    print(f"{index_data} has the build {build_name} again, restored in {time.monotonic() - started:.1f} seconds.")
    return DONE


def _fail(message: str, exit_code: int) -> int:
    print(message, file=sys.stderr)
    return exit_code
