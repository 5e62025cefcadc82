"""Invented records with what follows from each by itself, as an index has them."""

from __future__ import annotations

from msgspec.structs import replace

from indexer.deriving.alone import derive_alone
from search.model.question import Question


def with_derived(question: Question) -> Question:
    """Return the record with the derived values that need no other record."""
    return replace(question, derived=derive_alone(question))
