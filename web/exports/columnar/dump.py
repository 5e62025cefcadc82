"""``wrans dump``: the whole index as Parquet files, one for each year tabled, and as a SQLite database."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from search.engine import Engine
from search.errors import naming_full_disk
from search.model.question import Question
from search.pipeline import relevance_policy
from search.query.nodes import AnyOf, Exists, Filter, MatchAll
from search.query.request import FacetRequest, SearchRequest, SortKey
from web.exports.columnar import parquet, sqlite
from web.exports.description import ExportDescription

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR = "tabled-year"
MAX_YEARS = 1_000
OLDEST_FIRST = (SortKey("tabled"),)
UNDATED = "undated"
"""The file of the records without a day tabled."""


def dump_parquet(engine: Engine, folder: Path, root: str) -> int:
    """Write a file for each year tabled, and one for records without a day. Returns the number of records.

    Each file replaces the one of its name in one step. Raises ``ExtraMissing``.
    """
    parquet.require()
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = engine.snapshot()
    count = 0
    for name, filter_ in _years(snapshot):
        description, records = _described(snapshot, (filter_,), root)
        with _replacing(folder / f"written-questions-{name}.parquet") as path, path.open("wb") as file:
            file.writelines(parquet.parquet(records, description))
        count += description.count
    return count


def dump_sqlite(engine: Engine, path: Path, root: str) -> int:
    """Write one database of every record, which replaces the file of its name in one step. Returns the number of records."""
    path.parent.mkdir(parents=True, exist_ok=True)
    description, records = _described(engine.snapshot(), (), root)
    with _replacing(path) as unfinished:
        return sqlite.write_database(records, description, unfinished)


def _years(engine: Engine) -> Iterator[tuple[str, Filter]]:
    request = SearchRequest(query=MatchAll(), per_page=0, facets=(FacetRequest(YEAR, MAX_YEARS),))
    for bucket in sorted(engine.search(request).facets[0].buckets, key=lambda bucket: bucket.value):
        yield bucket.value, AnyOf(YEAR, (bucket.value,))
    if engine.count(Exists("tabled", present=False)):
        yield UNDATED, Exists("tabled", present=False)


def _described(engine: Engine, filters: tuple[Filter, ...], root: str) -> tuple[ExportDescription, Iterable[Question]]:
    request = SearchRequest(query=MatchAll(), filters=filters, sort=OLDEST_FIRST)
    outcome = relevance_policy.search(engine, request)
    return ExportDescription.of(request, outcome, 0, root), engine.scan(request)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield the path of an unfinished file. It becomes ``path`` if the block ends well, and is deleted if not."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        with naming_full_disk(path.parent):
            yield unfinished
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
