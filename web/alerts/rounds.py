"""One round of alerts: write the messages about new records, then send all messages that are queued."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence

import msgspec

from search.engine import Engine
from search.pipeline.rewriting import rewrite_without_corrections
from search.query.nodes import Exists
from search.query.request import SearchRequest, SortKey
from search.results.descriptions import freshness
from web.alerts.delivery import MailServer, connected
from web.alerts.ledger import Event, Ledger
from web.alerts.messages import MAX_RECORDS, Sender, compose
from web.alerts.subscriptions import Alert
from web.feeds.entries import FeedEntry, last_activity_day, last_activity_reason

NEWEST_FIRST = (SortKey("changed", descending=True),)


class RoundReport(msgspec.Struct, frozen=True):
    """The result of a round: alerts begun, messages sent, and a sentence for each message that the server refused."""

    begun: int
    sent: int
    refused: tuple[str, ...]


def run_round(engine: Engine, alerts: Sequence[Alert], ledger: Ledger, server: MailServer, root: str) -> RoundReport:
    """Send each alert the records that are new to it. Raises ``MailUnavailable``; the unsent messages then wait for the next
    round.

    An alert is begun without a message, at its first round. A message is in the ledger before it is sent, with its records. If
    the process ends between the server's answer and the ledger's, the next round sends the same message with the same
    Message-ID.
    """
    snapshot = engine.snapshot()
    info = snapshot.info()
    sender = Sender(server.sender, root, freshness(info), info.is_sample)
    ledger.delete_all_but([alert.key for alert in alerts])
    begun = sum(_write(snapshot, alert, ledger, sender) for alert in alerts)
    messages = ledger.waiting()
    if not messages:
        return RoundReport(begun, 0, ())
    refused = []
    with connected(server) as send:
        for waiting in messages:
            try:
                send(waiting.recipient, waiting.message)
            except smtplib.SMTPResponseException as error:
                refused.append(f"{waiting.recipient}: {error.smtp_code} {_words(error.smtp_error)}")
            except smtplib.SMTPRecipientsRefused as error:
                refused += [f"{address}: {code} {_words(reason)}" for address, (code, reason) in error.recipients.items()]
            else:
                ledger.remove_waiting(waiting.number)
    return RoundReport(begun, len(messages) - len(refused), tuple(refused))


def _write(engine: Engine, alert: Alert, ledger: Ledger, sender: Sender) -> bool:
    """Write the messages of an alert into the ledger. Returns whether the alert was begun instead."""
    entries = [*_entries(engine, alert.request)]
    if not ledger.has_begun(alert.key):
        ledger.begin(alert.key, [_event(entry) for entry in entries])
        return True
    delivered = ledger.delivered(alert.key)
    news = [entry for entry in entries if delivered.get(entry.question.id) != _event(entry)[1]]
    for start in range(0, len(news), MAX_RECORDS):
        part = news[start : start + MAX_RECORDS]
        ledger.add(alert.key, [_event(entry) for entry in part], alert.to, compose(alert, part, sender))
    return False


def _entries(engine: Engine, request: SearchRequest) -> Iterator[FeedEntry]:
    """Yield the records that the feed of the search would have if it had no end, newest first."""
    executed = rewrite_without_corrections(engine, request).executed
    every = SearchRequest(query=executed.query, filters=(*executed.filters, Exists("changed")), sort=NEWEST_FIRST)
    for question in engine.scan(every):
        yield FeedEntry(question, last_activity_day(question), last_activity_reason(question))


def _event(entry: FeedEntry) -> Event:
    return entry.question.id, f"{entry.day} {entry.reason}"


def _words(reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return " ".join(text.split())
