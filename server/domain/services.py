"""Accounts at other Kadi or Athenaeum servers that people connected to theirs: connecting by OAuth2, tokens, their renewal.

The servers are those of the settings (`federation.instances`). Tokens are sealed for one account at one address: a row moved
to another account, or a name that now means another server, opens nothing. Nothing is locked while the other server is asked:
who renews a pair holds a claim that runs out by itself, and a pair replaces only the one it came from.
"""

import asyncio
import base64
import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard
from urllib.parse import urlencode
from uuid import UUID

import orjson

from server import db, keys
from server.config import Config, Instance
from server.db import Connection, Pool, sql
from server.domain import audit, outbox
from server.domain.actor import SYSTEM, Actor
from server.errors import BadRequest, Conflict, NotFound, Unreachable
from server.outgoing import Answer, Outgoing, OutgoingError
from server.secrets import SealBroken, Secrets, random_token, token_hash

log = logging.getLogger("athenaeum.services")

REQUEST_SECONDS = 600.0
MAX_ANSWER = 100_000
MAX_TOKEN = 4096
LONGEST_TOKEN_SECONDS = 10 * 365 * 86400.0
# A claim outlives the request that it is for; who waits for somebody else's looks again after a pause.
CLAIM_MARGIN_SECONDS = 5.0
PAUSE_SECONDS = 0.1
# What the token endpoint says of us and of its own state; every other refusal means that this connection is over.
NOT_OF_THE_CONNECTION = ("invalid_client", "server_error", "temporarily_unavailable")


class NotGiven(Exception):
    """The other server does not give tokens for what it was shown."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    expires_in: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The access token of a connection, and which of its pairs it belongs to."""

    access: str = field(repr=False)
    generation: UUID


@dataclass(frozen=True, slots=True)
class State:
    """A server of the settings as its owner sees it. `state` is off, connected or broken."""

    instance: Instance
    state: str
    connected_at: Any


@dataclass(frozen=True, eq=False)
class Services:
    """What connections need: the servers of the settings, the pool, the keys, the way out."""

    instances: Mapping[str, Instance]
    pool: Pool = field(repr=False)
    secrets: Secrets = field(repr=False)
    outgoing: Outgoing = field(repr=False)

    @classmethod
    def of(cls, place: Any) -> "Services":
        """From where the server keeps its things (the application, a job)."""
        return cls(known(place[keys.CONFIG]), place[keys.POOL], place[keys.SECRETS], place[keys.OUTGOING])

    def instance(self, name: str) -> Instance:
        if name not in self.instances:
            raise NotFound("instance", name=name)
        return self.instances[name]

    def seal(self, account_id: int, instance: Instance, tokens: Tokens) -> str:
        text = orjson.dumps({"access": tokens.access, "refresh": tokens.refresh})
        return self.secrets.seal(text, context(account_id, instance))

    def open(self, account_id: int, instance: Instance, sealed: str | None) -> Tokens | None:
        """The tokens, where they are there and of this server."""
        if sealed is None:
            return None
        try:
            return Tokens(**orjson.loads(self.secrets.open(sealed, context(account_id, instance))))
        except SealBroken:
            return None


def known(config: Config) -> dict[str, Instance]:
    """The servers of the settings by name, in their order, with their secrets."""
    entries = [entry.partition("=") for entry in config.federation.client_secrets]
    given = {name.strip(): secret.strip() for name, _, secret in entries}
    return {one.name: replace(one, client_secret=given.get(one.name, one.client_secret)) for one in config.federation.instances}


def context(account_id: int, instance: Instance) -> str:
    return f"service:{account_id}:{instance.name}:{instance.address}"


# What the owner does


async def list_own(services: Services, account_id: int) -> list[State]:
    """All servers of the settings, connected or not."""
    async with services.pool.acquire() as conn:
        rows = {row["name"]: row for row in await sql.services.list(conn, account_id=account_id)}
    return [seen(services, account_id, instance, rows.get(name)) for name, instance in services.instances.items()]


def seen(services: Services, account_id: int, instance: Instance, row: Any) -> State:
    if row is None:
        return State(instance, "off", None)
    opened = services.open(account_id, instance, row["sealed_tokens"])
    return State(instance, "broken" if opened is None else "connected", row["connected_at"])


