"""The tables of departments: every line is read, sourced, and joins names of one family."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from search.model.body_families import FAMILIES, Succession, body_family, body_key, body_names, known_body, successions
from search.model.question import AnsweringBody, Question


@pytest.mark.parametrize("line", successions(), ids=lambda line: f"{line.predecessor} > {line.successor}")
def test_a_succession_has_a_source_and_a_day_and_stays_in_its_family(line: Succession) -> None:
    old, new = known_body(line.predecessor), known_body(line.successor)
    assert old is not None
    assert new is not None
    assert old.name == line.predecessor
    assert new.name == line.successor
    assert old.family == new.family != ""
    assert date(2000, 1, 1) < line.day < date(2030, 1, 1)
    assert line.source.startswith(("https://www.legislation.gov.uk/uksi/", "https://www.gov.uk/", "http://central-government."))


def test_the_names_of_a_family_are_joined_by_successions() -> None:
    for family in {body.family for body in body_names() if body.family}:
        names = {body.name for body in body_names() if body.family == family}
        joined = {min(names)}
        for _ in names:
            joined |= {line.successor for line in successions() if line.predecessor in joined}
            joined |= {line.predecessor for line in successions() if line.successor in joined}
        assert joined == names, family


def test_no_name_is_two_bodies() -> None:
    keys = Counter(key for body in body_names() for key in {body_key(name) for name in (body.name, *body.other_names)})
    assert [key for key, uses in keys.items() if uses > 1] == []


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Department of Health", "Health (all names)"),
        ("Department of Health and Social Care", "Health (all names)"),
        ("Health", "Health (all names)"),
        ("Home Department", "Home Office (all names)"),
        ("HM Treasury", "Treasury (all names)"),
        ("Culture Media and Sport", "Culture (all names)"),
        ("Business, Innovation and Skills", "Business, energy, science and trade (all names)"),
        ("Foreign and Commonwealth Affairs", "Foreign affairs and development (all names)"),
        ("Department for Levelling Up, Housing and Communities", "Housing and communities (all names)"),
        ("Church Commissioners", ""),
        ("Office of Lanterns", ""),
        ("", ""),
    ],
)
def test_a_body_is_in_its_family(name: str, family: str) -> None:
    question = Question("1", "Commons", "What?", answering_body=AnsweringBody(name))
    assert body_family(question) == ((family,) if family else ())
    assert not family or family in FAMILIES


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("MoD", "Ministry of Defence"),
        ("dhsc", "Department of Health and Social Care"),
        ("HMT", "Treasury"),
        ("Defra", "Department for Environment, Food and Rural Affairs"),
        ("DWP", "Department for Work and Pensions"),
    ],
)
def test_abbreviations_are_known(short: str, name: str) -> None:
    body = known_body(short)
    assert body is not None
    assert body.name == name
