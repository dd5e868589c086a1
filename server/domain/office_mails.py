"""Mails that people in the office write, and results that candidates send to a consultant (specs/itr-internal.md §14).

They wait sealed until they are sent; who they go to stands in the trail of the company, which forgets it after 90 days.
"""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import orjson

from server.db import Connection, Row, sql
from server.domain import mail_addresses, outbox
from server.domain.actor import Actor
from server.secrets import Secrets

ZERO = UUID(int=0)
DAY = 86_400.0
KEEP_DAYS = 90


@dataclass(frozen=True)
class Letter:
    """A mail as it is written: addresses that were checked, HTML, and files by name."""

    subject: str
    html: str
    to: list[str]
    cc: list[str] = field(default_factory=list)
    bcc: list[str] = field(default_factory=list)
    reply_to: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


async def put(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID, letter: Letter, session_id: UUID | None = None) -> None:
    """Sends a letter after the commit, with the company's copy, and writes the trail."""
    copies = await sql.settings.get_copy_address(conn, company_id=company_id) or ""
    known = {address.casefold() for address in (*letter.to, *letter.cc, *letter.bcc)}
    own_copies = [each for each in mail_addresses.usable(copies) if each.casefold() not in known]
    payload = asdict(letter) | {"bcc": [*letter.bcc, *own_copies], "company_id": company_id}
    await outbox.put(conn, "mail.office", payload, sealed_with=secrets)
    await sql.office_mails.insert_trail(
        conn, company_id=company_id, user_id=actor.login_id or actor.person_id or ZERO, new_data=trail(letter), session_id=session_id,
    )  # fmt: skip


def trail(letter: Letter) -> str:
    """What the trail says of a letter."""
    said = {"To": letter.to, "CC": letter.cc, "BCC": letter.bcc}
    return orjson.dumps({name: ", ".join(addresses) for name, addresses in said.items()} | {"Subject": letter.subject}).decode()


async def assign_to_consultant(conn: Connection, company_id: UUID, session_id: UUID, addresses: list[str]) -> str | None:
    """The session is from now on that of the consultant whose address is among these; the address, None where nobody's is."""
    row: Row | None = await sql.office_mails.find_consultant(conn, company_id=company_id, addresses=[each.lower() for each in addresses])
    if row is None:
        return None
    await sql.office_mails.assign_session(conn, company_id=company_id, session_id=session_id, login_id=row["id"])
    return str(row["email"])


@outbox.schedule("assessment_trail.sweep", DAY)
async def sweep(work: Any) -> None:
    """What the trail says of no object, such as mails, goes after 90 days."""
    async with work.pool.acquire() as conn:
        await sql.office_mails.delete_old_trail(conn, keep_days=KEEP_DAYS)
