"""The directory of members: which names are one person's, and what the person asked and answered."""

from __future__ import annotations

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Person, Question
from search.people.directory import Directory
from search.people.member import Member, MemberCount, Role, person_key


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


def test_a_member_is_found_by_the_number_and_by_a_name_that_is_the_member_s_alone() -> None:
    directory = Directory([count("Tam Orrin", "7", 2), count("Mr Tam Orrin"), count("Bea Quill"), count("Quill of Elm, L.")])
    tam, bea = directory.find("7"), directory.find("name-beaquill")
    assert tam is directory.find("name-tamorrin") is member(directory, 7)
    assert bea
    assert (bea.name, bea.key) == ("Bea Quill", "name-beaquill")
    assert directory.find("name-lord-quillelm")
    assert directory.find("8") is directory.find("name-") is directory.find("") is None


def test_a_name_of_two_numbers_is_the_key_of_neither() -> None:
    directory = Directory([count("Tam Orrin", "7", 2), count("Tam Orrin", "8", 5)])
    assert directory.find("name-tamorrin") is None
    directory = Directory([count("Tam Orrin", "7", 2), count("Tam Orrin", "8", 5), count("Tam Orrin")])
    person = directory.find("name-tamorrin")
    assert person
    assert person.member_id is None
    assert directory.named("Tam Orrin") == directory.members


def test_every_member_has_a_key_of_its_own_that_finds_it() -> None:
    names = (
        "Tam Orrin",
        "\N{EM DASH}",
        "?",
        "xy " * 100,
        "xy " * 101,
        "Lord Quill",
        "Baroness Quill",
        "\N{CYRILLIC CAPITAL LETTER A}",
    )
    directory = Directory([count(name) for name in names])
    assert len({person.key for person in directory.members}) == len(names)
    for person in directory.members:
        assert directory.find(person.key) is person
        assert len(person.key) <= 90


def test_a_record_s_name_leads_to_the_entry_of_its_member() -> None:
    people = [Person("Tam Orrin", 7), Person("Mr Tam Orrin"), Person("Bea Quill"), Person(member_id=9), Person("Tam Orrin", 8)]
    engine = MemoryEngine([Question(str(number), "Commons", "?", asked_by=person) for number, person in enumerate(people)])
    for person in people:
        entry = engine.directory().find(person_key(person))
        assert entry
        assert person.label in entry.names
    assert person_key(Person()) == ""


def test_constituencies_and_parties_are_those_of_most_records_first() -> None:
    rows = [
        MemberCount("asked", "Tam Orrin", "7", "Commons", constituency, party, records)
        for constituency, party, records in (("Elm", "Harbour", 2), ("Ash", "Harbour", 3), ("", "", 9))
    ]
    (person,) = Directory(rows).members
    assert (person.constituencies, person.constituency) == (("Ash", "Elm"), "Ash")
    assert (person.parties, person.party) == (("Harbour",), "Harbour")
