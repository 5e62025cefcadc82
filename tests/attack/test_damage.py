"""The short form of ``python -m tests.attack.damage``: a few kills, full disks, flipped bytes and bombs."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.attack.damage import bombs, flipped_bytes, full_disks, kills
from tests.attack.damage.__main__ import KINDS, Damage
from tests.attack.damage.outcome import Outcome

SHORT: dict[str, tuple[Damage, int]] = {
    "builds": (kills.kill_builds, 1),
    "harvests": (kills.kill_harvests, 1),
    "full at a step": (full_disks.fill_at_each_step, 2),
    "small": (full_disks.fill_small_disks, 2),
    "flipped": (flipped_bytes.flip_bytes, 40),
    "bombs": (bombs.read_bombs, 2),
}


@pytest.mark.parametrize("name", SHORT)
def test_nothing_answers_wrongly_or_crashes(name: str, tmp_path: Path) -> None:
    damage, count = SHORT[name]
    result = damage(tmp_path, count, random.Random(5))
    assert result.faults == []
    assert result.counts.total() >= count


def test_an_outcome_counts_what_happened_and_names_each_fault() -> None:
    result = Outcome(Counter({"refused": 2, "answered": 1_000}), ["x: a wrong answer"])
    assert str(result) == "1,002 times: answered 1,000, refused 2; faults 1\n    x: a wrong answer"


def test_the_long_form_has_every_kind() -> None:
    assert {damage for damage, _ in SHORT.values()} <= {damage for damage, _ in KINDS.values()}
