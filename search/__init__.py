"""Wrans as a library: open an index, parse a query, search it.

    from search import SearchRequest, open_index, parse, search

    engine = open_index("index_data")
    text = "modern slavery"
    outcome = search(engine, SearchRequest(text, parse(text).tree))
    for hit in outcome.page.hits:
        print(hit.question.heading)

This package has neither Flask nor HTML in it. The names of ``__all__`` are imported when they are first used (PEP 562), so that
importing one module of the package imports no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0"
"""The version of the project. Nothing else states it."""

if TYPE_CHECKING:
    from search.engine import Engine
    from search.engines import open_index
    from search.pipeline.relevance_policy import search
    from search.query.parser import parse
    from search.query.request import SearchRequest

__all__ = ["Engine", "SearchRequest", "open_index", "parse", "search"]

_MODULES = {
    "Engine": "search.engine",
    "SearchRequest": "search.query.request",
    "open_index": "search.engines",
    "parse": "search.query.parser",
    "search": "search.pipeline.relevance_policy",
}


def __getattr__(name: str) -> object:
    """Import a name of ``__all__``. Raises ``AttributeError`` for any other name."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 (importing this package imports as little as possible)

    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
