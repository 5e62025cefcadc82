"""The ground truth of more like this: who was answered together with whom."""

from __future__ import annotations

from datetime import date

from benchmarks.relevance.answered_groups import SIZES, groups, sample_hard_records, sample_records
from search.model.question import Answer, GroupedQuestion, House, Question

DAY, ANOTHER = date(2024, 3, 5), date(2024, 3, 6)


def question(id: str, uin: str, *others: str, day: date = DAY, house: House = "Lords", text: str = "x") -> Question:
    named = tuple(map(GroupedQuestion, others))
    return Question(id, house, text, uin=uin, answer=Answer(answered_on=day), grouped=named)


def test_a_group_is_whoever_is_named_by_any_of_it() -> None:
    records = [question("1", "HL1", "HL2"), question("2", "HL2", "HL3"), question("3", "HL3"), question("4", "HL4")]
    assert groups(records) == [frozenset("123")]


def test_a_uin_names_the_record_of_the_same_house_and_day() -> None:
    one = question("1", "HL1", "2")
    assert groups([one, question("2", "2", day=ANOTHER)]) == []
    assert groups([one, question("2", "2", house="Commons")]) == []
    assert groups([one, question("2", "2")]) == [frozenset("12")]


def test_large_groups_are_left_out() -> None:
    most = SIZES[-1]
    records = [question(str(n), f"HL{n}", "HL0") for n in range(most + 1)]
    assert groups(records) == []
    assert groups(records[:-1]) == [frozenset(record.id for record in records[:-1])]


def test_hard_partners_share_less_than_half_of_their_stems_and_the_others_are_twins() -> None:
    texts = {"1": "harbour lanterns at dusk", "2": "harbour lantern at dusk", "3": "lanterns of ships in fog"}
    records = {each: question(each, each, text=text) for each, text in texts.items()}
    found = {each.question.id: each for each in sample_hard_records([frozenset(records)], records, 10, 1)}
    assert found["1"].partners == {"3"}
    assert found["1"].excluded == {"2"}
    assert found["3"].partners == {"1", "2"}
    plain = sample_records([frozenset(records)], records, 2, 1)
    assert len(plain) == 2
    assert all(each.partners == set(records) - {each.question.id} and not each.excluded for each in plain)
