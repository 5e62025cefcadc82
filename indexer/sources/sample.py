"""The folder of the built-in sample: invented questions in the official API's format, indexed as real ones are."""

from __future__ import annotations

from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "sample"
