"""People in a search: whose questions a text asks for, with which words, and what is left as words."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import Answer, Person, Question
from search.pipeline.readings.people import PeopleReading, read_people
from search.pipeline.relevance_policy import SearchOutcome, explain, ranked_records, search
from search.query.parser import parse
from search.query.request import SearchRequest
from search.query.url_params import read, write

TAM, OTHER, NOBODY = Person("Tam Orrin", 7), Person("Baroness Tarvell", 9), Person()
TWINS = (Person("Jo Vale", 21), Person("Jo Vale", 22))
SHORT, LONG = Person("Liz Carr"), Person("Elizabeth Carr", 31)


def question(id: str, text: str, asker: Person, answerer: Person = NOBODY) -> Question:
    return Question(id, "Commons", text, asked_by=asker, answer=Answer(text="Yes.", answered_by=answerer))


ENGINE = MemoryEngine(
    [
        question("1", "What is known of dentistry in harbours?", TAM),
        question("2", "What is known of dentistry at sea?", Person("Mr Tam Orrin")),
        question("3", "What is known of harbours?", TAM, OTHER),
        question("4", "What does dentistry cost?", OTHER, TAM),
        question("5", "What does dentistry cost Tam Orrin?", OTHER),
        question("6", "Who lit the lanterns?", TWINS[0]),
        question("7", "Who lit the lamps?", TWINS[1]),
        question("8", "What is a wherry?", SHORT),
        question("9", "What is a ketch?", LONG),
        question("10", "What is a yawl?", LONG),
    ]
)


def outcome_of(text: str, **params: str) -> SearchOutcome:
    return search(ENGINE, read([("q", text), *params.items()]))


def ids(text: str, **params: str) -> set[str]:
    return {hit.question.id for hit in outcome_of(text, **params).page.hits}


def reading(text: str) -> PeopleReading:
    people_reading = read_people(ENGINE, SearchRequest(text, parse(text).tree))
    assert people_reading is not None
    return people_reading


@pytest.mark.parametrize(
    "text", ["Tam Orrin", "mr tam orrin MP", "Orrin, Tam", "questions by or to Tam Orrin".replace(" or to", "")]
)
def test_a_name_finds_the_questions_of_the_member_under_every_form(text: str) -> None:
    assert {"1", "2", "3"} <= ids(text)
    assert "5" not in ids(text)


def test_a_name_alone_finds_what_was_asked_and_what_was_answered() -> None:
    assert ids("Tam Orrin") == {"1", "2", "3", "4"}


@pytest.mark.parametrize(
    "text", ["dentistry Tam Orrin", "Tam Orrin on dentistry", "Mr Orrin: dentistry", "dentistry, by Tam Orrin"]
)
def test_words_beside_a_name_are_searched_within_the_member_s_questions(text: str) -> None:
    assert reading(text).rest == "dentistry"
    assert ids(text) - {"4"} == {"1", "2"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asked by Tam Orrin dentistry", {"1", "2"}),
        ("questions from Tam Orrin about dentistry", {"1", "2"}),
        ("answered by Tam Orrin", {"4"}),
        ("answers from Tam Orrin on dentistry", {"4"}),
    ],
)
def test_asked_by_and_answered_by_say_which_questions(text: str, expected: set[str]) -> None:
    assert ids(text) == expected


def test_two_members_find_the_questions_of_both() -> None:
    assert ids("Tam Orrin Baroness Tarvell") == {"3", "4"}


def test_the_reader_can_have_the_words_instead() -> None:
    assert ids("Tam Orrin", people="no") == {"5"}
    assert outcome_of("Tam Orrin", people="no").rewritten.people is None


def test_words_that_no_question_of_the_member_has_are_searched_everywhere() -> None:
    outcome = outcome_of("lanterns Tam Orrin")
    assert outcome.rewritten.people is not None
    assert not outcome.rewritten.people.is_taken
    assert outcome.rewritten.people.members[0].name == "Tam Orrin"


def test_a_member_whom_more_texts_are_about_is_offered_and_the_words_searched() -> None:
    texts = [question(str(number), "What did Jo Vale say?", OTHER) for number in range(3)]
    engine = MemoryEngine([*texts, question("9", "What of lanterns?", TWINS[0])])
    outcome = search(engine, read([("q", "Jo Vale")]))
    assert outcome.rewritten.people is not None
    assert not outcome.rewritten.people.is_taken
    assert outcome.page.total == 3


def test_members_of_one_name_are_both_offered_and_not_taken() -> None:
    people_reading = reading("jo vale")
    assert [member.member_id for member in people_reading.members] == [21, 22]
    assert not people_reading.is_taken


@pytest.mark.parametrize("text", ['"Tam Orrin"', "  “Tam Orrin” "])
def test_a_name_in_quotation_marks_is_offered_and_its_words_searched(text: str) -> None:
    assert [member.member_id for member in reading(text).members] == [7]
    assert ids(text) == {"5"}


@pytest.mark.parametrize(
    "text",
    [
        'dentistry "Tam Orrin"',
        "asked:(Tam Orrin)",
        "Tam Orrin OR dentistry",
        "-Tam Orrin",
        "To ask Tam Orrin, what is dentistry.",
    ],
)
def test_names_in_the_syntax_of_the_query_language_are_not_read(text: str) -> None:
    assert read_people(ENGINE, SearchRequest(text, parse(text).tree)) is None


def test_fields_beside_a_name_stay_fields() -> None:
    assert reading("Tam Orrin house:commons").rest == "house:commons"
    assert ids("Tam Orrin house:commons -cost") == {"1", "2", "3"}
    assert ids("Tam Orrin house:lords") != ids("Tam Orrin")


@pytest.mark.parametrize("name", ["Tam Orrin", "Mr Tam Orrin", "orrin, tam", "Tam Orrni"])
def test_asked_and_answered_find_every_form_of_a_name(name: str) -> None:
    assert ids(f'asked:"{name}"') == {"1", "2", "3"}
    assert ids(f'by:"{name}" dentistry') == {"1", "2"}
    assert ids(f'answered:"{name}"') == {"4"}
    assert ids(f'-asked:"{name}" dentistry') == {"4", "5"}


def test_a_member_s_number_finds_the_records_with_the_name_alone_too() -> None:
    assert ids("", **{"asked-id": "7"}) == {"1", "2", "3"}
    assert ids("asked-id:7 dentistry") == {"1", "2"}
    assert ids("dentistry", **{"answered-id": "7"}) == {"4"}
    assert ids("", **{"asked-id": "22"}) == {"7"}
    assert ids("", **{"asked-id": "99999"}) == set()


def test_the_counts_of_a_member_are_the_totals_of_the_searches() -> None:
    (member,) = reading("Tam Orrin").members
    assert (member.asked, member.answered) == (len(ids('asked:"Tam Orrin"')), len(ids('answered:"Tam Orrin"'))) == (3, 1)


def test_a_number_of_many_digits_is_nobody_s() -> None:
    assert ids("", **{"asked-id": "9" * 5000}) == set()
    assert ids("", **{"asked-id": "٧"}) == set()


def test_a_long_text_is_not_read() -> None:
    assert read_people(ENGINE, SearchRequest("x" * 500 + " Tam Orrin")) is None


def test_a_score_is_explained_and_every_record_exported_as_it_is_found() -> None:
    request = read([("q", "dentistry Tam Orrin")])
    outcome = search(ENGINE, request)
    assert {record.id for record in ranked_records(ENGINE, outcome)} == ids("dentistry Tam Orrin")
    assert explain(ENGINE, request, "1") is not None
    assert explain(ENGINE, request, "5") is None


def test_the_address_of_the_words_is_read_back() -> None:
    request = read([("q", "Tam Orrin"), ("people", "no")])
    assert read(write(request)) == request
    assert ("people", "no") in write(request)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Liz Carr", {"8", "9", "10"}),
        ("Liz Carr ketch", {"9"}),
        ("Elizabeth Carr", {"9", "10"}),
        ('asked:"Liz Carr"', {"8"}),
        ('asked:"Elizabeth Carr"', {"9", "10"}),
    ],
)
def test_a_full_name_finds_a_more_active_member_with_another_form_of_it(text: str, expected: set[str]) -> None:
    assert ids(text) == expected
