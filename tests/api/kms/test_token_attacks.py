"""Forged, stolen, altered and outlived tokens: at every endpoint the one 401 (specs/openkms.md §1.3, §2)."""

import base64
import hashlib
import hmac
import json
import time
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.kinds import ISSUER, SIGNING
from tests.api.kms.test_sign_in import NO_TOKEN
from tests.make import PASSWORD

BASE = "/kms/api/v1"
DOORS = (("GET", "/auth/me"), ("GET", "/trainings"), ("POST", "/registrations"))
PUBLIC = SIGNING.public_key()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
STRANGER = rsa.generate_private_key(65537, 2048)


def encoded(part) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header, claims, secret: bytes, digest=hashlib.sha256) -> str:
    """A token by hand: PyJWT would not make most of these."""
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), digest))}"


class Attacker:
    """Knows everything but our key: a living token of somebody, its claims, and the provider's public key. `key` is ours,
    for tokens that only their claims or header make wrong."""

    def __init__(self, pair, key) -> None:
        self.pair, self.key = pair, key
        self.header = jwt.get_unverified_header(pair.access_token)
        self.claims = jwt.decode(pair.access_token, options={"verify_signature": False})
        self.parts = pair.access_token.split(".")

    def ours(self, header=None, without=None, **claims) -> str:
        body = {name: value for name, value in (self.claims | claims).items() if name != without}
        return signed(self.header if header is None else header, body, self.key.secret)

    def kid(self, kid, secret: bytes | None = None) -> str:
        return signed(self.header | {"kid": kid}, self.claims, self.key.secret if secret is None else secret)


@pytest.fixture
async def attacker(client, making, person) -> Attacker:
    answer = await client.post(f"{BASE}/auth/login", json={"username": person.account["username"], "password": PASSWORD})
    body = await answer.json()
    pair = type("Pair", (), {"access_token": body["access_token"], "refresh_token": body["refresh_token"]})
    return Attacker(pair, making.identity.secrets.signing_key)


def none(a, alg):
    return f"{encoded({'alg': alg, 'typ': 'JWT', 'kid': a.header['kid']})}.{a.parts[1]}."


def by_rsa(a, key, **header):
    return jwt.encode(a.claims | {"iss": ISSUER}, key, algorithm="RS256", headers=header)


JWK = {"kty": "oct", "k": encoded(b"x" * 64), "kid": "mine"}

