"""Derived values are made anew by every build and update, and are no part of what a source sends."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from indexer.deriving.alone import derive_alone, with_derived
from search.engines.whoosh.format.serialization import pack, unpack
from search.model.derived import Derived
from search.model.question import Question, Version

QUESTION = Question("5", "Commons", "To ask how.", uin="77", tabled_on=date(2024, 3, 1))


def test_a_stored_record_keeps_its_derived_values() -> None:
    question = with_derived(QUESTION)
    assert unpack(pack(question)) == question


def test_a_version_has_no_derived_values() -> None:
    assert Version.of(with_derived(QUESTION)) == Version.of(replace(QUESTION, derived=Derived()))


def test_old_derived_values_do_not_change_the_new_ones() -> None:
    assert derive_alone(with_derived(QUESTION)) == derive_alone(QUESTION)
