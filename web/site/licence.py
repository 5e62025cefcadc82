"""The licence of what Parliament publishes, and the words it asks those who use it to print."""

from __future__ import annotations

NAME = "Open Parliament Licence v3.0"
ADDRESS = "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/"
ATTRIBUTION = f"Contains Parliamentary information licensed under the {NAME}."
SAMPLE = "Sample data: these questions, answers and people are invented."


def words(is_sample: bool) -> str:
    """What is to be said of where records come from."""
    return SAMPLE if is_sample else ATTRIBUTION
