"""JSON web tokens of the training surface, and those of identity providers: what is believed and what is not."""

import asyncio
import base64
import dataclasses
import hmac
import json
import time
import uuid

import jwt as pyjwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from server import db
from server.db import sql
from server.domain import account_passwords, account_roles, credentials, identities, jwt, sign_in
from server.domain.actor import Actor
from server.domain.providers import Provider
from server.errors import Unauthenticated, Unavailable
from server.outgoing import Answer, Failed
from tests.make import PASSWORD, unique

ISSUER = "https://issuer.example"


async def resolve(identity, token):
    async with identity.pool.acquire() as conn:
        return await credentials.resolve(conn, token, identity=identity)


async def refusal(identity, token):
    with pytest.raises(Unauthenticated) as caught:
        await resolve(identity, token)
    return caught.value.code


async def refresh(identity, token):
    async with db.transaction(identity.pool) as conn:
        return await jwt.refresh(conn, identity.secrets, token)


@pytest.fixture
async def ada(make):
    return await make.account(password=PASSWORD)


# Our own


async def test_a_pair_as_documented(identity, ada):
    pair = await sign_in.at_kms(identity, ada["username"], PASSWORD)
    header = json.loads(base64.urlsafe_b64decode(pair.access_token.split(".")[0] + "=="))
    assert header["alg"] == "HS256" and header["typ"] == "JWT" and header["kid"]
    access, refresh_claims = (pyjwt.decode(token, options={"verify_signature": False}) for token in (pair.access_token, pair.refresh_token))
    assert access["sub"] == ada["username"] and access["type"] == "access" and 895 <= access["exp"] - time.time() <= 901
    assert refresh_claims["type"] == "refresh" and abs(refresh_claims["exp"] - time.time() - 7 * 86400) < 5
    actor = await resolve(identity, pair.access_token)
    assert (actor.kind, actor.account_id, actor.scopes, str(actor.jti)) == ("jwt", ada["id"], None, access["jti"])


async def test_each_counts_for_its_purpose_only(identity, ada):
    pair = await sign_in.at_kms(identity, ada["username"], PASSWORD)
    assert await refusal(identity, pair.refresh_token) == "unknown"
    with pytest.raises(Unauthenticated):
        await refresh(identity, pair.access_token)
    newer = await refresh(identity, pair.refresh_token)
    assert newer != pair.access_token and (await resolve(identity, newer)).account_id == ada["id"]
    assert (await resolve(identity, pair.access_token)).account_id == ada["id"]


def forged(identity, key, algorithm="HS256", **changes):
    claims = {"iss": "athenaeum", "sub": "x", "jti": str(uuid.uuid4()), "type": "access", "exp": time.time() + 60} | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return pyjwt.encode(claims, key, algorithm=algorithm, headers={"kid": identity.secrets.signing_key.kid})


async def test_what_we_did_not_sign_or_no_longer_know_is_unknown(identity, ada):
    ours = identity.secrets.signing_key.secret
    pair = await sign_in.at_kms(identity, ada["username"], PASSWORD)
    head, body, signature = pair.access_token.split(".")
    tokens = [
        forged(identity, "another key of thirty-two bytes!!"), forged(identity, ours), forged(identity, ours, jti=None),
        forged(identity, ours, exp=None), base64.urlsafe_b64encode(b"[" * 6000).decode().rstrip("=") + ".e30.x",
        forged(identity, ours, jti="5"), forged(identity, ours, jti=5), forged(identity, None, "none"), f"{head}.{body}.{signature[:-2]}AA",
        f"{head}.{body[:-2]}.{signature}", f"{head}.{body}.", "a.b.c", "..", ".".join([head, body, signature[:5]]), "x" * 9000 + ".a.b",
        base64.urlsafe_b64encode(b'{"alg":"HS256","kid":[1]}').decode().rstrip("=") + ".e30.x",
        base64.urlsafe_b64encode(b"[]").decode().rstrip("=") + ".e30.x", "é.é.é", "\ud800.a.b",
    ]  # fmt: skip
    assert {token: await refusal(identity, token) for token in tokens} == dict.fromkeys(tokens, "unknown")
    assert await refusal(identity, forged(identity, ours, exp=time.time() - 1)) == "expired"


