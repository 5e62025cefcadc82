"""Builds with one changed number and right checksums: no crash, no error but a sentence, and a check finds it."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from flask.testing import FlaskClient

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.engines.whoosh.write.integrity_check import check
from search.engines.whoosh.write.writer import WhooshWriter
from search.errors import SearchError
from tests.attack.address_grammar import AddressGrammar
from tests.attack.damage import outcome
from tests.attack.damage.outcome import Outcome
from tests.attack.query_costs import sample_material
from tests.attack.tampering import arrays_of, tamper
from tests.engines.test_robustness import all_answers
from tests.invented import questions
from web import Assets, create_app

RECORDS = 120
ADDRESSES = 30
"""Made addresses that are asked for of each tampered build."""

TEXTS = ".stored"
"""The files of the records' texts. Nothing can tell a text that was changed with its checksums from a true one."""


def tamper_with_arrays(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Change ``count`` numbers, in every array in turn."""
    result = outcome.new()
    records = questions(RECORDS, seed=4)
    whole = folder / "whole"
    WhooshWriter(whole).rebuild(records[:100])
    WhooshWriter(whole).update(records[90:], [records[3].id])
    expected = all_answers(whole, records)
    grammar = AddressGrammar(1, sample_material(WhooshEngine(whole)))
    addresses = [grammar.address() for _ in range(ADDRESSES)]
    arrays = arrays_of(Builds(whole).current())
    dice.shuffle(arrays)
    for number in range(count):
        path, name = arrays[number % len(arrays)]
        copy = folder / "copy"
        shutil.copytree(whole, copy)
        tamper(copy / path.relative_to(whole), name, dice)
        where = f"{path.name}, {name}"
        answers = all_answers(copy, records)
        is_wrong = any(pair[0] not in (None, pair[1]) for pair in zip(answers, expected, strict=False))
        is_named = bool(check(copy))
        result.counts[_state(is_wrong, is_named, path, answers)] += 1
        if is_wrong and not is_named and path.suffix != TEXTS:
            result.faults.append(f"{where}: a wrong answer, and the check names nothing")
        result.faults += [
            f"{where}: {address}: {status}" for address, status in _statuses(copy, addresses) if _is_fault(status)
        ]
        shutil.rmtree(copy)
    return result


def _state(is_wrong: bool, is_named: bool, path: Path, answers: list[object]) -> str:
    if is_named:
        return "named by the check"
    if is_wrong and path.suffix == TEXTS:
        return "a forged text"
    return "refused" if not answers or None in answers else "without effect"


def _is_fault(status: int) -> bool:
    return status >= 500 and status != 503


def _statuses(index: Path, addresses: list[str]) -> list[tuple[str, int]]:
    """Return the status of each address, read to its end; none if the index cannot be opened."""
    try:
        client = create_app(WhooshEngine(index), Assets.find()).test_client()
    except SearchError:
        return []
    return [(address, _status(client, address)) for address in addresses]


def _status(client: FlaskClient, address: str) -> int:
    try:
        response = client.get(address)
        response.get_data()
    except SearchError:  # the answer had begun, so its connection breaks off
        return 503
    return response.status_code
