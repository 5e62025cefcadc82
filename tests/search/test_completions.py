"""Completions of what is typed: words of at least three records, and names as names."""

from __future__ import annotations

import pytest

from search.engines.memory import MemoryEngine
from search.model.question import AnsweringBody, Person, Question
from search.pipeline.suggestions.completions import complete

_BEACONS, _TIDES = AnsweringBody("Ministry of Beacons"), AnsweringBody("Ministry of Tides and Lamps")
ENGINE = MemoryEngine(
    [
        *(
            Question(str(number), "Commons", "harbour lantern fenland mast" + " mastic" * (number % 2),
                     asked_by=Person("Alys Fenwick-Mast"), answering_body=_BEACONS)
            for number in range(6)
        ),
        Question("a", "Commons", "the masthead", asked_by=Person("Mr Tobias Lant"), answering_body=_TIDES),
        Question("b", "Lords", "the mastiff mastiff", asked_by=Person("Baroness Fenwick of Ash"), answering_body=_TIDES),
        Question("c", "Lords", "the lanternmen", asked_by=Person(member_id=4253)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "completions"),
    [
        ("mas", ["mast", "mastic", "Alys Fenwick-Mast"]),
        ("mastic", ["mastic"]),
        ("fen", ["fenland", "Alys Fenwick-Mast", "Baroness Fenwick of Ash"]),
        ("LANTERN", ["lantern"]),
        ("lant", ["lantern", "Mr Tobias Lant"]),
        ("minis", ["Ministry of Beacons", "Ministry of Tides and Lamps"]),
        # Words before the last are kept. A name is offered if it has them too.
        ("how many mas", ["how many mast", "how many mastic"]),
        ("alys fen", ["Alys Fenwick-Mast"]),
        ("Alys Fenwick-Mas", ["Alys Fenwick-Mast"]),
        ("questions by ALYS fenw", ["questions by Alys Fenwick-Mast"]),
        ("baroness fen", ["Baroness Fenwick of Ash"]),
        ("tobias lan", ["Mr Tobias Lant"]),
        ("lamps for tobias lan", ["lamps for Mr Tobias Lant"]),
        ("ministry of bea", ["Ministry of Beacons"]),
        ("fenwick mas", ["Alys Fenwick-Mast", "fenwick mast", "fenwick mastic"]),
        ("lamps fenwick mas", ["lamps fenwick mast", "lamps fenwick mastic"]),
        # Quotes and prefixes of fields.
        ('"how many mas', ['"how many mast', '"how many mastic']),
        ("asked:alys fen", ['asked:"Alys Fenwick-Mast"']),
        ('asked:"alys fen', ['asked:"Alys Fenwick-Mast"']),
        ("heading:mas", ["heading:mast", "heading:mastic"]),
        # Nothing to complete.
        ("zebra", []),
        ("mast ", []),
        ("mast?", []),
        ("", []),
        ("425", []),
    ],
)
def test_completions(typed: str, completions: list[str]) -> None:
    assert list(complete(ENGINE, typed, 8)) == completions


def test_the_most_frequent_come_first_up_to_the_limit() -> None:
    assert complete(ENGINE, "mas", 2) == ("mast", "Alys Fenwick-Mast")
    assert complete(ENGINE, "fen", 1) == ("Alys Fenwick-Mast",)
    assert complete(ENGINE, "fenwick mas", 2) == ("Alys Fenwick-Mast", "fenwick mast")
