"""The engines under contract, each over the same invented questions."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest

from cluster.nodes import LocalCluster
from search.engine import Engine, IndexWriter
from search.engines.memory import MemoryEngine
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.write.writer import OpenSearchWriter
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.write.writer import WhooshWriter
from search.lexicon.thesaurus import SynonymEntry
from search.model.fields import FIELDS
from search.model.question import Question
from search.settings import ClusterSettings
from tests.derived import with_derived
from tests.invented import questions

MakeIndex = Callable[..., tuple[IndexWriter, Callable[[], Engine]]]
"""Makes an empty index for some synonyms: returns its writer, and what opens its engine once it is written."""

EMBEDDED = [] if os.environ.get("WRANS_TEST_CLUSTER") == "yes" else ["memory", "whoosh"]
"""The engines that need no cluster. ``make test`` runs their tests, so ``make test-cluster`` does not."""


@pytest.fixture(scope="session")
def records() -> list[Question]:
    return list(map(with_derived, questions(120)))


@pytest.fixture(scope="session")
def memory(records: list[Question]) -> MemoryEngine:
    return MemoryEngine(records)


@pytest.fixture(scope="session")
def whoosh_index(tmp_path_factory: pytest.TempPathFactory) -> MakeIndex:
    def make(synonyms: Sequence[SynonymEntry] = ()) -> tuple[IndexWriter, Callable[[], Engine]]:
        folder: Path = tmp_path_factory.mktemp("index_data")
        return WhooshWriter(folder), lambda: WhooshEngine(folder, synonyms)

    return make


@pytest.fixture(scope="session")
def opensearch_index(local_cluster: LocalCluster) -> Iterator[MakeIndex]:
    numbers = count()
    all_settings: list[ClusterSettings] = []

    def make(synonyms: Sequence[SynonymEntry] = ()) -> tuple[IndexWriter, Callable[[], Engine]]:
        settings = ClusterSettings(local_cluster.addresses, f"contract-{next(numbers)}", replicas=0)
        all_settings.append(settings)
        return OpenSearchWriter(settings), lambda: OpenSearchEngine(Cluster(settings), synonyms, poll_seconds=0)

    yield make
    for settings in all_settings:
        Cluster(settings).request("DELETE", f"/{settings.index}-*")


@pytest.fixture(scope="session")
def whoosh(records: list[Question], whoosh_index: MakeIndex) -> Iterator[Engine]:
    yield from engine_of(records, whoosh_index)


@pytest.fixture(scope="session")
def opensearch(records: list[Question], opensearch_index: MakeIndex) -> Iterator[Engine]:
    yield from engine_of(records, opensearch_index)


def engine_of(records: list[Question], make_index: MakeIndex) -> Iterator[Engine]:
    writer, open_engine = make_index()
    writer.rebuild(records)
    engine = open_engine()
    yield engine
    engine.close()


@pytest.fixture(params=[*EMBEDDED, "opensearch"])
def engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(params=[*EMBEDDED[1:], "opensearch"])
def indexed(request: pytest.FixtureRequest) -> Engine:
    """An engine that is compared with the oracle."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(params=[*(f"{name}_index" for name in EMBEDDED[1:]), "opensearch_index"])
def make_index(request: pytest.FixtureRequest) -> MakeIndex:
    make: MakeIndex = request.getfixturevalue(request.param)
    return make


@pytest.fixture(scope="session")
def values(records: list[Question]) -> dict[str, list[str]]:
    """The values that each field has in the records."""
    return {
        name: sorted({value for record in records for value in field.values(record)}) or ["x"] for name, field in FIELDS.items()
    }
