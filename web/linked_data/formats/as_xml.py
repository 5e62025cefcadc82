"""XML: resources have ``href``, several values are ``item`` elements, and literals have their ``datatype``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item
from web.site.xml_text import without_forbidden

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def xml(document: Document) -> bytes:
    """Write the answer in XML."""
    result: Item = document["result"]
    root = etree.Element("result", {"format": document["format"], "version": document["version"]})
    _fill(root, result)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return text


def element(name: str, value: object) -> etree._Element:
    """Return an element for a value of JSON. A name that XML does not allow is put into an attribute."""
    node = etree.Element(name) if _NAME.fullmatch(name) else etree.Element("property", {"name": without_forbidden(name)})
    if isinstance(value, list):
        node.extend(element("item", member) for member in value)
    elif not isinstance(value, Mapping):
        node.text = _text(value)
    elif "_value" in value:
        node.text = _text(value["_value"])
        for key in ("_datatype", "_lang"):
            if key in value:
                node.set(key[1:], without_forbidden(str(value[key])))
    else:
        _fill(node, value)
    return node


def _fill(node: etree._Element, resource: Mapping[str, object]) -> None:
    if "_about" in resource:
        node.set("href", without_forbidden(str(resource["_about"])))
    node.extend(element(name, value) for name, value in resource.items() if not name.startswith("_"))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else without_forbidden(str(value))
