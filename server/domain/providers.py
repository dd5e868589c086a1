"""Identity providers: whose tokens and messages are believed, and how one is verified.

A token (RS256, nothing else) is checked with the keys that the provider publishes or with a PEM of the settings; nothing that
the token itself says of keys (`jku`, `x5u`, `jwk` …) is read but the `kid`. A message is signed by Standard Webhooks, whose
headers Svix calls `svix-*`.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.exceptions import PyJWTError
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from server.config import Config
from server.errors import BadRequest, Unauthenticated, Unavailable
from server.outgoing import Outgoing, OutgoingError

# Never a symmetric one: the public key would be the secret.
ALGORITHMS = ("RS256",)
SMALLEST_KEY_BITS = 2048
LEEWAY_SECONDS = 5
# The provider is asked again for an unknown key id, or when it was away, but not more often than this.
REFETCH_SECONDS = 30.0
KEEP_SECONDS = 3600.0
FETCH_SECONDS = 5.0
MAX_KEYS_BYTES = 1_000_000
MAX_TOKEN = 8192
MAX_SUBJECT = 255


@dataclass
class Provider:
    """One issuer. `public_key` is a PEM; without one the keys come from `jwks_url`."""

    issuer: str
    jwks_url: str = ""
    public_key: str = ""
    authorized_parties: tuple[str, ...] = ()
    outgoing: Outgoing | None = field(default=None, repr=False)
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    _keys: dict[str, Any] = field(default_factory=dict, repr=False)
    _fetched_at: float | None = field(default=None, repr=False)
    _tried_at: float | None = field(default=None, repr=False)
    _is_away: bool = field(default=False, repr=False)
    _fetching: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @staticmethod
    def configured(config: Config, outgoing: Outgoing | None) -> "tuple[Provider, ...]":
        """The provider of the settings, if one is set."""
        given = config.provider
        if not given.issuer:
            return ()
        return (Provider(given.issuer, given.jwks_url, given.pem, given.authorized_parties, outgoing),)

    async def verify(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that this provider signed and that counts now; else Unauthenticated.

        Unavailable: its key is not known, and the provider cannot be asked.
        """
        header = header_of(token)
        if header is None or header.get("alg") not in ALGORITHMS:
            raise Unauthenticated("unknown")
        key = await self._key(header.get("kid"))
        if key is None:
            raise Unauthenticated("unknown")
        try:
            claims = jwt.decode(token, key, algorithms=list(ALGORITHMS), issuer=self.issuer, leeway=LEEWAY_SECONDS,
                                options={"require": ["exp", "sub", "iss"], "verify_aud": False})  # fmt: skip
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("expired") from None
        except (PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise Unauthenticated("unknown") from None
        party = claims.get("azp")
        if party and self.authorized_parties and party not in self.authorized_parties:
            raise Unauthenticated("unknown")
        if not is_subject(claims["sub"]):
            raise Unauthenticated("unknown")
        return claims

    async def _key(self, kid: object) -> Any:
        if self.public_key:
            return self.public_key
        name = kid if isinstance(kid, str) else ""
        now = self.clock()
        is_old = self._fetched_at is None or now - self._fetched_at > KEEP_SECONDS
        if self._fetching is None and (is_old or name not in self._keys) and self._may_ask(now):
            self._tried_at = now
            self._fetching = asyncio.ensure_future(self._fetch(now))
        if self._fetching is not None and (is_old or name not in self._keys):
            # Shielded: others wait for the same answer when the request that asked first goes away.
            await asyncio.shield(self._fetching)
        if name not in self._keys and self._is_away:
            raise Unavailable("provider")
        return self._keys.get(name)

    def _may_ask(self, now: float) -> bool:
        return self.outgoing is not None and bool(self.jwks_url) and (self._tried_at is None or now - self._tried_at > REFETCH_SECONDS)

    async def _fetch(self, now: float) -> None:
        """Reads the published keys. While the provider is away the known ones go on counting."""
        try:
            if self.outgoing is None:
                return
            answer = await self.outgoing.get(self.jwks_url, timeout_seconds=FETCH_SECONDS, max_bytes=MAX_KEYS_BYTES)
            if answer.status != 200:
                raise ValueError(answer.status)
            self._keys, self._fetched_at, self._is_away = published(orjson.loads(answer.body)), now, False
        except (OutgoingError, ValueError, KeyError, TypeError, AttributeError):
            self._is_away = True
        finally:
            self._fetching = None


def published(document: Any) -> dict[str, Any]:
    """The keys of a JWKS that may sign tokens, by their id; what is no such key is left out."""
    found: dict[str, Any] = {}
    for entry in document["keys"]:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        if entry.get("alg", "RS256") not in ALGORITHMS:
            continue
        try:
            key = jwt.PyJWK({name: entry[name] for name in ("kty", "n", "e")} | {"alg": "RS256"}).key
        except (PyJWTError, ValueError, KeyError, TypeError):
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY_BITS:
            found[str(entry.get("kid", ""))] = key
    return found


def header_of(token: str) -> Mapping[str, Any] | None:
    """The header of a JWT, unverified; None when it is none."""
    if len(token) > MAX_TOKEN:
        return None
    try:
        return jwt.get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError):
        return None


