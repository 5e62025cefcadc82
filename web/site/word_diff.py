"""Compares two texts word by word. Text only, never HTML; templates escape it."""

from __future__ import annotations

import re
from itertools import groupby, takewhile
from typing import Literal

import msgspec
from rapidfuzz.distance import Indel

MAX_COMPARED_WORDS = 5_000
"""The most words, of both texts together, between the first and the last difference. Longer differences are shown whole."""

Kind = Literal["kept", "added", "removed"]

_WORD = re.compile(r"\S+\s*")


class Part(msgspec.Struct, frozen=True):
    """Words with the white space after them: ``kept`` is in both texts, ``added`` in the later, ``removed`` in the earlier."""

    text: str
    kind: Kind


def compare(before: str, after: str) -> tuple[Part, ...]:
    """Return the parts of both texts in order. Where words were replaced, the removed ones come before the added ones."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    prefix = _common_prefix(old, new)
    suffix = _common_prefix(old[prefix:][::-1], new[prefix:][::-1])
    old_end, new_end = len(old) - suffix, len(new) - suffix
    return _joined(
        [
            *(Part(word, "kept") for word in new[:prefix]),
            *_differences(old[prefix:old_end], new[prefix:new_end]),
            *(Part(word, "kept") for word in new[new_end:]),
        ]
    )


def _differences(old: list[str], new: list[str]) -> list[Part]:
    if len(old) + len(new) > MAX_COMPARED_WORDS:
        return [Part("".join(old), "removed"), Part("".join(new), "added")]
    parts: list[Part] = []
    for step in Indel.opcodes([*map(str.rstrip, old)], [*map(str.rstrip, new)]):
        if step.tag == "equal":
            parts.append(Part("".join(new[step.dest_start : step.dest_end]), "kept"))
            continue
        parts.append(Part("".join(old[step.src_start : step.src_end]), "removed"))
        parts.append(Part("".join(new[step.dest_start : step.dest_end]), "added"))
    return parts


def _common_prefix(old: list[str], new: list[str]) -> int:
    """Return the number of words that both lists begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].rstrip() == pair[1].rstrip(), zip(old, new, strict=False)))


def _joined(parts: list[Part]) -> tuple[Part, ...]:
    """Join neighbours of one kind. Between two kept parts there is one removed part, then one added part."""
    joined: list[Part] = []
    for _, neighbours in groupby(parts, lambda part: part.kind == "kept"):
        texts: dict[Kind, str] = {"kept": "", "removed": "", "added": ""}
        for part in neighbours:
            texts[part.kind] += part.text
        joined += (Part(text, kind) for kind, text in texts.items() if text)
    return tuple(joined)
