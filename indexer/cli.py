"""The command line of ``wrans``, without ``wrans serve``: commands, options and their help. Parses arguments; runs nothing."""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path

from indexer.files.lock import WAIT_SECONDS
from indexer.harvest.date_windows import FIRST_DAY
from search.settings import DEFAULTS
from search.text.numbers import whole_number

_MAX_REJECTED_SHARE = 0.01
_PROCESSES, _MAX_PROCESSES = 2, 64
_WEEKS, _MAX_WEEKS = 3, 520
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_INTERVAL = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_EXIT_CODES = "Exit codes: 0 done; 1 a failure of the data, the index or the source; 2 wrong use of the command."
_COMMANDS = {
    "harvest": "fetch questions from Parliament's API and index them",
    "build": "build an index from files, in place of the current one",
    "update": "update the index from Parliament's API or from files, or remove questions from it",
    "status": "list the builds of the index",
    "check": "read the whole index and report any damage",
    "backup": "write the index and the fetched responses to one file, while the site is served",
    "restore": "restore a file that `wrans backup` wrote into an index folder",
    "meaning": "set up ranking by meaning: fetch the encoder if there is none, and encode the questions of the index",
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and options."""
    top = argparse.ArgumentParser(
        "wrans",
        description="Build an index of UK parliamentary written questions, keep it up to date, and check it. "
        "`wrans serve` starts the web site. `wrans search`, `wrans dump`, `wrans alerts` and `wrans mcp` read the index. "
        "Each has --help.",
        epilog=_EXIT_CODES,
    )
    subparsers = top.add_subparsers(dest="command", required=True)
    for name, summary in _COMMANDS.items():
        description = f"{summary[0].upper()}{summary[1:]}."
        subparsers.add_parser(name, help=summary, description=description, epilog=_EXIT_CODES)
    harvest, build, update = (subparsers.choices[name] for name in ("harvest", "build", "update"))
    _add_harvest_options(harvest)
    _add_build_options(build)
    _add_update_options(update)
    for command in (harvest, update):
        _add_source_options(command)
    for command in (build, update):
        _add_rejection_option(command)
    for command in (harvest, build, update):
        _add_writing_options(command)
    for name in ("backup", "restore"):
        subparsers.choices[name].add_argument("file", type=Path, metavar="FILE", help="the backup, a tar file")
    _add_wait_option(subparsers.choices["restore"])
    _add_meaning_options(subparsers.choices["meaning"])
    for command in subparsers.choices.values():
        command.add_argument(
            "--index",
            metavar="DIR",
            help=f"folder of the index (default: the setting WRANS_INDEX_DATA, or {DEFAULTS['WRANS_INDEX_DATA']})",
        )
        command.add_argument(
            "--engine",
            choices=("whoosh", "opensearch"),
            help=f"where the index is: files, or a cluster (default: the setting WRANS_ENGINE, or {DEFAULTS['WRANS_ENGINE']})",
        )
    return top


def _add_harvest_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since",
        type=_day,
        default=FIRST_DAY,
        metavar="DAY",
        help="first day tabled to fetch (default %(default)s, the first day that the API has)",
    )
    command.add_argument("--until", type=_day, metavar="DAY", help="last day tabled to fetch (default: today)")
    command.add_argument("--house", choices=("Commons", "Lords"), help="fetch the questions of one House only")


def _add_build_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder; files without written questions are skipped"
    )


def _add_update_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a file or folder to add, as for build; with no PATH and no --remove, changes are fetched from the API",
    )
    command.add_argument("--remove", nargs="+", default=(), metavar="ID", help="ids of questions to remove from the index")
    command.add_argument(
        "--weeks",
        type=_weeks,
        default=_WEEKS,
        metavar="N",
        help="fetch again what was answered, corrected or given a holding answer in the last N weeks (default %(default)s)",
    )
    command.add_argument(
        "--every", type=_interval, metavar="TIME", help="repeat the update at this interval, such as 30m or 1h, until stopped"
    )


def _add_source_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", metavar="ADDRESS", help="address of the API (default: the setting WRANS_SOURCE)")
    command.add_argument(
        "--rate",
        metavar="N",
        help=f"maximum number of requests a second (default: the setting WRANS_RATE, or {DEFAULTS['WRANS_RATE']})",
    )


def _add_rejection_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--max-rejected",
        type=_share,
        default=_MAX_REJECTED_SHARE,
        metavar="SHARE",
        help="exit with code 1 if a larger share of the records is rejected (from 0 to 1, default %(default)s)",
    )


def _add_meaning_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="folder of the encoder (default: the setting WRANS_MEANING_MODEL, or a folder in that of the index)",
    )


def _add_writing_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--processes",
        type=_processes,
        default=min(_PROCESSES, os.cpu_count() or 1),
        metavar="N",
        help="number of processes that index, each with about 250 MB of memory (default %(default)s)",
    )
    _add_wait_option(command)


def _add_wait_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--wait",
        type=_wait_seconds,
        default=WAIT_SECONDS,
        metavar="SECONDS",
        help="how long to wait while another process changes the index (default %(default).0f)",
    )


def _processes(text: str) -> int:
    return _whole(text, _MAX_PROCESSES)


def _weeks(text: str) -> int:
    return _whole(text, _MAX_WEEKS)


def _whole(text: str, high: int) -> int:
    number = whole_number(text, 1, high)
    if number is None:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to {high}")
    return number


def _share(text: str) -> float:
    return _number(text, 1, "a share from 0 to 1")


def _wait_seconds(text: str) -> float:
    return _number(text, _UNIT_SECONDS["d"], f"a number of seconds from 0 to {_UNIT_SECONDS['d']}")


def _number(text: str, high: float, description: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= high:
        raise argparse.ArgumentTypeError(f"{text} is not {description}")
    return number


def _interval(text: str) -> int:
    match = _INTERVAL.fullmatch(text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text} is not a time such as 45s, 30m, 1h or 1d")
    return int(match[1]) * _UNIT_SECONDS[match[2]]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2024-01-01") from None
