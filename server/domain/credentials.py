"""Credentials of every kind, each resolved to one Actor, and the table of what each kind opens.

A random credential is found by its SHA-256, a JSON web token is verified and its `jti` (or the provider's subject) looked
up; either way one statement returns all that an Actor needs.
"""

import time
from types import MappingProxyType
from typing import Any, NoReturn

from server.db import Connection, Row, sql
from server.domain import access_tokens, identities, jwt, outbox, providers
from server.domain.actor import KADI_SCOPES, Actor
from server.domain.identity import Identity
from server.errors import Denied, Unauthenticated
from server.secrets import token_hash

MAX_CREDENTIAL = 8192

# The domain that a surface shows; the app's own API stands above them.
DOMAIN_OF = MappingProxyType({"kadi": "research", "kms": "training", "lms": "learning", "itr": "assessment"})
# Groups of operations. "ordinary": all but the following. "candidate": ordinary ones that a candidate may do too.
# "credentials": a password or e-mail of one's own on a documented surface. "settings": the app's password, e-mail,
# factor, tokens, applications. "session": looking at, using up and ending the session in hand. "sign_out": ending it, or
# the tokens of a sign-in, through the app. "companies": listing
# the companies one may enter. "reset": setting a new password with a link's token.
ORDINARY, CANDIDATE, CREDENTIALS, SETTINGS = "ordinary", "candidate", "credentials", "settings"
SESSION, SIGN_OUT, COMPANIES, RESET = "session", "sign_out", "companies", "reset"
OPERATIONS = (ORDINARY, CANDIDATE, CREDENTIALS, SETTINGS, SESSION, SIGN_OUT, COMPANIES, RESET)


NOTHING: frozenset[str] = frozenset()
ALL = frozenset(OPERATIONS) - {RESET, SETTINGS}
BY_TOKEN = frozenset({ORDINARY, CANDIDATE, COMPANIES})
OWN = BY_TOKEN | {CREDENTIALS}

# kind → surface → the groups of operations it opens. Which scopes are needed and what the account may do comes after.
OPENS: dict[str, dict[str, frozenset[str]]] = {
    "session": {"kadi": ALL, "kms": ALL, "lms": ALL, "itr": ALL, "app": ALL | {SETTINGS}},
    "candidate": {
        "kadi": NOTHING, "kms": NOTHING, "lms": NOTHING,
        "itr": frozenset({CANDIDATE, CREDENTIALS, SESSION, COMPANIES}), "app": frozenset({SESSION, SIGN_OUT}),
    },
    "limited": {
        "kadi": NOTHING, "kms": NOTHING, "lms": NOTHING,
        "itr": frozenset({SESSION, COMPANIES}), "app": frozenset({SESSION, SIGN_OUT}),
    },
    "reset": {"kadi": NOTHING, "kms": NOTHING, "lms": NOTHING, "itr": frozenset({RESET}), "app": NOTHING},
    "pat": {"kadi": BY_TOKEN, "kms": BY_TOKEN, "lms": BY_TOKEN, "itr": BY_TOKEN, "app": frozenset({ORDINARY})},
    "oauth": {"kadi": BY_TOKEN, "kms": BY_TOKEN, "lms": BY_TOKEN, "itr": BY_TOKEN, "app": NOTHING},
    "jwt": {"kadi": BY_TOKEN, "kms": OWN, "lms": OWN, "itr": NOTHING, "app": frozenset({ORDINARY, SIGN_OUT})},
    "provider": {"kadi": BY_TOKEN, "kms": OWN, "lms": OWN, "itr": NOTHING, "app": frozenset({ORDINARY})},
}  # fmt: skip


def admits(actor: Actor, surface: str, operation: str = ORDINARY) -> None:
    """Lets the actor's credential through to a group of operations of a surface, or says why not.

    Unauthenticated("wrong_kind"): this kind of credential does not open that. Denied("domain_closed"): the account does
    not hold the surface's domain. Unauthenticated("inactive"): it holds it and is switched off there.
    """
    if operation not in OPENS[actor.kind][surface]:
        raise Unauthenticated("wrong_kind", kind=actor.kind, operation=operation)
    domain = DOMAIN_OF.get(surface)
    if domain is None:
        # The app's own routes name no scopes for themselves: a token that was narrowed stays outside.
        if actor.scopes is not None:
            raise Unauthenticated("wrong_kind", kind=actor.kind, operation=operation)
        return
    if actor.person_id is not None or operation in (RESET, SESSION):
        return
    if domain in actor.inactive_domains:
        raise Unauthenticated("inactive", domain=domain)
    if domain not in actor.domains:
        raise Denied("domain_closed", domain=domain)
    if surface == "itr" and actor.company_id is None and operation != COMPANIES:
        raise Unauthenticated("no_company")


