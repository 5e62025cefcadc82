"""Sends messages to a mail server by SMTP, over one connection."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from search.errors import SearchError
from search.settings import BadSetting, read_login

TIMEOUT_SECONDS = 30
SMTP_PORT, SMTPS_PORT = 25, 465


class MailUnavailable(SearchError):
    """The mail server cannot be used; the operator has to act. Messages wait in the ledger."""


class MailServer(msgspec.Struct, frozen=True):
    """Where to send: ``url`` is smtp://host:port, which turns TLS on where it is offered, or smtps://host:port.

    ``login`` is a file of two lines, user and password, or None.
    """

    url: str
    sender: str
    login: Path | None = None


REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
"""Errors that concern one message. Any other error of the connection ends the delivery of all messages."""


class Send(Protocol):
    """Sends the bytes of a message to one recipient. Raises one of ``REFUSALS``, or ``MailUnavailable``."""

    def __call__(self, recipient: str, message: bytes) -> None: ...


@contextmanager
def connected(server: MailServer) -> Iterator[Send]:
    """Connect, and yield the function that sends. Raises ``MailUnavailable``."""
    parts = urlsplit(server.url)
    host, context = parts.hostname or "", ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or SMTPS_PORT, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(host, parts.port or SMTP_PORT, timeout=TIMEOUT_SECONDS)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
        if server.login:
            connection.login(*_login(server.login))
    except OSError as error:
        raise _unavailable(server, error) from error

    def send(recipient: str, message: bytes) -> None:
        try:
            connection.sendmail(server.sender, [recipient], message)
        except REFUSALS:
            raise
        except OSError as error:
            raise _unavailable(server, error) from error

    with connection:
        yield send


def _unavailable(server: MailServer, error: OSError) -> MailUnavailable:
    """Describe an error of a connection. The errors of ``smtplib`` are subclasses of ``OSError``."""
    return MailUnavailable(f"The mail server {server.url} cannot be used: {str(error).rstrip('.')}.")


def _login(path: Path) -> tuple[str, str]:
    """Return the user and the password of a file. Raises ``MailUnavailable``."""
    try:
        return read_login("WRANS_SMTP_LOGIN", path)
    except BadSetting as error:
        raise MailUnavailable(str(error)) from None
