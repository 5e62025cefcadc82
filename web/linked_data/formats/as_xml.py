"""XML: resources have ``href``, several values are ``item`` elements, and literals have their ``datatype``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lxml import etree

from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item
from web.site.xml_text import without_forbidden

_is_element_name = lru_cache(1 << 10)(re.compile(r"[A-Za-z_][\w.-]*", re.ASCII).fullmatch)
"""Whether XML allows a name of a property. There are some 60 properties."""


def xml(document: Document) -> bytes:
    """Write the answer in XML."""
    result: Item = document["result"]
    root = etree.Element("result", {"format": document["format"], "version": document["version"]})
    _fill(root, result)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return text


def item_element(item: Item) -> etree._Element:
    """Return the ``item`` element of an item of a list."""
    node = etree.Element("item")
    _fill(node, item)
    return node


def _fill(node: etree._Element, resource: Mapping[str, object]) -> None:
    """Add a resource to its element. Each element is made in its parent: to move it there later takes longer."""
    if "_about" in resource:
        node.set("href", without_forbidden(str(resource["_about"])))
    for name, value in resource.items():
        if not name.startswith("_"):
            _add(node, name, value)


def _add(parent: etree._Element, name: str, value: object) -> None:
    """Add an element for a value of JSON. A name that XML does not allow is put into an attribute."""
    attributes = None if _is_element_name(name) else {"name": without_forbidden(name)}
    node = etree.SubElement(parent, "property" if attributes else name, attributes)
    if isinstance(value, list):
        for member in value:
            _add(node, "item", member)
    elif not isinstance(value, dict):
        _set_text(node, value)
    elif "_value" in value:
        _set_text(node, value["_value"])
        for key in ("_datatype", "_lang"):
            if key in value:
                node.set(key[1:], without_forbidden(str(value[key])))
    else:
        _fill(node, value)


def _set_text(node: etree._Element, value: object) -> None:
    text = _text(value)
    try:
        node.text = text
    except ValueError:  # lxml has found a character that XML forbids
        node.text = without_forbidden(text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
