"""An update finds every change at the source, and leaves the index as a build from the raw store would make it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine
from tests.harvest.api_values import read_questions
from tests.harvest.conftest import Run
from tests.harvest.faulty_proxy import start_proxy
from tests.harvest.index_contents import by_id, event_names, indexed_questions, without_versions
from tests.harvest.local_site import LocalSite, serve
from tests.harvest.polling_client import PollingClient
from tests.harvest.source_changes import RECENT_FIRST_DAY, TODAY, change_values, event_of, make_recent_values


def test_every_change_is_found_while_the_server_answers(run: Run, tmp_path: Path) -> None:
    before = make_recent_values(400)
    after, changed = change_values(before, 0.25, TODAY)
    source = LocalSite(MemoryEngine(read_questions(before)))
    with serve(source) as port, start_proxy(port) as proxy:
        assert run("harvest", "--since", RECENT_FIRST_DAY, "--source", proxy.address)[0] == 0
        fetched = indexed_questions(tmp_path)
        assert {abs((question.fetched_on or date.min) - date.today()).days <= 1 for question in fetched.values()} == {True}
        harvested = without_versions(fetched)
        assert harvested == by_id(read_questions(before))
        source.show(MemoryEngine(read_questions(after)))
        with serve(LocalSite(WhooshEngine(tmp_path))) as own_port:
            client = PollingClient(own_port)
            client.start()
            code, output, _ = run("update", "--source", proxy.address)
            client.stopped.wait(0.3)
            client.stopped.set()
            client.join()
    assert (code, len(client.responses)) == (0, 2), output
    expected = by_id(read_questions(after))
    for question_id in map(str, changed["removed"]):
        expected[question_id] = replace(harvested[question_id], is_removed_at_source=True)
    updated = indexed_questions(tmp_path)
    assert without_versions(updated) == expected
    for kind, ids in changed.items():
        for question in (updated[str(question_id)] for question_id in ids):
            assert event_of(kind) in event_names(question)
            assert len(question.versions) == (1 if kind == "new" else 2), (kind, question)
    version_count = sum(len(question.versions) for question in updated.values())
    assert version_count == len(harvested) + sum(map(len, changed.values())), "unchanged questions have one version"
    assert f"{len(changed['removed'])} removed at the source" in output
    assert run("build", tmp_path / "raw", "--index", tmp_path / "other")[0] == 0
    assert indexed_questions(tmp_path / "other") == updated
