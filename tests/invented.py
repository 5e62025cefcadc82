"""Invented questions for tests: seeded, small, and varied enough that every field has several values."""

from __future__ import annotations

import random
from datetime import date, timedelta

from search.model.question import Answer, AnsweringBody, Attachment, GroupedQuestion, Person, Question, SourceRecord

WORDS = """
bridge bridges tunnel railway minister's ministers Siân café coastal flood flooding floods funding fund funded grant
UK-German gov.uk harbour harbours dentistry dentist school schools pupil pupils bus buses rural pension pensions 2024 350
the of and to what whether A&E R&D O'Brien nationwide national nation naive naïve repair repaired repairs resilient
""".split()
BODIES = (AnsweringBody("Department for Bridges", 1, "Bridges", "Bridges"), AnsweringBody("Ministry of Tides", 2, "Tides"))
PEOPLE = tuple(Person(f"{first} {last}", n, f"{last} Vale") for n, (first, last) in enumerate(
    [("Alys", "Fenwick"), ("Siân", "Prydderch"), ("Tobias", "Okonjo-Reed"), ("Hamish", "MacAndie")], start=10
))  # fmt: skip
HEADINGS = ("Bridges: Repairs", "Coastal Areas: Floods", "Schools: Finance", "Buses: Rural Areas", "")
FIRST_DAY = date(2023, 11, 1)


def sentence(dice: random.Random, least: int, most: int) -> str:
    """Words of ``WORDS`` with a little punctuation."""
    words = [dice.choice(WORDS) for _ in range(dice.randint(least, most))]
    return " ".join(word + dice.choice(["", "", "", ",", ".", "?"]) for word in words)


def question(number: int, dice: random.Random) -> Question:
    """One question; every state, flag and absence turns up among a few dozen."""
    tabled = FIRST_DAY + timedelta(days=dice.randrange(400)) if dice.random() > 0.1 else None
    return Question(
        id=str(1000 + number),
        house=dice.choice(["Commons", "Lords"]),
        text=sentence(dice, 4, 25),
        uin=str(dice.randrange(1, 40)) if dice.random() > 0.2 else "",
        tabled_on=tabled,
        due_on=tabled and tabled + timedelta(days=5),
        asked_by=dice.choice((*PEOPLE, Person(member_id=77), Person())),
        answering_body=dice.choice((*BODIES, AnsweringBody(""))),
        heading=dice.choice(HEADINGS),
        answer=answer(dice, tabled) if dice.random() > 0.3 else None,
        is_withdrawn=dice.random() < 0.05,
        is_named_day=dice.random() < 0.3,
        has_interest=dice.random() < 0.1,
        grouped=tuple(GroupedQuestion(str(dice.randrange(1, 40))) for _ in range(dice.choice([0, 0, 0, 2]))),
        properties=tuple(f"colour={each}" for each in sorted({dice.choice(["blue", "green", "red"]) for _ in range(2)})),
        source_records=(SourceRecord("official-api", f'{{"id":{number}}}'),),
    )


def answer(dice: random.Random, tabled: date | None) -> Answer:
    """An answer, one in five of them held or corrected."""
    text = sentence(dice, 3, 60)
    return Answer(
        html=f"<p>{text}</p>",
        text=text,
        answered_on=tabled and tabled + timedelta(days=dice.randrange(1, 20)),
        answered_by=dice.choice(PEOPLE),
        is_holding=dice.random() < 0.1,
        is_correction=dice.random() < 0.1,
        has_table=dice.random() < 0.2,
        attachments=(Attachment("Report", "report.pdf"),) if dice.random() < 0.2 else (),
    )


def questions(count: int, seed: int = 1) -> list[Question]:
    """``count`` questions, always the same for a seed."""
    dice = random.Random(seed)
    return [question(number, dice) for number in range(count)]
