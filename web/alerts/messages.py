"""The message of an alert: plain text, a few lines for each record. Texts of records are quoted, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, localtime, make_msgid

import msgspec

from search.text.dates import long_date
from web.alerts.subscriptions import Alert
from web.feeds.entries import FeedEntry
from web.site import licence, urls, wording

MAX_RECORDS = 200
"""The most records in one message. More are sent in several."""

EXCERPT_CHARACTERS = 300


class Sender(msgspec.Struct, frozen=True):
    """Who sends: the address of the sender, the root of the site's addresses, and how new the data are, in words."""

    address: str
    root: str
    freshness: str
    is_sample: bool


def compose(alert: Alert, entries: Sequence[FeedEntry], sender: Sender) -> bytes:
    """Return a message with these records. Its Message-ID stays when it is sent again, so a mailbox shows it once."""
    message = EmailMessage(SMTP.clone(max_line_length=998))
    message["Subject"] = f"{alert.name}: {len(entries)} new or changed"
    message["From"] = formataddr(("Wrans", sender.address))
    message["To"] = alert.to
    message["Date"] = localtime()
    message["Message-ID"] = make_msgid(domain=sender.address.rpartition("@")[2])
    message["List-Unsubscribe"] = f"<mailto:{sender.address}?subject=unsubscribe>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(alert, entries, sender), cte="quoted-printable")
    return message.as_bytes()


def _text(alert: Alert, entries: Sequence[FeedEntry], sender: Sender) -> str:
    search = sender.root + urls.search(urls.without_page_params(alert.request))
    head = [f"{alert.name}: {len(entries)} new or changed", f"All results: {search}"]
    foot = [
        *filter(None, (sender.freshness and f"{sender.freshness}.",)),
        licence.notice(sender.is_sample),
        f"To stop these messages, reply with the word unsubscribe, or write to {sender.address}.",
    ]
    records = [_record(entry, sender.root) for entry in entries]
    return "\n\n".join(("\n".join(head), *records, "-- \n" + "\n".join(foot))) + "\n"


def _record(entry: FeedEntry, root: str) -> str:
    question = entry.question
    lines = (
        f"{wording.title(question)} ({entry.reason}, {long_date(entry.day)})",
        f"{' · '.join(wording.origin(question))} · {wording.byline(question)}",
        f"> {wording.excerpt(question.text, question.is_cut, EXCERPT_CHARACTERS)}",
        root + urls.record(question.id),
    )
    return "\n".join(" ".join(line.split()) for line in lines)
