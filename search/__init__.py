"""Wrans as a library: open an index, parse a query, search it.

    from search import open_index

    with open_index("index_data") as index:
        for hit in index.search("modern slavery -victims", house="Lords").hits:
            print(hit.question.heading)

``docs/library.md`` describes every name of ``__all__``. This package has neither Flask nor HTML in it. The names are imported
when they are first used (PEP 562), so that importing one module of the package imports no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0"
"""The version of the project. Nothing else states it."""

if TYPE_CHECKING:
    from search.engine import Engine
    from search.errors import BadRequest, EngineUnavailable, IndexMismatch
    from search.library import Index, open_index
    from search.model.question import Answer, Question
    from search.pipeline.relevance_policy import search
    from search.query.parser import parse
    from search.query.request import SearchRequest
    from search.results.types import Hit, ResultPage

__all__ = [
    "Answer",
    "BadRequest",
    "Engine",
    "EngineUnavailable",
    "Hit",
    "Index",
    "IndexMismatch",
    "Question",
    "ResultPage",
    "SearchRequest",
    "open_index",
    "parse",
    "search",
]

_MODULES = {
    "Answer": "search.model.question",
    "BadRequest": "search.errors",
    "Engine": "search.engine",
    "EngineUnavailable": "search.errors",
    "Hit": "search.results.types",
    "Index": "search.library",
    "IndexMismatch": "search.errors",
    "Question": "search.model.question",
    "ResultPage": "search.results.types",
    "SearchRequest": "search.query.request",
    "open_index": "search.library",
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