def issuer_of(token: str) -> str | None:
    """Who a JWT says made it, unverified: to choose whose key to try."""
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except (PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        return None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else None


async def verify(providers: tuple[Provider, ...], token: str) -> tuple[Provider, Mapping[str, Any]]:
    """The provider that signed `token` and its claims, or Unauthenticated."""
    issuer = issuer_of(token) if len(token) <= MAX_TOKEN else None
    for provider in providers:
        if provider.issuer == issuer:
            return provider, await provider.verify(token)
    raise Unauthenticated("unknown")


def is_subject(value: object) -> bool:
    """Can it be the id that a provider knows a person by?"""
    return isinstance(value, str) and 1 <= len(value) <= MAX_SUBJECT and value.isprintable() and value == value.strip()


def is_issued_before(claims: Mapping[str, Any], moment: datetime | None) -> bool:
    """Was the token issued before `moment`? One that does not say when counts as old."""
    if moment is None:
        return False
    issued = claims.get("iat")
    return not isinstance(issued, int | float) or not math.isfinite(issued) or issued <= moment.timestamp()


# Messages


ALIASES = ("svix-{}", "webhook-{}", "x-svix-{}")
PARTS = ("id", "timestamp", "signature")
HEADERS = frozenset(alias.format(part) for alias in ALIASES for part in PARTS)
# 32 bytes in base64.
SIGNATURE = re.compile(r"v1,[A-Za-z0-9+/]{43}=")
MAX_MESSAGE_ID = 255


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a verified message says of itself: its id, and when it was sent (Unix seconds)."""

    id: str
    sent_at: int


def verify_message(secrets: Iterable[str], headers: Mapping[str, str], raw: bytes) -> Stamp:
    """The id and time of a message that one of `secrets` signed within the last (or next) five minutes.

    `headers` have lower-case names. BadRequest("bad_signature") for every other message.
    """
    given = {part: next((headers[name] for alias in ALIASES if (name := alias.format(part)) in headers), "")
             for part in PARTS}  # fmt: skip
    # The library reads one kind of signature only and stops at what it cannot read.
    signatures = [text for text in given["signature"].split() if SIGNATURE.fullmatch(text)]
    if not re.fullmatch(r"[0-9]{1,12}", given["timestamp"], re.ASCII) or not signatures:
        raise BadRequest("bad_signature")
    if not 1 <= len(given["id"]) <= MAX_MESSAGE_ID or not given["id"].isprintable():
        raise BadRequest("bad_signature")
    signed = {"webhook-id": given["id"], "webhook-timestamp": given["timestamp"], "webhook-signature": " ".join(signatures)}
    for secret in secrets:
        try:
            Webhook(secret).verify(raw, signed, json_parse=False)
        except (WebhookVerificationError, ValueError):
            continue
        return Stamp(given["id"], int(given["timestamp"]))
    raise BadRequest("bad_signature")
