"""What stands around items: the page, the list it is of, its neighbours, and what was asked to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.model.linked_data_paths import PATHS, TEXT_PATHS
from web.linked_data.endpoints import Endpoint
from web.linked_data.filters import OTHERS
from web.linked_data.formats.vocabulary import predicate
from web.linked_data.item_views import VIEWS
from web.linked_data.items import Item
from web.linked_data.lda_params import RESERVED, Asked
from web.linked_data.page_urls import Place, words

API = "http://purl.org/linked-data/api/vocab#"
LIST, PAGE, ITEM = (f"{API}{name}" for name in ("ListEndpoint", "Page", "ItemEndpoint"))

Document = dict[str, Any]
"""The whole answer as JSON: format, version, result."""


def document(result: Mapping[str, object]) -> Document:
    """The answer around a result."""
    return {"format": "linked-data-api", "version": "0.2", "result": dict(result)}


def page(place: Place, asked: Asked, items: list[Item], total: int, formats: Mapping[str, str]) -> Document:
    """A page of a list. ``first`` is always there, ``next`` and ``prev`` where there are such; ``formats`` are media types."""
    number, size = asked.request.page - 1, asked.request.per_page
    about, definition = str(place), str(place.definition)
    whole: object = about
    if asked.paged:
        whole = {"_about": str(place.whole), "definition": definition, "hasPart": about, "type": LIST}
    found: Item = {
        "_about": about,
        "definition": definition,
        "extendedMetadataVersion": str(place.extended),
        "first": str(place.page(0)),
        "hasPart": about,
        "isPartOf": whole,
        "items": items,
        "itemsPerPage": size,
    }
    if (number + 1) * size < total:
        found["next"] = str(place.page(number + 1))
    found["page"] = number
    if number:
        found["prev"] = str(place.page(number - 1))
    found |= {"startIndex": number * size + 1, "totalResults": total, "type": PAGE if asked.paged else [LIST, PAGE]}
    return document({**found, **_metadata(place, asked, formats)})


def one(place: Place, asked: Asked, item: Item, formats: Mapping[str, str]) -> Document:
    """The page of an item."""
    about = str(place)
    found = {
        "_about": about,
        "definition": str(place.definition),
        "extendedMetadataVersion": str(place.extended),
        "primaryTopic": {**item, "isPrimaryTopicOf": about},
        "type": ITEM,
    }
    return document({**found, **_metadata(place, asked, formats)})


def description(place: Place, endpoint: Endpoint, formats: Mapping[str, str]) -> Document:
    """What a list is of, and what it can be asked: its definition."""
    paths = sorted({*PATHS, *TEXT_PATHS, *OTHERS})
    return document(
        {
            "_about": str(place),
            "type": LIST,
            "label": endpoint.label,
            "uriTemplate": f"/{endpoint.path}",
            "view": [{"name": name, "label": said} for name, said in VIEWS.items()],
            "parameter": [{"name": name, "label": said} for name, said in RESERVED.items()]
            + [{"name": name, "label": "of this list"} for name in sorted(endpoint.takes)],
            "termBinding": [_term(path) for path in paths],
            "hasFormat": _formats(place, formats),
        }
    )


def configuration(place: Place, endpoints: Mapping[str, Endpoint]) -> Document:
    """Every list there is."""
    lists = [
        {"_about": f"{place.root}/{path}", "definition": f"{place.root}/meta/{path}", "label": each.label}
        for path, each in endpoints.items()
    ]
    return document({"_about": str(place), "label": "The lists of the Linked Data API served here", "endpoint": lists})


def _metadata(place: Place, asked: Asked, formats: Mapping[str, str]) -> Item:
    found: Item = {}
    if "versions" in asked.metadata:
        found["hasVersion"] = [{"_about": str(place.with_("_view", view)), "label": view} for view in VIEWS]
    if "formats" in asked.metadata:
        found["hasFormat"] = _formats(place, formats)
    if "bindings" in asked.metadata:
        found["termBinding"] = [_term(path) for path in sorted({*PATHS, *TEXT_PATHS, *OTHERS})]
        found["variableBinding"] = [{"label": name, "value": value} for name, value in asked.active]
    if "execution" in asked.metadata:
        found["wasResultOf"] = {"label": "Wrans, from its own index", "type": f"{API}Processor"}
    return found


def _formats(place: Place, formats: Mapping[str, str]) -> list[Item]:
    return [
        {"_about": str(place.format(suffix)), "label": suffix, "format": {"label": mime}} for suffix, mime in formats.items()
    ]


def _term(path: str) -> Item:
    name = path.rpartition(".")[2]
    return {"label": path, "comment": words(name), "property": str(predicate(name))}
