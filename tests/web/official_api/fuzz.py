"""Sends valid and invalid requests, which schemathesis generates from the OpenAPI description, and checks every answer.

``python -m tests.web.official_api.fuzz 2000`` sends the same two thousand requests in each run.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import given, seed, settings
from schemathesis import Case, GenerationMode, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from search.engines.memory import MemoryEngine
from tests.web.official_api.made import RECORDS
from web import Assets, create_app

SEED = 20210209
PLAIN = {"Accept-Encoding": "identity"}
"""Asks for uncompressed answers: schemathesis does not decompress those of a WSGI app."""

ARRAYS = ("answeringBodies", "members")
"""The parameters that may be repeated. In an address an array of one number looks like the number alone."""

schema = schemathesis.openapi.from_wsgi(
    "/api/openapi.json", create_app(MemoryEngine(RECORDS), Assets.find()), config=SchemathesisConfig(seed=SEED)
)


@schema.hook
def filter_query(_context: HookContext, query: dict[str, Any] | None) -> bool:
    """Leave out what is invalid as JSON alone. In an address each of these is valid:

    an array of objects, which is sent as a text; a number for an array; blanks, which count as no value.
    """
    values = query or {}
    lists = [value for value in values.values() if isinstance(value, list)]
    nests = any(isinstance(item, dict | list) for items in lists for item in items)
    has_number = any(isinstance(values.get(name), int | float) for name in ARRAYS)
    has_blanks = any(isinstance(value, str) and value and not value.strip() for value in values.values())
    return not (nests or has_number or has_blanks)


def fuzz(examples: int) -> Counter[tuple[str, int]]:
    """Send at least ``examples`` requests, half of them invalid, to each address in turn. Return the count of each status.

    Raises a failure of schemathesis if an answer does not fit the description.
    """
    answers: Counter[tuple[str, int]] = Counter()
    operations = [operation.ok() for operation in schema.get_all_operations() if isinstance(operation, Ok)]
    operation_examples = -(-examples // (len(operations) * len(GenerationMode)))
    for operation in operations:
        for mode in GenerationMode:

            @seed(SEED)
            @settings(max_examples=operation_examples, deadline=None, database=None)
            @given(case=operation.as_strategy(generation_mode=mode))
            def check(case: Case[Any]) -> None:
                answers[case.operation.label, case.call_and_validate(headers=PLAIN).status_code] += 1

            check()
    return answers


if __name__ == "__main__":
    for (address, status), count in sorted(fuzz(int(sys.argv[1])).items()):
        print(f"{count:6,}  {status}  {address}")
