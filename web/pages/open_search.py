"""``/opensearch.xml``: the OpenSearch 1.1 description, with which a browser searches this site from its address bar."""

from __future__ import annotations

from flask import Blueprint, Response, request
from lxml import etree

from web.site.xml_text import without_forbidden

MEDIA_TYPE = "application/opensearchdescription+xml"
_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_PROPERTIES = {
    "ShortName": "Wrans",
    "LongName": "Wrans: Parliament’s written questions",
    "Description": "Search the written questions of both Houses of Parliament and their answers",
    "Language": "en-GB",
    "InputEncoding": "UTF-8",
    "OutputEncoding": "UTF-8",
}
_URL_TEMPLATES = {
    "text/html": "/search?q={searchTerms}",
    "application/atom+xml": "/search.atom?q={searchTerms}",
    "application/json": "/search.json?q={searchTerms}",
}


def routes() -> Blueprint:
    """The address of the description."""
    pages = Blueprint("open_search", __name__)

    @pages.get("/opensearch.xml")
    def description() -> Response:
        return Response(_description(request.host_url.rstrip("/")), mimetype=MEDIA_TYPE)

    return pages


def _description(root_url: str) -> bytes:
    prefixes: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item] # None stands for no prefix
    document = etree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription", nsmap=prefixes)
    for name, text in _PROPERTIES.items():
        etree.SubElement(document, f"{{{_NAMESPACE}}}{name}").text = text
    for media_type, template in _URL_TEMPLATES.items():
        etree.SubElement(document, f"{{{_NAMESPACE}}}Url", type=media_type, template=without_forbidden(root_url) + template)
    xml: bytes = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return xml
