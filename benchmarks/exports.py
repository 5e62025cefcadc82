"""How quickly, and in how much memory, every record of an index is written to a file of each format.

    python -m benchmarks.exports INDEX

Each format is written in a process of its own by the site itself, and the same objects by the standard library alone in
another: ``json`` for JSON and its lines, ``csv`` for CSV and Excel, ``xml.etree`` for XML; those for which it has none stand
beside ``json``, Turtle over the items it is made of. Reading the records is in both.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from xml.etree import ElementTree

import msgspec
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.memory import peak_megabytes
from search.engines.whoosh.engine import WhooshEngine
from search.model.fields import FIELDS
from search.model.question import Question
from search.query.request import SearchRequest
from web import Assets, create_app
from web.exports import EXPORTS
from web.exports.formats import COLUMNS
from web.linked_data.items import item

Measured = tuple[float, float, float]
"""Seconds, megabytes written, and the most megabytes of memory."""


def main(folder: Path) -> None:
    """Print a line a format."""
    records = WhooshEngine(folder).info().records
    print(f"| format | records a second | standard library | ratio | written, MB | peak memory, MB |\n| --- |{' --: |' * 5}")
    for ending, export in EXPORTS.items():
        (seconds, size, peak), (alone, _, _) = (_apart(work, folder, ending) for work in (_by_the_site, _by_the_library))
        rates = f"{records / seconds:,.0f} | {records / alone:,.0f} | {alone / seconds:.2f}"
        print(f"| {export.label} | {rates} | {size:,.0f} | {peak:,.0f} |", flush=True)


def _apart(work: Callable[[Path, str], Measured], folder: Path, ending: str) -> Measured:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, folder, ending).result()


def _by_the_site(folder: Path, ending: str) -> Measured:
    logging.disable(logging.CRITICAL)
    app = create_app(WhooshEngine(folder), Assets.find())
    return _timed(lambda: run_wsgi_app(app.wsgi_app, EnvironBuilder(f"/export.{ending}").get_environ())[0])


def _by_the_library(folder: Path, ending: str) -> Measured:
    write = {"csv": _row, "xlsx": _row, "xml": _element, "ttl": _item}.get(ending, _object)
    engine = WhooshEngine(folder)
    return _timed(lambda: (write(question).encode() for question in engine.scan(SearchRequest())))


def _timed(begin: Callable[[], Iterator[bytes]]) -> Measured:
    began = time.perf_counter()
    size = sum(len(piece) for piece in begin())
    return time.perf_counter() - began, size / 1e6, peak_megabytes()


def _object(question: Question) -> str:
    return json.dumps(msgspec.to_builtins(question))


def _item(question: Question) -> str:
    return json.dumps(item(question))


def _row(question: Question) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["; ".join(FIELDS[name].values(question)) for name in COLUMNS])
    return written.getvalue()


def _element(question: Question) -> str:
    def made(name: str, value: object) -> ElementTree.Element:
        node = ElementTree.Element(name)
        if isinstance(value, dict) and "_value" not in value:
            node.extend(made(key, below) for key, below in value.items() if not key.startswith("_"))
        elif isinstance(value, list):
            node.extend(made("item", each) for each in value)
        else:
            node.text = str(value["_value"] if isinstance(value, dict) else value)
        return node

    return ElementTree.tostring(made("item", item(question)), encoding="unicode")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
