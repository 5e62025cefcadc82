"""The sites measured over HTTP, one module each: ours, and Datasette."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from pkgutil import resolve_name
from typing import ClassVar, Protocol

from benchmarks.query import Queries
from search.model.question import Question

CLASSES = {"ours": "ours.OurSite", "datasette": "datasette_site.DatasetteSite"}
"""The name of each site -> its module and class, in the order of the tables."""


class PageType(StrEnum):
    """A type of page; the value is its name in the tables."""

    HOME = "home"
    RESULTS = "results of a common word"
    FILTERED = "results of a word, a body and dates"
    NEWEST = "every record, newest first"
    RECORD = "a record"
    SIMILAR = "more like this"


class Site(Protocol):
    """One site. ``setup`` describes the configuration in the report."""

    setup: ClassVar[str]

    @staticmethod
    def version() -> str:
        """Return the version measured."""

    @staticmethod
    def build(questions: Iterable[Question], folder: Path) -> None:
        """Build the data that the site serves, in an empty folder."""

    @staticmethod
    def command(folder: Path, port: int) -> list[str]:
        """Return the command that serves the folder on a port of this machine, in one process."""

    @staticmethod
    def addresses(queries: Queries) -> Mapping[PageType, tuple[str, ...]]:
        """Return the addresses of the pages of each type that the site has, for the same queries."""


def load_class(name: str) -> type[Site]:
    """Import and return the class of a site."""
    site_class: type[Site] = resolve_name(f"{__name__}.{CLASSES[name]}")
    return site_class
