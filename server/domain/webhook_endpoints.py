"""Webhooks, for administrators of training: who is told of which events, secrets, sending again and tests.

Those of the settings are written into the table at each start, so that announcing an event needs no settings; their
address, events and secrets are changed there only, and they can be switched off and on here.
"""

from collections.abc import Mapping
from typing import Any

from server import db
from server.config import Config, is_listed
from server.db import Connection, Pool, Row, sql
from server.domain import audit, webhooks
from server.domain.actor import Actor
from server.errors import Conflict, Denied, Fault, Invalid, NotFound
from server.outgoing import Outgoing, Refused
from server.secrets import Secrets

# A receiver has so long to learn a new secret.
OVERLAP_SECONDS = 24 * 3600.0


def require_admin(actor: Actor) -> None:
    if not actor.is_admin("training"):
        raise Denied("admins_only")


def check(config: Config, outgoing: Outgoing, values: Mapping[str, Any]) -> None:
    """Every fault of what is given at once."""
    faults = []
    if values.get("url") is not None and (code := fault_of(config, outgoing, values["url"])):
        faults.append(Fault(("url",), code))
    if values.get("events") is not None and not values["events"]:
        faults.append(Fault(("events",), "required"))
    if faults:
        raise Invalid(faults)


def fault_of(config: Config, outgoing: Outgoing, url: str) -> str | None:
    """Why nothing would ever be sent to this address."""
    try:
        parsed = outgoing.require_allowed(url)
    except Refused as refused:
        return {"address": "address_refused", "credentials": "has_credentials"}.get(refused.code, "bad_format")
    if parsed.scheme == "http" and not is_listed(parsed.host or "", config.outgoing.allow):
        return "https_needed"
    return None


async def create(conn: Connection, actor: Actor, secrets: Secrets, *, name: str, url: str, events: list[str]) -> tuple[int, str]:
    """Its id and its secret, which is shown this once."""
    chosen = list(dict.fromkeys(events))
    endpoint_id = await sql.webhooks.insert(conn, name=name, url=url, events=chosen, account_id=actor.user_id)
    secret = await put_secret(conn, secrets, endpoint_id)
    await audit.record(conn, actor, "webhook.create", "webhook", endpoint_id, {"name": name, "events": chosen})
    return endpoint_id, secret


async def put_secret(conn: Connection, secrets: Secrets, endpoint_id: int) -> str:
    secret = webhooks.new_secret()
    sealed = secrets.seal(secret.encode(), webhooks.context(endpoint_id))
    await sql.webhooks.put_secret(conn, id=endpoint_id, sealed_secret=sealed, overlap_seconds=OVERLAP_SECONDS)
    return secret


async def change(conn: Connection, actor: Actor, endpoint_id: int, values: Mapping[str, Any]) -> None:
    """Changes what is given. Switched off, what waits for it ends. Conflict("webhook_of_settings")."""
    row = await locked(conn, endpoint_id)
    fields = {name: values.get(name) for name in ("name", "url", "events")}
    if any(value is not None for value in fields.values()):
        require_own(row)
        if fields["events"] is not None:
            fields["events"] = list(dict.fromkeys(fields["events"]))
        await sql.webhooks.change(conn, id=endpoint_id, **fields)
    if values.get("is_active") is True:
        await sql.webhooks.switch_on(conn, id=endpoint_id)
    if values.get("is_active") is False:
        await sql.webhooks.switch_off(conn, id=endpoint_id, reason="off")
        await sql.webhooks.end_waiting(conn, id=endpoint_id)
    await audit.record(conn, actor, "webhook.change", "webhook", endpoint_id, {"fields": sorted(values)})


async def remove(conn: Connection, actor: Actor, endpoint_id: int) -> None:
    """Out of the list; what waits for it ends, what was sent stays in the log. Conflict("webhook_of_settings")."""
    row = await locked(conn, endpoint_id)
    require_own(row)
    await sql.webhooks.remove(conn, id=endpoint_id)
    await sql.webhooks.end_waiting(conn, id=endpoint_id)
    await audit.record(conn, actor, "webhook.delete", "webhook", endpoint_id, {"name": row["name"]})


async def renew_secret(conn: Connection, actor: Actor, secrets: Secrets, endpoint_id: int) -> str:
    """A new secret; the one before signs too for a day. Conflict("webhook_of_settings")."""
    require_own(await locked(conn, endpoint_id))
    secret = await put_secret(conn, secrets, endpoint_id)
    await audit.record(conn, actor, "webhook.renew_secret", "webhook", endpoint_id)
    return secret


async def send_test(conn: Connection, actor: Actor, endpoint_id: int) -> int:
    """Sends it a test message, once; the delivery's id. Conflict("webhook_is_off")."""
    row = require_on(await locked(conn, endpoint_id))
    text = webhooks.body(webhooks.TEST, {"endpoint_id": endpoint_id, "name": row["name"], "sent_by": actor.user_id})
    delivery_id: int = await sql.webhooks.insert_delivery(conn, endpoint_id=endpoint_id, event=webhooks.TEST, body=text)
    await webhooks.wake(conn, endpoint_id)
    await audit.record(conn, actor, "webhook.test", "webhook", endpoint_id, {"delivery": delivery_id})
    return delivery_id


async def replay(conn: Connection, actor: Actor, delivery_id: int) -> None:
    """Sends the same message again, with the same id, whatever became of it. Conflict("webhook_is_off")."""
    delivery = await sql.webhooks.get_delivery(conn, id=delivery_id)
    if delivery is None:
        raise NotFound("delivery")
    row = await sql.webhooks.lock(conn, id=delivery["endpoint_id"])
    if row is None:
        raise NotFound("delivery")
    require_on(row)
    await sql.webhooks.replay(conn, id=delivery_id)
    await webhooks.wake(conn, row["id"])
    await audit.record(conn, actor, "webhook.replay", "webhook", row["id"], {"delivery": delivery_id})


async def locked(conn: Connection, endpoint_id: int) -> Row:
    row: Row | None = await sql.webhooks.lock(conn, id=endpoint_id)
    if row is None or row["is_removed"]:
        raise NotFound("webhook")
    return row


def require_own(row: Row) -> None:
    """Is it one that was made in the web app?"""
    if row["setting_name"] is not None:
        raise Conflict("webhook_of_settings")


def require_on(row: Row) -> Row:
    if row["is_removed"] or not row["is_active"]:
        raise Conflict("webhook_is_off")
    return row


async def write_settings(pool: Pool, config: Config) -> None:
    """The endpoints of the settings, as they are now; what waits for one that is no longer there ends."""
    known = sorted(config.webhooks.endpoints, key=lambda one: one.name)
    async with db.transaction(pool) as conn:
        for one in known:
            await sql.webhooks.put_setting(conn, name=one.name, url=one.url, events=list(one.events))
        for row in await sql.webhooks.list_unset(conn, names=[one.name for one in known]):
            await sql.webhooks.remove(conn, id=row["id"])
            await sql.webhooks.end_waiting(conn, id=row["id"])