async def begin(services: Services, actor: Actor, name: str, *, redirect_uri: str) -> str:
    """The address at the other server that the browser has to go to. What it comes back with counts once, for ten minutes,
    for this account. NotFound("instance")."""
    instance = services.instance(name)
    state, verifier = random_token(), random_token()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    async with db.transaction(services.pool) as conn:
        await sql.services.begin(
            conn, account_id=actor.user_id, name=name, state_hash=token_hash(state), redirect_uri=redirect_uri, seconds=REQUEST_SECONDS,
            sealed_verifier=services.secrets.seal(verifier.encode(), "verifier:" + context(actor.user_id, instance)),
        )  # fmt: skip
    asked = {"response_type": "code", "client_id": instance.client_id, "redirect_uri": redirect_uri, "state": state,
             "code_challenge": challenge, "code_challenge_method": "S256"}  # fmt: skip
    return f"{instance.address}/oauth/authorize?{urlencode(asked)}"


async def finish(services: Services, actor: Actor, name: str, *, state: str, code: str | None) -> State:
    """The browser came back with a code (None: the person said no there): the account is connected.

    NotFound("connection"): nothing of that state was begun by this account, or it was used, or it is too long ago.
    Conflict("service_denied"), Conflict("service_refused"): the code is none for the other server. Unreachable.
    """
    instance = services.instance(name)
    async with db.transaction(services.pool) as conn:
        row = await sql.services.take(conn, account_id=actor.user_id, name=name, state_hash=token_hash(state))
    if row is None:
        raise NotFound("connection")
    if code is None:
        raise Conflict("service_denied")
    try:
        verifier = services.secrets.open(row["sealed_verifier"], "verifier:" + context(actor.user_id, instance)).decode()
    except SealBroken:
        raise NotFound("connection") from None
    try:
        tokens = await ask_for_tokens(services, instance, grant_type="authorization_code", code=code,
                                      redirect_uri=row["redirect_uri"], code_verifier=verifier)  # fmt: skip
    except NotGiven:
        raise Conflict("service_refused") from None
    async with db.transaction(services.pool) as conn:
        sealed = services.seal(actor.user_id, instance, tokens)
        earlier = await sql.services.put(
            conn, account_id=actor.user_id, name=name, sealed_tokens=sealed, expires_in=tokens.expires_in
        )  # fmt: skip
        await put_revocation(conn, services, instance, services.open(actor.user_id, instance, earlier))
        await audit.record(conn, actor, "service.connect", "account", actor.user_id, {"name": name, "address": instance.address})
    return next(one for one in await list_own(services, actor.user_id) if one.instance.name == name)


async def disconnect(services: Services, actor: Actor, name: str) -> None:
    """Forgets the tokens at once; a job revokes them there. NotFound("connection")."""
    async with db.transaction(services.pool) as conn:
        row = await sql.services.delete(conn, account_id=actor.user_id, name=name)
        if row is None:
            raise NotFound("connection")
        if instance := services.instances.get(name):
            await put_revocation(conn, services, instance, services.open(actor.user_id, instance, row["sealed_tokens"]))
        await audit.record(conn, actor, "service.disconnect", "account", actor.user_id, {"name": name})


# What a request to the other server needs


async def hold(services: Services, account_id: int, name: str, *, refused: UUID | None = None) -> Held:
    """An access token that counts now, renewed where it is due; `refused` is the generation that the other server just refused.

    BadRequest("instance_not_connected"): the account is not connected, or the other server gives no new pair any more.
    Unreachable("instance_failed"): it does not answer.
    """
    instance = services.instance(name)
    patience = services.outgoing.timeout_seconds + CLAIM_MARGIN_SECONDS
    until = time.monotonic() + patience
    while time.monotonic() < until:
        async with services.pool.acquire() as conn:
            row = await sql.services.get(conn, account_id=account_id, name=name)
            tokens = None if row is None else services.open(account_id, instance, row["sealed_tokens"])
            if tokens is None:
                raise BadRequest("instance_not_connected", name=name)
            generation = row["generation"]
            if not row["is_due"] and generation != refused:
                return Held(tokens.access, generation)
            held = {"account_id": account_id, "name": name, "generation": generation}
            mine = not row["is_renewed"] and await sql.services.claim(conn, **held, seconds=patience)
        if not mine:
            await asyncio.sleep(PAUSE_SECONDS)
        elif made := await renew(services, account_id, instance, generation, tokens):
            return made
    raise Unreachable("instance_failed", name=name)


