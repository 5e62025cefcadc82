"""The derived values of a record that need no other record."""

from __future__ import annotations

from search.insight.clock import clock_of
from search.insight.kinds import kinds_of
from search.model.derived import Derived
from search.model.question import Question


def derive_alone(question: Question) -> Derived:
    """Return the derived values that follow from the record alone. Never reads ``question.derived``, which may be old."""
    clock = clock_of(question)
    return Derived(
        due_by_rule=clock.due_by_rule,
        days=clock.days,
        is_late=clock.is_late,
        waiting=clock.waiting,
        kinds=kinds_of(question),
    )
