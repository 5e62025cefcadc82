"""Measure the time and the memory of exporting every record of an index, in each format.

    python -m benchmarks.exports INDEX

For each format, the site exports the records in one new process, and the standard library alone writes the same records in
another: ``csv`` for CSV and Excel, ``xml.etree`` for XML, and ``json`` for all other formats (for Turtle, the Linked Data
items). Both times include reading the records.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
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
from web.exports.columns import COLUMNS
from web.linked_data.items import item

Measurement = tuple[float, float, float]
"""Seconds, megabytes written, and megabytes of peak memory."""


def main(folder: Path) -> None:
    """Print a row of the table for each format."""
    records = WhooshEngine(folder).info().records
    print(f"| format | records a second | standard library | ratio | size, MB | peak memory, MB |\n| --- |{' --: |' * 5}")
    for extension, export in EXPORTS.items():
        (seconds, size, peak), (library_seconds, _, _) = (
            _in_new_process(work, folder, extension) for work in (_export_by_site, _export_by_standard_library)
        )
        rates = f"{records / seconds:,.0f} | {records / library_seconds:,.0f} | {library_seconds / seconds:.2f}"
        print(f"| {export.label} | {rates} | {size:,.0f} | {peak:,.0f} |", flush=True)


def _in_new_process(export: Callable[[Path, str], Measurement], folder: Path, extension: str) -> Measurement:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(export, folder, extension).result()


def _export_by_site(folder: Path, extension: str) -> Measurement:
    logging.disable(logging.CRITICAL)
    app = create_app(WhooshEngine(folder), Assets.find())
    return _timed(lambda: run_wsgi_app(app.wsgi_app, EnvironBuilder(f"/export.{extension}").get_environ())[0])


def _export_by_standard_library(folder: Path, extension: str) -> Measurement:
    write = {"csv": _csv_row, "xlsx": _csv_row, "xml": _xml_element, "ttl": _json_item}.get(extension, _json_object)
    engine = WhooshEngine(folder)
    return _timed(lambda: (write(question).encode() for question in engine.scan(SearchRequest())))


def _timed(export: Callable[[], Iterable[bytes]]) -> Measurement:
    start = time.perf_counter()
    size = sum(len(chunk) for chunk in export())
    return time.perf_counter() - start, size / 1e6, peak_megabytes()


def _json_object(question: Question) -> str:
    return json.dumps(msgspec.to_builtins(question))


def _json_item(question: Question) -> str:
    return json.dumps(item(question))


def _csv_row(question: Question) -> str:
    output = io.StringIO(newline="")
    csv.writer(output).writerow(["; ".join(FIELDS[name].values(question)) for name in COLUMNS])
    return output.getvalue()


def _xml_element(question: Question) -> str:
    def make_element(name: str, value: object) -> ElementTree.Element:
        node = ElementTree.Element(name)
        if isinstance(value, dict) and "_value" not in value:
            node.extend(make_element(key, child) for key, child in value.items() if not key.startswith("_"))
        elif isinstance(value, list):
            node.extend(make_element("item", child) for child in value)
        else:
            node.text = str(value["_value"] if isinstance(value, dict) else value)
        return node

    return ElementTree.tostring(make_element("item", item(question)), encoding="unicode")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
