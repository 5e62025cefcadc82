"""An update finds all that has changed at the source, and leaves the index as a build from nothing would make it."""

from __future__ import annotations

import random
import threading
import urllib.request
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from search.model.history import EventName, history_of
from search.model.question import Question
from search.query.request import SearchRequest
from tests.harvest.api_values import Values, questions, values
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS, proxied
from tests.harvest.local_site import FarEnd, served
from tests.harvest.source_changes import changed, held, is_unanswered

TODAY = datetime.now(UTC).date()
EVERYTHING = f"{QUESTIONS}?take=5000&expandMember=true&includeWithdrawn=true"
FIRST_DAY = TODAY - timedelta(days=95)


def made(count: int) -> Values:
    """Values of the last weeks, a tenth of them held."""
    dice = random.Random(3)
    found = values(count, first_day=FIRST_DAY, answered=0.6)
    for value in found.values():
        if is_unanswered(value) and dice.random() < 0.25:
            held(value, date.fromisoformat(value["dateTabled"][:10]), dice)
    return found


def everything(index: Path) -> dict[str, Question]:
    return {question.id: question for question in WhooshEngine(index).scan(SearchRequest())}


def now(found: dict[str, Question]) -> dict[str, Question]:
    """The questions without the states they were seen in."""
    return {number: replace(question, versions=()) for number, question in found.items()}


HAPPENED: dict[str, EventName] = {"made whole": "completed", "moved": "redated", "new": "asked"}
"""What each change at the source is to a reader, where that is another word."""


def happened(question: Question | None) -> set[str]:
    """Every event of its history."""
    return {each.event for each in history_of(question)} if question else set()


class Asker(threading.Thread):
    """A client that asks the same again and again, and keeps every different answer in order. An error ends it."""

    def __init__(self, port: int, path: str = EVERYTHING) -> None:
        super().__init__()
        self.answers: list[bytes] = []
        self.stopped = threading.Event()
        self._port, self._path = port, path

    def run(self) -> None:
        while not self.stopped.wait(0.02):
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{self._path}", timeout=60) as answer:
                body = answer.read()
            if not self.answers or body != self.answers[-1]:
                self.answers.append(body)


def test_every_change_is_found_while_the_server_answers(run: Run, tmp_path: Path) -> None:
    before = made(400)
    after, done = changed(before, 0.25, TODAY)
    far_end = FarEnd(MemoryEngine(questions(before)))
    with served(far_end) as port, proxied(port) as proxy:
        assert run("harvest", "--since", FIRST_DAY, "--source", proxy.address)[0] == 0
        known = everything(tmp_path)
        assert now(known) == {question.id: question for question in questions(before)}
        far_end.show(MemoryEngine(questions(after)))
        with served(FarEnd(WhooshEngine(tmp_path))) as ours:
            asker = Asker(ours)
            asker.start()
            code, told, _ = run("update", "--source", proxy.address)
            asker.stopped.wait(0.3)
            asker.stopped.set()
            asker.join()
    assert (code, len(asker.answers)) == (0, 2), told
    expected = {question.id: question for question in questions(after)}
    for number in map(str, done["vanished"]):
        expected[number] = replace(now(known)[number], is_removed_at_source=True)
    found = everything(tmp_path)
    assert now(found) == expected
    for kind, numbers in done.items():
        for question in (found[str(number)] for number in numbers):
            assert HAPPENED.get(kind, kind) in happened(question)
            assert len(question.versions) == (1 if kind == "new" else 2), (kind, question)
    states = sum(len(question.versions) for question in found.values())
    assert states == len(known) + sum(map(len, done.values())), "nothing else has another state"
    assert f"{len(done['vanished'])} not there any more" in told
    assert run("build", tmp_path / "raw", "--index", tmp_path / "other")[0] == 0
    assert everything(tmp_path / "other") == found
