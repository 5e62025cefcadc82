"""Hostile searches of every kind are answered or refused in a sentence, on every address that takes a search."""

from __future__ import annotations

from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import get_args

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.execute.evaluator import Evaluator
from search.engines.whoosh.write.writer import WhooshWriter
from search.query import nodes
from tests.attack import query_costs
from tests.attack.address_grammar import AddressGrammar
from tests.attack.query_costs import (
    COMMON_PAGE,
    COMMON_PAGES,
    COSTLIEST,
    FILES,
    WARMING_PAGES,
    Cost,
    begin_peak,
    main,
    map_in,
    measure,
    measure_common,
    peak_megabytes,
    report,
    sample_material,
)
from tests.attack.query_grammar import QueryGrammar
from tests.invented import questions
from web import Assets, create_app

ADDRESSES = 250
PATHS_WITHOUT_SEARCHES = frozenset(
    """/livez /readyz /health /metrics /static/<name> /.well-known/security.txt /api/<path:other> /swagger/<path:other>
    /<path:other>.json /mcp""".split()
)
"""Routes that answer without a search, or with an error alone, or to which messages are posted."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(200))
    return folder


@pytest.fixture(scope="module")
def engine(index: Path) -> WhooshEngine:
    return WhooshEngine(index)


@pytest.fixture(scope="module")
def client(engine: WhooshEngine) -> FlaskClient:
    return create_app(engine, Assets.find()).test_client()


def test_every_made_address_is_answered_or_refused(
    engine: WhooshEngine, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = set()
    for name in ("find", "filter"):
        evaluate = getattr(Evaluator, name)

        def noting(self: Evaluator, node: nodes.Node, *docs: object, evaluate=evaluate) -> object:  # type: ignore[no-untyped-def]
            evaluated.add(type(node))
            return evaluate(self, node, *docs)

        monkeypatch.setattr(Evaluator, name, noting)
    grammar = AddressGrammar(1, sample_material(engine))
    costs = [measure(client, grammar.address()) for _ in range(ADDRESSES)]
    failed = [cost for cost in costs if cost.status not in (200, 400, 404)]
    assert failed == []
    assert sum(cost.status == 200 for cost in costs) > ADDRESSES * 0.7
    assert evaluated == set(get_args(nodes.Node)), "every kind of node is evaluated"


def test_the_grammar_makes_every_address(engine: WhooshEngine, client: FlaskClient) -> None:
    grammar = AddressGrammar(2, sample_material(engine))
    routes = client.application.url_map.bind("localhost")
    rules = set()
    for address in {grammar.address() for _ in range(8_000)}:
        try:
            rules.add(routes.match(address.partition("?")[0], return_rule=True)[0].rule)
        except HTTPException as error:
            pytest.fail(f"{address}: {error}")
    assert {rule.rule for rule in client.application.url_map.iter_rules()} - rules <= PATHS_WITHOUT_SEARCHES


def test_the_grammar_is_the_same_for_one_seed_and_makes_every_kind_of_clause(engine: WhooshEngine) -> None:
    material = sample_material(engine)
    texts = [QueryGrammar(2, material).text() for _ in range(2)]
    assert texts[0] == texts[1]
    grammar = QueryGrammar(3, material)
    text = " ".join(grammar.text() for _ in range(60))
    for kind in ('"~', "* ", "~2", " OR ", "NOT ", "(", ":", "?", "PQ ", "To ask ", "&"):
        assert kind in text


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux says what a process maps")
def test_the_mapped_pages_of_an_index_are_not_measured_as_growth(tmp_path: Path) -> None:
    megabytes = 16
    (tmp_path / "part").write_bytes(bytes(megabytes << 20))
    with (tmp_path / "part").open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
        before = begin_peak()
        map_in(tmp_path)
        assert peak_megabytes() - before > megabytes - 1
        before = begin_peak()
        assert not any(mapped[::4_096])
        assert peak_megabytes() - before < 1


def test_the_report_names_what_costs_too_much(capsys: pytest.CaptureFixture[str]) -> None:
    common = Cost("/search?q=health", 200, 0.01, 0)
    assert report(common, [Cost("/search?q=a", 200, 0.4, 49)])
    for cost in (Cost("/x", 200, 0.6, 0), Cost("/x", 200, 0.1, 51), Cost("/x", 500, 0, 0)):
        assert not report(common, [cost])
        assert capsys.readouterr().out.endswith(" /x\n")


def test_a_common_page_is_measured_once_the_process_is_warm(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([*[1.0] * WARMING_PAGES, *(number / 1000 for number in range(COMMON_PAGES))])
    monkeypatch.setattr(query_costs, "measure", lambda _client, address: Cost(address, 200, next(seconds), 0))
    assert measure_common(client) == Cost(COMMON_PAGE, 200, COMMON_PAGES // 2 / 1000, 0)


def test_the_costliest_addresses_are_written_for_the_attack(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "addresses"
    monkeypatch.setattr("sys.argv", ["query_costs", str(index), "25", "4", "--costliest", str(file)])
    with suppress(SystemExit):  # on a busy machine one may cost too much
        main()
    assert "Made addresses: 25" in capsys.readouterr().out
    addresses = file.read_text().split()
    assert len(addresses) == COSTLIEST
    assert all(address.startswith("/") and not address.startswith(FILES) for address in addresses)
