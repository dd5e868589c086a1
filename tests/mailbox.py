"""Mails that wait in the shared database. Other servers of the same tests seal theirs with keys of their own: those stay shut."""

from collections.abc import Iterable
from typing import Any

from server.domain import outbox
from server.secrets import SealBroken, Secrets


def opened(rows: Iterable[Any], secrets: Secrets, address: str) -> list[dict[str, Any]]:
    """The mails to `address` among rows of jobs."""
    found = []
    for row in rows:
        try:
            mail = outbox.opened("mail.send", row["payload"], row["sealed_payload"], secrets)
        except SealBroken:
            continue
        if mail["to"] == address:
            found.append(mail)
    return found
