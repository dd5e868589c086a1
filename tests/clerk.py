"""An identity provider for tests: publishes keys at a server of its own, issues tokens, signs messages as Svix does."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.make import unique

SECRET = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHM="
OTHER_SECRET = "whsec_" + base64.b64encode(b"the one that replaces it").decode()


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


KEY = new_key()


def pem(key: rsa.RSAPrivateKey = KEY) -> str:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def signature(raw: bytes, *, secret: str = SECRET, id: str, at: int | str) -> str:
    """Made by hand, not by the library that the server verifies with."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + raw, hashlib.sha256)).decode()


@dataclass
class Message:
    """A webhook: what to send."""

    raw: bytes
    id: str
    at: int
    names: str = "svix-{}"
    secrets: Iterable[str] = (SECRET,)

    @property
    def headers(self) -> dict[str, str]:
        signatures = " ".join(signature(self.raw, secret=secret, id=self.id, at=self.at) for secret in self.secrets)
        given = {"id": self.id, "timestamp": str(self.at), "signature": signatures}
        return {self.names.format(part): value for part, value in given.items()} | {"Content-Type": "application/json"}


def event(type: str, data: Any, *, timestamp: int | None = None, **options: Any) -> Message:
    body = {"type": type, "object": "event", "data": data} | ({"timestamp": timestamp} if timestamp else {})
    given = {"id": f"msg_{secrets.token_hex(8)}", "at": int(time.time())} | options
    return Message(json.dumps(body).encode(), **given)


def user(subject: str | None = None, email: str | None = None, *, status: str | None = "verified", **fields: Any) -> dict[str, Any]:
    """`data` of user.created and user.updated; `status` None: the provider does not say whether it vouches for the address."""
    addresses = []
    if email is not None:
        verification = {"verification": {"status": status, "strategy": "email_code"}} if status else {}
        primary = {"id": "idn_1", "email_address": email} | verification
        addresses = [{"id": "idn_0", "email_address": unique("second") + "@example.org"}, primary]
    return {
        "id": subject or unique("user"), "object": "user", "email_addresses": addresses,
        "primary_email_address_id": "idn_1" if email else None, "first_name": "Ada", "last_name": "Grün",
        "image_url": "https://img.example.org/ada.png", "updated_at": int(time.time() * 1000) - 60_000,
    } | fields  # fmt: skip


@dataclass
class Clerk:
    """`keys` are what it publishes; `status` is what it answers when asked for them."""

    issuer: str = field(default_factory=lambda: f"https://{unique('clerk')}.example.org")
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"one": KEY})
    status: int = 200
    asked: int = 0
    url: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        return {"issuer": self.issuer, "jwks_url": f"{self.url}/.well-known/jwks.json", "webhook_secrets": (SECRET, OTHER_SECRET),
                "claims_per_hour": 1_000_000}  # fmt: skip

    def token(self, subject: str, *, kid: str | None = "one", key: Any = None, algorithm: str = "RS256",
              headers: dict[str, Any] | None = None, **claims: Any) -> str:  # fmt: skip
        now = int(time.time())
        given = {"sub": subject, "iss": self.issuer, "iat": now, "nbf": now - 1, "exp": now + 60, "sid": "sess_1"} | claims
        given = {name: value for name, value in given.items() if value is not None}
        head = ({"kid": kid} if kid is not None else {}) | (headers or {})
        return jwt.encode(given, key or self.keys.get(kid or "", KEY), algorithm=algorithm, headers=head)

    async def publish(self, request: web.Request) -> web.Response:
        self.asked += 1
        entries = [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": "RS256"}
                   for kid, key in self.keys.items()]  # fmt: skip
        return web.json_response({"keys": entries}, status=self.status)


@asynccontextmanager
async def running() -> AsyncIterator[Clerk]:
    clerk = Clerk()
    app = web.Application()
    app.router.add_get("/.well-known/jwks.json", clerk.publish)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    clerk.url = str(server.make_url("")).rstrip("/")
    yield clerk
    await server.close()
