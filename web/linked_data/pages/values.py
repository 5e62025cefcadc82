"""The properties of an item as its page shows them: each value, with links that filter the list by it or remove that filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from search.model.linked_data_paths import MAX_PROPERTY_CHARACTERS
from web.linked_data.items import Item, is_null
from web.linked_data.page_urls import PageUrl, property_label
from web.linked_data.pages.views import PropertyView, ValueView
from web.site import safe_html
from web.site.link import Link, Pairs

ORDERED_DATATYPES = frozenset({"date", "dateTime", "time", "integer", "int", "decimal", "float", "double"})

_ANSWER_TEXT = "answer.answerText"


class PropertyBuilder(msgspec.Struct, frozen=True):
    """Builds the properties of items. ``url`` is the list that their links filter, ``filters`` are its active filters.

    Without ``has_links`` no value has any.

    ``links`` are those that were made before: most values of a page occur in several of its items.
    """

    url: PageUrl
    filters: Pairs
    has_links: bool = True
    links: dict[tuple[str, str, str], tuple[Link, ...]] = {}

    def properties(self, resource: Item, cut_notes: Mapping[str, str], path: tuple[str, ...] = ()) -> Iterator[PropertyView]:
        """Yield every property of a resource at a path that has a value, with the resources nested in it.

        ``cut_notes`` are the notices of texts that the source cut short, by the names of their properties.
        """
        for name, value in resource.items():
            if not name.startswith("_"):
                values = [element for element in (value if isinstance(value, list) else [value]) if not is_null(element)]
                if values:
                    views = tuple(self._value(element, cut_notes, (*path, name)) for element in values)
                    yield PropertyView(property_label(name), views, cut_notes.get(name, ""))

    def _value(self, value: object, cut_notes: Mapping[str, str], names: tuple[str, ...]) -> ValueView:
        path = ".".join(names)
        if isinstance(value, dict) and "_value" not in value:
            uri = str(value.get("_about", ""))
            short_name = uri.rpartition("/")[2] or property_label(names[-1])
            return ValueView(short_name, None, self._links(path, uri, ""), tuple(self.properties(value, cut_notes, names)))
        text = str(value["_value"] if isinstance(value, dict) else value)
        datatype = str(value.get("_datatype", "")) if isinstance(value, dict) else ""
        html = safe_html.answer(text, text) if path == _ANSWER_TEXT else None
        return ValueView(text, html, self._links(path, text, datatype))

    def _links(self, path: str, value: str, datatype: str) -> tuple[Link, ...]:
        if not self.has_links or not 0 < len(value) <= MAX_PROPERTY_CHARACTERS or path == _ANSWER_TEXT:
            return ()
        key = path, value, datatype
        if key not in self.links:
            self.links[key] = self._new_links(*key)
        return self.links[key]

    def _new_links(self, path: str, value: str, datatype: str) -> tuple[Link, ...]:
        """Return the links of a value. Both bounds include the value itself, as the links say."""
        about = f"{property_label(path.rpartition('.')[2])}: {value}"
        if (path, value) in self.filters:
            return (Link("remove filter", self.url.without_filter(path, value).local, about),)
        same_value = Link("more like this", self.url.with_filter(path, value).local, about)
        if datatype not in ORDERED_DATATYPES:
            return (same_value,)
        return (
            self._bound_link("max-", path, value, "on or before"),
            same_value,
            self._bound_link("min-", path, value, "on or after"),
        )

    def _bound_link(self, prefix: str, path: str, value: str, phrase: str) -> Link:
        name, about = f"{prefix}{path}", property_label(path.rpartition(".")[2])
        if (name, value) in self.filters:
            return Link(f"remove {phrase}", self.url.without_filter(name, value).local, f"{about}: {value}")
        return Link(f"{phrase} {value}", self.url.with_filter(name, value).local, about)
