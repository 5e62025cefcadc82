"""The commands of the index, from harvest to restore: ``python -m indexer COMMAND`` or ``wrans COMMAND``.

Prints the outcome and returns an exit code: 0 done; 1 a failure of the data, the index or the source; 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import gettempdir

from indexer import cli, maintenance, progress
from indexer.build import Index, build, detect_files, update
from indexer.harvest.catch_up import REJECTED_FILE, recording_rebuild
from indexer.index_access import IndexAccess
from indexer.report import WARNED_FILE, Counts, Report
from indexer.sources.sample import SAMPLE
from search import settings
from search.closed_output import ignore_broken_pipes
from search.errors import BAD_USAGE, DONE, FAILED, SearchError, as_sentence, naming_full_disk
from search.results.phrasing import counted


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. An error is one line on standard error."""
    options = cli.parser().parse_args(arguments)
    has_changed: Callable[[], bool] = bool
    index_data = Path()
    try:
        chosen = settings.read({**os.environ, **({"WRANS_ENGINE": options.engine} if options.engine else {})})
        index_data = Path(options.index) if options.index else chosen.index_data
        index = IndexAccess(index_data, chosen.cluster)
        has_changed = index.change_detector()
        with naming_full_disk(index_data):  # the folders of all files that have no message of their own
            return _run(options, chosen, index)
    except SearchError as error:
        return _fail(as_sentence(error), error.exit_code)
    except OSError as error:
        return _fail(as_sentence(error), FAILED)
    except sqlite3.Error as error:
        folders = f"{gettempdir()} (or set TMPDIR to another folder) and in {index_data}"
        return _fail(f"A database failed ({error}). If a disk is full, free some space in {folders}.", FAILED)
    except KeyboardInterrupt:
        return _fail(_stopped(options, has_changed=has_changed()), FAILED)


def _run(options: argparse.Namespace, chosen: settings.Settings, index: IndexAccess) -> int:
    """Run the command that the options name."""
    match options.command:
        case "build":
            return _build(options, index, _prepare_encoding(chosen, index))
        case "update" if options.paths or options.remove:
            return _update_from_files(options, index, _prepare_encoding(chosen, index))
        case "harvest" | "update":
            return _fetch(options, index, _prepare_encoding(chosen, index))
        case "meaning":
            return _meaning(index, options.model or chosen.meaning_model)
        case _:
            return maintenance.run(options, index)


def _stopped(options: argparse.Namespace, *, has_changed: bool) -> str:
    """Return a sentence about the state of the index after Ctrl+C has ended a command."""
    match options.command:
        case "status" | "check":
            return "Stopped."
        case "meaning":
            return "Stopped. `wrans meaning` encodes the rest."
    parts = ["Stopped."]
    if options.command == "harvest" or (options.command == "update" and not (options.paths or options.remove)):
        parts.append("What was fetched is stored, and the next run goes on from there.")
    parts.append("The new index is in place." if has_changed else "The index has not changed.")
    return " ".join(parts)


def build_sample(index_data: Path, cluster: settings.ClusterSettings | None = None) -> None:
    """Build an index of the built-in sample, in a folder or a cluster that has no index yet."""
    index = IndexAccess(index_data, cluster)
    build([SAMPLE], index.writer(), index_data / REJECTED_FILE, progress.default(), is_sample=True)


def _fetch(options: argparse.Namespace, index: IndexAccess, encode_new: Callable[[], None]) -> int:
    """Run ``harvest``, or ``update`` from the API."""
    from indexer.harvest import command  # noqa: PLC0415  (the web server imports this module, and needs no HTTP client)

    overrides = {"WRANS_SOURCE": options.source, "WRANS_RATE": options.rate}
    chosen = settings.read({**os.environ, **{name: value for name, value in overrides.items() if value}})
    writer = index.writer(options.processes)
    target = command.IndexTarget(index.index_data, writer, index.engine, index.lock, options.wait, encode_new)
    run = command.harvest if options.command == "harvest" else command.update
    return run(options, chosen, target)


