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
from tests.harvest.api_values import Values, make_values, read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import QUESTIONS_PATH, start_proxy
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.source_changes import change_values, hold_answer, is_unanswered

TODAY = datetime.now(UTC).date()
EVERYTHING = f"{QUESTIONS_PATH}?take=5000&expandMember=true&includeWithdrawn=true"
FIRST_DAY = TODAY - timedelta(days=95)


def make_recent_values(count: int) -> Values:
    """Values of the last weeks, a tenth of them held."""
    rng = random.Random(3)
    values = make_values(count, first_day=FIRST_DAY, answered=0.6)
    for value in values.values():
        if is_unanswered(value) and rng.random() < 0.25:
            hold_answer(value, date.fromisoformat(value["dateTabled"][:10]), rng)
    return values


def indexed_questions(index: Path) -> dict[str, Question]:
    return {question.id: question for question in WhooshEngine(index).scan(SearchRequest())}


def without_versions(found: dict[str, Question]) -> dict[str, Question]:
    """The questions without the states they were seen in."""
    return {number: replace(question, versions=()) for number, question in found.items()}


EVENT_OF_CHANGE: dict[str, EventName] = {"made whole": "completed", "moved": "redated", "new": "asked"}
"""What each change at the source is to a reader, where that is another word."""


def event_names(question: Question | None) -> set[str]:
    """Every event of its history."""
    return {event.event for event in history_of(question)} if question else set()


class PollingClient(threading.Thread):
    """A client that asks the same again and again, and keeps every different answer in order. An error ends it."""

    def __init__(self, port: int, path: str = EVERYTHING) -> None:
        super().__init__()
        self.responses: list[bytes] = []
        self.stopped = threading.Event()
        self._port, self._path = port, path

    def run(self) -> None:
        while not self.stopped.wait(0.02):
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{self._path}", timeout=60) as response:
                body = response.read()
            if not self.responses or body != self.responses[-1]:
                self.responses.append(body)


def test_every_change_is_found_while_the_server_answers(run: Run, tmp_path: Path) -> None:
    before = make_recent_values(400)
    after, changed = change_values(before, 0.25, TODAY)
    site = LocalSite(MemoryEngine(read_questions(before)))
    with serve(site) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", FIRST_DAY, "--source", proxy.address)[0] == 0
        harvested = indexed_questions(tmp_path)
        assert without_versions(harvested) == {question.id: question for question in read_questions(before)}
        site.show(MemoryEngine(read_questions(after)))
        with serve(LocalSite(WhooshEngine(tmp_path))) as own_port:
            client = PollingClient(own_port)
            client.start()
            code, output, _ = run("update", "--source", proxy.address)
            client.stopped.wait(0.3)
            client.stopped.set()
            client.join()
    assert (code, len(client.responses)) == (0, 2), output
    expected = {question.id: question for question in read_questions(after)}
    for number in map(str, changed["vanished"]):
        expected[number] = replace(without_versions(harvested)[number], is_removed_at_source=True)
    updated = indexed_questions(tmp_path)
    assert without_versions(updated) == expected
    for kind, numbers in changed.items():
        for question in (updated[str(number)] for number in numbers):
            assert EVENT_OF_CHANGE.get(kind, kind) in event_names(question)
            assert len(question.versions) == (1 if kind == "new" else 2), (kind, question)
    version_count = sum(len(question.versions) for question in updated.values())
    assert version_count == len(harvested) + sum(map(len, changed.values())), "nothing else has another state"
    assert f"{len(changed['vanished'])} not there any more" in output
    assert run("build", tmp_path / "raw", "--index", tmp_path / "other")[0] == 0
    assert indexed_questions(tmp_path / "other") == updated
