"""Datasette over the same records, set up as its documents advise: full-text search, facets, an immutable file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

from benchmarks.query import Kind, Queries, Query
from benchmarks.sites import PageType
from benchmarks.speed import clients
from search.model.field_types import Kind as FieldKind
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.query.request import DEFAULT_PAGE_SIZE

_DATABASE, _TABLE = "records", "questions"
_FACETS = [field.name for field in FIELDS.values() if field.facet]
_TEXTS = [field.name for field in RANKED]
_DATES = [field.name for field in FIELDS.values() if field.kind is FieldKind.DATE]
_COLUMNS = list(dict.fromkeys(("id", "uin", *_TEXTS, *_DATES, *_FACETS)))
_SHOWN_VALUES = 5
_SHOWN_CHARACTERS = 240
_SETTINGS = {
    "default_page_size": DEFAULT_PAGE_SIZE,
    "default_facet_size": _SHOWN_VALUES,
    "truncate_cells_html": _SHOWN_CHARACTERS,
    "suggest_facets": "off",
    "sql_time_limit_ms": 5_000,
}
_TABLE_PATH = f"/{_DATABASE}/{_TABLE}"


class DatasetteSite:
    """One table with a full-text index, in an SQLite file that does not change."""

    setup: ClassVar[str] = (
        "one table, with a full-text index of the three texts by `sqlite-utils enable-fts --tokenize porter`, an index for "
        "each column of a facet and for the day tabled, and statistics. It is served immutable, with its counts from "
        f"`datasette inspect`. It has {DEFAULT_PAGE_SIZE} rows a page, {_SHOWN_VALUES} values a facet, cells cut at "
        f"{_SHOWN_CHARACTERS} characters, and no suggested facets. A query has 5 s, because some would fail at the default of "
        "1 s. A facet has 0.2 s, the default, so a page of many matches lacks the slower facets. Results come in the order of "
        "the file, because it ranks no table. Nothing is highlighted or compressed, and there is no more like this"
    )

    @staticmethod
    def version() -> str:
        """Return the version of the package."""
        return metadata.version("datasette")

    @staticmethod
    def build(questions: Iterable[Question], folder: Path) -> None:
        """Fill the table, make its indexes, and write what Datasette reads beside it."""
        from sqlite_utils import Database  # noqa: PLC0415 (only where this site is measured)

        path = folder / f"{_DATABASE}.db"
        database = Database(path)
        table = database[_TABLE]
        table.insert_all(_rows(questions), pk="id", batch_size=1_000)  # type: ignore[union-attr]
        table.enable_fts(_TEXTS, tokenize="porter")  # type: ignore[union-attr]
        for column in dict.fromkeys(("tabled", *_FACETS)):
            table.create_index([column])  # type: ignore[union-attr]
        table.optimize()  # type: ignore[union-attr]
        database.analyze()
        database.vacuum()
        database.close()
        (folder / "metadata.json").write_text(json.dumps(_METADATA))
        inspect = [sys.executable, "-m", "datasette", "inspect", str(path), "--inspect-file", str(folder / "counts.json")]
        subprocess.run(inspect, check=True)  # noqa: S603 (a package that the benchmarks need)

    @staticmethod
    def command(folder: Path, port: int) -> list[str]:
        """Return the command of the site. It has one process, and three threads for SQLite."""
        command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(folder / f"{_DATABASE}.db")]
        command += ["--inspect-file", str(folder / "counts.json"), "--metadata", str(folder / "metadata.json")]
        command += ["--host", clients.HOST, "--port", str(port)]
        return command + [word for name, value in _SETTINGS.items() for word in ("--setting", name, str(value))]

    @staticmethod
    def addresses(queries: Queries) -> Mapping[PageType, tuple[str, ...]]:
        """Return the addresses of every type but more like this."""
        return {
            PageType.HOME: ("/",),
            PageType.RESULTS: tuple(map(_search, queries[Kind.COMMON])),
            PageType.FILTERED: tuple(map(_search, queries[Kind.FILTERED])),
            PageType.NEWEST: (f"{_TABLE_PATH}?_sort_desc=tabled",),
            PageType.RECORD: tuple(f"{_TABLE_PATH}/{query.id}" for query in queries[Kind.LIKE]),
        }


_METADATA = {"databases": {_DATABASE: {"tables": {_TABLE: {"facets": _FACETS, "title": "Written questions"}}}}}


def _rows(questions: Iterable[Question]) -> Iterator[dict[str, str]]:
    for question in questions:
        yield {name: next(iter(FIELDS[name].values(question)), "") for name in _COLUMNS}


def _search(query: Query) -> str:
    params = {"_search": " ".join(query.words)}
    if query.body:
        params["body"] = query.body
    if query.tabled:
        params |= {"tabled__gte": query.tabled[0].isoformat(), "tabled__lte": query.tabled[1].isoformat()}
    return f"{_TABLE_PATH}?{urlencode(params)}"
