"""``make bench-pages``: measure our site beside Datasette over the same records, page type by page type, in one run.

    python -m benchmarks.sites [--size N] [--sites ours,datasette]

A run with every site writes its tables into docs/speed.md and docs/tables/speed.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import corpus, sites
from benchmarks.corpus import CACHE
from benchmarks.markdown import write_sections
from benchmarks.names_option import add_names_option
from benchmarks.sites import page_load, report
from benchmarks.speed import query_sampling
from benchmarks.speed.report import PAGE, TABLES

SIZE = 100_000


def main() -> None:
    """Build the sites that are missing, measure, and print or write the tables."""
    parser = argparse.ArgumentParser(
        "make bench-pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=SIZE, help="number of records")
    add_names_option(parser, "--sites", sites.CLASSES, "sites")
    arguments = parser.parse_args()
    measured = run(arguments.size, arguments.sites)
    sections = {
        PAGE: report.section(arguments.size, arguments.sites, measured),
        TABLES: report.tables_section(arguments.size, arguments.sites, measured),
    }
    print(*sections.values(), sep="\n")
    if len(arguments.sites) == len(sites.CLASSES):
        for page, section in sections.items():
            write_sections(page, section)


def run(size: int, names: Sequence[str]) -> page_load.Results:
    """Measure the sites at one size."""
    path = corpus.make_corpus(size)
    queries = query_sampling.choose_queries(corpus.questions(path), size)
    folders = {name: _built(name, path, CACHE / f"site-{size}-{name}") for name in names}
    addresses = {name: sites.load_class(name).addresses(queries) for name in names}
    print("measuring the pages", file=sys.stderr, flush=True)
    return page_load.measure_sites(folders, addresses)


def _built(name: str, path: Path, folder: Path) -> Path:
    """Return the folder of a site, and build it if it does not exist."""
    if not folder.exists():
        print(f"{name}: building", file=sys.stderr, flush=True)
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        sites.load_class(name).build(corpus.questions(path), part)
        part.rename(folder)
    return folder


if __name__ == "__main__":
    main()