# name → token of an attacker
ATTACKS = {
    "alg none": lambda a: none(a, "none"),
    "alg None": lambda a: none(a, "None"),
    "alg NONE with the old signature": lambda a: none(a, "NONE") + a.parts[2],
    "no alg": lambda a: signed({"typ": "JWT", "kid": a.header["kid"]}, a.claims, a.key.secret),
    "alg is a list": lambda a: signed(a.header | {"alg": ["HS256"]}, a.claims, a.key.secret),
    "HS512 with our key": lambda a: signed(a.header | {"alg": "HS512"}, a.claims, a.key.secret, hashlib.sha512),
    "public key as secret": lambda a: signed({"alg": "HS256", "typ": "JWT", "kid": "test"}, a.claims | {"iss": ISSUER}, PEM),
    "public key as secret under our kid": lambda a: signed(a.header, a.claims | {"iss": ISSUER}, PEM),
    "public key as secret without kid": lambda a: signed({"alg": "HS256", "typ": "JWT"}, a.claims, PEM),
    "public key in DER as secret": lambda a: signed(a.header, a.claims, DER),
    "RS256 header over our HMAC": lambda a: signed(a.header | {"alg": "RS256"}, a.claims | {"iss": ISSUER}, a.key.secret),
    "RS256 header over an HMAC of the public key": lambda a: signed(a.header | {"alg": "RS256"}, a.claims | {"iss": ISSUER}, PEM),
    "RS256 by a stranger": lambda a: by_rsa(a, STRANGER, kid="test"),
    "RS256 by a stranger who names our kid": lambda a: by_rsa(a, STRANGER, kid=a.header["kid"]),
    "foreign issuer, the provider's key": lambda a: jwt.encode(a.claims | {"iss": "https://else.example.org"}, SIGNING, algorithm="RS256"),
    "foreign issuer, our key": lambda a: a.ours(iss=ISSUER),
    "no issuer, our key": lambda a: a.ours(without="iss"),
    "issuer is a list": lambda a: a.ours(iss=["athenaeum"]),
    "refresh token": lambda a: a.pair.refresh_token,
    "refresh token that says access": lambda a: a.ours(jti=jwt.decode(a.pair.refresh_token, options={"verify_signature": False})["jti"]),
    "no type": lambda a: a.ours(without="type"),
    "type of neither": lambda a: a.ours(type="id"),
    "expired": lambda a: a.ours(exp=int(time.time()) - 1),
    "expired long ago": lambda a: a.ours(exp=0),
    "end is no number": lambda a: a.ours(exp="tomorrow"),
    "end is infinite": lambda a: signed(a.header, a.claims | {"exp": float("inf")}, a.key.secret),
    "no end": lambda a: a.ours(without="exp"),
    "not yet": lambda a: a.ours(nbf=int(time.time()) + 3600),
    "no jti": lambda a: a.ours(without="jti"),
    "unknown jti": lambda a: a.ours(jti=str(uuid4())),
    "jti is no uuid": lambda a: a.ours(jti="' or '1'='1"),
    "jti is an object": lambda a: a.ours(jti={"$ne": None}),
    "kid unknown": lambda a: a.kid("jwt-20200101-00000000"),
    "kid empty": lambda a: a.kid(""),
    "kid a path to nothing": lambda a: a.kid("../../../../../../dev/null", b""),
    "kid a path, our key": lambda a: a.kid(f"../{a.header['kid']}"),
    "kid a statement": lambda a: a.kid("x' union select 'secret' -- ", b"secret"),
    "kid a list": lambda a: a.kid([a.header["kid"]]),
    "kid an object": lambda a: a.kid({}),
    "kid a number": lambda a: a.kid(0),
    "kid with NUL": lambda a: a.kid(a.header["kid"] + "\0"),
    "kid as the secret": lambda a: a.kid(a.header["kid"], a.header["kid"].encode()),
    "empty secret": lambda a: signed(a.header, a.claims, b""),
    "key in the header": lambda a: signed(a.header | {"kid": "mine", "jwk": JWK}, a.claims, b"x" * 64),
    "keys at an address": lambda a: signed(a.header | {"kid": "mine", "jku": "http://127.0.0.1:9/keys"}, a.claims, b"x" * 64),
    "unknown critical header": lambda a: a.ours(a.header | {"crit": ["b64"], "b64": False}),
    "payload of somebody else": lambda a: f"{a.parts[0]}.{encoded(a.claims | {'sub': 'admin'})}.{a.parts[2]}",
    "payload with a longer life": lambda a: f"{a.parts[0]}.{encoded(a.claims | {'exp': 2**33})}.{a.parts[2]}",
    "payload is a list": lambda a: signed(a.header, [a.claims], a.key.secret),
    "payload is no JSON": lambda a: signed(a.header, b"{", a.key.secret),
    "payload nested too deeply": lambda a: signed(a.header, b"[" * 2500 + b"]" * 2500, a.key.secret),
    "header is no JSON": lambda a: f"{encoded(b'{')}.{a.parts[1]}.{a.parts[2]}",
    "signature cut": lambda a: a.pair.access_token[:-2],
    "signature of zeros": lambda a: f"{a.parts[0]}.{a.parts[1]}.{encoded(bytes(32))}",
    "no signature": lambda a: f"{a.parts[0]}.{a.parts[1]}.",
    "two parts": lambda a: f"{a.parts[0]}.{a.parts[1]}",
    "four parts": lambda a: a.pair.access_token + ".x",
    "dots": lambda a: "." * 4000,
}  # fmt: skip


