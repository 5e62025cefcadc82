"""Every engine has the same directory of members and bodies of the same records."""

from __future__ import annotations

from search.engine import Engine
from search.engines.memory import MemoryEngine
from search.model.question import Question
from search.people.names import tokens
from search.query.nodes import And, Exists, Not


def test_the_directory_has_every_member_of_the_records(engine: Engine, records: list[Question]) -> None:
    assert engine.directory().members == MemoryEngine(records).directory().members
    assert {member.name for member in engine.directory().members} >= {"Alys Fenwick", "Siân Prydderch", "Member 77"}


def test_the_counts_of_a_member_are_those_of_the_queries(engine: Engine) -> None:
    for member in engine.directory().members:
        assert engine.count(member.query("asked")) == member.asked
        assert engine.count(member.query("answered")) == member.answered
    with_asker = sum(member.asked for member in engine.directory().members)
    assert with_asker + engine.count(And((Exists("asked", False), Not(Exists("asked-id"))))) == engine.info().records


def test_the_directory_has_the_bodies_of_the_records(engine: Engine) -> None:
    mention = engine.directory().bodies.find(tokens("floods ministry of tides"))
    assert mention is not None
    assert mention.values == ("Ministry of Tides",)
    assert engine.directory().bodies.find(tokens("home office")) is None
