"""Sitemaps (sitemaps.org, 0.9): an index of files, each with the addresses of up to ``FILE_RECORDS`` records of one year.

Members and answering bodies have files of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from search.engine import Engine
from search.model.fields import FIELDS
from search.query.nodes import AnyOf, Exists, Filter
from search.query.request import FacetRequest, SearchRequest
from web.site import urls

FILE_RECORDS = 2_000
"""Addresses in one file. The protocol allows 50,000, and 50,000 files; this many take a tenth of a second."""

MAX_YEARS = 1_000
PEOPLE, BODIES = "people", "bodies"
FIGURES = (PEOPLE, BODIES)
UNDATED = "undated"
"""Stands in the address of a file for the year of records without a day of tabling."""

MEDIA_TYPE = "application/xml"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_YEAR_FIELD = "tabled-year"


def index(engine: Engine, root_url: str) -> bytes:
    """Return the index of all files."""
    files = (f"{root_url}{urls.sitemap(year, number)}" for year, number in (*_files(engine), *_figure_files(engine)))
    return _document("sitemapindex", "sitemap", ((url, "") for url in files))


def file(engine: Engine, root_url: str, year: str, number: int) -> bytes | None:
    """Return one file; None if there is no such file. The day of an entry is that of the record's last change.

    In place of a year there may be ``people`` or ``bodies``, whose entries have no day.
    """
    if year in FIGURES:
        listed = _figure_addresses(engine, year)[(number - 1) * FILE_RECORDS : number * FILE_RECORDS]
        return _document("urlset", "url", ((root_url + address, "") for address in listed)) if listed else None
    records = SearchRequest(
        filters=(_year_filter(year),), sort="oldest", per_page=FILE_RECORDS, page=number, with_snippets=False
    )
    questions = [hit.question for hit in engine.search(records).hits]
    if not questions:
        return None
    last_change = FIELDS["changed"].values
    return _document(
        "urlset", "url", ((root_url + urls.record(question.id), "".join(last_change(question))) for question in questions)
    )


def _figure_files(engine: Engine) -> Iterator[tuple[str, int]]:
    """Yield the files of members and of bodies."""
    for name in FIGURES:
        for number in range(-(-len(_figure_addresses(engine, name)) // FILE_RECORDS)):
            yield name, number + 1


def _figure_addresses(engine: Engine, name: str) -> list[str]:
    directory = engine.directory()
    if name == PEOPLE:
        return [urls.person(member.key) for member in directory.members]
    return [urls.body(key) for key in directory.body_entries]


def _files(engine: Engine) -> Iterator[tuple[str, int]]:
    """Yield the year and the number of each file, newest year first."""
    snapshot = engine.snapshot()
    page = snapshot.search(SearchRequest(facets=(FacetRequest(_YEAR_FIELD, MAX_YEARS),), per_page=0))
    counts = [(bucket.value, bucket.count) for bucket in page.facets[0].buckets]
    counts.append((UNDATED, snapshot.count(_year_filter(UNDATED))))
    for year, count in counts:
        for number in range(-(-count // FILE_RECORDS)):
            yield year, number + 1


def _year_filter(year: str) -> Filter:
    return Exists(_YEAR_FIELD, False) if year == UNDATED else AnyOf(_YEAR_FIELD, (year,))


def _document(root: str, entry: str, entries: Iterable[tuple[str, str]]) -> bytes:
    """Return an XML document with an element for each address and its day of last change, "" if unknown."""
    prefixes: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item] # None stands for no prefix
    document = etree.Element(f"{{{_NAMESPACE}}}{root}", nsmap=prefixes)
    for url, day in entries:
        element = etree.SubElement(document, f"{{{_NAMESPACE}}}{entry}")
        etree.SubElement(element, f"{{{_NAMESPACE}}}loc").text = url
        if day:
            etree.SubElement(element, f"{{{_NAMESPACE}}}lastmod").text = day
    xml: bytes = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return xml