async def actor_for(identity: Identity, token: str, *, surface: str, operation: str = ORDINARY, cookie: bool = False) -> Actor:
    """The actor behind a credential, admitted to the surface. `cookie`: it came as the browser's cookie."""
    # Longer than any hash of a header's text: no header leads to what is remembered of a cookie.
    key = token_hash(token) + (b" cookie" if cookie else b"")
    actor = identity.cache.get(key)
    if actor is None:
        began_at = identity.cache.clock()
        claims = None if cookie else await read_token(identity, token)
        async with identity.pool.acquire() as conn:
            actor, seconds = await _look_up(conn, identity, token, cookie=cookie, claims=claims)
        identity.cache.put(key, actor, began_at=began_at, seconds=seconds)
    admits(actor, surface, operation)
    return actor


async def resolve(conn: Connection, token: str, *, identity: Identity, cookie: bool = False) -> Actor:
    """The actor behind a credential as the database has it now, admitted nowhere yet.

    Unauthenticated: unknown, expired, inactive (the account), not_synced (a good token of a provider whose subject has
    no account).
    """
    claims = None if cookie else await read_token(identity, token)
    return (await _look_up(conn, identity, token, cookie=cookie, claims=claims))[0]


Claims = tuple[str, dict[str, Any]]


async def read_token(identity: Identity, token: str) -> Claims | None:
    """The verified claims of a JSON web token with the word `jwt` or the provider's issuer; None for another form.

    Stands before the connection is taken, because a provider's keys may come over the network.
    """
    if len(token) > MAX_CREDENTIAL:
        raise Unauthenticated("unknown")
    if not is_jwt(token):
        return None
    header = providers.header_of(token)
    if header is None:
        raise Unauthenticated("unknown")
    if header.get("alg") == jwt.ALGORITHM:
        return "jwt", jwt.verify(identity.secrets, token, purpose="access")
    provider, claims = await providers.verify(identity.providers, token)
    return provider.issuer, dict(claims)


def is_jwt(token: str) -> bool:
    """Three parts with dots between them, whoever made it, valid or not."""
    return token.count(".") == 2 and all(token.split("."))


async def _look_up(conn: Connection, identity: Identity, token: str, *, cookie: bool, claims: Claims | None) -> tuple[Actor, float | None]:
    """The actor, and the seconds that the credential still has (None: no end)."""
    if cookie:
        return await _session(conn, token, is_cookie=True)
    if claims is not None:
        return await (_jwt(conn, claims[1]) if claims[0] == "jwt" else _provider(conn, identity, claims[0], claims[1]))
    if token.startswith("W"):
        return await _session(conn, token, is_cookie=False)
    if token.startswith("P"):
        return await _reset(conn, token)
    if token.startswith("oat_"):
        return await _oauth(conn, token)
    return await _access_token(conn, token)


def _checked(row: Row | None) -> Row:
    """The row of a credential that is there, not over, and of an active account."""
    if row is None:
        raise Unauthenticated("unknown")
    if row["ends_in"] is not None and row["ends_in"] <= 0:
        raise Unauthenticated("expired")
    if row["is_active"] is False:
        raise Unauthenticated("inactive")
    return row


def role_of(text: str) -> tuple[str | None, str]:
    """`research:admin` → ("research", "admin"); `*:admin` → (None, "admin")."""
    domain, _, role = text.partition(":")
    return None if domain == "*" else domain, role


def _account(row: Row, kind: str, *, in_company: bool = True, **fields: Any) -> Actor:
    # Who is switched off in a domain does not go on administering it through the app (and switch himself on again).
    roles = frozenset(role for role in map(role_of, row["roles"]) if role[0] is None or role[0] in row["domains"])
    login = row["login_id"] if in_company else None
    flags = set(row["flags"]) if login is not None else set()
    if login is not None and not roles.isdisjoint({(None, "admin"), ("assessment", "admin")}):
        flags.add("is_master_user")
    return Actor(
        kind=kind, account_id=row["account_id"], account_uuid=row["account_uuid"], username=row["username"],
        display_name=row["display_name"], email=row["email"], language=row["language"], plan=row["plan"],
        domains=frozenset(row["domains"]), inactive_domains=frozenset(row["inactive_domains"]), roles=roles,
        login_id=login, company_id=row["company_id"] if login is not None else None, flags=frozenset(flags), **fields,
    )  # fmt: skip


