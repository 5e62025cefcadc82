"""Invented records with what the clock says of them, as an index has it."""

from __future__ import annotations

from msgspec.structs import replace

from search.insight.clock import clock_of
from search.model.question import Question


def with_derived(question: Question) -> Question:
    """Return the record with what the clock says of it beside its other derived values."""
    clock = clock_of(question)
    derived = replace(
        question.derived, due_by_rule=clock.due_by_rule, days=clock.days, is_late=clock.is_late, waiting=clock.waiting
    )
    return replace(question, derived=derived)
