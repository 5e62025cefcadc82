"""Describe in English how a record's score came about."""

from __future__ import annotations

from search.model.fields import FIELDS
from search.results.descriptions import describe_query
from search.results.phrasing import counted
from search.results.types import FieldScore, ScorePart


def describe_score_part(part: ScorePart) -> str:
    """Describe a part of a score: ``“flood”: 2 times in heading, 1 time in answer text``."""
    occurrences = ", ".join(map(describe_occurrences, part.fields))
    return f"{describe_query(part.node)}: {occurrences}" if occurrences else describe_query(part.node)


def describe_occurrences(field: FieldScore) -> str:
    """Describe how often a clause occurs in one field: ``2 times in heading``."""
    return f"{counted(field.frequency, 'time')} in {FIELDS[field.field].noun}"
