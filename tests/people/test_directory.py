"""The directory of members: which names are one person's, and what the person asked and answered."""

from __future__ import annotations

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Person, Question
from search.people.directory import Directory
from search.people.member import Member, MemberCount, Role


def count(name: str, number: str = "", records: int = 1, role: Role = "asked") -> MemberCount:
    return MemberCount(role, name, number, "Commons", "", "", records)


def member(directory: Directory, number: int | None) -> Member:
    (entry,) = [entry for entry in directory.members if entry.member_id == number]
    return entry


def test_one_number_is_one_person_whatever_the_form_of_the_name() -> None:
    directory = Directory([count("Tam Orrin", "7", 3), count("Mr Tam Orrin", "7", 2), count("Thomas Orrin", "7", 1)])
    (person,) = directory.members
    assert (person.member_id, person.names, person.asked) == (7, ("Tam Orrin", "Mr Tam Orrin", "Thomas Orrin"), 6)


def test_a_name_without_a_number_joins_the_only_number_that_comes_with_it() -> None:
    directory = Directory([count("Tam Orrin", "7"), count("Mr Tam B. Orrin"), count("Bea Quill")])
    assert member(directory, 7).asked == 2
    assert member(directory, None).names == ("Bea Quill",)


def test_a_name_of_two_numbers_belongs_to_neither_without_a_number() -> None:
    directory = Directory([count("Tam Orrin", "7", 2), count("Tam Orrin", "8", 5), count("Tam Orrin")])
    assert [(person.member_id, person.asked) for person in directory.members] == [(8, 5), (7, 2), (None, 1)]


def test_a_peer_and_a_commoner_of_one_surname_are_two_people() -> None:
    directory = Directory([count("Lord Quill", "1"), count("Baroness Quill", "2"), count("Lord Quill of Elm", "3")])
    assert len(directory) == 3


def test_printed_forms_of_a_peer_are_one_person() -> None:
    directory = Directory([count("Lord Quill of Elm", "3"), count("Quill of Elm, L.")])
    assert [person.asked for person in directory.members] == [2]


def test_questions_asked_and_answered_are_counted_apart() -> None:
    directory = Directory([count("Tam Orrin", "7", 4), count("Tam Orrin", "7", 9, "answered")])
    assert (member(directory, 7).asked, member(directory, 7).answered) == (4, 9)


def test_a_member_known_by_number_alone_is_called_by_it() -> None:
    directory = Directory([count("Member 12", "12"), count("Member 13", "13"), count("Tam Orrin", "13")])
    assert member(directory, 12).name == "Member 12"
    assert member(directory, 13).names == ("Tam Orrin",)


def test_the_queries_of_a_member_find_as_many_records_as_are_counted() -> None:
    people = [
        Person("Tam Orrin", 7),
        Person("Mr Tam Orrin"),
        Person("Tam Orrin", 7),
        Person("Bea Quill"),
        Person(),
        Person("X", 8),
    ]
    questions = [
        Question(str(number), "Commons", "What?", asked_by=asker, answer=Answer(text="This.", answered_by=people[number - 1]))
        for number, asker in enumerate(people)
    ]
    engine = MemoryEngine(questions)
    for person in engine.directory().members:
        assert engine.count(person.query("asked")) == person.asked
        assert engine.count(person.query("answered")) == person.answered
