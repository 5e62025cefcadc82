"""Invented records with their clock and the kinds of their answers, as an index has them."""

from __future__ import annotations

from msgspec.structs import replace

from search.insight.clock import clock_of
from search.insight.kinds import kinds_of
from search.model.question import Question


def with_derived(question: Question) -> Question:
    """Return the record with its clock and the kinds of its answer beside its other derived values."""
    clock = clock_of(question)
    derived = replace(
        question.derived,
        due_by_rule=clock.due_by_rule,
        days=clock.days,
        is_late=clock.is_late,
        waiting=clock.waiting,
        kinds=question.derived.kinds or kinds_of(question),
    )
    return replace(question, derived=derived)
