"""JSON web tokens of the training surface: an access and a refresh token, HS256, found by their `jti` while they count."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from server.db import Connection, sql
from server.domain import credential_cache
from server.errors import Unauthenticated
from server.secrets import ALGORITHM, Secrets

__all__ = ["ALGORITHM", "Pair", "end_family", "make_pair", "refresh", "verify"]

ACCESS_SECONDS = 15 * 60
REFRESH_SECONDS = 7 * 24 * 3600
# Says that a token is ours, whoever else may know of one of our keys.
ISSUER = "athenaeum"


@dataclass(frozen=True, slots=True)
class Pair:
    access_token: str
    refresh_token: str
    account_id: int


def encode(secrets: Secrets, *, username: str, jti: uuid.UUID, purpose: str, expires_at: datetime) -> str:
    key = secrets.signing_key
    claims = {"iss": ISSUER, "sub": username, "jti": str(jti), "type": purpose, "iat": datetime.now(UTC), "exp": expires_at}
    return jwt.encode(claims, key.secret, algorithm=ALGORITHM, headers={"kid": key.kid})


def verify(secrets: Secrets, token: str, *, purpose: str) -> dict[str, Any]:
    """The claims of a token that we signed for this purpose and that is not over, with `jti` as a UUID."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = secrets.verification_key(kid if isinstance(kid, str) or kid is None else "")
        if key is None:
            raise Unauthenticated("unknown")
        claims = jwt.decode(token, key.secret, algorithms=[ALGORITHM], issuer=ISSUER, options={"require": ["exp", "iss", "jti", "sub"]})
        if claims.get("type") != purpose:
            raise Unauthenticated("unknown")
        return claims | {"jti": uuid.UUID(claims["jti"])}
    except jwt.ExpiredSignatureError:
        raise Unauthenticated("expired") from None
    except (PyJWTError, ValueError, TypeError, AttributeError, RecursionError):
        raise Unauthenticated("unknown") from None


async def make_pair(conn: Connection, secrets: Secrets, account_id: int, *, password_hash: str, has_second_factor: bool) -> Pair | None:
    """The tokens of a sign-in, or None when the password was changed since it was checked."""
    access, family = uuid.uuid4(), uuid.uuid4()
    row = await sql.jwt_tokens.insert_family(
        conn, refresh_jti=family, access_jti=access, account_id=account_id, password_hash=password_hash,
        has_second_factor=has_second_factor, refresh_seconds=REFRESH_SECONDS, access_seconds=ACCESS_SECONDS,
    )  # fmt: skip
    if row is None:
        return None
    username = row["username"]
    return Pair(
        encode(secrets, username=username, jti=access, purpose="access", expires_at=row["access_expires_at"]),
        encode(secrets, username=username, jti=family, purpose="refresh", expires_at=row["refresh_expires_at"]), account_id,
    )  # fmt: skip


async def refresh(conn: Connection, secrets: Secrets, token: str) -> str:
    """A new access token for a refresh token that counts; Unauthenticated for any other."""
    claims = verify(secrets, token, purpose="refresh")
    found = await sql.jwt_tokens.resolve(conn, jti=claims["jti"])
    if found is None or found["purpose"] != "refresh":
        raise Unauthenticated("unknown")
    if not found["is_active"] or "training" not in found["domains"]:
        raise Unauthenticated("inactive")
    access = uuid.uuid4()
    row = await sql.jwt_tokens.insert_access(conn, access_jti=access, refresh_jti=claims["jti"], access_seconds=ACCESS_SECONDS)
    if row is None:
        raise Unauthenticated("unknown")
    return encode(secrets, username=row["username"], jti=access, purpose="access", expires_at=row["expires_at"])


async def end_family(conn: Connection, account_id: int, jti: uuid.UUID) -> None:
    """Ends the sign-in that the token in hand belongs to."""
    await sql.jwt_tokens.delete_family(conn, jti=jti)
    await credential_cache.account_changed(conn, account_id)
