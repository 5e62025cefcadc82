"""The rows of the table of fields whose values are derived at index time."""

from __future__ import annotations

from typing import get_args

from search.model.derived import CitationOutcome
from search.model.field_types import NO, YES, Field, Kind, day_field, number_field
from search.model.field_values import from_text
from search.model.question import Question


def _late(question: Question) -> tuple[str, ...]:
    is_late = question.derived.is_late
    return () if is_late is None else (YES if is_late else NO,)


ANSWER_KINDS = {
    "not-held": "data not held",
    "disproportionate-cost": "disproportionate cost",
    "refers": "refers to an earlier answer",
    "will-write": "will write",
    "in-due-course": "in due course",
    "no-plans": "no plans",
    "matter-for-others": "matter for others",
    "too-late": "too late: the session ended",
    "holding": "not possible in time",
    "full": "none of these kinds",
    "unknown": "not known: text cut short by the source",
}
"""The kinds of answer with the words for them, in the order in which a record lists its kinds."""

DERIVED_TABLE: tuple[Field, ...] = (
    Field(
        "kind",
        Kind.KEYWORD,
        "Kind of answer",
        "what the answer says: for example that data are not held, or that there are no plans",
        lambda q: q.derived.kinds,
        facet=True,
        choices=tuple(ANSWER_KINDS),
        value_labels=tuple(ANSWER_KINDS.items()),
        has_several=True,
    ),
    Field(
        "follows",
        Kind.KEYWORD,
        "Follows",
        "the record number of an earlier question that the question or its answer refers to",
        lambda q: q.derived.follows,
    ),
    Field(
        "followed-by",
        Kind.KEYWORD,
        "Followed up by",
        "the record number of a later question that refers to this one, itself or in its answer",
        lambda q: q.derived.followed_by,
    ),
    Field(
        "cites",
        Kind.KEYWORD,
        "UIN referred to",
        "the number of a question that the question or its answer refers to, on this site or not",
        lambda q: tuple(dict.fromkeys(citation.uin for citation in q.derived.citations if citation.uin)),
    ),
    Field(
        "citation",
        Kind.KEYWORD,
        "Reference to an earlier question",
        "whether we found the question referred to: found, not-held, uncertain, no-number or column",
        lambda q: tuple(dict.fromkeys(citation.outcome for citation in q.derived.citations)),
        choices=get_args(CitationOutcome),
        value_labels=(
            ("found", "found on this site"),
            ("not-held", "not on this site"),
            ("uncertain", "uncertain which"),
            ("no-number", "by its day alone"),
            ("column", "by a column of Hansard"),
        ),
    ),
    Field(
        "set",
        Kind.KEYWORD,
        "Set",
        "the first question of a set: one question that a member asked several departments",
        lambda q: from_text(q.derived.set),
        collapse_label="of the same set",
    ),
    Field(
        "series",
        Kind.KEYWORD,
        "Series",
        "the first question of a series: one question that a department was asked again",
        lambda q: from_text(q.derived.series),
        collapse_label="of the same series",
    ),
    Field(
        "wording",
        Kind.KEYWORD,
        "Same wording",
        "a key of the question's words without its opening, days, years and numbers",
        lambda q: from_text(q.derived.wording),
    ),
    day_field(
        "due-by-rule",
        "Date due under the rules",
        "the last day on which an answer is on time under the rules of the House",
        lambda q: q.derived.due_by_rule,
    ),
    number_field(
        "days", "Sitting days to answer", "the sitting days after tabling, up to the full answer", lambda q: q.derived.days
    ),
    Field(
        "late",
        Kind.FLAG,
        "Late",
        "the full answer came, or is still to come, after the date due under the rules",
        _late,
        facet=True,
        choices=(YES, NO),
    ),
    number_field(
        "waiting",
        "Sitting days waiting",
        "the sitting days a question without a full answer had waited when it was last fetched",
        lambda q: q.derived.waiting,
    ),
)
