"""The rows of the table of fields whose values are derived at index time."""

from __future__ import annotations

from search.model.field_types import Field

DERIVED_TABLE: tuple[Field, ...] = ()
