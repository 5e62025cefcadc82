"""The option that names the systems to measure, such as ``--peers ours,tantivy``."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Collection


def add_names_option(parser: ArgumentParser, option: str, names: Collection[str], noun: str) -> None:
    """Add an option whose value is some of the names, separated by commas, in their order; all of them without it."""

    def chosen(text: str) -> list[str]:
        listed = text.split(",")
        if unknown := set(listed) - set(names):
            raise ArgumentTypeError(f"There is no {min(unknown)}. The {noun} are {', '.join(names)}.")
        return [name for name in names if name in listed]

    parser.add_argument(option, type=chosen, default=list(names), help=f"{noun} to measure, separated by commas")
