"""Words that look like closed compounds and are none."""

from __future__ import annotations

NOT_COMPOUNDS = frozenset(
    """cart readded recount recover recreate recreation redress reform relay release remark reprove represent reserve resign
    resolve resort resound restrain retreat coop unionised""".split()
)
"""Words that do not mean the word with a hyphen (resign is not re-sign, nor cart CAR-T), or that are conflated with another
word (readded with read)."""
