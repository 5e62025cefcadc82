"""More like this as its address asks for it: words taken out and added, wrong results, and what it keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from search.errors import BadRequest, Problem
from search.model.fields import FIELDS
from search.model.question import Question
from search.query import url_params
from search.query.nodes import AnyOf, DateRange, Filter
from search.text.analysis import words
from web.site.link import Pairs
from web.site.urls import SimilarParams

MAX_WORDS = 50
"""Words that can be taken out, and words that can be added."""

MAX_UNLIKE = 10
"""Results that can be said to be wrong."""

SAME: Mapping[str, str] = {"body": "department", "asked": "asker"}
"""The fields a search can keep to this record's own value of, by what the page calls them."""

_OWN = ("drop", "add", "unlike", "same", "later", "within", "at")
_USELESS = ("q", "sort", "per", "as-typed", "feedback", "collapse")
"""What a search reads beside its filters and page, and this does not."""


def read(question: Question, given: Pairs) -> tuple[SimilarParams, int]:
    """What an address asks for, and the number of the page. Raises ``BadRequest`` with every problem of its own parts."""
    given = tuple((name, value) for name, value in given if value.strip())
    asked = url_params.read((name, value) for name, value in given if name not in _OWN)
    named = {name: tuple(dict.fromkeys(value for each, value in given if each == name)) for name in _OWN}
    problems = [
        Problem("same", f"same is one of {', '.join(SAME)}, and one this question has, not {value!r}.")
        for value in named["same"]
        if not (value in SAME and FIELDS[value].values(question))
    ]
    problems += [
        Problem(name, f"{name} has no part in what is like a question; take it out of the address.")
        for name in _USELESS
        if any(name == each for each, _ in given)
    ]
    if set(named["within"]) - {"yes"}:
        problems.append(Problem("within", "within is yes, to keep to the filters of the address."))
    if set(named["later"]) - {"yes"} or (named["later"] and not question.tabled_on):
        problems.append(Problem("later", "later is yes, and only beside a question whose day is known."))
    if len(named["unlike"]) > MAX_UNLIKE:
        problems.append(
            Problem("unlike", f"At most {MAX_UNLIKE} results can be said to be wrong; add or take out words instead.")
        )
    drop, add = _words(named["drop"]), _words(named["add"])
    problems += [
        Problem(name, f"{name} has {len(found)} words; at most {MAX_WORDS} can be {done}.")
        for name, found, done in (("drop", drop, "taken out"), ("add", add, "added"))
        if len(found) > MAX_WORDS
    ]
    if problems:
        raise BadRequest(tuple(problems))
    like = SimilarParams(
        question.id,
        asked.filters,
        drop,
        add,
        within=bool(asked.filters) and "yes" in named["within"],
        unlike=named["unlike"],
        same=tuple(name for name in SAME if name in named["same"]),
        later=bool(named["later"]),
    )
    return like, asked.page


def filters(question: Question, like: SimilarParams) -> tuple[Filter, ...]:
    """Everything the search keeps to."""
    found = list(like.filters) if like.within else []
    found += [AnyOf(name, FIELDS[name].values(question)) for name in like.same]
    if like.later and question.tabled_on:
        found.append(DateRange("tabled", question.tabled_on + timedelta(days=1), None))
    return tuple(found)


def _words(typed: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words(" ".join(typed))))
