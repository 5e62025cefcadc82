"""Derived values are made anew by every build and update, and are no part of what a source sends."""

from __future__ import annotations

import gc
from datetime import date

from msgspec.structs import replace

from indexer.deriving.alone import derive_alone
from search.engines.whoosh.format.serialization import pack, unpack
from search.insight.entries import entry_of
from search.model.derived import Citation, Derived
from search.model.question import Answer, Question, Version

QUESTION = Question("5", "Commons", "To ask how.", uin="77", tabled_on=date(2024, 3, 1))
OLD = Derived((Citation("12", "3"),), ("9",), "a key", "1", "2")


def test_a_stored_record_keeps_its_derived_values() -> None:
    question = replace(QUESTION, derived=OLD)
    assert unpack(pack(question)) == question
    assert question.derived.follows == ("3",)


def test_the_garbage_collector_does_not_track_a_stored_record() -> None:
    question = Question(
        "1", "Commons", "Text", answer=Answer(), versions=(Version(),), derived=Derived(citations=(Citation(),))
    )
    record = unpack(pack(question))
    parts = (record, record.answer, record.asked_by, record.answering_body, *record.versions, record.derived)
    assert not any(map(gc.is_tracked, (*parts, *record.derived.citations)))


def test_a_version_has_no_derived_values() -> None:
    assert Version.of(replace(QUESTION, derived=OLD)) == Version.of(QUESTION)


def test_old_derived_values_do_not_change_the_new_ones() -> None:
    old = replace(QUESTION, derived=OLD)
    assert derive_alone(old) == derive_alone(QUESTION)
    assert entry_of(old) == entry_of(QUESTION)
