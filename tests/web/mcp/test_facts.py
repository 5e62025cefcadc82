"""Thirty factual questions, of the sample and of the real records, put by three clients: every number and citation is right."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer import progress
from indexer.__main__ import build_sample
from indexer.build import build
from indexer.sources.sample import SAMPLE
from search.engines import open_index
from search.engines.whoosh.write.writer import WhooshWriter
from tests.served import listening
from tests.web.mcp.clients import NPM_CLIENTS, Answers, Server, npm_answers, npm_missing, over_standard_input, python_answers
from tests.web.mcp.facts import Fact, facts, official_records
from web import Assets, create_app
from web.mcp.replies import MAX_BYTES
from web.mcp.tools import TOOLS
from web.site.options import SiteOptions

SITE = "https://questions.example"
DATA = Path(os.environ.get("WRANS_SHARED", Path(__file__).parents[4] / "shared")) / "data" / "official-api.ndjson.gz"
REAL_YEAR = b'"dateTabled": "2026'
"""Of the real records, those of the newest year: enough to index in a test."""

MAX_TOKENS = 8_000


class Served:
    """An index that is served: the facts of its records, a client of its pages, and its tools over HTTP and standard input."""

    def __init__(self, known_facts: list[Fact], pages: FlaskClient, servers: tuple[Server, Server], is_sample: bool) -> None:
        self.facts, self.pages, self.servers, self.is_sample = known_facts, pages, servers, is_sample


@contextmanager
def served(index: Path, known_facts: list[Fact]) -> Iterator[Served]:
    with closing(open_index(index)) as engine:
        application = create_app(engine, Assets.find(), SiteOptions(address=SITE))
        with listening(application, threads=2) as address:
            servers = (Server(url=f"{address}/mcp"), over_standard_input(index))
            yield Served(known_facts, application.test_client(), servers, engine.info().is_sample)


@pytest.fixture(scope="module", params=["sample", pytest.param("real", marks=pytest.mark.slow)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("facts")
    if request.param == "sample":
        build_sample(folder / "index")
        records = official_records(sorted(SAMPLE.glob("*.ndjson")))
    else:
        if not DATA.is_file():
            pytest.skip(f"there are no real records in {DATA}")
        chosen = folder / "records.ndjson"
        with gzip.open(DATA) as lines, chosen.open("wb") as file:
            file.writelines(line for line in lines if REAL_YEAR in line)
        build([chosen], WhooshWriter(folder / "index"), folder / "rejected.ndjson", progress.lines)
        records = official_records([chosen])
    with served(folder / "index", facts(records, "2000-01-01")) as opened:
        yield opened


def check(site: Served, answers: Answers) -> None:
    """Every answer is that of the records, every citation is there, and no reply is too long."""
    assert set(answers.names) == set(TOOLS)
    assert not any(answers.errors)
    replies = [json.loads(text) for text in answers.replies]
    wrong = {fact.question: fact.answer(reply) for fact, reply in zip(site.facts, replies, strict=True)}
    assert wrong == {fact.question: fact.expected for fact in site.facts}
    assert all(len(text.encode()) <= MAX_BYTES for text in answers.replies)
    assert all(count <= MAX_TOKENS for count in answers.tokens)
    cited = [entry for reply in replies for entry in (reply, *reply.get("results", ())) if "citation" in entry]
    assert len(cited) > 100
    for entry in {entry["id"]: entry for entry in cited}.values():
        page = site.pages.get(f"/questions/{entry['url'].rpartition('/')[2]}")
        assert page.status_code == 200
        assert entry["citation"] in page.text or entry["citation"].startswith("Record ")
        assert not (site.is_sample and "parliament_url" in entry), "Parliament has no page of an invented question"
        assert entry.get("parliament_url", "") in page.text
        assert entry.get("title_is_made", False) == ('class="made-note"' in page.text)


@pytest.mark.parametrize("transport", [0, 1], ids=["http", "stdio"])
def test_the_client_of_python_gets_every_fact(site: Served, transport: int) -> None:
    check(site, python_answers(site.servers[transport], [(fact.tool, fact.arguments) for fact in site.facts]))


@pytest.mark.skipif(bool(npm_missing()), reason=npm_missing())
@pytest.mark.parametrize("transport", [0, 1], ids=["http", "stdio"])
@pytest.mark.parametrize("client", NPM_CLIENTS)
def test_the_clients_of_npm_get_every_fact(site: Served, client: str, transport: int) -> None:
    check(site, npm_answers(client, site.servers[transport], [(fact.tool, fact.arguments) for fact in site.facts]))
