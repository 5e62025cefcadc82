"""The URL parameters of a search for similar questions: words added and dropped, records excluded, and the filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from search.errors import BadRequest, Problem
from search.model.field_types import YES
from search.model.fields import FIELDS
from search.model.question import Question
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.text.analysis import forms
from search.text.quotation import quoted
from web.site.link import Pairs
from web.site.urls import SimilarParams

MAX_WORDS = 50
"""The most words that can be dropped, and words that can be added."""

MAX_UNLIKE = 10
"""The most records that can be excluded as unlike."""

SAME_FIELDS: Mapping[str, str] = {"body": "department", "asked": "asker"}
"""The fields that a search can restrict to the record's own values, each with its name on the page."""

_OWN_PARAMS = ("drop", "add", "unlike", "same", "later", "within", "at")
_REFUSED_PARAMS = ("q", "sort", "per", "as-typed", "feedback", "references", "draft", "words", "collapse")
"""Parameters of a search that have no effect on similar questions."""

_Values = Mapping[str, tuple[str, ...]]


def read(question: Question, params: Pairs) -> tuple[SimilarParams, int]:
    """Read the parameters and the page number. Raises ``BadRequest`` with every problem in them."""
    params = tuple((name, value) for name, value in params if value.strip())
    request = url_params.read((name, value) for name, value in params if name not in _OWN_PARAMS)
    values = {own: tuple(dict.fromkeys(value for name, value in params if name == own)) for own in _OWN_PARAMS}
    dropped, added = _distinct_words(values["drop"]), _distinct_words(values["add"])
    problems = (
        *_same_field_problems(question, values["same"]),
        *_refused_problems(params),
        *_choice_problems(question, values),
        *_limit_problems(dropped, added),
    )
    if problems:
        raise BadRequest(problems)
    similar_params = SimilarParams(
        request.filters,
        dropped,
        added,
        within_filters=bool(request.filters) and YES in values["within"],
        unlike_ids=values["unlike"],
        same_fields=tuple(name for name in SAME_FIELDS if name in values["same"]),
        later_only=bool(values["later"]),
        meaning=request.meaning,
    )
    return similar_params, request.page


def filters(question: Question, params: SimilarParams) -> tuple[Filter, ...]:
    """Every filter of the search."""
    combined = list(params.filters) if params.within_filters else []
    combined += [AnyOf(name, FIELDS[name].values(question)) for name in params.same_fields]
    if params.later_only and question.tabled_on:
        combined.append(DateRange("tabled", question.tabled_on + timedelta(days=1), None))
    return tuple(combined)


def _same_field_problems(question: Question, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        if not (name in SAME_FIELDS and FIELDS[name].values(question)):
            yield Problem("same", f"Set same to {' or '.join(SAME_FIELDS)}, if the question has one, not {quoted(name)}.")


def _refused_problems(params: Pairs) -> Iterator[Problem]:
    present = {name for name, _ in params}
    for name in _REFUSED_PARAMS:
        if name in present:
            yield Problem(name, f"{name} has no effect on similar questions. Remove it from the address.")


def _choice_problems(question: Question, values: _Values) -> Iterator[Problem]:
    if set(values["within"]) - {YES}:
        yield Problem("within", "Set within to yes, or remove it.")
    if set(values["later"]) - {YES} or (values["later"] and not question.tabled_on):
        yield Problem("later", "Set later to yes, for a question with a date.")
    if len(values["unlike"]) > MAX_UNLIKE:
        yield Problem("unlike", f"You can hide at most {MAX_UNLIKE} questions. Add or remove words instead.")


def _limit_problems(dropped: tuple[str, ...], added: tuple[str, ...]) -> Iterator[Problem]:
    for name, listed, verb in (("drop", dropped, "dropped"), ("add", added, "added")):
        if len(listed) > MAX_WORDS:
            yield Problem(name, f"{name} has {len(listed)} words. At most {MAX_WORDS} can be {verb}.")


def _distinct_words(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms(" ".join(texts))))
