"""The licence of Parliament's data, and the attribution that it asks for."""

from __future__ import annotations

NAME = "Open Parliament Licence v3.0"
ADDRESS = "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/"
ATTRIBUTION = f"Contains Parliamentary information licensed under the {NAME}."
SAMPLE = "Sample data: these questions, answers and people are invented."


def notice(is_sample: bool) -> str:
    """Return the attribution, or the notice that the records are the built-in sample."""
    return SAMPLE if is_sample else ATTRIBUTION
