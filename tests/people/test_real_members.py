"""Members of real records, if they are present: 200 are found in six spellings each, and no one is found in 500 other searches.

Both samples are drawn with a seed. A search of the second is a heading, the beginning of a question or a judged query,
without the name of any member in it.
"""

from __future__ import annotations

import gzip
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from indexer.sources.field_readers import read_person
from search.model.address_formula import without_address_formula
from search.people.directory import Directory
from search.people.member import Member, MemberCount, Role
from search.people.mentions import find_mentions
from search.text.analysis import words

DATA = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[3] / "shared")) / "data"
FILES = ("official-api.ndjson.gz", "linked-data.ndjson.gz")
QUERIES = Path(__file__).parents[1] / "relevance" / "judged" / "queries.tsv"
pytestmark = pytest.mark.skipif(not (DATA / FILES[0]).is_file(), reason=f"there are no real records in {DATA}")

MEMBERS, SEARCHES, FLOOR = 200, 500, 0.98
TITLE = re.compile(
    r"(?:(?:The|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness|Viscount|Earl|Countess|Marquess|Bishop)\s+(?:of\s+)?)+"
)


class Records(msgspec.Struct):
    """What the tests need of the records: the directory, the headings and questions, and the records of each word."""

    directory: Directory
    texts: list[str]
    word_records: Counter[str]
    total: int

    def first(self, text: str) -> Member | None:
        """The member that a text names first, None for no member."""
        mentions = find_mentions(self.directory, text, self.word_records.__getitem__, self.total)
        return mentions[0].members[0] if mentions else None


@pytest.fixture(scope="module")
def records() -> Records:
    counts: Counter[tuple[Role, str, str]] = Counter()
    texts: list[str] = []
    word_records: Counter[str] = Counter()
    total = 0
    for name in FILES:
        with gzip.open(DATA / name) as lines:
            for line in lines:
                record = msgspec.json.decode(line)
                counts.update(people(record))
                heading, question = heading_and_question(record)
                total += 1
                word_records.update(set(words(f"{heading} {question}")))
                texts += [text for text in (heading, without_address_formula(question)) if text]
    rows = (MemberCount(role, name, number, "", "", "", records) for (role, name, number), records in counts.items())
    return Records(Directory(rows), texts, word_records, total)


def people(record: dict[str, Any]) -> Iterator[tuple[Role, str, str]]:
    """The role, the printed name and the number of everyone who asked or answered a record."""
    roles: tuple[tuple[Role, str, str], ...] = (("asked", "asking", "tabling"), ("answered", "answering", "answering"))
    value = record.get("value", {})
    for role, official, linked in roles:
        if member := value.get(f"{official}Member"):
            yield role, member["name"], str(value.get(f"{official}MemberId") or "")
        holder = (record if role == "asked" else record.get("answer")) or {}
        printed = holder.get(f"{linked}MemberPrinted") or []
        for person in printed if isinstance(printed, list) else [printed]:
            if name := read_person(person["_value"]).name:
                yield role, name, ""


def heading_and_question(record: dict[str, Any]) -> tuple[str, str]:
    if value := record.get("value"):
        return value.get("heading") or "", value["questionText"]
    return (record.get("hansardHeading") or {}).get("_value", ""), record["questionText"]


def spellings(printed: str, rng: random.Random) -> dict[str, str]:
    """A printed name as it may be typed."""
    untitled = TITLE.sub("", printed)
    *forenames, surname = untitled.split()
    is_peer = (printed != untitled and "Lord" in printed) or "Baroness" in printed
    has_forenames = bool(forenames) and not is_peer and "of" not in forenames
    return {
        "name": printed,
        "as printed": f"{surname}, {' '.join(forenames)}" if has_forenames else printed,
        "without title": untitled,
        "with initials": f"{' '.join(name[0] for name in forenames)} {surname}" if has_forenames else printed,
        "in small letters": printed.lower(),
        "with one slip": slip(printed, rng),
    }


def slip(text: str, rng: random.Random) -> str:
    """A text with a letter left out, put in or changed, or two neighbours swapped."""
    place, letter = rng.randrange(len(text) - 1), rng.choice("abcdefghijklmnopqrstuvwxyz")
    before, after = text[:place], text[place + 1 :]
    swapped = before + text[place + 1] + text[place] + text[place + 2 :]
    return rng.choice([before + after, before + letter + text[place:], before + letter + after, swapped])


def test_members_are_found_first_in_every_spelling(records: Records) -> None:
    rng = random.Random(16)
    missed = [
        (kind, text)
        for member in rng.sample(records.directory.members, MEMBERS)
        for kind, text in spellings(rng.choice(member.names), rng).items()
        if records.first(text) is not member
    ]
    total = MEMBERS * 6
    assert len(missed) <= (1 - FLOOR) * total, f"{len(missed)} of {total}: {missed}"


def test_no_member_is_found_where_none_is_named(records: Records) -> None:
    rng = random.Random(16)
    names = {TITLE.sub("", name).casefold() for member in records.directory.members for name in member.names}
    judged = [line.split("\t")[1].strip() for line in QUERIES.read_text("utf-8").splitlines()]
    beginnings = [" ".join(text.split()[: rng.randrange(1, 9)]) for text in rng.sample(records.texts, SEARCHES * 4)]
    searches = [text for text in (*judged, *beginnings) if not any(name in text.casefold() for name in names)][:SEARCHES]
    assert len(searches) == SEARCHES
    assert [(text, member.name) for text in searches if (member := records.first(text)) is not None] == []
