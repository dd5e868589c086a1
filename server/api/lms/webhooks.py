"""The identity provider tells what happened to its users (Clerk's events, signed as Svix does)."""

import logging
from datetime import UTC, datetime, timedelta

from aiohttp import web

from server import db, keys
from server.api.lms import shapes
from server.api.lms.provider_models import Deleted, Event, Message, Person, Received, instant
from server.domain import identities, links, providers
from server.domain.providers import Stamp
from server.errors import BadRequest, Misdirected, TooLarge, Unavailable
from server.http.addresses import mail_url
from server.http.inputs import loads, raw_body, validated
from server.http.responses import json

log = logging.getLogger("athenaeum.provider")

MAX_BYTES = 1_048_576
OF_PEOPLE = ("user.created", "user.updated", "user.deleted")


async def receive(request: web.Request) -> web.Response:
    """Nothing is read before the signature holds; a message that was handled once is answered and does nothing."""
    settings = request.app[keys.CONFIG].provider
    if not settings.webhook_secrets:
        raise Unavailable("webhooks")
    if (request.content_length or 0) > MAX_BYTES:
        raise TooLarge("body_too_large", limit=MAX_BYTES)
    raw = await raw_body(request)
    if len(raw) > MAX_BYTES:
        raise TooLarge("body_too_large", limit=MAX_BYTES)
    stamp = providers.verify_message(settings.webhook_secrets, once(request), raw)
    told = loads(raw)
    message = validated(Message, told, "body")
    outcome = "ignored"
    if message.type in OF_PEOPLE:
        outcome = await handle(request, settings.issuer, stamp, validated(Event, told, "body"))
    received = Received(id=stamp.id, type=message.type, outcome=outcome)  # type: ignore[arg-type]
    return json(shapes.success(received.model_dump(), "Webhook received"))


def once(request: web.Request) -> dict[str, str]:
    """The headers by lower-case name; the same one twice leaves open what was signed."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        if headers.setdefault(name.lower(), value) != value and name.lower() in providers.HEADERS:
            raise BadRequest("bad_signature")
    return headers


async def handle(request: web.Request, issuer: str, stamp: Stamp, event: Event) -> str:
    """What the message says is done in the transaction that remembers its id: what fails may come again."""
    model = Deleted if event.type == "user.deleted" else Person
    person = validated(model, event.data, "body")
    identity = request.app[keys.IDENTITY]

    @db.retrying
    async def work() -> str:
        async with db.transaction(identity.pool) as conn:
            if not await identities.is_new_message(conn, issuer, stamp.id):
                return "repeated"
            if not isinstance(person, Person):
                await identities.end(conn, issuer, person.id, told_at=deleted_at(stamp, event))
                return "deleted"
            synced = await identities.sync(conn, identity, person.profile(issuer), refuse_known_email=False, link_of=link_of(request))
            if synced.is_late:
                return "outdated"
            return "waiting" if synced.is_waiting else "created" if synced.is_new else "updated"

    return str(await work())


def deleted_at(stamp: Stamp, event: Event) -> datetime:
    """When the provider deleted somebody: as the event says, else when it was sent, in whole seconds."""
    told = instant(event.timestamp) or datetime.fromtimestamp(stamp.sent_at, UTC) + timedelta(seconds=1)
    return min(told, datetime.now(UTC) + identities.AHEAD)


def link_of(request: web.Request) -> links.LinkOf | None:
    """Where mailed links lead. Without an address of ours nobody is mailed; the owner finds the identity in his settings."""
    try:
        return links.page_link(mail_url(request))
    except Misdirected:
        log.warning("nobody can be asked to join an identity by mail: server.public_url is not set")
        return None
