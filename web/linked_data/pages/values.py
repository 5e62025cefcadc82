"""An item's properties as a page shows them: each value with the searches it leads to, or the way back from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.model.linked_data_paths import MAX_PROPERTY_CHARACTERS
from web.linked_data.items import Item
from web.linked_data.page_urls import Place, words
from web.linked_data.pages.views import PropertyView, ValueView
from web.site import safe_html
from web.site.link import Link, Pairs

ORDERED = frozenset({"date", "dateTime", "time", "integer", "int", "decimal", "float", "double"})
"""Datatypes whose values have an earlier and a later."""

_ANSWER = "answer.answerText"


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a page's items. ``place`` is the list that the searches narrow, ``active`` the filters that are on."""

    place: Place
    active: Pairs

    def properties(self, thing: Item, path: tuple[str, ...] = ()) -> Iterator[PropertyView]:
        """Every property of a thing, and of the things below it."""
        for name, value in thing.items():
            if not name.startswith("_"):
                several = value if isinstance(value, list) else [value]
                yield PropertyView(words(name), tuple(self._value(each, (*path, name)) for each in several))

    def _value(self, value: object, path: tuple[str, ...]) -> ValueView:
        at = ".".join(path)
        if isinstance(value, dict) and "_value" not in value:
            about = str(value.get("_about", ""))
            name = about.rpartition("/")[2] or words(path[-1])
            return ValueView(name, None, self._links(at, about, ""), tuple(self.properties(value, path)))
        text = str(value["_value"] if isinstance(value, dict) else value)
        datatype = str(value.get("_datatype", "")) if isinstance(value, dict) else ""
        return ValueView(text, safe_html.answer(text, text) if at == _ANSWER else None, self._links(at, text, datatype))

    def _links(self, path: str, value: str, datatype: str) -> tuple[Link, ...]:
        """Both bounds take in the value itself, and are named so."""
        if not 0 < len(value) <= MAX_PROPERTY_CHARACTERS or path == _ANSWER:
            return ()
        about = f"{words(path.rpartition('.')[2])}: {value}"
        if (path, value) in self.active:
            return (Link("remove filter", self.place.without_pair(path, value).local, about),)
        like = Link("more like this", self.place.filtered(path, value).local, about)
        if datatype not in ORDERED:
            return (like,)
        return self._bound("max-", path, value, "on or before"), like, self._bound("min-", path, value, "on or after")

    def _bound(self, bound: str, path: str, value: str, said: str) -> Link:
        name, about = f"{bound}{path}", words(path.rpartition(".")[2])
        if (name, value) in self.active:
            return Link(f"remove {said}", self.place.without_pair(name, value).local, f"{about}: {value}")
        return Link(f"{said} {value}", self.place.filtered(name, value).local, about)
