"""Applications that act for people, and the tokens they were given (OAuth2): one living pair per account and application."""

from dataclasses import dataclass
from uuid import UUID

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import Actor
from server.secrets import random_token, token_hash

ACCESS_PREFIX = "oat_"
ACCESS_BYTES = 24
REFRESH_BYTES = 32
ACCESS_SECONDS = 3600
CLIENT_ID_BYTES = 16
CLIENT_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Application:
    """A registered application; the secret is seen this once."""

    id: int
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Pair:
    access_token: str
    refresh_token: str
    scopes: tuple[str, ...] | None


async def register(conn: Connection, actor: Actor, *, name: str, website_url: str, redirect_uris: list[str],
                   scopes: tuple[str, ...] | None) -> Application:  # fmt: skip
    """An application of the actor's. No scopes (None): its tokens have the 24 of the research surface."""
    client_id, secret = random_token("", CLIENT_ID_BYTES), random_token("", CLIENT_SECRET_BYTES)
    row: Row = await sql.oauth_tokens.insert_application(
        conn, account_id=actor.user_id, client_id=client_id, client_secret_hash=token_hash(secret), name=name,
        website_url=website_url, redirect_uris=redirect_uris, scopes=scopes,
    )  # fmt: skip
    await audit.record(conn, actor, "oauth_application.create", "oauth_application", row["id"], {"name": name, "scopes": scopes})
    return Application(row["id"], client_id, secret)


async def issue(conn: Connection, actor: Actor, application_id: int, *, account_id: int, scopes: tuple[str, ...] | None,
                login_id: UUID | None = None) -> Pair:  # fmt: skip
    """A new pair; an older one of the same account and application stops counting at once."""
    access, refresh = random_token(ACCESS_PREFIX, ACCESS_BYTES), random_token("", REFRESH_BYTES)
    await sql.oauth_tokens.replace_pair(
        conn, application_id=application_id, account_id=account_id, login_id=login_id, access_hash=token_hash(access),
        refresh_hash=token_hash(refresh), scopes=scopes, access_seconds=float(ACCESS_SECONDS),
    )  # fmt: skip
    await credential_cache.account_changed(conn, account_id)
    await audit.record(conn, actor, "oauth_token.issue", "account", account_id, {"application": application_id, "scopes": scopes})
    return Pair(access, refresh, scopes)
