"""The members that a text names: every form of a name is found, and words that are no names are not."""

from __future__ import annotations

import pytest

from search.people.directory import Directory
from search.people.member import MemberCount
from search.people.mentions import Certainty, find_mentions

MEMBERS = {
    "Tam Orrin": "1",
    "Iain Vane Marrow": "2",
    "Siân O'Dare": "3",
    "Olive Reed-Hartnell": "4",
    "Bill Grant": "5",
    "Lord Quillon of Elmbridge": "6",
    "Baroness Tarvell": "7",
    "The Earl of Sandbay": "8",
    "Mrs Wenna Holt": "9",
    "Lord Holt of Fenny": "10",
    "Baroness Holt of Marle": "11",
    "Lord Bell": "12",
    "Lord Bell of Elm": "16",
    "Viscount Orme": "17",
    "Jon Bishop": "13",
    "Dame Petra Lunt": "14",
    "Preet Kaur Sanghera": "15",
    "The Lord Bishop of St Orsin": "18",
    "Alys Fenwick": "19",
    "Baroness Fenwick": "20",
}
COMMON = {"bill": 900, "grant": 900, "energy": 900, "bell": 900, "holt": 1, "lake": 50, "dentistry": 40, "to": 999, "the": 999}
TOTAL = 4_000
DIRECTORY = Directory([MemberCount("asked", name, number, "", "", "", 5) for name, number in MEMBERS.items()])


def named(text: str) -> list[str]:
    """The members named, those of each mention in one text."""
    mentions = find_mentions(DIRECTORY, text, lambda word: COMMON.get(word, 0), TOTAL)
    return [" | ".join(member.name for member in mention.members) for mention in mentions]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tam Orrin", "Tam Orrin"),
        ("tam orrin", "Tam Orrin"),
        ("TAM ORRIN MP", "Tam Orrin"),
        ("Mr Tam Orrin", "Tam Orrin"),
        ("Rt Hon. Sir Tam Orrin KC MP", "Tam Orrin"),
        ("Orrin, Tam", "Tam Orrin"),
        ("orrin tam", "Tam Orrin"),
        ("T Orrin", "Tam Orrin"),
        ("T. Orrin", "Tam Orrin"),
        ("Mr Orrin", "Tam Orrin"),
        ("questions asked by Tam Orrin", "Tam Orrin"),
        ("dentistry Tam Orrin", "Tam Orrin"),
        ("Tam Orrin's questions on dentistry", "Tam Orrin"),
        ("Iain Vane Marrow", "Iain Vane Marrow"),
        ("I Vane Marrow", "Iain Vane Marrow"),
        ("I. V. Marrow", "Iain Vane Marrow"),
        ("IV Marrow", "Iain Vane Marrow"),
        ("Vane Marrow, Iain", "Iain Vane Marrow"),
        ("Mr Vane Marrow", "Iain Vane Marrow"),
        ("Sian O Dare", "Siân O'Dare"),
        ("Sian O’Dare", "Siân O'Dare"),
        ("sian odare", "Siân O'Dare"),
        ("Olive Reed Hartnell", "Olive Reed-Hartnell"),
        ("OliveReed-Hartnell", "Olive Reed-Hartnell"),
        ("Preet Sanghera", "Preet Kaur Sanghera"),
        ("William Grant", "Bill Grant"),
        ("William Grant energy", "Bill Grant"),
        ("william grant", "Bill Grant"),
        ("Mr William Grant", "Bill Grant"),
        ("Jonathan Bishop", "Jon Bishop"),
        ("Lord Quillon of Elmbridge", "Lord Quillon of Elmbridge"),
        ("Quillon of Elmbridge, L.", "Lord Quillon of Elmbridge"),
        ("Quillon of Elmbridge", "Lord Quillon of Elmbridge"),
        ("lord quillon dentistry", "Lord Quillon of Elmbridge"),
        ("Lord Quillon", "Lord Quillon of Elmbridge"),
        ("Baroness Tarvell", "Baroness Tarvell"),
        ("Tarvell, Baroness", "Baroness Tarvell"),
        ("tarvell", "Baroness Tarvell"),
        ("Fenwick, Baroness", "Baroness Fenwick"),
        ("Fenwick, Dame Alys", "Alys Fenwick"),
        ("the Earl of Sandbay", "The Earl of Sandbay"),
        ("Sandbay, E.", "The Earl of Sandbay"),
        ("Lord Bell", "Lord Bell"),
        ("Lord Bell of Elm", "Lord Bell of Elm"),
        ("Lord Orme", "Viscount Orme"),
        ("Jon Bishop", "Jon Bishop"),
        ("Bishop, Jon", "Jon Bishop"),
        ("Bill Grant", "Bill Grant"),
        ("bill grant", "Bill Grant"),
        ("questions by Bill Grant on energy", "Bill Grant"),
        ("Mrs Holt", "Mrs Wenna Holt"),
        ("Tam Orrni", "Tam Orrin"),
        ("Tm Orrin", "Tam Orrin"),
        ("Tam Orrrin", "Tam Orrin"),
        ("TamxOrrin", "Tam Orrin"),
        ("dentistry Tam Orron", "Tam Orrin"),
        ("Olive Reed-Hartnel", "Olive Reed-Hartnell"),
        ("Baroness Travell", "Baroness Tarvell"),
        ("Barones Tarvell", "Baroness Tarvell"),
        ("LordB ell", "Lord Bell"),
        ("Vane Marrow, Sir Iain", "Iain Vane Marrow"),
        ("Orrin, Mr Tam, questions", "Tam Orrin"),
        ("Vane Marrow", "Iain Vane Marrow"),
        ("reed-hartnell", "Olive Reed-Hartnell"),
        ("Orrin MP", "Tam Orrin"),
        ("dentistry Reed-Hartnell MP", "Olive Reed-Hartnell"),
        ("Bns Tarvell", "Baroness Tarvell"),
        ("Bishop of St Orsin", "The Lord Bishop of St Orsin"),
        ("bishop of st orsin", "The Lord Bishop of St Orsin"),
        ("the Lord Bishop of St Orsin", "The Lord Bishop of St Orsin"),
    ],
)
def test_the_member_is_found(text: str, name: str) -> None:
    assert named(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dentistry",
        "orrin",
        "holt",
        "lake district",
        "energy bill grant",
        "Energy Bill Grant Scheme",
        "bell",
        "sandbay",
        "Sandbay station",
        "St Orsin",
        "Lord St Orsin",
        "vane marrow dentistry",
        "energy MP",
        "a grant",
        "william grant energy",
        "Sir Orrin Smith",
        "Dame Lunt",
        "Baroness Quillon of Marle",
        "Lord Quillon of Kent",
        "Mr Tam Smith",
        "lord bishop",
        "2024",
        "Tim Horan",
        "Tams & Orrin",
        "word " * 30 + "Tam Orrin",
    ],
)
def test_no_member_is_found(text: str) -> None:
    assert named(text) == []


