"""The arguments of the tools: their types, their descriptions for an assistant, and their error messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar, get_args, get_type_hints

import msgspec
from rapidfuzz.process import extractOne

from search.errors import BadRequest, Problem
from search.text.quotation import quoted

MAX_TEXT = 4_000
MAX_PAGE = 100_000

_Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200, description="The id of a record, as search returns it.")]
_Page = Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE, description="The number of the page, from 1.")]
_Day = Annotated[str, msgspec.Meta(max_length=30, description="A day such as 2024-03-05, a month such as 2024-03, or a year.")]
_Query = Annotated[
    str,
    msgspec.Meta(
        max_length=MAX_TEXT,
        description='Words, "phrases", -exclusions, OR, heading:word, uin:12345. Most of the words must match; all come first.',
    ),
]


class Filters(msgspec.Struct, forbid_unknown_fields=True):
    """Filters of a search, all optional."""

    body: Annotated[str, msgspec.Meta(max_length=200, description="Answering body, by its whole name.")] = ""
    house: Literal["", "Commons", "Lords"] = ""
    asked: Annotated[str, msgspec.Meta(max_length=200, description="Name of the member who asked.")] = ""
    answered: Annotated[str, msgspec.Meta(max_length=200, description="Name of the minister who answered.")] = ""
    state: Literal["", "unanswered", "not-collected", "no-answer", "holding", "answered", "corrected", "withdrawn"] = ""
    tabled_from: _Day = ""
    tabled_to: _Day = ""
    answered_on_from: _Day = ""
    answered_on_to: _Day = ""


class SearchArguments(Filters):
    """The arguments of ``search``."""

    query: _Query = ""
    sort: Literal["relevance", "newest", "oldest", "newest-answered", "oldest-answered"] = "relevance"
    page: _Page = 1


class CountArguments(Filters):
    """The arguments of ``count_over_time``."""

    query: _Query = ""
    by: Literal["month", "year"] = "month"


class FetchArguments(msgspec.Struct, forbid_unknown_fields=True):
    """The arguments of ``fetch``."""

    id: _Id
    part: Annotated[int, msgspec.Meta(ge=1, le=10_000, description="A long record has several parts.")] = 1


class SimilarArguments(msgspec.Struct, forbid_unknown_fields=True):
    """The arguments of ``similar``."""

    id: _Id
    page: _Page = 1


class HistoryArguments(msgspec.Struct, forbid_unknown_fields=True):
    """The arguments of ``history``."""

    id: _Id


class AskedBeforeArguments(msgspec.Struct, forbid_unknown_fields=True):
    """The arguments of ``asked_before``."""

    draft: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT, description="The text of a whole question.")]


Arguments = TypeVar("Arguments", bound=msgspec.Struct)


def read_arguments(kind: type[Arguments], values: Mapping[str, Any]) -> Arguments:
    """Return the arguments of a call.

    Raises ``BadRequest``, which names each fault, and the right name of an unknown argument.
    """
    names = [field.name for field in msgspec.structs.fields(kind)]
    unknown = [name for name in values if name not in names]
    if unknown:
        raise BadRequest(tuple(Problem(str(name)[:100], _unknown(str(name)[:100], names)) for name in unknown[:10]))
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`")
        if choices := [value for value in get_args(get_type_hints(kind).get(name)) if value]:
            reason = f"{quoted(str(values[name])[:100])} is not one of {', '.join(choices)}"
        raise BadRequest((Problem(name or "arguments", f"{name}: {reason}." if name else f"{reason}."),)) from None


def input_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the JSON schema of the arguments, without references."""
    (_, components) = msgspec.json.schema_components((kind,), ref_template="{name}")
    schema: dict[str, Any] = components[kind.__name__]
    return {name: value for name, value in schema.items() if name not in ("title", "description")}


def _unknown(name: str, names: list[str]) -> str:
    best = extractOne(name, names, score_cutoff=60)
    hint = f" Did you mean {best[0]}?" if best else ""
    return f"There is no parameter {quoted(name)}.{hint} The parameters are {', '.join(names)}."
