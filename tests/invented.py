"""Invented questions for tests: made from a seed, short, and varied enough that every field has several values."""

from __future__ import annotations

import random
from datetime import date, timedelta

from search.model.derived import Derived
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


def sentence(rng: random.Random, min_words: int, max_words: int) -> str:
    """Return random words of ``WORDS``, some followed by punctuation."""
    words = [rng.choice(WORDS) for _ in range(rng.randint(min_words, max_words))]
    return " ".join(word + rng.choice(["", "", "", ",", ".", "?"]) for word in words)


def question(number: int, rng: random.Random) -> Question:
    """Return a random question. A few dozen of them have every state, every flag, and every optional field empty and filled."""
    tabled_on = FIRST_DAY + timedelta(days=rng.randrange(400)) if rng.random() > 0.1 else None
    return Question(
        id=str(1000 + number),
        house=rng.choice(["Commons", "Lords"]),
        text=sentence(rng, 4, 25),
        uin=str(rng.randrange(1, 40)) if rng.random() > 0.2 else "",
        tabled_on=tabled_on,
        due_on=tabled_on and tabled_on + timedelta(days=5),
        asked_by=rng.choice((*PEOPLE, Person(member_id=77), Person())),
        answering_body=rng.choice((*BODIES, AnsweringBody(""))),
        heading=rng.choice(HEADINGS),
        answer=answer(rng, tabled_on) if rng.random() > 0.3 else None,
        is_withdrawn=rng.random() < 0.05,
        is_named_day=rng.random() < 0.3,
        has_interest=rng.random() < 0.1,
        grouped=tuple(GroupedQuestion(str(rng.randrange(1, 40))) for _ in range(rng.choice([0, 0, 0, 2]))),
        properties=tuple(f"colour={colour}" for colour in sorted({rng.choice(["blue", "green", "red"]) for _ in range(2)})),
        source_records=(SourceRecord("official-api", f'{{"id":{number}}}'),),
        derived=derived(number),
    )


def derived(number: int) -> Derived:
    """Return derived values that vary with the number: no kind of answer, one, or two."""
    kinds = (("not-held",), ("not-held", "no-plans"), (), ("full",), ("in-due-course",))
    return Derived(kinds=kinds[number % len(kinds)])


def answer(rng: random.Random, tabled_on: date | None) -> Answer:
    """Return a random answer: one in ten is a holding answer, one in ten a correction, one in five has a table."""
    text = sentence(rng, 3, 60)
    return Answer(
        html=f"<p>{text}</p>",
        text=text,
        answered_on=tabled_on and tabled_on + timedelta(days=rng.randrange(1, 20)),
        answered_by=rng.choice(PEOPLE),
        is_holding=rng.random() < 0.1,
        is_correction=rng.random() < 0.1,
        has_table=rng.random() < 0.2,
        attachments=(Attachment("Report", "report.pdf"),) if rng.random() < 0.2 else (),
    )


def questions(count: int, seed: int = 1) -> list[Question]:
    """Return ``count`` questions, the same for the same seed."""
    rng = random.Random(seed)
    return [question(number, rng) for number in range(count)]