def _build(options: argparse.Namespace, index: IndexAccess, encode_new: Callable[[], None]) -> int:
    if missing := _missing_path(options.paths):
        return _fail(f"There is no {missing}.", BAD_USAGE)
    started = time.monotonic()
    rejected_path = index.index_data / REJECTED_FILE
    with index.lock("The build", options.wait), recording_rebuild(index.index_data, options.paths):
        report = build(options.paths, index.writer(options.processes), rejected_path, progress.default())
    _print_report(report, rejected_path, time.monotonic() - started, _peak_bytes(options.processes))
    counts = report.counts
    if not counts.total:
        return _fail("None of these files contains questions of a known source. The index has not changed.", BAD_USAGE)
    if not counts.indexed:
        return _fail("Every record was rejected. The index has not changed.", FAILED)
    encode_new()
    return _check_rejected_share(counts, options.max_rejected)


def _update_from_files(options: argparse.Namespace, index: IndexAccess, encode_new: Callable[[], None]) -> int:
    if options.every is not None:
        return _fail("--every repeats an update from the API. Leave it out, or leave out the files and ids.", BAD_USAGE)
    if missing := _missing_path(options.paths):
        return _fail(f"There is no {missing}.", BAD_USAGE)
    started = time.monotonic()
    rejected_path = index.index_data / REJECTED_FILE
    with index.lock("The update", options.wait), closing(index.engine()) as engine:
        both = Index(engine, index.writer(options.processes))
        unknown_ids = [removed for removed in options.remove if engine.get(removed) is None]
        report = update(detect_files(options.paths), options.remove, both, rejected_path, progress.default())
    for unknown in unknown_ids:
        print(f"There is no question {unknown} in the index to remove.")
    _print_report(report, rejected_path, time.monotonic() - started, _peak_bytes(options.processes))
    encode_new()
    return _check_rejected_share(report.counts, options.max_rejected)


def _missing_path(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if not path.exists()), None)


def _check_rejected_share(counts: Counts, max_rejected: float) -> int:
    """Return the exit code for the share of rejected records."""
    if counts.rejected_share > max_rejected:
        share = f"{counts.rejected_share:.1%} of the records were rejected, more than the {max_rejected:.1%} allowed"
        return _fail(f"{share}. The other records are indexed.", FAILED)
    return DONE


def _peak_bytes(processes: int) -> int:
    """Return the peak memory of this process, plus that of its largest child process times the number of processes."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + processes * child) * (1 if sys.platform == "darwin" else 1024)


def _print_report(report: Report, rejected_path: Path, seconds: float, peak_bytes: int) -> None:
    """Print the report. Programs may parse the last line, the counts."""
    for file in report.files:
        print(f"{file.path}: {file.description}, {counted(file.record_count, 'record')}")
    for skipped in report.skipped:
        print(f"{skipped.path}: skipped, {skipped.reason}")
    for damage in report.damage:
        print(damage)
    if report.counts.rejected:
        print(f"Rejected: {report.counts.rejected:,}. The reasons and locations are in {rejected_path}")
    for kind in report.warnings:
        print(f"Warning: {kind}")
    if report.counts.warned:
        print(f"Warned: {report.counts.warned:,}. The warnings and locations are in {rejected_path.with_name(WARNED_FILE)}")
    print(f"{seconds:.1f} seconds, peak memory {peak_bytes / 1e6:,.0f} MB")
    print(report.counts, flush=True)


def _prepare_encoding(chosen: settings.Settings, index: IndexAccess) -> Callable[[], None]:
    """Return a function that encodes the new questions of the index. It does nothing unless WRANS_MEANING is yes."""
    if not chosen.meaning:
        return lambda: None
    from indexer import encoding  # noqa: PLC0415

    return encoding.prepare_encoding(index.index_data, chosen.meaning_model, index.engine)


def _meaning(index: IndexAccess, model: Path | None) -> int:
    from indexer import encoding  # noqa: PLC0415

    return encoding.run(index.index_data, model, index.engine)


def _fail(message: str, exit_code: int) -> int:
    print(message, file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    ignore_broken_pipes()
    sys.exit(main())
