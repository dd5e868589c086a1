"""What every kind of credential opens: the whole table of the design, over HTTP, with the credential in either header.

Each probe is one request; the table says its status for each kind. A probe that needs a body sends one that is refused
for another reason, so that getting that far shows that the credential was admitted.
"""

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from server.api import app as app_api
from server.api import itr, kms, lms
from server.domain.actor import OUR_SCOPES
from tests.api.kinds import ISSUER, SIGNING, provider_token
from tests.conftest import Client
from tests.make import PASSWORD, unique

# name → (method, path, body)
PROBES: dict[str, tuple[str, str, Any]] = {
    "kadi": ("GET", "/kadi/api/v1/records", None),
    "kadi user": ("GET", "/kadi/api/v1/users/me", None),
    "kadi write": ("POST", "/kadi/api/v1/records", {}),
    "kms": ("GET", "/kms/api/v1/auth/me", None),
    "kms password": ("POST", "/kms/api/v1/auth/change-password", {"current_password": "wrong one", "new_password": "long enough"}),
    "lms": ("GET", "/lms/api/auth/profile", None),
    "itr": ("GET", "/itr/api/logins/currentuser", None),
    "itr companies": ("GET", "/itr/api/logins/currentuser/companies", None),
    "itr password": ("POST", "/itr/api/logins/currentuser/changepassword", {"old_password": "wrong one", "new_password": "long enough"}),
    "itr check": ("POST", "/itr/api/checktoken", None),
    "app session": ("GET", "/app/api/session", None),
    "app settings": ("GET", "/app/api/tokens", None),
}
COLUMNS = tuple(PROBES)
# The status that each probe has for who is admitted; for who is not: kadi, kms, lms and app 401, itr 404.
ADMITTED = {"kadi write": 400, "kms password": 400, "itr password": 404}
TOLD = {"itr password": "Your old password is not correct, please retry"}

ALL = set(COLUMNS)
KADI = {"kadi", "kadi user", "kadi write"}

# kind → the probes that it opens.
OPENS: dict[str, set[str]] = {
    "session": ALL,
    "candidate": {"itr", "itr companies", "itr check", "app session"},
    "owes company": {"itr companies", "itr check", "app session"},
    "owes code": {"itr companies", "itr check", "app session"},
    "reset": set(),
    "pat": KADI | {"kms", "lms", "itr", "itr companies"},
    "pat of kadi": KADI,
    "pat of ours": {"kms", "lms", "itr", "itr companies"},
    "oauth": KADI,
    "oauth of ours": {"kms", "lms", "itr", "itr companies"},
    "jwt": KADI | {"kms", "kms password", "lms"},
    "refresh token": set(),
    "provider": KADI | {"kms", "kms password", "lms"},
}


async def probe(client: Client, name: str, token: str, header: str = "SessionID", **headers: str):
    method, path, body = PROBES[name]
    sent = {header: f"Bearer {token}" if header == "Authorization" else token} | headers
    return await client.request(method, path, json=body, headers=sent)


def expected(name: str, *, is_open: bool) -> int:
    if is_open:
        return ADMITTED.get(name, 200)
    return 404 if name.startswith("itr") else 401


# The table


@pytest.mark.parametrize("header", ["SessionID", "Authorization"])
@pytest.mark.parametrize("kind", OPENS)
async def test_a_kind_opens_what_the_table_says(client, issue, kind, header):
    token = await issue(kind)
    found, wanted = {}, {}
    for name in COLUMNS:
        is_open = name in OPENS[kind]
        response = await probe(client, name, token, header)
        found[name] = (response.status, await response.text() == TOLD[name]) if name in TOLD else response.status
        wanted[name] = (expected(name, is_open=is_open), is_open) if name in TOLD else refused_status(kind, name, is_open)
    if kind == "candidate":
        wanted["itr password"] = (403, False)  # admitted, but the document gives it to office users only
    assert found == wanted


def refused_status(kind: str, name: str, is_open: bool) -> int:
    """A scope that is missing is 403 on kms and lms, where any other refusal of a credential is 401."""
    narrowed = kind in ("pat of kadi", "oauth") and name in ("kms", "lms")
    return 403 if narrowed and not is_open else expected(name, is_open=is_open)


@pytest.mark.parametrize("kind", [kind for kind in OPENS if kind != "session"])
async def test_only_an_accounts_session_opens_any_setting(client, issue, kind):
    token = await issue(kind)
    for route in app_api.SURFACE.routes:
        if route.operation == "settings":
            path = route.template
            for name, kind in route.parameters:
                path = path.replace("{" + name + "}", {"int": "1", "uuid": str(UUID(int=1))}.get(kind, "research"))
            response = await client.using(session_id=token).request(route.method, f"/app/api{path}", json={})
            assert response.status == 401, (route.method, path)


SCOPED = {
    "record.read": {"kadi"}, "user.read": {"kadi user"}, "record.create": {"kadi write"}, "training.read": {"kms"}, "training.write": set(),
    "learning.read": {"lms"}, "learning.write": set(), "assessment.read": {"itr", "itr companies"}, "assessment.write": set(),
    "collection.read": set(),
}  # fmt: skip


@pytest.mark.parametrize("scope", SCOPED)
async def test_a_token_with_one_scope_opens_only_that(client, making, person, scope):
    token = await making.token(person.account, scope, company_id=person.company_id)
    for name in ("kadi", "kadi user", "kadi write", "kms", "lms", "itr", "itr companies"):
        response = await probe(client, name, token)
        if name in SCOPED[scope]:
            assert response.status == expected(name, is_open=True), name
        else:
            surface = name.partition(" ")[0]
            assert response.status == {"kadi": 401, "kms": 403, "lms": 403, "itr": 404}[surface], name
            if surface == "kadi":
                assert response.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'
                assert (await response.json())["scopes"]


