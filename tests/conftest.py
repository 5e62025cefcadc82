"""Settings of every test, and the local cluster that some tests need."""

from __future__ import annotations

import logging
import os
import signal
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


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Restore the signal handlers after each test: serving in this process replaces the handler of SIGTERM.

    A shell script starts its background processes with SIGINT ignored, and programs started by the tests would inherit that.
    """
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def local_cluster() -> LocalCluster:
    """The nodes that ``make test-cluster`` has started; without them the test is skipped."""
    if os.environ.get("WRANS_TEST_CLUSTER") != "yes":
        pytest.skip("needs three OpenSearch nodes: make test-cluster, which needs Java 21 and Maven")
    cluster = from_environment(os.environ)
    cluster.wait()  # a test before may have left a node that is about to come back
    return cluster
