"""Spans of days whose first day comes after their last, and the same the right way round."""

from __future__ import annotations

from collections.abc import Iterable

from search.model.field_types import Kind
from search.model.fields import FIELDS
from search.text.dates import parse_period

Pairs = tuple[tuple[str, str], ...]


def swapped_days(pairs: Iterable[tuple[str, str]]) -> Pairs | None:
    """Return the parameters with ``NAME-from`` and ``NAME-to`` exchanged where the first comes after the last.

    None if no span is the wrong way round, or if exchanging its ends would leave it so.
    """
    params = tuple(pairs)
    values = dict(params)
    names: dict[str, str] = {}
    for field in FIELDS.values():
        start, end = f"{field.name}-from", f"{field.name}-to"
        if field.kind is Kind.DATE and _is_after(values.get(start, ""), values.get(end, "")):
            if _is_after(values[end], values[start]):
                return None
            names |= {start: end, end: start}
    return tuple((names.get(name, name), value) for name, value in params) if names else None


def _is_after(start: str, end: str) -> bool:
    """Whether the first day of one period comes after the last day of another; no if either is no date."""
    try:
        return parse_period(start)[0] > parse_period(end)[1]
    except ValueError:
        return False