async def _session(conn: Connection, token: str, *, is_cookie: bool) -> tuple[Actor, float]:
    row = _checked(await sql.sessions.resolve(conn, token_hash=token_hash(token), is_cookie=is_cookie))
    if row["person_id"] is not None and not row["is_candidate_active"]:
        raise Unauthenticated("inactive")
    if row["is_stale"]:
        await sql.sessions.touch(conn, id=row["id"])
    common: dict[str, Any] = {
        "credential_id": row["id"], "token_session_id": row["token_session_id"], "second_factor": row["has_second_factor"],
        "is_app_session": row["made_by"] == "app",
    }  # fmt: skip
    owes = row["owes_company"] or row["owes_code"]
    if row["person_id"] is not None:
        actor = Actor(
            kind="limited" if owes else "candidate", person_id=row["person_id"], company_id=row["company_id"], username=row["person_email"],
            display_name=row["person_name"] or row["person_email"], email=row["person_email"], is_poll=row["is_poll"],
            domains=frozenset({"assessment"}), flags=frozenset({"is_test_taking_user"}), **common,
        )  # fmt: skip
    else:
        actor = _account(row, "limited" if owes else "session", **common)
    return actor, row["ends_in"]


async def _access_token(conn: Connection, token: str) -> tuple[Actor, float | None]:
    row = _checked(await sql.access_tokens.resolve(conn, token_hash=access_tokens.stored_hash(token)))
    if row["is_stale"]:
        await sql.access_tokens.touch(conn, id=row["id"])
    scopes = None if row["scopes"] is None else frozenset(row["scopes"])
    return _account(row, "pat", credential_id=row["id"], scopes=scopes), row["ends_in"]


async def _oauth(conn: Connection, token: str) -> tuple[Actor, float]:
    row = _checked(await sql.oauth_tokens.resolve(conn, access_hash=token_hash(token)))
    if row["is_stale"]:
        await sql.oauth_tokens.touch(conn, id=row["id"])
    scopes = frozenset(KADI_SCOPES if row["scopes"] is None else row["scopes"])
    return _account(row, "oauth", credential_id=row["id"], application_id=row["application_id"], scopes=scopes), row["ends_in"]


async def _jwt(conn: Connection, claims: dict[str, Any]) -> tuple[Actor, float]:
    row = _checked(await sql.jwt_tokens.resolve(conn, jti=claims["jti"]))
    if row["purpose"] != "access":
        raise Unauthenticated("unknown")
    if row["is_stale"]:
        await sql.jwt_tokens.touch(conn, jti=row["jti"])
    return _account(row, "jwt", in_company=False, jti=row["jti"], second_factor=row["has_second_factor"]), row["ends_in"]


async def _provider(conn: Connection, identity: Identity, issuer: str, claims: dict[str, Any]) -> tuple[Actor, float]:
    row = await sql.identities.resolve(conn, issuer=issuer, subject=claims["sub"])
    if row is not None and not row["is_verified"]:
        await identities.confirm(conn, identity, identities.of_claims(issuer, claims), claims)
        row = await sql.identities.resolve(conn, issuer=issuer, subject=claims["sub"])
    if row is None or row["account_id"] is None or row["deleted_at"] is not None:
        _not_synced(issuer, claims)
    if providers.is_issued_before(claims, row["tokens_from"]):
        raise Unauthenticated("expired")
    if not row["is_active"]:
        raise Unauthenticated("inactive")
    return _account(row, "provider", in_company=False, credential_id=row["id"]), float(claims["exp"]) - time.time()


def _not_synced(issuer: str, claims: dict[str, Any]) -> NoReturn:
    raise Unauthenticated("not_synced", issuer=issuer, subject=claims["sub"])


async def _reset(conn: Connection, token: str) -> tuple[Actor, float]:
    row = await sql.reset_tokens.get(conn, token_hash=token_hash(token))
    if row is None or row["purpose"] not in ("reset", "set_up") or row["used_at"] is not None:
        raise Unauthenticated("unknown")
    if row["ends_in"] <= 0:
        raise Unauthenticated("expired")
    if not row["is_active"]:
        raise Unauthenticated("inactive")
    actor = Actor(kind="reset", account_id=row["account_id"], person_id=row["person_id"], company_id=row["company_id"],
                  username=row["username"] or row["person_email"] or "", credential_id=row["id"])  # fmt: skip
    return actor, row["ends_in"]


@outbox.schedule("credentials.sweep", 600.0)
async def sweep(work: outbox.Work) -> None:
    """Forgets sessions, tokens, links and counts of wrong passwords that are over. Nothing counts on it."""
    async with work.pool.acquire() as conn:
        await sql.sessions.delete_expired(conn)
        await sql.jwt_tokens.delete_expired(conn)
        await sql.oauth_codes.delete_expired(conn)
        await sql.reset_tokens.delete_old(conn)
        await sql.wrong_passwords.delete_over(conn)