async def renew(services: Services, account_id: int, instance: Instance, generation: UUID, tokens: Tokens) -> Held | None:
    """A new pair for this generation's, by whoever holds the claim. A refusal breaks the connection (None)."""
    row = {"account_id": account_id, "name": instance.name, "generation": generation}
    try:
        if tokens.refresh is None:
            raise NotGiven("no refresh token")
        made = await ask_for_tokens(services, instance, grant_type="refresh_token", refresh_token=tokens.refresh)
    except NotGiven:
        async with db.transaction(services.pool) as conn:
            if await sql.services.replace(conn, **row, sealed_tokens=None, expires_in=None):
                await audit.record(conn, SYSTEM, "service.break", "account", account_id, {"name": instance.name})
        return None
    except BaseException:
        async with services.pool.acquire() as conn:
            await sql.services.release(conn, **row)
        raise
    made = replace(made, refresh=made.refresh or tokens.refresh)
    async with db.transaction(services.pool) as conn:
        sealed = services.seal(account_id, instance, made)
        new = await sql.services.replace(conn, **row, sealed_tokens=sealed, expires_in=made.expires_in)
        if new is None:
            # Disconnected, or connected anew, meanwhile: nobody would ever use this pair.
            await put_revocation(conn, services, instance, made)
    return None if new is None else Held(made.access, new)


# The other server's OAuth2


async def ask_for_tokens(services: Services, instance: Instance, **form: str) -> Tokens:
    """A pair of tokens. NotGiven: not for this code or refresh token. Unreachable: no answer that could be understood."""
    try:
        answer = await post(services.outgoing, instance, "/oauth/token", form)
        told = orjson.loads(answer.body)
        if answer.status in (400, 401, 403) and isinstance(told, dict) and isinstance(told.get("error"), str):
            if told["error"] not in NOT_OF_THE_CONNECTION:
                raise NotGiven(told["error"])
            log.warning("instance %s refuses our client credentials or is not ready (status %d)", instance.name, answer.status)
        return tokens_of(answer.status, told)
    except OutgoingError as error:
        log.warning("instance %s gives no tokens: %s", instance.name, error.code)
    except ValueError:
        log.warning("instance %s gives no tokens: its answer cannot be understood", instance.name)
    raise Unreachable("instance_failed", name=instance.name)


async def post(outgoing: Outgoing, instance: Instance, path: str, form: Mapping[str, str]) -> Answer:
    """A form with our client credentials."""
    body = urlencode({**form, "client_id": instance.client_id, "client_secret": instance.client_secret}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return await outgoing.post(instance.address + path, body, headers=headers, max_bytes=MAX_ANSWER)


def tokens_of(status: int, told: Any) -> Tokens:
    """The tokens in an answer; ValueError when it has none that could be used."""
    if status != 200 or not isinstance(told, dict) or str(told.get("token_type", "")).lower() != "bearer":
        raise ValueError
    access, refresh, seconds = told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
    if not is_token(access) or not (refresh is None or is_token(refresh)):
        raise ValueError
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < LONGEST_TOKEN_SECONDS:
        return Tokens(access, refresh, float(seconds))
    return Tokens(access, refresh)


def is_token(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= MAX_TOKEN and value.isascii() and value.isprintable() and " " not in value


async def put_revocation(conn: Connection, services: Services, instance: Instance, tokens: Tokens | None) -> None:
    """After the commit the other server hears that this pair is over."""
    if tokens is not None:
        payload = {"name": instance.name, "address": instance.address, "token": tokens.refresh or tokens.access}
        await outbox.put(conn, "services.revoke", payload, sealed_with=services.secrets)


@outbox.handler("services.revoke", attempts=8)
async def revoke(work: outbox.Work) -> None:
    instance = known(work[keys.CONFIG]).get(work.payload["name"])
    if instance is None or instance.address != work.payload["address"]:
        return  # no longer in the settings: there is nobody to tell
    answer = await post(work[keys.OUTGOING], instance, "/oauth/revoke", {"token": work.payload["token"]})
    if answer.status in (400, 401, 403):
        raise outbox.Hopeless(f"refused with status {answer.status}")
    if answer.status != 200:
        raise outbox.Later(60.0, f"status {answer.status}")


@outbox.schedule("services.sweep", 3600.0)
async def sweep(work: outbox.Work) -> None:
    """Forgets connections that were begun and never finished."""
    async with work.pool.acquire() as conn:
        await sql.services.delete_expired(conn)
