"""``/questions/ID/thread.csv``, ``/set.csv`` and ``/series.csv``: a row for each question."""

from __future__ import annotations

from web.exports.columns import VALUE_SEPARATOR
from web.exports.csv_table import csv_table
from web.exports.formats import BYTE_ORDER_MARK
from web.queries.insight.chains import ChainResult, Member
from web.site import urls

COLUMNS = (
    *("id", "uin", "house", "tabled", "asked", "body", "state", "answered-on", "days"),
    *("sentence", "figures", "follows", "question", "address"),
)


def chain_csv(result: ChainResult, root: str) -> bytes:
    """Write CSV for spreadsheets: a header, and a row for each question, oldest first."""
    return BYTE_ORDER_MARK + csv_table(COLUMNS, (_cells(member, root) for member in result.members))


def _cells(member: Member, root: str) -> tuple[str, ...]:
    question = member.question
    answered_on = question.answer.answered_on if question.answer else None
    days = "" if member.days is None else str(member.days)
    return (
        *(question.id, question.uin, question.house, str(question.tabled_on or ""), question.asked_by.label),
        *(question.answering_body.name, question.state, str(answered_on or ""), days),
        *(member.sentence, VALUE_SEPARATOR.join(member.figures), VALUE_SEPARATOR.join(member.follows), question.text),
        f"{root}{urls.record(question.id)}",
    )
