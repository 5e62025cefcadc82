"""Hostile searches of every kind are answered or refused in a sentence, on every address that takes a search."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from tests.attack.query_costs import frequent_words, measure
from tests.attack.query_grammar import ADDRESSES, QueryGrammar
from tests.invented import questions
from web import Assets, create_app

SEARCHES = 120


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(questions(200))
    return WhooshEngine(folder)


@pytest.fixture(scope="module")
def client(engine: WhooshEngine) -> FlaskClient:
    return create_app(engine, Assets.find()).test_client()


def test_every_made_search_is_answered_or_refused(engine: WhooshEngine, client: FlaskClient) -> None:
    grammar = QueryGrammar(1, frequent_words(engine.vocabulary().source))
    costs = [measure(client, grammar.address()) for _ in range(SEARCHES)]
    assert {cost.status for cost in costs} <= {200, 400}
    assert {cost.address.partition("?")[0] for cost in costs} == set(ADDRESSES)


def test_the_grammar_is_the_same_for_one_seed_and_makes_every_kind_of_clause(engine: WhooshEngine) -> None:
    words = frequent_words(engine.vocabulary().source)
    texts = [QueryGrammar(2, words).text() for _ in range(2)]
    assert texts[0] == texts[1]
    grammar = QueryGrammar(3, words)
    text = " ".join(grammar.text() for _ in range(60))
    for kind in ('"~', "* ", "~2", " OR ", "NOT ", "(", ":", "?"):
        assert kind in text
