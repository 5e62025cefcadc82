"""Reads the questions of an index, for comparison with those the source served."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from search.engines.whoosh.engine import WhooshEngine
from search.model.derived import Derived
from search.model.history import EventName, history_of
from search.model.question import Question
from search.query.request import SearchRequest

QuestionsById = dict[str, Question]


def by_id(questions: Iterable[Question]) -> QuestionsById:
    return {question.id: question for question in questions}


def indexed_questions(index: Path) -> QuestionsById:
    """Return every question of the index in a folder."""
    return by_id(WhooshEngine(index).scan(SearchRequest()))


def without_versions(questions: QuestionsById) -> QuestionsById:
    """Return the questions without earlier versions, day of fetching and derived values: what the source serves now."""
    return {
        question_id: replace(question, versions=(), fetched_on=None, derived=Derived())
        for question_id, question in questions.items()
    }


def event_names(question: Question) -> list[EventName]:
    """Return what happened to a question, oldest first."""
    return [event.event for event in history_of(question)]
