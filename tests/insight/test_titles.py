"""Made titles: the subject of a question that is printed without a heading."""

from __future__ import annotations

import time
from hashlib import blake2b
from pathlib import Path

import pytest

from search.insight.titles import MAX_CHARACTERS, made_title
from tests.insight.real_records import records_with_ids, rows, without_data

MINISTER = "To ask the Minister for Lanterns, "


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("pursuant to the Answer of 3 March 2024 to Question 13013 on Harbours: Lamps, what the cost was.", "Harbours: Lamps"),
        (
            "pursuant to the Answer of 3 March to Question HL13 on Piers, Lamps and Boats: Costs, if he will say.",
            "Piers, Lamps and Boats: Costs",
        ),
        (
            "pursuant to the Answer of 3 March 2024 to Question 8608, Piers: Lamps, if she will direct the keeper.",
            "Piers: Lamps",
        ),
        ("pursuant to the Answer of 3 March 2024 to Question 8608, how many lamps were lit.", "How many lamps were lit"),
        ("what assessment he has made of the potential merits of lighting every pier.", "Merits of lighting every pier"),
        ("what recent assessment her Department has made of the potential impact of fog on piers.", "Impact of fog on piers"),
        ("what assessment he has made of the potential implications for his policies of the report on fog.", "Report on fog"),
        ("if she will make an assessment of the adequacy of lamps.", "Adequacy of lamps"),
        ("whether his Department has made an estimate of the number of lamps.", "Number of lamps"),
        ("what discussions he has had with Harbour Boards on fog.", "Discussions with Harbour Boards on fog"),
        ("what steps he is taking to help ensure lamps are lit; and what the cost is.", "Ensuring lamps are lit"),
        ("what steps her Department plans to take to cut the cost of lamps.", "Cutting the cost of lamps"),
        ("whether he plans to redefine the lamp programme.", "Redefining the lamp programme"),
        ("if she will bring forward proposals on fog.", "Bringing forward proposals on fog"),
        ("what information his Department holds on the (a) age and (b) height of piers.", "Age and height of piers"),
        ("what progress she has made on the lamp programme.", "Progress on the lamp programme"),
        ("how many (a) lamps and (b) boats there are in harbours.", "How many lamps and boats there are in harbours"),
        ("whether she will light the pier.", "Whether she will light the pier"),
        (
            "with reference to the report entitled Lamps of the North, published on 3 March 2024, how many lamps it counts.",
            "Lamps of the North: how many lamps it counts",
        ),
        (
            "with reference to the Harbour Act 2020, whether that Act applies to piers.",
            "Harbour Act 2020: whether that Act applies to piers",
        ),
        ("with reference to the Harbour Act 2020, how many lamps there are.", "How many lamps there are"),
        ("if he will act.", "If he will act"),
    ],
)
def test_a_title_is_the_subject_of_the_question(question: str, title: str) -> None:
    assert made_title(MINISTER + question) == title


def test_a_long_title_is_cut_after_a_word() -> None:
    title = made_title(f"{MINISTER}how many {'very long lamps and ' * 20}boats there are.")
    assert title.endswith(" …")
    assert len(title) <= MAX_CHARACTERS + 2


def test_no_text_has_no_title() -> None:
    assert made_title("") == ""
    assert made_title(" … ") == "…"


@pytest.mark.parametrize(
    "text",
    [
        "Question " * 5_000,
        "Question 1 on A" * 4_000,
        "with reference to " * 3_000,
        "with reference to " + "entitled A" * 5_000,
        "(a) " * 20_000,
        "what assessment " * 3_000,
    ],
)
def test_hostile_texts_end_soon(text: str) -> None:
    began = time.process_time()
    made_title(MINISTER + text)
    assert time.process_time() - began < 3


@without_data
def test_the_titles_that_readers_judged_are_those_made_now(tmp_path: Path) -> None:
    """None of 200 misleads and at most 5 % are of no use. A title that has changed since must be read again."""
    judged = rows("made_titles.tsv")
    records = records_with_ids({number for number, *_ in judged}, tmp_path)
    verdicts = [verdict for *_, verdict in judged]
    assert len(verdicts) == 200
    assert verdicts.count("misleading") == 0
    assert verdicts.count("no use") <= 10
    for number, digest, _ in judged:
        title = made_title(records[number].text)
        assert blake2b(title.encode(), digest_size=6).hexdigest() == digest, title
