"""The addresses of a page of the Linked Data API: itself, its neighbours, its other views and formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote_plus, unquote_plus

_PAGING = ("_page", "_pageSize")


@dataclass(frozen=True, slots=True)
class Place:
    """An address in parts. ``query`` keeps what was sent as it was written; ``suffix`` is ``.json`` or "", as it was sent."""

    root: str
    path: str
    suffix: str
    query: tuple[str, ...]

    @classmethod
    def of(cls, root: str, path: str, suffix: str, query: str) -> Place:
        """From an address as it was sent; ``root`` has no final slash, ``path`` no first one and no suffix."""
        return cls(root, path, suffix, tuple(part for part in query.split("&") if part))

    def __str__(self) -> str:
        query = f"?{'&'.join(self.query)}" if self.query else ""
        return f"{self.root}/{self.path}{self.suffix}{query}"

    @property
    def local(self) -> str:
        """The same within this site, whatever name the site is known by."""
        return str(replace(self, root=""))

    def without(self, *names: str) -> Place:
        """Less the parameters of these names."""
        return replace(self, query=tuple(part for part in self.query if _name(part) not in names))

    def without_pair(self, name: str, value: str) -> Place:
        """Less one value of a parameter, from the first page."""
        kept = (part for part in self.query if (_name(part), _value(part)) != (name.rstrip("."), value))
        return replace(self, query=tuple(kept)).without("_page")

    def with_(self, name: str, value: object) -> Place:
        """With one value of a parameter in place of those it has."""
        changed = self.without(name)
        return replace(changed, query=(*changed.query, f"{quote_plus(name)}={quote_plus(str(value), safe=',-')}"))

    def page(self, number: int) -> Place:
        """Another page of the same list."""
        return self.with_("_page", number)

    def filtered(self, name: str, value: str) -> Place:
        """The first page of the list narrowed by one more value, in place of those the parameter has."""
        return self.with_(name, value).without("_page")

    def format(self, suffix: str) -> Place:
        """The same in another format."""
        return replace(self.without("_format"), suffix=f".{suffix}")

    @property
    def definition(self) -> Place:
        """The description of its list."""
        return replace(self.without(*_PAGING), path=f"meta/{self.path}")

    @property
    def whole(self) -> Place:
        """The list it is a page of."""
        return self.without(*_PAGING)

    @property
    def extended(self) -> Place:
        """The same with all there is to say of the page, the paging last, as the original has it."""
        paging = tuple(part for part in self.query if _name(part) in _PAGING)
        rest = self.without(*_PAGING, "_metadata")
        return replace(rest, query=(*rest.query, "_metadata=all", *paging))


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).rstrip(".")


def _value(part: str) -> str:
    return unquote_plus(part.partition("=")[2])


def words(name: str) -> str:
    """A property's name as the pages print it: ``answeringDeptId`` is "answering dept id", ``groupedQuestionUIN`` keeps UIN."""
    parts = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]", name)
    return " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)