async def test_our_scopes_appear_in_no_answer_of_kadi(client, making, person):
    token = await making.token(person.account, "training.read")
    for name in ("kadi", "kadi user", "kadi write"):
        text = await (await probe(client, name, token)).text()
        assert not any(scope in text for scope in OUR_SCOPES)


@pytest.mark.parametrize("surface", [kms.SURFACE, lms.SURFACE, itr.SURFACE], ids=lambda surface: surface.name)
def test_every_line_that_needs_a_credential_names_its_scopes(surface):
    without = [(route.method, route.path) for route in surface.routes if route.auth != "none" and not route.scopes]
    assert without == ([("POST", "/checktoken"), ("POST", "/logout")] if surface.name == "itr" else [])


# Domains


@pytest.mark.parametrize("domain, name, closed, inactive", [
    ("research", "kadi user", 403, 401), ("training", "kms", 403, 401), ("learning", "lms", 403, 401), ("assessment", "itr", 404, 404),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["session", "pat", "jwt"])
async def test_a_closed_or_inactive_domain_stays_shut(client, making, person, issue, domain, name, closed, inactive, kind):
    token = await issue(kind)
    async with making.pool.acquire() as conn:
        await conn.execute(
            "update account_domains set state = 'inactive' where account_id = $1 and domain = $2", person.account["id"], domain
        )
    assert (await probe(client, name, token)).status == (404 if (kind, name) == ("jwt", "itr") else inactive)
    second = await making.account(password=PASSWORD, domains=tuple({"research", "training", "learning", "assessment"} - {domain}))
    await making.login(second, person.company_id, "is_office_user")
    async with making.pool.acquire() as conn:
        await conn.execute("delete from account_domains where account_id = $1 and domain = $2", second["id"], domain)
    other = await making.token(second)
    assert (await probe(client, name, other)).status == closed


async def test_a_closed_domain_is_a_wrong_password_at_its_door(client, making):
    account = await making.account(password=PASSWORD, domains=("research",))
    refused = await client.post("/kms/api/v1/auth/login", json={"username": account["username"], "password": PASSWORD})
    assert (refused.status, (await refused.json())["code"]) == (401, "INVALID_CREDENTIALS")
    refused = await client.get("/itr/api/login", headers={"UserID": account["username"], "Password": PASSWORD})
    assert (refused.status, await refused.text()) == (401, "User not found or password not valid")


# What is no credential


async def test_no_credential_opens_nothing(client):
    for name in COLUMNS:
        method, path, body = PROBES[name]
        response = await client.request(method, path, json=body)
        assert response.status == expected(name, is_open=False), name


def forged() -> list[str]:
    other = rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = SIGNING.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    late = {"sub": "x", "iss": ISSUER, "exp": datetime.now(UTC) + timedelta(minutes=1)}
    unsigned = jwt.encode(late, None, algorithm="none")
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=")
    body = unsigned.split(".")[1].encode()
    mac = base64.urlsafe_b64encode(hmac.digest(public, head + b"." + body, "sha256")).rstrip(b"=")
    return [
        jwt.encode(late, other, algorithm="RS256"), unsigned, b".".join([head, body, mac]).decode(),
        provider_token("x", exp=datetime.now(UTC) - timedelta(minutes=1)), provider_token("x", iss="https://evil.example.org"),
    ]  # fmt: skip


@pytest.mark.parametrize("token", [
    "W" + "0" * 32, "P" + "0" * 32, "pat_" + "0" * 48, "oat_" + "0" * 48, "x", "a.b.c", "..", "é", "%27", "W" * 8000, *forged(),
], ids=lambda token: token[:12])  # fmt: skip
async def test_what_is_no_credential_opens_nothing(client, token):
    for name in COLUMNS:
        response = await probe(client, name, token)
        assert response.status == expected(name, is_open=False), name


async def test_a_good_token_of_an_unknown_subject_opens_nothing(client):
    for name in COLUMNS:
        response = await probe(client, name, provider_token(unique("stranger")), "Authorization")
        assert response.status == (404 if name == "lms" else expected(name, is_open=False)), name


@pytest.mark.parametrize("query", ["SessionID={}", "access_token={}", "token={}", "Authorization=Bearer {}"])
async def test_a_credential_in_the_address_does_not_count(client, issue, query):
    token = await issue("session")
    for name in ("kadi", "kms", "lms", "itr", "app settings"):
        response = await client.get(PROBES[name][1] + "?" + query.format(token))
        assert response.status == expected(name, is_open=False), name


@pytest.mark.parametrize("kinds", [("session", "pat"), ("pat", "session"), ("pat", "pat")])
async def test_two_different_credentials_are_refused_and_the_same_twice_is_one(client, issue, kinds):
    one, other = await issue(kinds[0]), await issue(kinds[1])
    for name in ("kadi", "kms", "lms", "itr"):
        assert (await probe(client, name, one, "Authorization", SessionID=other)).status == expected(name, is_open=False), name
        assert (await probe(client, name, one, "Authorization", SessionID="W" + "0" * 32)).status == expected(name, is_open=False), name
        assert (await probe(client, name, one, "Authorization", SessionID=one)).status == 200, name


async def test_another_scheme_is_no_credential(client, issue):
    token = await issue("session")
    assert (await client.get(PROBES["kadi"][1], headers={"Authorization": f"Basic {token}"})).status == 401
    assert (await client.get(PROBES["kadi"][1], headers={"Authorization": f"bEaReR   {token}"})).status == 200
