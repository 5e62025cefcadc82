"""The document around the items: the page, its list, the neighbouring pages, and the metadata that was requested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.model.linked_data_paths import PATHS, TEXT_PATHS
from web.linked_data.endpoints import Endpoint
from web.linked_data.filters import OTHER_PATHS
from web.linked_data.formats.vocabulary import predicate
from web.linked_data.item_views import VIEWS
from web.linked_data.items import Item
from web.linked_data.lda_params import RESERVED, LdaParams
from web.linked_data.page_urls import PageUrl, property_label

API = "http://purl.org/linked-data/api/vocab#"
LIST, PAGE, ITEM = (f"{API}{name}" for name in ("ListEndpoint", "Page", "ItemEndpoint"))

Document = dict[str, Any]
"""A whole answer as JSON: ``format``, ``version`` and ``result``."""


def document(result: Mapping[str, object]) -> Document:
    """Return the document around a result."""
    return {"format": "linked-data-api", "version": "0.2", "result": dict(result)}


def list_page(url: PageUrl, params: LdaParams, items: list[Item], total: int, formats: Mapping[str, str]) -> Document:
    """Return a page of a list, with ``next`` and ``prev`` if there are such pages. ``formats`` maps names to media types."""
    number, size = params.request.page - 1, params.request.per_page
    about, definition = str(url), str(url.definition)
    whole_list: object = about
    if params.is_paged:
        whole_list = {"_about": str(url.whole_list), "definition": definition, "hasPart": about, "type": LIST}
    result: Item = {
        "_about": about,
        "definition": definition,
        "extendedMetadataVersion": str(url.with_all_metadata),
        "first": str(url.with_page(0)),
        "hasPart": about,
        "isPartOf": whole_list,
        "items": items,
        "itemsPerPage": size,
    }
    if (number + 1) * size < total:
        result["next"] = str(url.with_page(number + 1))
    result["page"] = number
    if number:
        result["prev"] = str(url.with_page(number - 1))
    page_type = PAGE if params.is_paged else [LIST, PAGE]
    result |= {"startIndex": number * size + 1, "totalResults": total, "type": page_type}
    return document({**result, **_metadata(url, params, formats)})


def item_page(url: PageUrl, params: LdaParams, item: Item, formats: Mapping[str, str]) -> Document:
    """Return the page of an item."""
    about = str(url)
    result = {
        "_about": about,
        "definition": str(url.definition),
        "extendedMetadataVersion": str(url.with_all_metadata),
        "primaryTopic": {**item, "isPrimaryTopicOf": about},
        "type": ITEM,
    }
    return document({**result, **_metadata(url, params, formats)})


def list_definition(url: PageUrl, endpoint: Endpoint, formats: Mapping[str, str], listing: str) -> Document:
    """Return the definition of a list: its questions, views, parameters, properties and formats."""
    return document(
        {
            "_about": str(url),
            "type": LIST,
            "label": endpoint.label,
            "comment": listing,
            "defaultView": endpoint.view,
            "uriTemplate": f"/{endpoint.path}",
            "view": [{"name": name, "label": label} for name, label in VIEWS.items()],
            "parameter": [{"name": name, "label": label} for name, label in RESERVED.items()]
            + [{"name": name, "label": "a parameter of this list"} for name in sorted(endpoint.own_params)],
            "termBinding": _term_bindings(),
            "hasFormat": _formats(url, formats),
        }
    )


def configuration(url: PageUrl, endpoints: Mapping[str, Endpoint]) -> Document:
    """Return the names and addresses of all lists."""
    lists = [
        {"_about": f"{url.root}/{path}", "definition": f"{url.root}/meta/{path}", "label": endpoint.label}
        for path, endpoint in endpoints.items()
    ]
    return document({"_about": str(url), "label": "The lists of this Linked Data API", "endpoint": lists})


def _metadata(url: PageUrl, params: LdaParams, formats: Mapping[str, str]) -> Item:
    metadata: Item = {}
    if "versions" in params.metadata:
        metadata["hasVersion"] = [{"_about": str(url.with_param("_view", view)), "label": view} for view in VIEWS]
    if "formats" in params.metadata:
        metadata["hasFormat"] = _formats(url, formats)
    if "bindings" in params.metadata:
        metadata["termBinding"] = _term_bindings()
        metadata["variableBinding"] = [{"label": name, "value": value} for name, value in params.filters]
    if "execution" in params.metadata:
        comment = {"comment": params.listing} if params.listing else {}
        metadata["wasResultOf"] = {"label": "Wrans, from its own index", **comment, "type": f"{API}Processor"}
    return metadata


def _formats(url: PageUrl, formats: Mapping[str, str]) -> list[Item]:
    return [
        {"_about": str(url.with_format(name)), "label": name, "format": {"label": media_type}}
        for name, media_type in formats.items()
    ]


def _term_bindings() -> list[Item]:
    """Return every property path with its name in words and its RDF property."""
    bindings: list[Item] = []
    for path in sorted({*PATHS, *TEXT_PATHS, *OTHER_PATHS}):
        name = path.rpartition(".")[2]
        bindings.append({"label": path, "comment": property_label(name), "property": str(predicate(name))})
    return bindings
