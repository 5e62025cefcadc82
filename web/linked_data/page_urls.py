"""Addresses of the Linked Data API: that of a request, and those of its other pages, views, filters and formats."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote_plus, unquote_plus

import msgspec
from msgspec.structs import replace

_PAGING = ("_page", "_pageSize")


class PageUrl(msgspec.Struct, frozen=True):
    """An address in parts. ``query`` are the parameters exactly as they were sent; ``suffix`` is ``.json`` and so on, or ""."""

    root: str
    path: str
    suffix: str
    query: tuple[str, ...]

    @classmethod
    def parse(cls, root: str, path: str, suffix: str, query: str) -> PageUrl:
        """Split an address. ``root`` has no slash at its end, ``path`` none at its start and no suffix."""
        return cls(root, path, suffix, tuple(part for part in query.split("&") if part))

    def __str__(self) -> str:
        query = f"?{'&'.join(self.query)}" if self.query else ""
        return f"{self.root}/{self.path}{self.suffix}{query}"

    @property
    def local(self) -> str:
        """The address within this site, without the root."""
        return str(replace(self, root=""))

    def without_params(self, *names: str) -> PageUrl:
        """Remove the parameters of these names."""
        return replace(self, query=tuple(part for part in self.query if _name(part) not in names))

    def with_param(self, name: str, value: object) -> PageUrl:
        """Set a parameter to one value, in place of all that it has."""
        return self.without_params(name).with_last(name, value)

    def with_filter(self, name: str, value: str) -> PageUrl:
        """Set a filter to one value, in place of all that it has, and go to the first page."""
        return _without_filters(self, name).with_last(name, value)

    def with_last(self, name: str, value: object) -> PageUrl:
        """Add a parameter at the end."""
        return replace(self, query=(*self.query, f"{quote_plus(name)}={quote_plus(str(value), safe=',-')}"))

    def without_filter(self, name: str, value: str) -> PageUrl:
        """Remove one value of a filter, and go to the first page."""
        others = (part for part in self.query if (_name(part), _value(part)) != (name.rstrip("."), value))
        return replace(self, query=tuple(others)).without_params("_page")

    def with_page(self, number: int) -> PageUrl:
        """Go to another page of the list, counted from 0. A parameter that is repeated with its value is written once.

        Some clients add their page size to the address of every next page, so it would grow with each.
        """
        once = replace(self, query=tuple(dict.fromkeys(self.query)))
        return once.with_param("_page", number)

    def with_format(self, name: str) -> PageUrl:
        """Choose another format."""
        return replace(self.without_params("_format"), suffix=f".{name}")

    @property
    def definition(self) -> PageUrl:
        """The address of the description of this list."""
        return replace(self.without_params(*_PAGING), path=f"meta/{self.path}")

    @property
    def whole_list(self) -> PageUrl:
        """The address of the list that this page is a part of."""
        return self.without_params(*_PAGING)

    @property
    def with_all_metadata(self) -> PageUrl:
        """The address of this page with all of its metadata. The paging comes last, as in Parliament's API."""
        paging = tuple(part for part in self.query if _name(part) in _PAGING)
        others = self.without_params(*_PAGING, "_metadata")
        return replace(others, query=(*others.query, "_metadata=all", *paging))


@lru_cache(maxsize=100)
def _without_filters(url: PageUrl, name: str) -> PageUrl:
    return url.without_params(name, "_page")


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).rstrip(".")


def _value(part: str) -> str:
    return unquote_plus(part.partition("=")[2])


@lru_cache(maxsize=1_000)
def property_label(name: str) -> str:
    """Return a property's name in words: ``answeringDeptId`` is "answering dept id", and ``groupedQuestionUIN`` keeps UIN."""
    parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]", name)
    return " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)
