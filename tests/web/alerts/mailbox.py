"""A mail server on this machine that keeps what it accepts, and can do something at the n-th message."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.free_port import free_port

logging.getLogger("mail.log").propagate = False  # its lines would go to the logs that other tests read


class Mailbox:
    """Accepts messages, but those to ``refused``. ``on_message`` is called with their count before each is answered.

    While it ``goes_away``, it closes the connection instead of accepting a message.
    """

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self.goes_away = False
        self.on_message: Callable[[int], None] = lambda _count: None

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        """Answer the command RCPT, as aiosmtpd asks its handler to."""
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 (as above)
        """Answer the command DATA."""
        if self.goes_away:
            server.transport.abort()
            return "421 closing"
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        self.on_message(len(self.received))
        return "250 OK"

    def messages(self) -> list[EmailMessage]:
        """Return what a mailbox shows: the messages, one for each recipient and Message-ID."""
        parsed = [message_from_bytes(content, policy=policy.default) for _, content in self.received]
        return list({(message["To"], message["Message-ID"]): message for message in parsed}.values())


@contextmanager
def serving() -> Iterator[tuple[Mailbox, str]]:
    """Yield a mailbox, and the address of its server, while the server runs."""
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
