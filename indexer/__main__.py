"""The commands ``python -m indexer harvest|build|update|status|check``. Prints and chooses an exit code; the work is elsewhere.

Exit codes: 0 done; 1 trouble with the data or the index; 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from indexer import cli, progress
from indexer.build import Index, build, detect_files, update
from indexer.harvest.catch_up import REJECTED, changing, rebuilding
from indexer.report import Counts, Report
from indexer.sources.sample import SAMPLE
from search import settings
from search.engine import IndexWriter
from search.errors import BAD_USAGE, DONE, FAILED, SearchError, as_sentence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; what goes wrong is one line on standard error."""
    given = cli.parser().parse_args(arguments)
    try:
        index = Path(given.index) if given.index else settings.read(os.environ).index_data
        match given.command:
            case "harvest":
                return _feed(given, index)
            case "build":
                return _build(given, index)
            case "update" if given.paths or given.remove:
                return _update(given, index)
            case "update":
                return _feed(given, index)
            case "status":
                return _status(index)
            case _:
                return _check(index)
    except SearchError as error:
        return _complain(as_sentence(error), error.exit_code)
    except OSError as error:
        return _complain(as_sentence(error), FAILED)
    except sqlite3.Error as error:
        return _complain(f"The records cannot be laid aside while they are read ({error}); is the temporary disk full?", FAILED)
    except KeyboardInterrupt:
        return _complain("Stopped; the index is as it was.", FAILED)


def build_sample(index: Path) -> None:
    """An index of the built-in sample, for a folder that holds none yet."""
    build([SAMPLE], open_writer(index), index / REJECTED, progress.default(), is_sample=True)


def open_writer(index: Path, processes: int = 1) -> IndexWriter:
    """The engine that writes the index, with so many processes."""
    from search.engines.whoosh.write.writer import WhooshWriter  # noqa: PLC0415  (the help need not wait for it)

    return WhooshWriter(index, processes)


def _feed(given: argparse.Namespace, index: Path) -> int:
    """Harvest, or update from the source."""
    from indexer.harvest import command  # noqa: PLC0415  (serving need not wait for a client of HTTP)
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    named = {"WRANS_SOURCE": given.source, "WRANS_RATE": given.rate}
    chosen = settings.read({**os.environ, **{name: value for name, value in named.items() if value}})
    place = command.Place(index, open_writer(index, given.processes), lambda: WhooshEngine(index), given.wait)
    return command.harvest(given, chosen, place) if given.command == "harvest" else command.update(given, chosen, place)


def _build(given: argparse.Namespace, index: Path) -> int:
    for path in given.paths:
        if not path.exists():
            return _complain(f"There is no {path}.", BAD_USAGE)
    began = time.monotonic()
    with changing(index, "The build", given.wait), rebuilding(index, given.paths):
        report = build(given.paths, open_writer(index, given.processes), index / REJECTED, progress.default())
    _print(report, index / REJECTED, time.monotonic() - began, _peak_bytes(given.processes))
    counts = report.counts
    if not counts.total:
        return _complain("None of these files holds questions of a source we know; nothing was indexed.", BAD_USAGE)
    if not counts.indexed:
        return _complain("Every record was rejected; the index is as it was.", FAILED)
    return _judge(counts, given.max_rejected)


def _update(given: argparse.Namespace, index: Path) -> int:
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    if given.every is not None:
        return _complain("--every is for updates from the source; name no files and no ids with it.", BAD_USAGE)
    for path in given.paths:
        if not path.exists():
            return _complain(f"There is no {path}.", BAD_USAGE)
    began = time.monotonic()
    with changing(index, "The update", given.wait):
        held = Index(WhooshEngine(index), open_writer(index, given.processes))
        unknown = [each for each in given.remove if held.engine.get(each) is None]
        report = update(detect_files(given.paths), given.remove, held, index / REJECTED, progress.default())
    for each in unknown:
        print(f"There was no record {each} to take out.")
    _print(report, index / REJECTED, time.monotonic() - began, _peak_bytes(given.processes))
    return _judge(report.counts, given.max_rejected)


def _judge(counts: Counts, most_rejected: float) -> int:
    if counts.rejected_share > most_rejected:
        share = f"{counts.rejected_share:.1%} of the records were rejected, more than the {most_rejected:.1%} allowed"
        return _complain(f"{share}; the index was made of the rest.", FAILED)
    return DONE


def _peak_bytes(processes: int) -> int:
    """The most memory this process has had, and that many times the most of the largest it has started."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + processes * child) * (1 if sys.platform == "darwin" else 1024)


def _print(report: Report, rejected_path: Path, seconds: float, peak: int) -> None:
    """The last line is for programs to read."""
    for file in report.files:
        print(f"{file.path}: {file.description}, {file.record_count:,} records")
    for passed in report.skipped:
        print(f"{passed.path}: passed over, {passed.reason}")
    if report.counts.rejected:
        print(f"{report.counts.rejected:,} rejected records, each with its reason and place, are in {rejected_path}")
    print(f"{seconds:.1f} seconds, peak memory {peak / 1e6:,.0f} MB")
    print(report.counts, flush=True)


def _status(index: Path) -> int:
    from search.engines.whoosh.write.integrity_check import status  # noqa: PLC0415

    for build_status in status(index):
        info, current = build_status.info, "current" if build_status.is_current else "kept"
        if isinstance(info, str):
            print(f"{build_status.name} ({current}): {info}")
            continue
        tabled = f"tabled {info.tabled[0]} to {info.tabled[1]}" if info.tabled else "without dates"
        what = "sample records" if info.is_sample else "records"
        size = build_status.size_bytes / 1e6
        print(
            f"{info.build} ({current}): {info.records:,} {what}, {tabled}, {size:,.1f} MB, built {info.built_at:%Y-%m-%d %H:%M}"
        )
    return DONE


def _check(index: Path) -> int:
    from search.engines.whoosh.write.integrity_check import check  # noqa: PLC0415

    problems = check(index)
    for problem in problems:
        print(problem)
    if problems:
        return _complain(f"The index in {index} is not sound; build it again.", FAILED)
    print(f"The index in {index} is sound.")
    return DONE


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
