"""The commands ``python -m indexer build|update|status|check``. Parses, prints and chooses an exit code; the work is elsewhere.

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

from indexer import progress
from indexer.build import Index, build, update
from indexer.report import Counts, Report
from indexer.sources.sample import SAMPLE
from search import settings
from search.engine import IndexWriter
from search.errors import SearchError

_DONE, _TROUBLE, _MISUSE = 0, 1, 2
_MOST_REJECTED = 0.01
_PROCESSES, _MOST_PROCESSES = 2, 64
_REJECTED = "rejected.ndjson"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns its exit code; what goes wrong is one line on standard error."""
    given = _parser().parse_args(arguments)
    try:
        index = Path(given.index) if given.index else settings.read(os.environ).index_data
        match given.command:
            case "build":
                return _build(given.paths, index, given.max_rejected, given.processes)
            case "update":
                return _update(given.paths, given.remove, index, given.max_rejected, given.processes)
            case "status":
                return _status(index)
            case _:
                return _check(index)
    except settings.BadSetting as error:
        return _complain(str(error), _MISUSE)
    except (SearchError, OSError) as error:
        return _complain(str(error), _TROUBLE)
    except sqlite3.Error as error:
        return _complain(
            f"The records cannot be laid aside while they are read ({error}); is the temporary disk full?", _TROUBLE
        )
    except KeyboardInterrupt:
        return _complain("Stopped; the index is as it was.", _TROUBLE)


def build_sample(index: Path) -> None:
    """An index of the built-in sample, for a folder that holds none yet."""
    build([SAMPLE], open_writer(index), index / _REJECTED, progress.chosen(), is_sample=True)


def open_writer(index: Path, processes: int = 1) -> IndexWriter:
    """The engine that writes the index, with so many processes."""
    from search.engines.whoosh.writer import WhooshWriter  # noqa: PLC0415  (the help need not wait for it)

    return WhooshWriter(index, processes)


def _build(paths: Sequence[Path], index: Path, most_rejected: float, processes: int) -> int:
    for path in paths:
        if not path.exists():
            return _complain(f"There is no {path}.", _MISUSE)
    began = time.monotonic()
    report = build(paths, open_writer(index, processes), index / _REJECTED, progress.chosen())
    _print(report, index / _REJECTED, time.monotonic() - began, _peak_bytes(processes))
    counts = report.counts
    if not counts.total:
        return _complain("None of these files holds questions of a source we know; nothing was indexed.", _MISUSE)
    if not counts.indexed:
        return _complain("Every record was rejected; the index is as it was.", _TROUBLE)
    return _judge(counts, most_rejected)


def _update(paths: Sequence[Path], removed: Sequence[str], index: Path, most_rejected: float, processes: int) -> int:
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    for path in paths:
        if not path.exists():
            return _complain(f"There is no {path}.", _MISUSE)
    if not paths and not removed:
        return _complain("There is nothing to do: name files of records, or ids to --remove.", _MISUSE)
    began = time.monotonic()
    held = Index(WhooshEngine(index), open_writer(index, processes))
    report = update(paths, removed, held, index / _REJECTED, progress.chosen())
    _print(report, index / _REJECTED, time.monotonic() - began, _peak_bytes(processes))
    return _judge(report.counts, most_rejected)


def _judge(counts: Counts, most_rejected: float) -> int:
    if counts.rejected_share > most_rejected:
        share = f"{counts.rejected_share:.1%} of the records were rejected, more than the {most_rejected:.1%} allowed"
        return _complain(f"{share}; the index was made of the rest.", _TROUBLE)
    return _DONE


def _peak_bytes(processes: int) -> int:
    """The most memory this process has had, and that many times the most of the largest it has started."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + processes * child) * (1 if sys.platform == "darwin" else 1024)


def _print(report: Report, rejected_path: Path, seconds: float, peak: int) -> None:
    """The last line is for programs to read."""
    for file in report.files:
        print(f"{file.path}: {file.described}, {file.records:,} records")
    for passed in report.passed_over:
        print(f"{passed.path}: passed over, {passed.reason}")
    if report.counts.rejected:
        print(f"{report.counts.rejected:,} rejected records, each with its reason and place, are in {rejected_path}")
    print(f"{seconds:.1f} seconds, peak memory {peak / 1e6:,.0f} MB")
    print(report.counts, flush=True)


def _status(index: Path) -> int:
    from search.engines.whoosh.checking import status  # noqa: PLC0415

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
    return _DONE


def _check(index: Path) -> int:
    from search.engines.whoosh.checking import check  # noqa: PLC0415

    problems = check(index)
    for problem in problems:
        print(problem)
    if problems:
        return _complain(f"The index in {index} is not sound; build it again.", _TROUBLE)
    print(f"The index in {index} is sound.")
    return _DONE


def _complain(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "indexer", description="Make an index of written questions, and look after it. (`wrans serve` serves it.)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="make an index of files, and switch to it")
    building.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or folder; other files are passed over")
    updating = commands.add_parser("update", help="put records into the index that is there, and take others out")
    updating.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a file or folder, as for build")
    updating.add_argument("--remove", nargs="+", default=(), metavar="ID", help="records to take out, by their ids")
    for command in (building, updating):
        command.add_argument(
            "--max-rejected",
            type=_share,
            default=_MOST_REJECTED,
            metavar="SHARE",
            help="share of the records that may be rejected before the exit code is 1 (default %(default)s)",
        )
        command.add_argument(
            "--processes",
            type=_processes,
            default=min(_PROCESSES, os.cpu_count() or 1),
            metavar="N",
            help="processes that index at once, some 250 MB each (default %(default)s)",
        )
    commands.add_parser("status", help="what indexes there are")
    commands.add_parser("check", help="read the whole index back, and say whether it is sound")
    for command in commands.choices.values():
        command.add_argument("--index", metavar="DIR", help="folder of the index (default: WRANS_INDEX_DATA, or index_data)")
    return parser


def _processes(written: str) -> int:
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= _MOST_PROCESSES):
        raise argparse.ArgumentTypeError(f"{written} is not a whole number from 1 to {_MOST_PROCESSES}")
    return int(written)


def _share(written: str) -> float:
    share = float(written)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{written} is not a share from 0 to 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
