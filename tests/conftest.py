"""Settings of every test, and the local cluster that some tests need."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from cluster.__main__ import from_environment
from cluster.nodes import LocalCluster

settings.register_profile("untimed", deadline=None)  # on a busy machine a test may be slow; that is no failure
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def _root_logger() -> Iterator[None]:
    """Restore the root logger after each test: a command in this process has it write to that test's standard error."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture(scope="session")
def local_cluster() -> LocalCluster:
    """The nodes that ``make test-cluster`` has started; without them the test is skipped."""
    if os.environ.get("WRANS_TEST_CLUSTER") != "yes":
        pytest.skip("needs three OpenSearch nodes: make test-cluster, which needs Java 21 and Maven")
    cluster = from_environment(os.environ)
    cluster.wait()  # a test before may have left a node that is about to come back
    return cluster
