"""``/opensearch.xml``: the OpenSearch 1.1 description, with which a browser searches this site from its address bar."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from lxml import etree

from web.pages.completions import SUGGESTIONS_TYPE
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
    SUGGESTIONS_TYPE: "/suggest?q={searchTerms}",
}
_RELATIONS = {SUGGESTIONS_TYPE: "suggestions"}
"""The relation of an address that does not give the results, which is the default."""

_ICONS = {"wrans.png": ("image/png", 32), "wrans.svg": ("image/svg+xml", 32)}
"""Each icon in the static folder, with its media type and its width and height in pixels."""


def routes(static: Callable[[str], str]) -> Blueprint:
    """The address of the description. ``static`` returns the address of a static file."""
    pages = Blueprint("open_search", __name__)

    @pages.get("/opensearch.xml")
    def description() -> Response:
        return Response(_description(request.url_root.rstrip("/"), static), mimetype=MEDIA_TYPE)

    return pages


def _description(root_url: str, static: Callable[[str], str]) -> bytes:
    prefixes: dict[str, str] = {None: _NAMESPACE}  # type: ignore[dict-item] # None stands for no prefix
    document = etree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription", nsmap=prefixes)
    for name, text in _PROPERTIES.items():
        etree.SubElement(document, f"{{{_NAMESPACE}}}{name}").text = text
    root_url = without_forbidden(root_url)
    for media_type, template in _URL_TEMPLATES.items():
        url = etree.SubElement(document, f"{{{_NAMESPACE}}}Url", type=media_type, template=root_url + template)
        if media_type in _RELATIONS:
            url.set("rel", _RELATIONS[media_type])
    for name, (media_type, pixels) in _ICONS.items():
        size = {"width": str(pixels), "height": str(pixels)}
        etree.SubElement(document, f"{{{_NAMESPACE}}}Image", size, type=media_type).text = root_url + static(name)
    xml: bytes = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return xml
