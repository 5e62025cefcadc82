"""An answer as XML: things carry ``href``, several values are ``item`` elements, literals carry their ``datatype``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from web.linked_data.formats.envelope import Document
from web.linked_data.items import Item
from web.site.xml_text import without_forbidden

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def xml(document: Document) -> bytes:
    """The answer in XML."""
    result: Item = document["result"]
    root = etree.Element("result", {"format": document["format"], "version": document["version"]})
    _fill(root, result)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written


def element(name: str, value: object) -> etree._Element:
    """An element of this name for a value of JSON. A name that XML does not have stands in an attribute."""
    made = etree.Element(name) if _NAME.fullmatch(name) else etree.Element("property", {"name": without_forbidden(name)})
    if isinstance(value, list):
        made.extend(element("item", each) for each in value)
    elif not isinstance(value, Mapping):
        made.text = _text(value)
    elif "_value" in value:
        made.text = _text(value["_value"])
        for said in ("_datatype", "_lang"):
            if said in value:
                made.set(said[1:], without_forbidden(str(value[said])))
    else:
        _fill(made, value)
    return made


def _fill(made: etree._Element, thing: Mapping[str, object]) -> None:
    if "_about" in thing:
        made.set("href", without_forbidden(str(thing["_about"])))
    made.extend(element(name, value) for name, value in thing.items() if not name.startswith("_"))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else without_forbidden(str(value))
