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
from pathlib import Path
from tempfile import gettempdir

from indexer import cli, progress
from indexer.build import Index, build, detect_files, update
from indexer.harvest.catch_up import REJECTED_FILE, recording_rebuild, write_lock
from indexer.report import WARNED_FILE, Counts, Report
from indexer.sources.sample import SAMPLE
from search import settings
from search.closed_output import outlast_readers
from search.engine import IndexWriter
from search.errors import BAD_USAGE, DONE, FAILED, SearchError, as_sentence, naming_full_disk


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. An error is one line on standard error."""
    options = cli.parser().parse_args(arguments)
    index_data, version_before = Path(), (0, 0)
    try:
        chosen = settings.read(os.environ)
        index_data = Path(options.index) if options.index else chosen.index_data
        version_before = _version(index_data)
        with naming_full_disk(index_data):  # in which every file is that has no message of its own
            return _run(options, chosen, index_data)
    except SearchError as error:
        return _fail(as_sentence(error), error.exit_code)
    except OSError as error:
        return _fail(as_sentence(error), FAILED)
    except sqlite3.Error as error:
        folders = f"{gettempdir()} (or set TMPDIR to another folder) and in {index_data}"
        return _fail(f"A database failed ({error}). If a disk is full, free some space in {folders}.", FAILED)
    except KeyboardInterrupt:
        return _fail(_stopped(options, has_changed=_version(index_data) != version_before), FAILED)


def _run(options: argparse.Namespace, chosen: settings.Settings, index_data: Path) -> int:
    """Run the command that the options name."""
    match options.command:
        case "build":
            return _build(options, index_data, _encoding(chosen, index_data))
        case "update" if options.paths or options.remove:
            return _update_from_files(options, index_data, _encoding(chosen, index_data))
        case "harvest" | "update":
            return _fetch(options, index_data, _encoding(chosen, index_data))
        case "meaning":
            return _meaning(index_data, options.model or chosen.meaning_model)
        case _:
            return _maintain(options, index_data)


def _version(index_data: Path) -> tuple[int, int]:
    """Return the version of the pointer to the current build."""
    from search.engines.whoosh.format.builds import Builds  # noqa: PLC0415  (slow to import, and the help needs no index)

    return Builds(index_data).pointer_version()


def _stopped(options: argparse.Namespace, *, has_changed: bool) -> str:
    """Return what Ctrl+C has left of a command's work."""
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


def _maintain(options: argparse.Namespace, index_data: Path) -> int:
    """Run one of the commands that list, check, back up and restore an index."""
    match options.command:
        case "status":
            return _status(index_data)
        case "backup":
            return _back_up(options.file, index_data)
        case "restore":
            return _restore(options.file, index_data, options.wait)
        case _:
            return _check(index_data)


def build_sample(index_data: Path) -> None:
    """Build an index of the built-in sample, for an index folder that has no index yet."""
    build([SAMPLE], open_writer(index_data), index_data / REJECTED_FILE, progress.default(), is_sample=True)


def open_writer(index_data: Path, processes: int = 1) -> IndexWriter:
    """Return the writer of an index folder, which indexes with a number of processes."""
    from search.engines.whoosh.write.writer import WhooshWriter  # noqa: PLC0415  (slow to import, and the help needs no writer)

    return WhooshWriter(index_data, processes)


def _fetch(options: argparse.Namespace, index_data: Path, encode_new: Callable[[], None]) -> int:
    """Run ``harvest``, or ``update`` from the API."""
    from indexer.harvest import command  # noqa: PLC0415  (the web server imports this module, and needs no HTTP client)
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    overrides = {"WRANS_SOURCE": options.source, "WRANS_RATE": options.rate}
    chosen = settings.read({**os.environ, **{name: value for name, value in overrides.items() if value}})
    target = command.IndexTarget(
        index_data, open_writer(index_data, options.processes), lambda: WhooshEngine(index_data), options.wait, encode_new
    )
    run = command.harvest if options.command == "harvest" else command.update
    return run(options, chosen, target)


def _build(options: argparse.Namespace, index_data: Path, encode_new: Callable[[], None]) -> int:
    if missing := _missing_path(options.paths):
        return _fail(f"There is no {missing}.", BAD_USAGE)
    started = time.monotonic()
    with write_lock(index_data, "The build", options.wait), recording_rebuild(index_data, options.paths):
        report = build(
            options.paths, open_writer(index_data, options.processes), index_data / REJECTED_FILE, progress.default()
        )
    _print_report(report, index_data / REJECTED_FILE, time.monotonic() - started, _peak_bytes(options.processes))
    counts = report.counts
    if not counts.total:
        return _fail("None of these files contains questions of a known source. The index has not changed.", BAD_USAGE)
    if not counts.indexed:
        return _fail("Every record was rejected. The index has not changed.", FAILED)
    encode_new()
    return _check_rejected_share(counts, options.max_rejected)


def _update_from_files(options: argparse.Namespace, index_data: Path, encode_new: Callable[[], None]) -> int:
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    if options.every is not None:
        return _fail("--every repeats an update from the API. Leave it out, or leave out the files and ids.", BAD_USAGE)
    if missing := _missing_path(options.paths):
        return _fail(f"There is no {missing}.", BAD_USAGE)
    started = time.monotonic()
    with write_lock(index_data, "The update", options.wait):
        index = Index(WhooshEngine(index_data), open_writer(index_data, options.processes))
        unknown_ids = [removed for removed in options.remove if index.engine.get(removed) is None]
        report = update(detect_files(options.paths), options.remove, index, index_data / REJECTED_FILE, progress.default())
    for unknown in unknown_ids:
        print(f"There is no question {unknown} in the index to remove.")
    _print_report(report, index_data / REJECTED_FILE, time.monotonic() - started, _peak_bytes(options.processes))
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
        print(f"{file.path}: {file.description}, {file.record_count:,} records")
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


def _encoding(chosen: settings.Settings, index_data: Path) -> Callable[[], None]:
    """Return the function that encodes the new questions of the index. It does nothing unless WRANS_MEANING is yes."""
    if not chosen.meaning:
        return lambda: None
    from indexer import encoding  # noqa: PLC0415
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    return encoding.encoding(index_data, chosen.meaning_model, lambda: WhooshEngine(index_data))


def _meaning(index_data: Path, model: Path | None) -> int:
    from indexer import encoding  # noqa: PLC0415
    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415

    return encoding.run(index_data, model, lambda: WhooshEngine(index_data))


def _fail(message: str, exit_code: int) -> int:
    print(message, file=sys.stderr)
    return exit_code


if __name__ == "__main__":
    outlast_readers()
    sys.exit(main())