async def test_a_deactivated_account_and_domain_end_refreshing(identity, make, ada):
    pair = await sign_in.at_kms(identity, ada["username"], PASSWORD)
    chief = Actor(kind="session", roles=frozenset({("training", "admin")}))
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_state(conn, chief, ada["id"], "training", "inactive")
    with pytest.raises(Unauthenticated):
        await refresh(identity, pair.refresh_token)
    assert (await resolve(identity, pair.access_token)).inactive_domains == {"training"}


async def test_a_changed_password_ends_all_families_but_the_one_in_hand(identity, ada):
    mine, other = [await sign_in.at_kms(identity, ada["username"], PASSWORD) for _ in range(2)]
    actor = await resolve(identity, await refresh(identity, mine.refresh_token))
    await account_passwords.change_own(identity, actor, PASSWORD, "another horse 12", door="kms")
    assert (await resolve(identity, mine.access_token)).account_id == ada["id"] and await refresh(identity, mine.refresh_token)
    assert await refusal(identity, other.access_token) == "unknown"
    with pytest.raises(Unauthenticated):
        await refresh(identity, other.refresh_token)


async def test_a_family_ends_as_one(identity, ada):
    pair = await sign_in.at_kms(identity, ada["username"], PASSWORD)
    actor = await resolve(identity, pair.access_token)
    async with db.transaction(identity.pool) as conn:
        await jwt.end_family(conn, ada["id"], actor.jti)
    assert await refusal(identity, pair.access_token) == "unknown"
    with pytest.raises(Unauthenticated):
        await refresh(identity, pair.refresh_token)


# A provider's


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(65537, 2048)


def pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def signed(key, algorithm="RS256", kid="one", **changes):
    claims = {"iss": ISSUER, "sub": "user_1", "exp": time.time() + 60, "nbf": time.time() - 1} | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return pyjwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def believing(identity, **options):
    """The same doors with one provider."""
    return dataclasses.replace(identity, providers=(Provider(ISSUER, **options),))


async def joined(identity, account, subject):
    async with db.transaction(identity.pool) as conn:
        unknown = dict.fromkeys(("wanted_by", "email", "is_email_verified", "given_name", "family_name", "image_url", "told_at"))
        await sql.identities.insert(
            conn, issuer=ISSUER, subject=subject, account_id=account["id"], is_verified=True, made_account=False, **unknown
        )


async def test_a_good_token_leads_to_the_account_of_its_subject(identity, ada, key):
    doors, subject = believing(identity, public_key=pem(key), authorized_parties=("https://app.example",)), unique("user")
    token = signed(key, sub=subject, azp="https://app.example")
    with pytest.raises(Unauthenticated) as caught:
        await resolve(doors, token)
    assert (caught.value.code, caught.value.details) == ("not_synced", {"issuer": ISSUER, "subject": subject})
    await joined(identity, ada, subject)
    actor = await resolve(doors, token)
    assert (actor.kind, actor.account_id, actor.scopes) == ("provider", ada["id"], None)
    assert (await resolve(doors, signed(key, sub=subject, exp=time.time() - 3))).account_id == ada["id"]


async def test_a_token_of_somebody_whom_the_provider_deleted_leads_nowhere(identity, ada, key):
    doors, subject = believing(identity, public_key=pem(key)), unique("user")
    await joined(identity, ada, subject)
    async with db.transaction(identity.pool) as conn:
        await identities.end(conn, ISSUER, subject)
    with pytest.raises(Unauthenticated) as caught:
        await resolve(doors, signed(key, sub=subject))
    assert caught.value.code == "not_synced"


