"""The reference of the library, made from docstrings: ``python -m tests.search.library_reference`` writes docs/library.md."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

import search

PATH = Path(__file__).parents[2] / "docs" / "library.md"
HEAD = """# Wrans as a Python library

    pip install wrans

    from search import open_index

    with open_index("index_data") as index:
        page = index.search('dentist -child "waiting list"', house="Commons", tabled_from="2024-01-01")
        print(page.total)
        for hit in page.hits:
            print(hit.question.uin, hit.question.tabled_on, hit.question.heading)
        print(index.counts("tabled-month", "dentist"))

The package is typed (`py.typed`). The [examples](../examples/README.md) run in a test. This page is made from the docstrings.
"""
ORDER = ("open_index", "Index", "ResultPage", "Hit", "Question", "Answer", "parse", "search", "SearchRequest", "Engine")
ERRORS = ("BadRequest", "EngineUnavailable", "IndexMismatch")


def reference() -> str:
    """Return the whole page."""
    return "\n".join((HEAD, *(line for name in (*ORDER, *ERRORS) for line in _entry(name))))


def _entry(name: str) -> Iterator[str]:
    value = getattr(search, name)
    signature = "" if name in (*ERRORS, "Engine") or issubclass_of_struct(value) else _signature(value)
    yield f"## {name}\n"
    if signature and inspect.isfunction(value):
        yield f"`{name}{signature}`\n"
    yield _prose(value) + "\n"
    if issubclass_of_struct(value):
        yield "| attribute | type |\n|---|---|"
        yield from (f"| `{field.name}` | `{_type(field.type)}` |" for field in msgspec.structs.fields(value))
        yield ""
    if inspect.isclass(value) and name in ("Index", "Engine"):
        for method_name, method in vars(value).items():
            if inspect.isfunction(method) and not method_name.startswith("_"):
                yield f"### {name}.{method_name}\n\n`{method_name}{_signature(method)}`\n\n{_prose(method)}\n"


def issubclass_of_struct(value: object) -> bool:
    """Return whether a value is a class of plain data."""
    return inspect.isclass(value) and issubclass(value, msgspec.Struct)


def _signature(value: object) -> str:
    assert callable(value)
    text = re.sub(r"self(?:, )?", "", str(inspect.signature(value)), count=1)
    return re.sub(r"(: |-> )'([^']*)'", r"\1\2", text)


def _prose(value: object) -> str:
    """Return a docstring as Markdown: its names are code."""
    return re.sub(r"``(.+?)``", r"`\1`", inspect.getdoc(value) or "")


def _type(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    return re.sub(r"\b(?:[a-z_]+\.)+", "", text).replace("|", "or")


if __name__ == "__main__":
    PATH.write_text(reference(), "utf-8")
