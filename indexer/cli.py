"""What may be written behind ``python -m indexer``. Reads words only; what they lead to is elsewhere."""

from __future__ import annotations

import argparse
import os
import re
from datetime import date
from pathlib import Path

from indexer.files.lock import WAIT_SECONDS
from indexer.harvest.date_windows import FIRST_DAY
from search.text.numbers import whole_number

_MOST_REJECTED = 0.01
_PROCESSES, _MOST_PROCESSES = 2, 64
_WEEKS, _MOST_WEEKS = 3, 520
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"([1-9][0-9]{0,5})([smhd])")


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    made = argparse.ArgumentParser(
        "indexer", description="Make an index of written questions, and look after it. (`wrans serve` serves it.)"
    )
    commands = made.add_subparsers(dest="command", required=True)
    harvesting = commands.add_parser("harvest", help="fetch questions from the official API, and make an index of them")
    building = commands.add_parser("build", help="make an index of files, and switch to it")
    updating = commands.add_parser(
        "update", help="fetch what has changed and put it into the index; or what files hold, or take records out"
    )
    _harvest(harvesting)
    building.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or folder; other files are passed over")
    _update(updating)
    for command in (harvesting, updating):
        _source(command)
    for command in (building, updating):
        command.add_argument(
            "--max-rejected",
            type=_share,
            default=_MOST_REJECTED,
            metavar="SHARE",
            help="share of the records of files that may be rejected before the exit code is 1 (default %(default)s)",
        )
    for command in (harvesting, building, updating):
        _changing(command)
    commands.add_parser("status", help="what indexes there are")
    commands.add_parser("check", help="read the whole index back, and say whether it is sound")
    for command in commands.choices.values():
        command.add_argument("--index", metavar="DIR", help="folder of the index (default: WRANS_INDEX_DATA, or index_data)")
    return made


def _harvest(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--since",
        type=_day,
        default=FIRST_DAY,
        metavar="DAY",
        help="first day tabled (default %(default)s, the source's first)",
    )
    command.add_argument("--until", type=_day, metavar="DAY", help="last day tabled (default: today)")
    command.add_argument("--house", choices=("Commons", "Lords"), help="only what was asked in this House")


def _update(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="a file or folder, as for build; without any, the source is asked"
    )
    command.add_argument("--remove", nargs="+", default=(), metavar="ID", help="records to take out, by their ids")
    command.add_argument(
        "--weeks",
        type=_weeks,
        default=_WEEKS,
        metavar="N",
        help="ask again for what was answered, corrected or held in so many weeks (default %(default)s)",
    )
    command.add_argument(
        "--every", type=_span, metavar="TIME", help="go on asking this often, such as 1h or 30m, until stopped"
    )


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument("--source", metavar="ADDRESS", help="where the official API is (default: WRANS_SOURCE)")
    command.add_argument("--rate", metavar="N", help="requests a second at most (default: WRANS_RATE, or 5)")


def _changing(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--processes",
        type=_processes,
        default=min(_PROCESSES, os.cpu_count() or 1),
        metavar="N",
        help="processes that index at once, some 250 MB each (default %(default)s)",
    )
    command.add_argument(
        "--wait",
        type=_seconds,
        default=WAIT_SECONDS,
        metavar="SECONDS",
        help="how long to wait for others that change the index (default %(default).0f)",
    )


def _processes(written: str) -> int:
    return _whole(written, _MOST_PROCESSES)


def _weeks(written: str) -> int:
    return _whole(written, _MOST_WEEKS)


def _whole(written: str, most: int) -> int:
    number = whole_number(written, 1, most)
    if number is None:
        raise argparse.ArgumentTypeError(f"{written} is not a whole number from 1 to {most}")
    return number


def _share(written: str) -> float:
    share = float(written)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{written} is not a share from 0 to 1")
    return share


def _seconds(written: str) -> float:
    seconds = float(written)
    if not 0 <= seconds <= _SECONDS["d"]:
        raise argparse.ArgumentTypeError(f"{written} is not a number of seconds from 0 to {_SECONDS['d']}")
    return seconds


def _span(written: str) -> int:
    found = _SPAN.fullmatch(written)
    if not found:
        raise argparse.ArgumentTypeError(f"{written} is not a time such as 45s, 30m, 1h or 1d")
    return int(found[1]) * _SECONDS[found[2]]


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written} is not a day such as 2024-01-01") from None