async def test_what_is_no_good_token(identity, ada, key):
    doors, subject = believing(identity, public_key=pem(key), authorized_parties=("https://app.example",)), unique("user")
    await joined(identity, ada, subject)
    other = rsa.generate_private_key(65537, 2048)
    bad = {
        "other key": signed(other, sub=subject), "other issuer": signed(key, sub=subject, iss="https://evil.example"),
        "no issuer": signed(key, sub=subject, iss=None), "no subject": signed(key, sub=None), "empty subject": signed(key, sub=""),
        "no end": signed(key, sub=subject, exp=None), "not yet": signed(key, sub=subject, nbf=time.time() + 60),
        "other party": signed(key, sub=subject, azp="https://evil.example"), "unsigned": signed(None, "none", sub=subject),
        "elliptic": signed(ec.generate_private_key(ec.SECP256R1()), "ES256", sub=subject),
    }  # fmt: skip
    assert {name: await refusal(doors, token) for name, token in bad.items()} == dict.fromkeys(bad, "unknown")
    assert await refusal(doors, signed(key, sub=subject, exp=time.time() - 60)) == "expired"
    assert await refusal(identity, signed(key, sub=subject)) == "unknown"


async def test_the_public_key_is_no_shared_secret(identity, ada, key):
    doors, subject = believing(identity, public_key=pem(key)), unique("user")
    await joined(identity, ada, subject)
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps({"iss": ISSUER, "sub": subject, "exp": time.time() + 60}).encode()).rstrip(b"=")
    code = base64.urlsafe_b64encode(hmac.digest(pem(key).encode(), head + b"." + body, "sha256")).rstrip(b"=")
    assert await refusal(doors, (head + b"." + body + b"." + code).decode()) == "unknown"


class Published:
    """Stands for the outgoing client: the keys that the issuer publishes, and how often it was asked."""

    def __init__(self, **keys):
        self.keys, self.asked, self.fails = keys, 0, False

    async def get(self, url, **limits):
        self.asked += 1
        await asyncio.sleep(0.01)
        if self.fails:
            raise Failed("unreachable")
        entries = [json.loads(pyjwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": "RS256"}
                   for kid, key in self.keys.items()]  # fmt: skip
        return Answer(200, {}, orjson.dumps({"keys": [*entries, {"kty": "oct", "k": "AAAA", "kid": "shared"}]}))


async def test_published_keys_are_kept_and_an_unknown_one_is_asked_for_once_in_a_while(identity, ada, key):
    now, published, subject = 1000.0, Published(one=key), unique("user")
    doors = believing(identity, jwks_url=f"{ISSUER}/jwks", outgoing=published, clock=lambda: now)
    await joined(identity, ada, subject)
    for _ in range(3):
        assert (await resolve(doors, signed(key, sub=subject))).account_id == ada["id"]
    assert published.asked == 1
    second = rsa.generate_private_key(65537, 2048)
    assert await refusal(doors, signed(second, kid="two", sub=subject)) == "unknown" and published.asked == 1
    published.keys["two"], now = second, now + 31
    assert (await resolve(doors, signed(second, kid="two", sub=subject))).account_id == ada["id"] and published.asked == 2
    assert await refusal(doors, signed("x" * 32, "HS256", kid="shared", sub=subject)) == "unknown"


async def test_while_the_provider_is_away_known_keys_count_and_unknown_ones_wait(identity, ada, key):
    now, published, subject = 1000.0, Published(one=key), unique("user")
    doors = believing(identity, jwks_url=f"{ISSUER}/jwks", outgoing=published, clock=lambda: now)
    await joined(identity, ada, subject)
    published.fails = True
    with pytest.raises(Unavailable):
        await resolve(doors, signed(key, sub=subject))
    published.fails, now = False, now + 31
    await resolve(doors, signed(key, sub=subject))
    published.fails, now = True, now + 4000
    assert (await resolve(doors, signed(key, sub=subject))).account_id == ada["id"]
