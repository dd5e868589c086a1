"""Applications that may ask people for access (OAuth2): registered and kept by their owner."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from server.db import Connection, Row, sql
from server.domain import audit, credential_cache
from server.domain.actor import SCOPES, Actor
from server.errors import Fault, Invalid, NotFound
from server.secrets import equal, random_token, token_hash

CLIENT_ID_BYTES = 16
CLIENT_SECRET_BYTES = 32
MAX_NAME = 150
MAX_ADDRESS = 2048
MAX_REDIRECTS = 20
# The characters of RFC 3986: such an address means the same to everybody.
ADDRESS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
HOST = re.compile(r"[a-z0-9][a-z0-9._-]*|[0-9a-f:.]*:[0-9a-f:.]*")
# An application on somebody's device owns a domain's name, turned round: `com.example.app` (RFC 8252, 7.1).
PRIVATE_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")
LOOPBACK = re.compile(r"localhost|127(\.[0-9]{1,3}){3}|::1")
# Compared with where there is no such application, so that both take equally long.
NO_SECRET = bytes(32)


@dataclass(frozen=True, slots=True)
class Application:
    """A registered application; the secret is seen this once."""

    id: int
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What its owner says about an application. No scopes (None): its tokens have the 24 of the research surface."""

    name: str
    redirect_uris: Sequence[str]
    website_url: str = ""
    scopes: Sequence[str] | None = None

    def checked(self) -> "Entry":
        """The entry as it is stored; Invalid with everything that is wrong."""
        name, website = self.name.strip(), self.website_url.strip()
        uris = [uri.strip() for uri in self.redirect_uris]
        faults = [*name_faults(name), *website_faults(website), *redirect_faults(uris)]
        unknown = [scope for scope in self.scopes or () if scope not in SCOPES]
        if unknown:
            faults.append(Fault(("scopes",), "unknown", {"values": unknown}))
        if faults:
            raise Invalid(faults)
        return Entry(name, uris, website, sorted(set(self.scopes)) if self.scopes else None)


def name_faults(name: str) -> list[Fault]:
    if not name:
        return [Fault(("name",), "required")]
    if len(name) > MAX_NAME:
        return [Fault(("name",), "too_long", {"maximum": MAX_NAME})]
    return [] if name.isprintable() else [Fault(("name",), "bad_text")]


def website_faults(website: str) -> list[Fault]:
    if len(website) > MAX_ADDRESS:
        return [Fault(("website",), "too_long", {"maximum": MAX_ADDRESS})]
    parts = parsed(website)
    if website and (parts is None or parts.scheme not in ("http", "https") or not is_host(parts)):
        return [Fault(("website",), "not_website")]
    return []


def redirect_faults(uris: Sequence[str]) -> list[Fault]:
    if not uris:
        return [Fault(("redirect_uris",), "required")]
    if len(uris) > MAX_REDIRECTS:
        return [Fault(("redirect_uris",), "too_long", {"maximum": MAX_REDIRECTS})]
    found = []
    for i, uri in enumerate(uris):
        code = redirect_fault(uri) or ("duplicate" if uri in uris[:i] else None)
        if code is not None:
            found.append(Fault(("redirect_uris", str(i)), code, {"maximum": MAX_ADDRESS} if code == "too_long" else {}))
    return found


def redirect_fault(uri: str) -> str | None:
    """What is wrong with an address that people are sent back to; None: nothing.

    https; http on the person's own device; a scheme that belongs to an application of that device. No fragment: browsers
    would hand the code on to whatever the page loads.
    """
    if not uri:
        return "required"
    if len(uri) > MAX_ADDRESS:
        return "too_long"
    if "#" in uri:
        return "has_fragment"
    parts = parsed(uri)
    if parts is None:
        return "not_redirect"
    if PRIVATE_SCHEME.fullmatch(parts.scheme):
        return None if not parts.netloc or is_host(parts) else "not_redirect"
    if parts.scheme not in ("http", "https") or not is_host(parts):
        return "not_redirect"
    if parts.scheme == "http" and LOOPBACK.fullmatch(parts.hostname or "") is None:
        return "not_https"
    return None


