"""A client that polls a server while an update runs."""

from __future__ import annotations

import threading
import urllib.request

from tests.harvest.faulty_proxy import QUESTIONS_PATH

POLL_SECONDS = 0.02
ALL_QUESTIONS = f"{QUESTIONS_PATH}?take=5000&expandMember=true&includeWithdrawn=true"


class PollingClient(threading.Thread):
    """Requests one path repeatedly, until an error. ``responses`` are the bodies that differ from the one before."""

    def __init__(self, port: int, path: str = ALL_QUESTIONS) -> None:
        super().__init__()
        self.responses: list[bytes] = []
        self.stopped = threading.Event()
        self._port, self._path = port, path

    def run(self) -> None:
        while not self.stopped.wait(POLL_SECONDS):
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{self._path}", timeout=60) as response:
                body = response.read()
            if not self.responses or body != self.responses[-1]:
                self.responses.append(body)
