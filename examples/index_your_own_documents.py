"""Build an index of your own records and search it: ``python examples/index_your_own_documents.py FOLDER``.

The records are made up. Any text fits that has an id, a heading and a body: ``Question`` has defaults for everything else.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from search import open_index
from search.engines.whoosh.write.writer import WhooshWriter
from search.model.question import Answer, AnsweringBody, Person, Question

HARBOURS = AnsweringBody("Department for Harbours")
RECORDS = (
    Question(
        "1",
        "Commons",
        "how many lighthouses are staffed",
        heading="Lighthouses: Staff",
        tabled_on=date(2025, 3, 4),
        asked_by=Person("Ada Fell"),
        answering_body=HARBOURS,
        answer=Answer(text="Two lighthouses have a keeper.", answered_on=date(2025, 3, 11)),
    ),
    Question(
        "2",
        "Lords",
        "what plans they have for ferries to the islands",
        heading="Ferries",
        tabled_on=date(2025, 4, 1),
        due_on=date(2025, 4, 15),
        answering_body=HARBOURS,
        fetched_on=date(2025, 5, 1),
    ),
)


def main(folder: str) -> None:
    """Write an index of ``RECORDS`` into a folder, and search it."""
    WhooshWriter(Path(folder)).rebuild(RECORDS)
    with open_index(folder) as index:
        for text in ("lighthouse keepers", "body:harbours state:unanswered"):
            print(f"{text}: {[hit.question.heading for hit in index.search(text).hits]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
