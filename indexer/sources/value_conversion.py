"""Converts a JSON object to a struct of optional fields. A value that does not fit is left out, with a warning.

A value in another form than documented is read where only one reading is possible: a number as text, "yes" as true.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import TypeVar, Union, cast, get_args, get_origin

import msgspec

from indexer.outcomes import Warn
from indexer.sources.field_readers import shown

T = TypeVar("T", bound=msgspec.Struct)

_YES, _NO = frozenset({"yes", "y"}), frozenset({"no", "n"})
_MAX_EXACT = 2**53
_KINDS = {str: "a text", int: "a whole number from 0 on", bool: "true or false", list: "a list"}


def convert(value: Mapping[object, object], struct: type[T], warn: Warn, path: str = "") -> T:
    """Return the struct of an object. ``path`` is the prefix of its fields' names in warnings, such as "attachments."."""
    try:
        return msgspec.convert(value, struct, strict=False)
    except (msgspec.ValidationError, ValueError):
        pass
    values = {}
    for field in msgspec.structs.fields(struct):
        raw = value.get(field.encode_name)
        if raw is not None:
            values[field.name] = _converted(raw, field.type, path + field.encode_name, warn)
    return struct(**{name: read for name, read in values.items() if read is not None})


def _converted(raw: object, annotation: object, name: str, warn: Warn) -> object:
    """Return a value as its type, or None and a warning."""
    kind = next(part for part in get_args(annotation) if part is not type(None)) if _is_union(annotation) else annotation
    if get_origin(kind) is list:
        return _elements(raw, get_args(kind)[0], name, warn)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if isinstance(raw, Mapping):
            return convert(raw, kind, warn, f"{name}.")
        warn(f"{name} is not an object: {shown(raw)}")
        return None
    try:
        return msgspec.convert(raw, kind, strict=False)
    except (msgspec.ValidationError, ValueError):
        return _unusual(raw, cast(type, _plain_type(kind)), name, warn)


def _elements(raw: object, kind: object, name: str, warn: Warn) -> list[object]:
    """Return the elements of a list that can be read. A single value is a list of one."""
    if not isinstance(raw, list):
        warn(f"{name} is not a list: {shown(raw)}")
        raw = [raw] if kind is str or isinstance(raw, Mapping) else []
    elements = [_converted(value, kind, name, warn) for value in raw if value is not None]
    return [element for element in elements if element is not None]


def _unusual(raw: object, kind: type, name: str, warn: Warn) -> object:
    """Return a value in an unusual form if only one reading is possible. Warns in any case."""
    reading: object = None
    if kind is str and isinstance(raw, int | float) and not isinstance(raw, bool):
        reading = str(int(raw)) if abs(raw) < _MAX_EXACT and int(raw) == raw else None
    elif kind is bool and isinstance(raw, str):
        word = raw.strip().lower()
        reading = True if word in _YES else False if word in _NO else None
    elif kind is int and isinstance(raw, str) and raw.strip().isdecimal() and len(raw) < 16:
        reading = int(raw)
    warn(f"{name} is not {_KINDS.get(kind, 'of the right type')}: {shown(raw)}")
    return reading


def _plain_type(kind: object) -> object:
    """Return the type without its constraints."""
    return get_args(kind)[0] if hasattr(kind, "__metadata__") else kind


def _is_union(annotation: object) -> bool:
    return get_origin(annotation) in (UnionType, Union)