def test_several_members_are_offered_for_a_name_that_fits_several() -> None:
    assert named("Holt of Fenny") == ["Lord Holt of Fenny"]
    assert named("Lady Holt") == ["Baroness Holt of Marle"]
    twins = Directory([MemberCount("asked", "Tam Orrin", number, "", "", "", int(number)) for number in ("3", "8")])
    (mention,) = find_mentions(twins, "tam orrin dentistry", lambda word: 0, TOTAL)
    assert [member.member_id for member in mention.members] == [8, 3]
    assert mention.certainty is Certainty.LIKELY


def test_two_names_in_one_text_are_two_mentions() -> None:
    assert named("Tam Orrin to Baroness Tarvell") == ["Tam Orrin", "Baroness Tarvell"]


def test_a_mention_has_its_title_and_letters_in_it() -> None:
    text = "dentistry by the Rt Hon Tam Orrin MP in 2024"
    (mention,) = find_mentions(DIRECTORY, text, lambda word: 0, TOTAL)
    assert text[mention.start : mention.end] == "Rt Hon Tam Orrin MP"
    assert mention.certainty is Certainty.CERTAIN


@pytest.mark.parametrize(
    ("text", "fewer", "expected"),
    [
        ("Ann Hollis", 4, ["Ann Vera Hollis | Ann Hollis"]),
        ("Ann Hollis", 40, ["Ann Hollis"]),
        ("Ann Vera Hollis", 4, ["Ann Vera Hollis"]),
        ("dentistry Ann Hollis", 4, ["Ann Hollis"]),
        ("Jo Marl", 4, ["Joanna Marl | Jo Marl"]),
        ("Jo Marl", 40, ["Jo Marl"]),
    ],
)
def test_a_full_name_also_names_a_more_active_member_with_another_form_of_it(
    text: str, fewer: int, expected: list[str]
) -> None:
    counts = {"Ann Hollis": fewer, "Ann Vera Hollis": 30, "Jo Marl": fewer, "Joanna Marl": 30}
    directory = Directory([MemberCount("asked", name, "", "", "", "", count) for name, count in counts.items()])
    mentions = find_mentions(directory, text, lambda word: COMMON.get(word, 0), TOTAL)
    assert [" | ".join(member.name for member in mention.members) for mention in mentions] == expected
    assert all(mention.certainty is Certainty.CERTAIN for mention in mentions)
