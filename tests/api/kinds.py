"""Somebody with a credential of every kind, on a server that believes an identity provider: for the tests of what each opens."""

import dataclasses
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from server import db, keys
from server.app import create
from server.db import sql
from server.domain import identities, links, sign_in
from server.domain.actor import KADI_SCOPES, OUR_SCOPES
from server.secrets import token_hash
from tests.conftest import Client
from tests.conftest import test_config as config_of
from tests.make import PASSWORD, Make, unique

ISSUER = "https://identity.example.org"
SIGNING = rsa.generate_private_key(65537, 2048)


def provider_token(subject: str, **claims: Any) -> str:
    now = datetime.now(UTC)
    body = {"sub": subject, "iss": ISSUER, "iat": now, "exp": now + timedelta(minutes=1)} | claims
    key = SIGNING.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return jwt.encode(body, key, algorithm="RS256", headers={"kid": "test"})


@pytest.fixture(scope="session")
async def place(dsn, tmp_path_factory):
    """A server that believes an identity provider."""
    public_key = SIGNING.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    config = config_of(tmp_path_factory.mktemp("kinds"), provider={"issuer": ISSUER, "public_key": public_key})
    server = TestServer(create(config, dsn=dsn), host="127.0.0.1")
    await server.start_server(access_log=None)
    yield server
    await server.close()


@pytest.fixture(scope="session")
async def client(place, http) -> Client:
    return Client(http, str(place.make_url("")).rstrip("/"))


@pytest.fixture(scope="session")
async def making(place) -> Make:
    return Make(place.app[keys.POOL], place.app[keys.CONFIG])


@dataclasses.dataclass
class Person:
    """Somebody with all domains and a login in two companies; `company_id` is the one that credentials act in."""

    account: Any
    company_id: Any
    login_id: Any


@pytest.fixture
async def person(making) -> Person:
    account = await making.account(password=PASSWORD)
    company_id, other = await making.company(), await making.company()
    login_id = await making.login(account, company_id, "is_office_user")
    await making.login(account, other, "is_office_user")
    return Person(account, company_id, login_id)


@pytest.fixture
def issue(place, making, person):
    """Makes a credential of a kind for the person: `await issue("pat")`."""
    identity = place.app[keys.IDENTITY]

    async def oauth(*scopes: str) -> str:
        token = "oat_" + secrets.token_hex(24)
        async with db.transaction(making.pool) as conn:
            application = await conn.fetchval(
                "insert into oauth_applications (account_id, client_id, client_secret_hash, name, redirect_uris) "
                "values ($1, $2, '\\x00', 'test', '{}') returning id", person.account["id"], unique("client"),
            )  # fmt: skip
            await sql.oauth_tokens.replace_pair(
                conn, application_id=application, account_id=person.account["id"], login_id=person.login_id, access_hash=token_hash(token),
                refresh_hash=token_hash(token + "r"), scopes=list(scopes) or None, access_seconds=60.0,
            )  # fmt: skip
        return token

    async def owes_code() -> str:
        token = await making.session(person.account, login_id=person.login_id, made_by="itr")
        async with making.pool.acquire() as conn:
            await conn.execute("update sessions set owes_code = true where token_hash = $1", token_hash(token))
        return token

    async def candidate() -> str:
        person_id = await making.person(person.company_id)
        async with making.pool.acquire() as conn:
            email = await conn.fetchval("select email from persons where id = $1", person_id)
        return (await sign_in.at_itr(identity, email, PASSWORD)).token

    async def reset() -> str:
        async with db.transaction(making.pool) as conn:
            return await links.make(conn, "reset", seconds=60, account_id=person.account["id"])

    async def provider() -> str:
        subject = unique("user")
        profile = identities.Profile(issuer=ISSUER, subject=subject)
        async with db.transaction(making.pool) as conn:
            synced = await identities.sync(conn, identity, profile, refuse_known_email=True, link_of=str)
            await conn.execute("update identities set account_id = $2 where subject = $1", subject, person.account["id"])
        assert synced.is_new
        return provider_token(subject)

    async def make(kind: str) -> str:
        name, account = person.account["username"], person.account
        if kind == "session":
            return await making.session(account, login_id=person.login_id)
        if kind == "owes company":
            return (await sign_in.at_itr(identity, name, PASSWORD)).token
        if kind.startswith("pat"):
            scopes = {"pat": (), "pat of kadi": KADI_SCOPES, "pat of ours": OUR_SCOPES}[kind]
            return await making.token(account, *scopes, company_id=person.company_id)
        if kind.startswith("oauth"):
            return await oauth(*({"oauth": (), "oauth of ours": OUR_SCOPES}[kind]))
        if kind in ("jwt", "refresh token"):
            pair = await sign_in.at_kms(identity, name, PASSWORD)
            return pair.access_token if kind == "jwt" else pair.refresh_token
        return await {"candidate": candidate, "owes code": owes_code, "reset": reset, "provider": provider}[kind]()

    return make
