"""The documents of a cluster: tokens are the terms of our own analysis, and nothing of a record is lost."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from search.engines.memory_matching import Entry
from search.engines.opensearch.layout import (
    MAX_VALUE_CHARACTERS,
    NO_VALUE,
    RECORD,
    document,
    index_body,
    read_record,
    token,
    visible,
)
from search.errors import IndexMismatch
from search.model.fields import FIELDS, RANKED
from search.model.question import Question
from search.text.analysis import terms
from tests.invented import questions


def test_a_document_holds_the_whole_record() -> None:
    for question in questions(60):
        stored = base64.b64decode(document(Entry.of(question))[RECORD])
        returned = base64.urlsafe_b64encode(stored).decode().rstrip("=")
        assert read_record({"fields": {RECORD: [returned]}}) == question
    with pytest.raises(IndexMismatch):
        read_record({"fields": {RECORD: ["AAAA"]}})


def test_tokens_are_the_terms_in_order_and_the_selectors_of_all_ranked_fields() -> None:
    for question in questions(60):
        body = document(Entry.of(question))
        for field in RANKED:
            expected = [text for value in field.values(question) for text in terms(value)]
            assert body.get(f"w_{field.name}", "").split() == expected
            assert body.get(f"n_{field.name}", 0) == len(expected)
        all_terms = {text for field in RANKED for value in field.values(question) for text in terms(value)}
        assert set(body["all"].split()) == all_terms | {text.partition("=")[0] + "=" for text in all_terms}


def test_a_token_has_no_white_space() -> None:
    (term,) = terms("\ufdfa")
    assert " " in term
    assert token(term).split(" ") == [token(term)]
    assert len(terms("\u02bc")) == len(token(" ".join(terms("\u02bc"))).split(" "))


def test_a_record_without_a_value_is_collapsed_with_no_other() -> None:
    first_key, second_key = (document(Entry.of(Question(number, "Lords", "x")))["f_heading"] for number in ("1", "2"))
    assert first_key != second_key
    assert first_key.startswith(NO_VALUE)


def test_the_best_day_is_the_first_that_is_known() -> None:
    assert "best" not in document(Entry.of(Question("1", "Lords", "x")))
    assert document(Entry.of(Question("1", "Lords", "x", due_on=date(2024, 1, 2))))["best"] == date(2024, 1, 2).toordinal()


def test_a_version_says_which_generations_see_it() -> None:
    entry = Entry.of(Question("1", "Lords", "x"))
    assert document(entry)["added"] == 0
    assert "ended" not in document(entry)
    assert (document(entry, 3, 5)["added"], document(entry, 3, 5)["ended"]) == (3, 5)
    assert visible(4) == {"bool": {"must_not": [{"range": {"added": {"gt": 4}}}, {"range": {"ended": {"lte": 4}}}]}}


def test_every_field_of_a_document_is_in_the_mapping() -> None:
    mapped = index_body()["mappings"]["properties"]
    for question in questions(60):
        assert document(Entry.of(question), 1, 2).keys() <= mapped.keys()
    long = Question("1", "Lords", "x", heading="h" * 40_000)
    assert len(document(Entry.of(long))["f_heading"]) == MAX_VALUE_CHARACTERS
    assert {f"v_{name}" for name, field in FIELDS.items() if field.has_values} <= mapped.keys()
