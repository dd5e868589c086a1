"""Settings of companies and of the master: one text per name, some protected, some secret (specs/itr-internal.md §10).

A company's own value wins over the master's. The account that mails go out by is taken as a whole from whoever names its server,
so that no password of the master's travels to a server that a company chose.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit
from server.domain.actor import Actor
from server.errors import Fault, Invalid
from server.secrets import SealBroken, Secrets

ZERO = UUID(int=0)
MASK = "********"
COPY_ADDRESS = "CC_ADDRESS"
MAIL_SETTINGS = ("SMTP_SENDER", "SMTP_SERVER", "SMTP_PORT", "SMTP_USETLS", "SMTP_USER", "SMTP_PASSWORD")
MAX_CONSULTANTS = "MAXNUMBEROFCONSULTANTS"
MAX_FILE, MAX_FILES = "MAX_FILE_MEGABYTES", "MAX_FILES_MEGABYTES"
# What a company may have is for the master to say.
OF_MASTER_USERS = frozenset({MAX_CONSULTANTS, MAX_FILE, MAX_FILES})
PROTECTED = OF_MASTER_USERS | frozenset({
    "CreditOrderEMail", *MAIL_SETTINGS, "TRANSLATE_AZURE_KEY", "ServerID", "MAX_RESULTS_LIMIT", "MAX_SCORES_LIMIT",
    "MAX_PLUGINDATA_LIMIT", "MAX_CALL_LIMIT", "DBVersion", "LOG_HANDLER_BACKUP_COUNT", COPY_ADDRESS,
})  # fmt: skip
SECRET = re.compile(r"PASSWORD|SECRET|ENCRYPTION|(^|_)KEY$", re.IGNORECASE)
NAME = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,50}")


@dataclass(frozen=True)
class MailAccount:
    """Where mails go out, and as whom. `is_of_company`: a company chose the server."""

    host: str
    port: int
    tls: str
    user: str
    password: str
    sender: str
    is_of_company: bool


def is_secret(name: str) -> bool:
    return SECRET.search(name) is not None


def is_protected(name: str) -> bool:
    return name in PROTECTED or is_secret(name)


def context(company_id: UUID | None, name: str) -> str:
    return f"setting:{company_id or ZERO}:{name}"


async def get(conn: Connection, company_id: UUID | None, name: str) -> Row | None:
    """The setting of a company (None: the master); a secret's value is the mask."""
    row: Row | None = await sql.settings.get(conn, owner_id=company_id or ZERO, name=name)
    return row


def shown(row: Row) -> str:
    """What is told of a value: secrets are never told."""
    return MASK if row["value"] and is_secret(row["name"]) else row["value"] or ""


async def save(conn: Connection, secrets: Secrets, actor: Actor, company_id: UUID | None, name: str, value: str) -> bool:
    """True where there was none of that name. The mask of a secret changes nothing."""
    if not NAME.fullmatch(name):
        raise Invalid([Fault(("name",), "bad_value")])
    if is_secret(name) and value == MASK:
        return False
    stored = secrets.seal(value.encode(), context(company_id, name)) if value and is_secret(name) else value
    is_new: bool = await sql.settings.save(conn, company_id=company_id, name=name, value=stored, is_protected=is_protected(name))
    await audit.record(conn, actor, "setting.set", "setting", name, {"of_company": company_id})
    return is_new


async def delete(conn: Connection, actor: Actor, company_id: UUID | None, name: str) -> bool:
    """Was there one?"""
    if not await sql.settings.delete(conn, owner_id=company_id or ZERO, name=name):
        return False
    await audit.record(conn, actor, "setting.delete", "setting", name, {"of_company": company_id})
    return True


async def in_force(conn: Connection, company_id: UUID | None, *names: str) -> dict[str, str]:
    """What counts for a company, as far as it or the master says something."""
    rows = await sql.settings.list_in_force(conn, owner_id=company_id or ZERO, names=names)
    return {row["name"]: row["value"] for row in rows}


async def number(conn: Connection, company_id: UUID | None, name: str, usual: int) -> int:
    """A setting that is a number from 0; what is none is as if it were not there."""
    text = (await in_force(conn, company_id, name)).get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else usual


async def mail_account(conn: Connection, secrets: Secrets, company_id: UUID | None) -> MailAccount | None:
    """By which account the mails of a company go: its own, else the master's; None: the server's own."""
    for owner in dict.fromkeys((company_id, None)):
        rows = await sql.settings.list_of_owner(conn, owner_id=owner or ZERO, names=MAIL_SETTINGS)
        found = {row["name"]: row["value"] for row in rows}
        if "SMTP_SERVER" in found:
            return account_of(secrets, owner, found)
    return None


def account_of(secrets: Secrets, owner: UUID | None, found: dict[str, str]) -> MailAccount:
    port = found.get("SMTP_PORT", "").strip()
    number = int(port) if re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) < 65536 else 0
    uses_tls = found.get("SMTP_USETLS", "").strip().upper() in ("T", "Y", "TRUE", "1")
    tls = "none" if not uses_tls else "tls" if number == 465 else "starttls"
    return MailAccount(
        host=found["SMTP_SERVER"].strip(), port=number or (587 if uses_tls else 25), tls=tls, user=found.get("SMTP_USER", ""),
        password=opened(secrets, owner, "SMTP_PASSWORD", found.get("SMTP_PASSWORD", "")),
        sender=found.get("SMTP_SENDER", "").strip(), is_of_company=owner is not None,
    )  # fmt: skip


def opened(secrets: Secrets, owner: UUID | None, name: str, value: str) -> str:
    """A secret in clear; one that cannot be opened any more is as if it were not there."""
    try:
        return secrets.open(value, context(owner, name)).decode() if value else ""
    except SealBroken:
        return ""
