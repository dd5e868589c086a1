"""Identity providers: whose tokens are believed, and how one is verified (published keys or a PEM in the settings)."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
import orjson
from jwt.exceptions import PyJWTError

from server.config import Config
from server.errors import Unauthenticated, Unavailable
from server.outgoing import Outgoing, OutgoingError

# Never a symmetric one: the public key would be the secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 5
# An unknown key id asks the provider again, but not more often than this.
REFETCH_SECONDS = 30.0
KEEP_SECONDS = 3600.0
MAX_TOKEN = 8192


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

    @staticmethod
    def configured(config: Config, outgoing: Outgoing | None) -> "tuple[Provider, ...]":
        """The provider of the settings, if one is set."""
        given = config.provider
        if not given.issuer:
            return ()
        return (Provider(given.issuer, given.jwks_url, given.public_key, given.authorized_parties, outgoing),)

    async def verify(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that this provider signed and that counts now; else Unauthenticated."""
        header = header_of(token)
        if header is None or header.get("alg") not in ALGORITHMS:
            raise Unauthenticated("unknown")
        key = await self._key(header.get("kid"))
        if key is None:
            raise Unauthenticated("unknown")
        try:
            claims = jwt.decode(token, key, algorithms=[str(header["alg"])], issuer=self.issuer, leeway=LEEWAY_SECONDS,
                                options={"require": ["exp", "sub", "iss"], "verify_aud": False})  # fmt: skip
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("expired") from None
        except (PyJWTError, ValueError, TypeError):
            raise Unauthenticated("unknown") from None
        party = claims.get("azp")
        if party and self.authorized_parties and party not in self.authorized_parties:
            raise Unauthenticated("unknown")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise Unauthenticated("unknown")
        return claims

    async def _key(self, kid: object) -> Any:
        if self.public_key:
            return self.public_key
        name = kid if isinstance(kid, str) else ""
        now = self.clock()
        age = None if self._fetched_at is None else now - self._fetched_at
        known = name in self._keys
        if age is None or age > KEEP_SECONDS or (not known and age > REFETCH_SECONDS):
            await self._fetch(now, must=not known)
        return self._keys.get(name)

    async def _fetch(self, now: float, *, must: bool) -> None:
        """Reads the published keys. While the provider is away the known ones go on counting."""
        if self.outgoing is None or not self.jwks_url:
            return
        self._fetched_at = now
        try:
            answer = await self.outgoing.get(self.jwks_url)
            if answer.status != 200:
                raise ValueError(answer.status)
            found = {}
            for entry in orjson.loads(answer.body)["keys"]:
                if entry.get("use", "sig") == "sig" and entry.get("kty") in ("RSA", "EC", "OKP"):
                    found[str(entry.get("kid", ""))] = jwt.PyJWK(entry).key
        except (OutgoingError, ValueError, KeyError, TypeError, AttributeError, PyJWTError):
            if must:
                raise Unavailable("provider") from None
            return
        self._keys = found


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
    except (PyJWTError, ValueError, RecursionError):
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
