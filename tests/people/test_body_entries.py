"""The entries of answering bodies: one a body whatever form its name has, and one a family."""

from __future__ import annotations

from search.people.body_entries import body_address, body_entries, predecessors, successors
from search.query.nodes import AnyOf

VALUES = (
    "Health",
    "Department of Health",
    "Department of Health and Social Care",
    "Office of Tides",
    "office of tides",
    "Home Office",
)


def test_forms_of_one_name_are_one_entry() -> None:
    entries = body_entries(VALUES)
    assert entries["office-of-tides"].values == ("Office of Tides", "office of tides")
    assert entries["department-of-health"].values == ("Department of Health", "Health")
    assert {body_address(value) for value in VALUES} == {key for key, entry in entries.items() if not entry.is_family}


def test_a_family_has_an_entry_where_two_of_its_bodies_are_there() -> None:
    entries = body_entries(VALUES)
    (family,) = [entry for entry in entries.values() if entry.is_family]
    assert (family.key, family.members) == (
        "health-all-names",
        ("Department of Health", "Department of Health and Social Care"),
    )
    assert family.filter == AnyOf("body-family", ("Health (all names)",))
    assert entries["department-of-health"].family == family.family
    assert entries["home-office"].family == ""
    assert not [entry for entry in body_entries(["Department of Health", "Health"]).values() if entry.is_family]


def test_a_name_without_words_and_a_long_one_have_keys() -> None:
    entries = body_entries(["\N{EM DASH}", "word " * 100])
    assert set(entries) == {"body", "-".join(["word"] * 16)}
    assert body_address("") == ""


def test_the_bodies_before_and_after_are_those_of_the_table() -> None:
    (before,) = predecessors("Department of Health and Social Care")
    assert (before.predecessor, str(before.day)) == ("Department of Health", "2018-01-08")
    (after,) = successors("Department of Health")
    assert after == before
    assert predecessors("Office of Tides") == successors("Office of Tides") == ()
