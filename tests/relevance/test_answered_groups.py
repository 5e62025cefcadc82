"""The ground truth of more like this: groups of questions that were answered together."""

from __future__ import annotations

from datetime import date

from benchmarks.relevance.answered_groups import SIZES, groups, sample_hard_records, sample_records
from search.model.question import Answer, GroupedQuestion, House, Question

DAY, OTHER_DAY = date(2024, 3, 5), date(2024, 3, 6)


def question(id: str, uin: str, *grouped_uins: str, day: date = DAY, house: House = "Lords", text: str = "x") -> Question:
    grouped = tuple(map(GroupedQuestion, grouped_uins))
    return Question(id, house, text, uin=uin, answer=Answer(answered_on=day), grouped=grouped)


def test_a_group_joins_all_records_linked_by_a_uin() -> None:
    records = [question("1", "HL1", "HL2"), question("2", "HL2", "HL3"), question("3", "HL3"), question("4", "HL4")]
    assert groups(records) == [frozenset("123")]


def test_a_uin_refers_to_the_record_of_the_same_house_and_day() -> None:
    first = question("1", "HL1", "2")
    assert groups([first, question("2", "2", day=OTHER_DAY)]) == []
    assert groups([first, question("2", "2", house="Commons")]) == []
    assert groups([first, question("2", "2")]) == [frozenset("12")]


def test_large_groups_are_left_out() -> None:
    max_size = SIZES[-1]
    records = [question(str(n), f"HL{n}", "HL0") for n in range(max_size + 1)]
    assert groups(records) == []
    assert groups(records[:-1]) == [frozenset(record.id for record in records[:-1])]


def test_hard_partners_share_less_than_half_of_their_stems_and_easier_partners_are_excluded() -> None:
    texts = {"1": "harbour lanterns at dusk", "2": "harbour lantern at dusk", "3": "lanterns of ships in fog"}
    records = {id_: question(id_, id_, text=text) for id_, text in texts.items()}
    hard = {record.question.id: record for record in sample_hard_records([frozenset(records)], records, 10, 1)}
    assert hard["1"].partners == {"3"}
    assert hard["1"].excluded == {"2"}
    assert hard["3"].partners == {"1", "2"}
    sample = sample_records([frozenset(records)], records, 2, 1)
    assert len(sample) == 2
    assert all(record.partners == set(records) - {record.question.id} and not record.excluded for record in sample)
