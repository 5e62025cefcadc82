"""Options and checkboxes, as templates print them."""

from __future__ import annotations

import msgspec


class Option(msgspec.Struct, frozen=True, gc=False):
    """An option of a menu."""

    value: str
    label: str
    is_selected: bool


class Checkbox(msgspec.Struct, frozen=True, gc=False):
    """A checkbox. ``count`` is the number of records that have its value, None where that is not shown."""

    id: str
    name: str
    value: str
    label: str
    is_selected: bool
    count: int | None = None
