"""The nodes of the local cluster: started, killed, started again and stopped.

Processes that others started are never touched.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

from cluster.jars import HERE, NotPossible, class_path, java_or_explain
from cluster.java import has_module

COUNT = 3
HOST = "127.0.0.1"
TRANSPORT_OFFSET = 100
"""A node listens to other nodes this many ports above the port for HTTP."""

START_SECONDS = 180.0
_STOP_SECONDS = 15.0
_POLL_SECONDS = 0.25
_VECTORS = "jdk.incubator.vector"


class LocalCluster:
    """Three nodes, each a process of its own, with their data, logs and process numbers in one folder.

    They listen on this machine alone, without users and TLS: they are for tests.
    """

    def __init__(self, folder: Path, first_port: int = 17_201, heap: str = "512m", *, is_quick: bool = False) -> None:
        """``heap`` is the memory of each node. ``is_quick`` compiles for speed, which costs twice as much to start."""
        self.folder = folder.resolve()
        self.first_port, self._heap, self._is_quick = first_port, heap, is_quick
        self.name = f"wrans-local-{first_port}"
        self.addresses = tuple(f"http://{HOST}:{first_port + number}" for number in range(COUNT))

    def start(self) -> None:
        """Start every node that does not run, and wait until the cluster is whole.

        Raises ``NotPossible`` if a port is taken, a node ends, or the cluster is not green in ``START_SECONDS``.
        """
        java = java_or_explain()
        classes = class_path(self.folder, java)
        stopped = [number for number in range(COUNT) if self.process_id(number) is None]
        for number in stopped:
            for port in (self.first_port + number, self.first_port + number + TRANSPORT_OFFSET):
                _check_free(port)
        for number in stopped:
            self._start_node(number, java, classes)
        self.wait()

    def start_node(self, number: int) -> None:
        """Start a node that was killed, with the data that it had. Does not wait."""
        java = java_or_explain()
        self._start_node(number, java, class_path(self.folder, java))

    def kill(self, number: int) -> None:
        """End a node at once, as a failure of its machine would."""
        self._signal(number, signal.SIGKILL)
        self._id_file(number).unlink(missing_ok=True)

    def pause(self, number: int) -> None:
        """Pause a node (SIGSTOP): it keeps its connections and answers nothing."""
        self._signal(number, signal.SIGSTOP)

    def resume(self, number: int) -> None:
        """Resume a paused node (SIGCONT)."""
        self._signal(number, signal.SIGCONT)

    def stop(self) -> None:
        """End all nodes and delete their data and logs."""
        running = [number for number in range(COUNT) if self.process_id(number) is not None]
        for number in running:
            self._signal(number, signal.SIGCONT)
            self._signal(number, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for number in running:
            while self.process_id(number) is not None and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)
            if self.process_id(number) is not None:
                self._signal(number, signal.SIGKILL)
        for number in range(COUNT):
            self._id_file(number).unlink(missing_ok=True)
            self.log_file(number).unlink(missing_ok=True)
            shutil.rmtree(self.folder / f"node{number}", ignore_errors=True)

    def wait(self, seconds: float = START_SECONDS, nodes: int = COUNT) -> None:
        """Wait until the cluster is green with this many nodes.

        Raises ``NotPossible`` if it is not in time, or is another's.
        """
        deadline = time.monotonic() + seconds
        health: Mapping[str, Any] = {}
        while time.monotonic() < deadline:
            health = self.health() or health
            if health.get("cluster_name", self.name) != self.name:
                raise NotPossible(f"Another cluster, {health['cluster_name']}, answers at {self.addresses[0]}.")
            if health.get("status") == "green" and health.get("number_of_nodes") == nodes:
                self._check_processes()
                return
            if ended := [number for number in self._started() if self.process_id(number) is None]:
                raise NotPossible(f"Node {ended[0]} of the cluster ended: {self._last_lines(ended[0])}")
            time.sleep(_POLL_SECONDS)
        raise NotPossible(f"The cluster was not green after {seconds:.0f} seconds (it is {health.get('status', 'silent')}).")

    def health(self) -> Mapping[str, Any] | None:
        """Return the cluster's health from the first node that answers; None if none does."""
        for number in range(COUNT):
            if self.process_id(number) is not None:
                answer = self.ask(number, "/_cluster/health")
                if isinstance(answer, dict) and "status" in answer:
                    return answer
        return None

    def ask(self, number: int, path: str, seconds: float = 3.0) -> Any:
        """Return the answer of a node, decoded; None if it does not answer."""
        try:
            with urllib.request.urlopen(f"{self.addresses[number]}{path}", timeout=seconds) as response:  # noqa: S310
                return json.load(response)
        except (OSError, ValueError, HTTPException):
            return None

    def manager(self) -> int | None:
        """Return the number of the node that manages the cluster."""
        for number in range(COUNT):
            answer = self.ask(number, "/_cat/cluster_manager?format=json")
            if isinstance(answer, list) and answer:
                return int(str(answer[0]["node"]).removeprefix("node"))
        return None

    def process_id(self, number: int) -> int | None:
        """Return the process of a node; None if it does not run. Another process with its old number is not taken for it."""
        try:
            process = int(self._id_file(number).read_text("ascii"))
            command = subprocess.run(
                ["ps", "-ww", "-o", "stat=,args=", "-p", str(process)], capture_output=True, text=True, check=False
            ).stdout
        except (OSError, ValueError):
            return None
        return process if f"LocalNode {self.folder}/node{number} " in command and not command.startswith("Z") else None

    def log_file(self, number: int) -> Path:
        """Return the log of a node."""
        return self.folder / f"node{number}.log"

    def _id_file(self, number: int) -> Path:
        return self.folder / f"node{number}.pid"

    def _started(self) -> Iterator[int]:
        return (number for number in range(COUNT) if self._id_file(number).is_file())

    def _signal(self, number: int, signum: signal.Signals) -> None:
        if (process := self.process_id(number)) is not None:
            os.kill(process, signum)

    def _start_node(self, number: int, java: Path, classes: str) -> None:
        transports = ",".join(f"{HOST}:{self.first_port + other + TRANSPORT_OFFSET}" for other in range(COUNT))
        node_settings = {
            "cluster.name": self.name,
            "node.name": f"node{number}",
            "network.host": HOST,
            "http.port": self.first_port + number,
            "transport.port": self.first_port + number + TRANSPORT_OFFSET,
            "discovery.seed_hosts": transports,
            "cluster.initial_cluster_manager_nodes": ",".join(f"node{other}" for other in range(COUNT)),
            "action.auto_create_index": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "indices.query.bool.max_clause_count": 20_000,
            "search.max_buckets": 1_000_000,
        }
        options = [f"-Xms{self._heap}", f"-Xmx{self._heap}", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"]
        options += [f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}", "-Dlog4j2.disable.jmx=true"]
        options += [] if self._is_quick else ["-XX:TieredStopAtLevel=1"]
        options += [f"--add-modules={_VECTORS}"] if has_module(java, _VECTORS) else []
        command = [java, *options, "-cp", classes, "LocalNode", self.folder / f"node{number}"]
        command += [f"{name}={value}" for name, value in node_settings.items()]
        # By way of a shell that ends at once, so that the node outlives this program and is not its child.
        in_background = 'log=$1; shift; "$@" >>"$log" 2>&1 </dev/null & echo $!'
        started = subprocess.run(
            ["sh", "-c", in_background, "sh", str(self.log_file(number)), *map(str, command)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            check=True,
        )
        self._id_file(number).write_text(started.stdout, "ascii")

    def _check_processes(self) -> None:
        """Raise ``NotPossible`` if a node of the cluster is not one of our processes."""
        nodes = (self.ask(next(iter(self._started())), "/_nodes/process") or {}).get("nodes", {})
        other_nodes = {node["process"]["id"] for node in nodes.values()} - {self.process_id(number) for number in range(COUNT)}
        if other_nodes:
            raise NotPossible(f"Process {min(other_nodes)} is a node of the cluster, and was not started here.")

    def _last_lines(self, number: int) -> str:
        try:
            return self.log_file(number).read_text("utf-8", "replace")[-600:]
        except OSError:
            return "it has no log"


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise NotPossible(
                f"Port {port} is taken by another program. End it, or choose other ports with CLUSTER_PORT (three from there,"
                f" and three from {TRANSPORT_OFFSET} above)."
            ) from None
