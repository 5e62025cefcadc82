"""What is encoded of a question, and the key of its vector."""

from __future__ import annotations

from search.meaning.texts import encoded_text, text_key


def test_the_address_formula_is_not_encoded() -> None:
    question = "To ask the Secretary of State for Transport, what steps he is taking to repair lighthouses."
    assert encoded_text(question) == "what steps he is taking to repair lighthouses."
    assert encoded_text("repair of lighthouses") == "repair of lighthouses"


def test_a_key_depends_on_the_whole_text_and_is_the_same_in_every_process() -> None:
    assert text_key("") == 0xE4A6A0577479B2B4
    assert text_key("repair of lighthouses") != text_key("repair of lighthouses ")
