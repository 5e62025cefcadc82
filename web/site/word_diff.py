"""Two texts -> the words they share and the words that only one of them has, in order. Plain words; templates escape them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Literal

from rapidfuzz.distance import Indel

MOST_WORDS = 5_000
"""Between their first and last difference, in both texts together; more are not compared word by word, but shown whole."""

Kind = Literal["kept", "added", "removed"]

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """Words of the text, with the white space behind them. ``kept`` ones are in both texts, ``added`` ones in the later."""

    text: str
    kind: Kind


def compare(before: str, after: str) -> tuple[Part, ...]:
    """The parts that both texts are made of, the removed before the added where one stands for the other."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    old_end, new_end = len(old) - last, len(new) - last
    return _joined(
        [
            *(Part(word, "kept") for word in new[:first]),
            *_differing(old[first:old_end], new[first:new_end]),
            *(Part(word, "kept") for word in new[new_end:]),
        ]
    )


def _differing(old: list[str], new: list[str]) -> list[Part]:
    if len(old) + len(new) > MOST_WORDS:
        return [Part("".join(old), "removed"), Part("".join(new), "added")]
    parts: list[Part] = []
    for step in Indel.opcodes([*map(str.rstrip, old)], [*map(str.rstrip, new)]):
        if step.tag == "equal":
            parts.append(Part("".join(new[step.dest_start : step.dest_end]), "kept"))
            continue
        parts.append(Part("".join(old[step.src_start : step.src_end]), "removed"))
        parts.append(Part("".join(new[step.dest_start : step.dest_end]), "added"))
    return parts


def _shared(old: list[str], new: list[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].rstrip() == pair[1].rstrip(), zip(old, new, strict=False)))


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Neighbours as one. Between two kept words what is removed is together, and then what is added."""
    joined: list[Part] = []
    for _, run in groupby(parts, lambda part: part.kind == "kept"):
        texts: dict[Kind, str] = {"kept": "", "removed": "", "added": ""}
        for part in run:
            texts[part.kind] += part.text
        joined += (Part(text, kind) for kind, text in texts.items() if text)
    return tuple(joined)
