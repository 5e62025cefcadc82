"""Options and checkboxes, as templates print them."""

from __future__ import annotations

import msgspec


class Option(msgspec.Struct, frozen=True, gc=False):
    """An option of a menu."""

    value: str
    label: str
    is_selected: bool


class Checkbox(msgspec.Struct, frozen=True, gc=False):
    """A checkbox."""

    id: str
    name: str
    value: str
    label: str
    is_selected: bool
