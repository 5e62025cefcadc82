"""Requests that schemathesis generates from the OpenAPI description, valid and invalid; each answer must fit the description.

``python -m tests.web.official_api.fuzz 2000`` makes two thousand, always the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from search.engines.memory import MemoryEngine
from tests.web.official_api.made import RECORDS
from web import Assets, create_app

SEED = 20210209
PLAIN = {"Accept-Encoding": "identity"}
"""Without a network in between, schemathesis does not decompress answers."""

schema = schemathesis.openapi.from_wsgi(
    "/api/openapi.json", create_app(MemoryEngine(RECORDS), Assets.find()), config=SchemathesisConfig(seed=SEED)
)


def fuzz(examples: int) -> Counter[tuple[str, int]]:
    """Make at least ``examples`` requests, as many valid as invalid ones to each address. Return how many had each status.

    Raises schemathesis's failures.
    """
    answers: Counter[tuple[str, int]] = Counter()
    operations = [operation.ok() for operation in schema.get_all_operations() if isinstance(operation, Ok)]
    each = -(-examples // (len(operations) * len(GenerationMode)))
    for operation in operations:
        for mode in GenerationMode:

            @seed(SEED)
            @settings(max_examples=each, deadline=None, database=None)
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Case[Any]) -> None:
                answers[case.operation.label, case.call_and_validate(headers=PLAIN).status_code] += 1

            check()
    return answers


if __name__ == "__main__":
    for (address, status), count in sorted(fuzz(int(sys.argv[1])).items()):
        print(f"{count:6,}  {status}  {address}")
