"""Webhooks: endpoints, their secrets, the delivery log. For admins of training."""

from typing import Any

from aiohttp import web

from server import keys
from server.api.app import shapes
from server.api.app.models import DeliveriesQuery, NewWebhook, Paging, WebhookChange
from server.db import Connection, Row, sql
from server.domain import webhook_endpoints
from server.domain.actor import Actor
from server.errors import NotFound
from server.http.connection import read, transaction
from server.http.inputs import body, path_int, query
from server.http.responses import empty, json

ENDPOINT = ("id", "name", "url", "events", "is_active", "off_reason", "off_at", "is_setting", "old_secret_until", "waiting",
            "created_at", "updated_at")  # fmt: skip
DELIVERY = ("id", "message_id", "event", "state", "attempts", "due_at", "created_at", "finished_at")
ATTEMPT = ("status", "reason", "seconds")


def admin(request: web.Request) -> Actor:
    actor: Actor = request[keys.ACTOR]
    webhook_endpoints.require_admin(actor)
    return actor


def endpoint(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ENDPOINT}


def delivery(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in DELIVERY} | {
        "webhook": {"id": row["endpoint_id"], "name": row["endpoint_name"]},
        "last_attempt": attempt(row) if row["attempted_at"] else None,
    }


def attempt(row: Row) -> dict[str, Any]:
    return {"at": row["attempted_at"]} | {name: row[name] for name in ATTEMPT}


async def found(conn: Connection, endpoint_id: int) -> dict[str, Any]:
    row = await sql.webhooks.get(conn, id=endpoint_id)
    if row is None:
        raise NotFound("webhook")
    return endpoint(row)


async def found_delivery(conn: Connection, delivery_id: int) -> dict[str, Any]:
    row = await sql.webhooks.get_delivery(conn, id=delivery_id)
    if row is None:
        raise NotFound("delivery")
    attempts = await sql.webhooks.list_attempts(conn, delivery_id=delivery_id)
    return delivery(row) | {"body": row["body"], "log": [attempt(one) for one in attempts]}


async def list_webhooks(request: web.Request) -> web.Response:
    admin(request)
    asked = query(request, Paging)
    async with read(request) as conn:
        rows = await sql.webhooks.list(conn, offset=shapes.offset(asked), limit=asked.per_page)
        total = await sql.webhooks.count(conn)
    return json(shapes.page([endpoint(row) for row in rows], asked, total))


async def create_webhook(request: web.Request) -> web.Response:
    actor, wanted = admin(request), await body(request, NewWebhook)
    webhook_endpoints.check(request.app[keys.CONFIG], request.app[keys.OUTGOING], wanted.model_dump())
    async with transaction(request) as conn:
        endpoint_id, secret = await webhook_endpoints.create(
            conn, actor, request.app[keys.SECRETS], name=wanted.name, url=wanted.url, events=list(wanted.events)
        )
        return json(await found(conn, endpoint_id) | {"secret": secret}, 201)


async def get_webhook(request: web.Request) -> web.Response:
    admin(request)
    async with read(request) as conn:
        return json(await found(conn, path_int(request, "id")))


async def change_webhook(request: web.Request) -> web.Response:
    actor, endpoint_id, wanted = admin(request), path_int(request, "id"), await body(request, WebhookChange)
    values = wanted.model_dump(exclude_unset=True)
    webhook_endpoints.check(request.app[keys.CONFIG], request.app[keys.OUTGOING], values)
    async with transaction(request) as conn:
        await webhook_endpoints.change(conn, actor, endpoint_id, values)
        return json(await found(conn, endpoint_id))


async def delete_webhook(request: web.Request) -> web.Response:
    actor = admin(request)
    async with transaction(request) as conn:
        await webhook_endpoints.remove(conn, actor, path_int(request, "id"))
    return empty()


async def renew_secret(request: web.Request) -> web.Response:
    actor, endpoint_id = admin(request), path_int(request, "id")
    async with transaction(request) as conn:
        secret = await webhook_endpoints.renew_secret(conn, actor, request.app[keys.SECRETS], endpoint_id)
        return json(await found(conn, endpoint_id) | {"secret": secret})


async def send_test(request: web.Request) -> web.Response:
    actor = admin(request)
    async with transaction(request) as conn:
        delivery_id = await webhook_endpoints.send_test(conn, actor, path_int(request, "id"))
        return json(await found_delivery(conn, delivery_id), 201)


async def list_deliveries(request: web.Request) -> web.Response:
    admin(request)
    asked = query(request, DeliveriesQuery)
    chosen = {"state": asked.state, "event": asked.event, "endpoint_id": asked.webhook_id}
    async with read(request) as conn:
        rows = await sql.webhooks.list_deliveries(conn, **chosen, offset=shapes.offset(asked), limit=asked.per_page)
        total = await sql.webhooks.count_deliveries(conn, **chosen)
    return json(shapes.page([delivery(row) for row in rows], asked, total))


async def get_delivery(request: web.Request) -> web.Response:
    admin(request)
    async with read(request) as conn:
        return json(await found_delivery(conn, path_int(request, "id")))


async def replay(request: web.Request) -> web.Response:
    actor, delivery_id = admin(request), path_int(request, "id")
    async with transaction(request) as conn:
        await webhook_endpoints.replay(conn, actor, delivery_id)
        return json(await found_delivery(conn, delivery_id))
