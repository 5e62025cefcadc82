"""The address formula is told from the question proper, whose words are all kept."""

from __future__ import annotations

import time

import pytest

from search.model import address_formula as module
from search.model.address_formula import address_formula, addressee, without_address_formula

OPENINGS = [
    # One department, with and without commas in its name.
    ("To ask the Secretary of State for Tides, ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides and Tunnels, ", "whether she will act."),
    ("To ask the Secretary of State for Harbours, Lamps and Local Piers, ", "if she will act."),
    ("To ask the Secretary of State for Harbours, Lamps, and Local Piers, ", "how many there are."),
    ("To ask the Secretary of State for Lamps, Piers & Quays, ", "when they open."),
    ("To ask the Secretary of State for the Harbour Department, ", "which piers closed."),
    ("To ask the Secretary of State, Foreign, Coastal and Island Affairs, ", "what he said."),
    ("To ask the Minister of State, Department for Tides, ", "what he said."),
    ("To ask the Minister of State, Department for Lamps, Oil and Skills ", "what he said."),
    ("To ask the Parliamentary Secretary, Harbour Office, ", "what he said."),
    ("To ask the Minister for Women and Lanterns, ", "what he said."),
    ("To ask the Minister for the Harbour Office, ", "why it moved."),
    ("To ask Mr Chancellor of the Exchequer, ", "what the cost was."),
    ("To ask the Chancellor of the Exchequer, ", "what the cost was."),
    ("To ask the President of the Board of Piers, ", "what the cost was."),
    ("To ask the Prime Minister, ", "if he will visit Kirkholme."),
    ("To ask the Attorney General, ", "what advice was given."),
    ("To ask the Solicitor-General, ", "what advice was given."),
    ("To ask the Leader of the House, ", "what advice was given."),
    ("To ask the Chairman of the Lamps Commission, ", "what advice was given."),
    ("To ask the Chairman of Committees ", "what advice was given."),
    ("To ask Secretary of State for Tides, ", "what steps he is taking."),
    # Members who answer for a body.
    ("To ask the hon. Member for Kirkholme, ", "on what dates they met."),
    ("To ask the hon. Member for Kirkholme and Saltby, representing the House of Lamps Commission, ", "how many met."),
    ("To ask the right hon. Member for Kirkholme, Salt Quay, representing the Pier Commissioners, ", "how many met."),
    ("To ask the right hon. and learned Member for Kirkholme (representing the Pier Commissioners) ", "how many met."),
    ("To ask the Right hon. Member for Ash, representing the Speaker's Committee on the Lamp Commission, ", "how many met."),
    ("To ask the Member for Stow-on-Sea, as representing the Pier Commissioners, ", "how many met."),
    # The Lords, with and without a comma or the formula.
    ("To ask Her Majesty's Government ", "whether they plan to act."),
    ("To ask His Majesty's Government ", "why they did not act."),
    ("To ask Her Majesty\u2019s Government, ", "in the light of the storm in March, what they plan."),
    ("To ask His Majesty's Government ", "on how many days it rained."),
    ("To ask Her Majesty's Government", "what is the average tide."),
    ("Her Majesty's Government ", "what is the average tide."),
    ("Her Majesty's Government, ", "in the light of the storm, what they plan."),
    # Without a question word, or with one further on.
    ("To ask the Secretary of State for Tides, ", "to publish the tables."),
    ("To ask the Secretary of State for Tides, ", "pursuant to the Answer of 4 March, how many."),
    ("To ask the Secretary of State for Tides, ", "pursuant the Answer of 4 March, how many."),
    ("To ask the Secretary of State for Tides, ", "in light of the storm, what she plans."),
    ("To ask the Secretary of State for Tides, ", "with reference to page 4 of the Lamp Report, how many."),
    ("To ask the Secretary of State for Tides, ", "with refence the Lamp Report, what he concludes."),
    ("To ask the Secretary of State for Tides, ", "for what reason the pier closed."),
    ("To ask the Secretary of State for Tides, ", "for each harbour in Kirkholme, how many closed."),
    ("To ask the Secretary of State for Tides ", "for each harbour in Kirkholme how many closed."),
    ("To ask the Secretary of State for Tides, ", "on what date the pier closed."),
    ("To ask the Secretary of State for Tides, ", "(a) how many and (b) which piers closed."),
    ("To ask the Secretary of State for Tides, ", "a) how many and b) which piers closed."),
    ("To ask the Secretary of State for Tides, ", "of the \u00a38 million for lamps, how much was spent."),
    ("To ask the Secretary of State for Tides, ", "will he publish the tables."),
    ("To ask the Secretary of State for Tides, ", "whom he consulted."),
    ("To ask the Secretary of State for Tides, ", "steps he is taking in Kirkholme."),
    ("To ask the Secretary of State for Tides, ", "What steps he is taking."),
    ("To ask the Secretary of State for Tides, ", "Pursuant to the Answer of 4 March, how many."),
    ("To ask the Secretary of State for Tides, ", "On how many days it rained."),
    ("To ask the Secretary of State for Tides and Piers, ", "Kirkholme harbour and others, what he knows."),
    # Slips of punctuation and of the hand.
    ("To ask the Secretary of State for Tides ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides; ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides. ", "What steps he is taking."),
    ("To ask the Secretary of State for Tides , ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides, , ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides,", "what steps he is taking."),
    ("  To  ask the\nSecretary of State for Tides,  ", "what steps he is taking."),
    ("TTo ask the Secretary of State for Tides, ", "what steps he is taking."),
    ("To the Secretary of State for Tides, ", "what steps he is taking."),
    # Repetitions.
    ("To ask the Secretary of State for Tides, To ask the Secretary of State for Tides, ", "what steps."),
    ("To ask the Secretary of State for Tides, to ask the Secretary of State ", "what steps."),
    ("To ask the Secretary of State for Tides, Secretary of State for Tides, ", "what steps."),
    ("To ask the Secretary of State for Lamps, Piers and Quays, Piers and Quays, ", "what steps."),
    ("To ask the Minister of State, Tides and Piers, To ask the Minister of State, Tides and Piers, ", "what steps."),
    # In letters of one case, as drafts are typed.
    ("to ask the secretary of state for tides, lamps and piers, ", "what steps he is taking"),
    ("to ask the secretary of state for tides ", "what steps he is taking"),
    ("To ask the Secretary of State for tides and lamps ", "whether he will act"),
    ("To ask the Attorney general, ", "whether he will act"),
    ("to ask the secretary of state for tides, ", "in light of the storm, what she plans"),
    ("to ask her majesty's government ", "whether they will act"),
    ("TO ASK THE SECRETARY OF STATE FOR LAMPS, PIERS AND QUAYS, ", "WHAT STEPS HE IS TAKING"),
    ("TO ASK THE SECRETARY OF STATE FOR TIDES, ", "TO PUBLISH THE TABLES AND THE LOGS"),
    ("to ask hm government ", "whether they will act"),
    ("to ask hmg ", "what they plan"),
    ("to ask the church commissioners ", "what they plan"),
    ("to ask the house of commons commission, ", "what it spent"),
    ("to ask the second church estates commissioner, ", "what was spent"),
    ("to ask the senior deputy speaker ", "what was spent"),
    ("to ask the lord speaker ", "what was spent"),
    ("to ask the paymaster general, ", "if he will act"),
    ("to ask the advocate general for the islands, ", "if she will act"),
    ("to ask the hon. member for kirkholme, representing the pier commissioners, ", "what they plan"),
    ("TO ASK THE HON. MEMBER FOR KIRKHOLME, REPRESENTING THE PIER COMMISSIONERS, ", "WHAT THEY PLAN"),
    # Two offices, and members without a comma.
    ("To ask the Deputy Prime Minister and Secretary of State for Lamps, Piers and Quays, ", "what steps."),
    ("To ask the Secretary of State for Lamps, Piers and Quays and Minister for Island Relations, ", "what steps."),
    ("To ask the Parliamentary Under-Secretary of State for Tides, ", "what steps."),
    ("To ask the Under-Secretary of State, Ministry of Tides, ", "what steps."),
    ("To ask the Rt hon. Member for Kirkholme representing the Speaker\u2019s Committee for the Lamp Authority, ", "how many."),
    ("To ask the Second Pier Estates Commissioner, representing the Pier Commissioners, ", "how many."),
    # With other marks.
    ("\u201cTo ask the Secretary of State for Tides, ", "what steps he is taking."),
    ("To ask the the Secretary of State for Tides, ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides \u2013 ", "what steps he is taking."),
    ("To ask the Secretary of State for Tides, ?", "what steps he is taking."),
]


