"""Sealed work that waits in the shared database. Other servers of the same tests seal theirs with keys of their own: those stay shut."""

from collections.abc import Iterable
from typing import Any

from server.domain import outbox
from server.secrets import SealBroken, Secrets


def opened_jobs(kind: str, rows: Iterable[Any], secrets: Secrets) -> list[tuple[Any, dict[str, Any]]]:
    """Rows of jobs of one kind with what they carry, without those of other servers."""
    found = []
    for row in rows:
        try:
            found.append((row, outbox.opened(kind, row["payload"], row["sealed_payload"], secrets)))
        except SealBroken:
            continue
    return found


def opened(rows: Iterable[Any], secrets: Secrets, address: str) -> list[dict[str, Any]]:
    """The mails to `address` among rows of jobs."""
    return [mail for _, mail in opened_jobs("mail.send", rows, secrets) if mail.get("to") == address]