async def refused(client, method, path, **options) -> None:
    answer = await client.request(method, path, **options)
    assert (answer.status, await answer.json()) == (401, NO_TOKEN)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_the_token_that_is_attacked_opens_the_doors(client, attacker):
    opened = client.using(token=attacker.pair.access_token)
    assert [(await opened.request(method, BASE + path, json={})).status for method, path in DOORS] == [200, 200, 422]
    remade = client.using(token=attacker.ours())
    assert [(await remade.request(method, BASE + path, json={})).status for method, path in DOORS] == [200, 200, 422]


@pytest.mark.parametrize("name", ATTACKS)
async def test_an_attack_is_refused(client, attacker, name):
    token = ATTACKS[name](attacker)
    for method, path in DOORS:
        await refused(client.using(token=token), method, BASE + path, json={})
    await refused(client, "GET", BASE + "/auth/me", headers={"SessionID": token})
    if name != "refresh token":
        await refused(client, "POST", BASE + "/auth/refresh", json={"refresh_token": token})


async def test_a_huge_token_is_refused(client, attacker):
    token = attacker.ours(filler="x" * 5700, iss="elsewhere")
    assert 7900 < len(token) < 8190
    await refused(client.using(token=token), "GET", BASE + "/auth/me")
    body = {"refresh_token": attacker.ours(filler="x" * 20_000, type="refresh")}
    answer = await client.post(BASE + "/auth/refresh", json=body)
    assert (answer.status, (await answer.json())["detail"][0]["loc"]) == (422, ["body", "refresh_token"])


async def test_each_token_counts_for_its_purpose_only(client, attacker):
    await refused(client, "POST", BASE + "/auth/refresh", json={"refresh_token": attacker.pair.access_token})
    for method, path in DOORS:
        await refused(client.using(token=attacker.pair.refresh_token), method, BASE + path, json={})
    as_refresh = attacker.ours(type="refresh")
    await refused(client, "POST", BASE + "/auth/refresh", json={"refresh_token": as_refresh})


async def changed_password(client, making, person, attacker):
    other = await (await client.post(f"{BASE}/auth/login", json={"username": person.account["username"], "password": PASSWORD})).json()
    body = {"current_password": PASSWORD, "new_password": "another one"}
    assert (await client.using(token=other["access_token"]).post(f"{BASE}/auth/change-password", json=body)).status == 200


async def switched_off(client, making, person, attacker):
    async with db.transaction(making.pool) as conn:
        await account_roles.set_state(conn, SYSTEM, person.account["id"], "training", "inactive")


async def signed_out(client, making, person, attacker):
    assert (await client.using(token=attacker.pair.access_token).post("/app/api/sign-out")).status == 204


@pytest.mark.parametrize("end", [changed_password, switched_off, signed_out])
async def test_what_ends_a_sign_in_ends_both_tokens_at_once(client, making, person, attacker, end):
    opened = client.using(token=attacker.pair.access_token)
    assert (await opened.get(BASE + "/auth/me")).status == 200
    await end(client, making, person, attacker)
    for method, path in DOORS:
        await refused(opened, method, BASE + path, json={})
    await refused(client, "POST", BASE + "/auth/refresh", json={"refresh_token": attacker.pair.refresh_token})


async def test_signing_out_ends_this_sign_in_only(client, person, attacker):
    body = {"username": person.account["username"], "password": PASSWORD}
    other = client.using(token=(await (await client.post(f"{BASE}/auth/login", json=body)).json())["access_token"])
    await signed_out(client, None, person, attacker)
    assert (await other.get(BASE + "/auth/me")).status == 200
    again = await client.using(token=attacker.pair.access_token).post("/app/api/sign-out")
    assert again.status == 401


async def test_two_tokens_in_one_request_are_refused(client, attacker):
    headers = {"SessionID": attacker.pair.refresh_token}
    await refused(client.using(token=attacker.pair.access_token), "GET", BASE + "/auth/me", headers=headers)
    answer = await client.get(f"{BASE}/auth/me?access_token={attacker.pair.access_token}&token={attacker.pair.access_token}")
    assert (answer.status, await answer.json()) == (401, NO_TOKEN)
