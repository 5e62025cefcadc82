"""``/opensearch.xml``: what lets a browser add this site to those one can search from its address bar (OpenSearch 1.1)."""

from __future__ import annotations

from flask import Blueprint, Response, request
from lxml import etree

from web.site.xml_text import clean

MEDIA_TYPE = "application/opensearchdescription+xml"
_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_SAID = {
    "ShortName": "Wrans",
    "LongName": "Wrans: Parliament’s written questions",
    "Description": "Search the written questions of both Houses of Parliament and their answers",
    "Language": "en-GB",
    "InputEncoding": "UTF-8",
    "OutputEncoding": "UTF-8",
}
_TEMPLATES = {
    "text/html": "/search?q={searchTerms}",
    "application/atom+xml": "/search.atom?q={searchTerms}",
    "application/json": "/search.json?q={searchTerms}",
}


def routes() -> Blueprint:
    """The description's address."""
    pages = Blueprint("open_search", __name__)

    @pages.get("/opensearch.xml")
    def description() -> Response:
        return Response(_description(request.host_url.rstrip("/")), mimetype=MEDIA_TYPE)

    return pages


def _description(root: str) -> bytes:
    prefixes: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item] # None is for no prefix
    made = etree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription", nsmap=prefixes)
    for name, text in _SAID.items():
        etree.SubElement(made, f"{{{_NAMESPACE}}}{name}").text = text
    for kind, template in _TEMPLATES.items():
        etree.SubElement(made, f"{{{_NAMESPACE}}}Url", type=kind, template=clean(root) + template)
    written: bytes = etree.tostring(made, xml_declaration=True, encoding="utf-8")
    return written
