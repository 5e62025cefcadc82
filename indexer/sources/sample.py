"""Where the built-in sample is: made-up questions in the official API's shape, which go the way of real ones."""

from __future__ import annotations

from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "sample"
