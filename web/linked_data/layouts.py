"""The layout of a record: which of its fields have values. Records of one layout have items with the same properties.

So the columns of a long page of CSV come from one item of each layout. 5,000 real answers have 70 layouts.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import attrgetter

from search.model.question import Answer, Attachment, Question
from search.model.sessions import session_of

_is_missing = frozenset((None, "")).__contains__

_question_values = attrgetter(
    *"uin heading session tabled_on due_on asked_by.name asked_by.member_id asked_by.constituency".split()
)
_answer_values = attrgetter(
    *"html text answered_on first_answered_at first_corrected_at".split(),
    *"answered_by.name answered_by.member_id answered_by.constituency".split(),
)


def layout_of(question: Question) -> Hashable:
    """Return the layout of a record that has the numbers of its members and whose item Parliament's API did not send.

    The layout contains the answering body, whose name goes with its number and its short names. It also contains whether the
    question was tabled in a session.
    """
    day, answer = question.tabled_on, question.answer
    has_session = day is not None and session_of(day) is not None
    missing = tuple(map(_is_missing, _question_values(question)))
    return (question.answering_body, has_session, missing, answer and _answer_layout(question, answer))


def _answer_layout(question: Question, answer: Answer) -> Hashable:
    has_grouped = any(grouped.uin for grouped in question.grouped)
    attachments = tuple(map(_attachment_layout, answer.attachments))
    return (has_grouped, bool(answer.previous_versions), attachments, *map(_is_missing, _answer_values(answer)))


def _attachment_layout(attachment: Attachment) -> Hashable:
    return (bool(attachment.file_name), bool(attachment.title))