@pytest.mark.parametrize(("opening", "question"), OPENINGS, ids=lambda text: text[-40:])
def test_the_formula_is_removed_and_the_question_kept(opening: str, question: str) -> None:
    assert without_address_formula(opening + question) == question
    assert address_formula(opening + question) == opening


@pytest.mark.parametrize(
    "text",
    [
        "What steps he is taking on tides?",
        "If he will visit Kirkholme.",
        "Her Majesty's Government and the harbours",
        "To move that the harbour be closed",
        "To call attention to the state of the piers",
        "To ask for leave to bring in a Bill",
        "To ask the Secretary of State for Tides",
        "To ask the Secretary of State for Tides, ",
        "To ask Her Majesty's Government",
        "to ask the secretary of state for tides",
        "To ask",
        "",
    ],
)
def test_a_text_without_a_formula_or_without_a_question_is_kept_whole(text: str) -> None:
    assert without_address_formula(text) == text
    assert address_formula(text) == addressee(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("To ask the Secretary of State for Tides and Tunnels, what steps.", "the Secretary of State for Tides and Tunnels"),
        ("To ask the Secretary of State for Tides, to ask the Secretary of State, what.", "the Secretary of State for Tides"),
        ("To ask Her Majesty's Government what plans they have.", "Her Majesty's Government"),
        ("To ask the Member for Ash, representing the Pier Board, how.", "the Member for Ash, representing the Pier Board"),
        ("to ask the secretary of state for tides, what steps", "the secretary of state for tides"),
        ("What is being done for the harbour?", ""),
    ],
)
def test_the_addressee_is_read_from_the_formula(text: str, name: str) -> None:
    assert addressee(text) == name


def test_an_opening_seen_before_does_not_hide_a_longer_one() -> None:
    short, long = "To ask the Secretary of State for Lamps, ", "To ask the Secretary of State for Lamps, Piers and Quays, "
    texts = [short + "what.", long + "what.", short + "to ask.", long + "how.", short + "to ask the Minister for Oil, how."]
    questions = ["what.", "what.", "to ask.", "how.", "how."]
    assert [without_address_formula(text) for text in texts * 2] == questions * 2


def test_the_memory_of_openings_is_bounded() -> None:
    for number in range(3000):
        without_address_formula(f"To ask the Minister for Pier{number}, what.")
    assert len(module._openings) <= 1 << 10


@pytest.mark.parametrize(
    "text", ["To ask " + "The " * 50_000, "To ask the " + "A, " * 50_000, "to ask the member" + " a" * 90_000]
)
def test_a_long_text_takes_no_long_time(text: str) -> None:
    started = time.process_time()
    address_formula(text)
    assert time.process_time() - started < 1
