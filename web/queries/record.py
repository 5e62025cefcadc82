"""One record, with the search that its reader came from and the versions that are to be compared."""

from __future__ import annotations

import msgspec

from search.engine import Engine
from search.errors import BadRequest, Problem
from search.model.fields import FIELDS
from search.model.history import versions_of
from search.model.question import Question
from search.query import url_params
from search.query.nodes import AnyOf
from search.query.request import SearchRequest
from search.results.types import IndexInfo
from search.text.numbers import whole_number
from search.text.quotation import quoted
from web.site.link import Pairs

BEFORE, AFTER = "before", "after"
"""The parameters that choose two versions by number, counted from 1."""

SAME_ANSWER = "same-answer"


class SameAnswers(msgspec.Struct, frozen=True):
    """The number of other questions with the same answer, and the search that finds this one and all of them."""

    others: int
    search: SearchRequest


class RecordResult(msgspec.Struct, frozen=True):
    """A record.

    ``search`` is the search that the reader came from, None if there was none; ``position`` is the place of the record in
    its results, counted from 1, or 0 if not known. ``compared`` are the indexes of two versions, the older first, None if
    none are to be compared. ``kept_params`` are all parameters but those of the comparison.
    """

    question: Question
    search: SearchRequest | None
    position: int
    compared: tuple[int, int] | None
    kept_params: Pairs
    same_answers: SameAnswers | None
    info: IndexInfo


def query_record(engine: Engine, id: str, params: Pairs) -> RecordResult | None:
    """Fetch a record; None if there is no such record. Raises ``BadRequest`` for parameters that cannot be read."""
    version_params = {name: value for name, value in params if name in (BEFORE, AFTER)}
    kept_params = tuple((name, value) for name, value in params if name not in (BEFORE, AFTER))
    search, position = _read_search(kept_params)
    question = engine.get(id)
    if question is None:
        return None
    compared = _read_versions(version_params, question) if version_params else None
    return RecordResult(question, search, position, compared, kept_params, _same_answers(engine, question), engine.info())


def _read_search(params: Pairs) -> tuple[SearchRequest | None, int]:
    positions = [value for name, value in params if name == "at"]
    rest = [(name, value) for name, value in params if name != "at"]
    if not positions:
        return (url_params.read(rest) if rest else None), 0
    position = whole_number(positions[-1], 1, url_params.MAX_PAGE)
    if position is None:
        message = f"Set at to the place of the question in the results, a whole number, not {quoted(positions[-1])}."
        raise BadRequest((Problem("at", message),))
    return url_params.read(rest), position


def _read_versions(params: dict[str, str], question: Question) -> tuple[int, int]:
    count = len(versions_of(question))
    problems = [
        Problem(name, f"Set {name} to the number of a version of this question, from 1 to {count}.")
        for name in (BEFORE, AFTER)
        if whole_number(params.get(name, ""), 1, count) is None
    ]
    if problems:
        raise BadRequest(tuple(problems))
    first, second = (int(params[name]) - 1 for name in (BEFORE, AFTER))
    return min(first, second), max(first, second)


def _same_answers(engine: Engine, question: Question) -> SameAnswers | None:
    for key in FIELDS[SAME_ANSWER].values(question):
        same_answer = AnyOf(SAME_ANSWER, (key,))
        others = engine.count(same_answer) - 1
        if others > 0:
            return SameAnswers(others, SearchRequest(filters=(same_answer,)))
    return None