def parsed(address: str) -> SplitResult | None:
    if ADDRESS.fullmatch(address) is None:
        return None
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return None
    return parts


def is_host(parts: SplitResult) -> bool:
    """A host, and nobody's name or password before it."""
    return "@" not in parts.netloc and HOST.fullmatch(parts.hostname or "") is not None


async def register(conn: Connection, actor: Actor, entry: Entry) -> Application:
    """An application of the actor's. Invalid."""
    entry = entry.checked()
    client_id, secret = random_token("", CLIENT_ID_BYTES), random_token("", CLIENT_SECRET_BYTES)
    row: Row = await sql.oauth_applications.insert(
        conn, account_id=actor.user_id, client_id=client_id, client_secret_hash=token_hash(secret), name=entry.name,
        website_url=entry.website_url, redirect_uris=entry.redirect_uris, scopes=entry.scopes,
    )  # fmt: skip
    await audit.record(conn, actor, "oauth_application.create", "oauth_application", row["id"], said(entry))
    return Application(row["id"], client_id, secret)


def said(entry: Entry) -> dict[str, object]:
    return {"name": entry.name, "website": entry.website_url, "redirect_uris": entry.redirect_uris, "scopes": entry.scopes}


async def list_own(conn: Connection, account_id: int) -> list[Row]:
    """The account's applications; never a secret."""
    return await sql.oauth_applications.list_of_account(conn, account_id=account_id, id=None)


async def get_own(conn: Connection, account_id: int, application_id: int) -> Row:
    """NotFound("application") for anybody else's."""
    rows = await sql.oauth_applications.list_of_account(conn, account_id=account_id, id=application_id)
    if not rows:
        raise NotFound("application", id=application_id)
    return rows[0]


async def held(conn: Connection, actor: Actor, application_id: int) -> Row:
    """One of the actor's own, held against other changes."""
    row = await sql.oauth_applications.lock(conn, id=application_id, account_id=actor.user_id)
    if row is None:
        raise NotFound("application", id=application_id)
    return row


async def change(conn: Connection, actor: Actor, application_id: int, changes: dict[str, object]) -> None:
    """Some of the fields of an `Entry`. With other scopes nobody's pair can be refreshed: people are asked again."""
    row = await held(conn, actor, application_id)
    before = Entry(row["name"], row["redirect_uris"], row["website_url"], row["scopes"])
    entry = Entry(**{name: changes.get(name, getattr(before, name)) for name in Entry.__slots__}).checked()  # type: ignore[arg-type]
    if said(entry) == said(before):
        return
    await sql.oauth_applications.update(
        conn, id=application_id, name=entry.name, website_url=entry.website_url, redirect_uris=entry.redirect_uris, scopes=entry.scopes
    )
    await audit.record(conn, actor, "oauth_application.update", "oauth_application", application_id, said(entry))


async def renew_secret(conn: Connection, actor: Actor, application_id: int) -> str:
    """A new secret; the old one stops counting at once. Pairs that were given stay."""
    row = await held(conn, actor, application_id)
    secret = random_token("", CLIENT_SECRET_BYTES)
    await sql.oauth_applications.set_secret(conn, id=application_id, client_secret_hash=token_hash(secret))
    await audit.record(conn, actor, "oauth_application.renew_secret", "oauth_application", application_id, {"name": row["name"]})
    return secret


async def delete(conn: Connection, actor: Actor, application_id: int) -> None:
    """Ends the application and everything it was given."""
    row = await held(conn, actor, application_id)
    accounts = await sql.oauth_tokens.list_accounts(conn, application_id=application_id)
    await sql.oauth_applications.delete(conn, id=application_id)
    for account in accounts:
        await credential_cache.account_changed(conn, account["account_id"])
    await audit.record(conn, actor, "oauth_application.delete", "oauth_application", application_id, {"name": row["name"]})


async def authenticate(conn: Connection, client_id: str, client_secret: str) -> Row | None:
    """The application with this id and secret; None: there is none."""
    row = await sql.oauth_applications.find(conn, client_id=client_id)
    is_it = equal(token_hash(client_secret), NO_SECRET if row is None else row["client_secret_hash"])
    return row if is_it else None
