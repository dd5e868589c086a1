"""POST auth/login, auth/register, auth/refresh, auth/change-password, GET auth/me."""

import asyncio
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from server import db
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.conftest import token_in, totp
from tests.conftest import Client
from tests.make import PASSWORD, unique

NO_TOKEN = {"detail": "Could not validate credentials", "status": "error", "code": "UNAUTHORIZED"}
USER = {"id", "username", "email", "full_name", "role", "is_active"}


async def login(kms, name, password=PASSWORD, **more):
    return await kms.post("/auth/login", json={"username": name, "password": password} | more)


def registration(**more):
    name = unique("reg")
    return {"username": name, "email": f"{name}@example.org", "full_name": "New Person", "password": "8 letters"} | more


async def faults_of(response):
    body = await response.json()
    assert (response.status, body["status"], body["code"]) == (422, "error", "VALIDATION_ERROR")
    return [(fault["loc"], fault["msg"], fault["type"]) for fault in body["detail"]]


# Login


@pytest.mark.parametrize("body, loc, msg, kind", [
    ({"password": "x"}, ["body", "username"], "field required", "value_error.missing"),
    ({"username": "x"}, ["body", "password"], "field required", "value_error.missing"),
    ({"username": None, "password": "x"}, ["body", "username"], "none is not an allowed value", "type_error.none.not_allowed"),
    ({"username": 5, "password": "x"}, ["body", "username"], "str type expected", "type_error.str"),
    ([], ["body"], "value is not a valid dict", "type_error.dict"),
])  # fmt: skip
async def test_login_faults(kms, body, loc, msg, kind):
    assert (loc, msg, kind) in await faults_of(await kms.post("/auth/login", json=body))


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"username": NaN}'])
async def test_what_is_no_json_is_a_validation_error(kms, data):
    assert await faults_of(await kms.post("/auth/login", data=data)) == [(["body"], "the body is not valid JSON", "value_error.jsondecode")]


async def test_unknown_wrong_and_inactive_are_one_answer(kms, make):
    account, inactive = await make.account(password=PASSWORD), await make.account(password=PASSWORD)
    async with db.transaction(make.pool) as conn:
        await account_roles.set_state(conn, SYSTEM, inactive["id"], "training", "inactive")
    wanted = {"detail": "Incorrect username or password", "status": "error", "code": "INVALID_CREDENTIALS"}
    for name, password in ((unique("nobody"), PASSWORD), (account["username"], "wrong"), (inactive["username"], PASSWORD)):
        response = await login(kms, name, password)
        assert (response.status, await response.json()) == (401, wanted)
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("roles, shown", [
    ((), "EMPLOYEE"), ((("training", "knowledge_manager"),), "KNOWLEDGE_MANAGER"), ((("training", "admin"),), "ADMIN"),
    ((("training", "knowledge_manager"), (None, "admin")), "ADMIN"), ((("research", "admin"),), "EMPLOYEE"),
])  # fmt: skip
async def test_login_gives_two_tokens_and_the_user(kms, make, roles, shown):
    account = await make.account(password=PASSWORD, roles=roles)
    response = await login(kms, account["email"].upper())
    body = await response.json()
    assert response.status == 200
    assert set(body) == {"access_token", "refresh_token", "token_type", "user"}
    assert (body["token_type"], set(body["user"])) == ("bearer", USER)
    assert (body["user"]["id"], body["user"]["role"], body["user"]["is_active"]) == (account["id"], shown, True)
    for name, kind, seconds in (("access_token", "access", 900), ("refresh_token", "refresh", 604_800)):
        claims = jwt.decode(body[name], options={"verify_signature": False})
        assert jwt.get_unverified_header(body[name])["alg"] == "HS256"
        assert (claims["sub"], claims["type"], claims["exp"] - claims["iat"]) == (account["username"], kind, pytest.approx(seconds, abs=2))


async def test_without_an_address_the_email_is_empty(kms, make):
    account = await make.account(password=PASSWORD, email=None)
    assert (await (await login(kms, account["username"])).json())["user"]["email"] == ""


async def test_the_second_factor_is_asked_for(kms, make):
    account = await make.account(password=PASSWORD)
    secret = await make.factor(account)
    refused = await login(kms, account["username"])
    assert (refused.status, (await refused.json())["code"]) == (401, "MFA_REQUIRED")
    assert (await login(kms, account["username"], mfa_code=totp(secret))).status == 200
    assert (await login(kms, account["username"], mfa_code=totp(secret))).status == 401


# Register


@pytest.mark.parametrize("change, loc, msg, kind", [
    ({"password": "1234567"}, "password", "ensure this value has at least 8 characters", "value_error.any_str.min_length"),
    ({"password": "x" * 1025}, "password", "ensure this value has at most 1024 characters", "value_error.any_str.max_length"),
    ({"username": "x" * 51}, "username", "ensure this value has at most 50 characters", "value_error.any_str.max_length"),
    ({"username": ""}, "username", "ensure this value has at least 1 characters", "value_error.any_str.min_length"),
    ({"username": "a/b"}, "username", "value has characters that are not allowed", "value_error"),
    ({"username": "other@example.org"}, "username", "a username with @ must be the email", "value_error"),
    ({"email": "nobody"}, "email", "value is not a valid email address", "value_error.email"),
    ({"email": None}, "email", "none is not an allowed value", "type_error.none.not_allowed"),
    ({"full_name": ""}, "full_name", "ensure this value has at least 1 characters", "value_error.any_str.min_length"),
    ({"department": "x" * 51}, "department", "ensure this value has at most 50 characters", "value_error.any_str.max_length"),
    ({"office_location": 7}, "office_location", "str type expected", "type_error.str"),
])  # fmt: skip
async def test_register_faults(kms, change, loc, msg, kind):
    assert await faults_of(await kms.post("/auth/register", json=registration(**change))) == [(["body", loc], msg, kind)]


async def test_all_faults_are_listed(kms):
    found = await faults_of(await kms.post("/auth/register", json={"username": "x" * 51, "password": "x"}))
    assert [loc for loc, _, _ in found] == [["body", "username"], ["body", "email"], ["body", "full_name"], ["body", "password"]]


async def test_registering_opens_training_and_learning(kms, anonymous, make, mails):
    body = registration(office_location="Room 1", department="IT", role="ADMIN", is_active=False)
    response = await kms.post("/auth/register", json=body)
    made = await response.json()
    assert response.status == 201
    assert set(made) == {"access_token", "refresh_token", "token_type", "user"}
    assert (made["user"]["role"], made["user"]["is_active"], made["user"]["full_name"]) == ("EMPLOYEE", True, "New Person")
    client = anonymous.using(token=made["access_token"])
    shown = (await (await client.get("/kms/api/v1/auth/me")).json())["user"]
    assert (shown["office_location"], shown["department"], shown["email"]) == ("Room 1", "IT", body["email"])
    assert (await client.get("/lms/api/auth/profile")).status == 200
    assert (await client.get("/kadi/api/v1/records")).status == 403
    assert (await client.post("/app/api/links/use", json={"token": token_in((await mails(body["email"]))[-1])})).status == 200
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select email_verified_at is not null from accounts where id = $1", made["user"]["id"])


@pytest.mark.parametrize("taken, sentence", [
    ("username", "A user with this username already exists"), ("email", "A user with this email already exists"),
])  # fmt: skip
@pytest.mark.parametrize("is_verified", [True, False])
async def test_a_known_name_or_address_is_refused(kms, make, taken, sentence, is_verified):
    account = await make.account(is_email_verified=is_verified)
    response = await kms.post("/auth/register", json=registration(**{taken: account[taken].upper()}))
    assert (response.status, await response.json()) == (400, {"detail": sentence, "status": "error", "code": "USER_EXISTS"})


async def test_two_at_once_cannot_both_have_a_name(kms):
    body = registration()
    statuses = await asyncio.gather(*(kms.post("/auth/register", json=body) for _ in range(6)))
    assert sorted(response.status for response in statuses) == [201] + [400] * 5


async def test_registration_can_be_switched_off(start_server, http):
    server = await start_server(accounts={"registration": "off"})
    response = await Client(http, str(server.make_url("/kms/api/v1"))).post("/auth/register", json=registration())
    assert (response.status, (await response.json())["code"]) == (403, "FORBIDDEN")


# Refresh


@pytest.fixture
async def pair(kms, make):
    account = await make.account(password=PASSWORD)
    return await (await login(kms, account["username"])).json()


async def test_a_refresh_token_brings_access_tokens(kms, pair):
    for _ in range(2):
        response = await kms.post("/auth/refresh", json={"refresh_token": pair["refresh_token"]})
        body = await response.json()
        assert (response.status, set(body), body["token_type"]) == (200, {"access_token", "token_type"}, "bearer")
        assert (await kms.using(token=body["access_token"]).get("/auth/me")).status == 200
    assert (await kms.using(token=pair["access_token"]).get("/auth/me")).status == 200


async def test_each_token_counts_for_its_purpose(kms, pair):
    refused = await kms.post("/auth/refresh", json={"refresh_token": pair["access_token"]})
    assert (refused.status, await refused.json()) == (401, NO_TOKEN)
    refused = await kms.using(token=pair["refresh_token"]).get("/auth/me")
    assert (refused.status, await refused.json()) == (401, NO_TOKEN)


def forged(token, **changes):
    claims = jwt.decode(token, options={"verify_signature": False}) | changes
    return jwt.encode(claims, b"x" * 64, algorithm="HS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


async def test_a_forged_or_altered_token_is_refused(kms, pair):
    token, unsigned = pair["refresh_token"], jwt.encode({"sub": "x"}, None, algorithm="none")
    for bad in (forged(token), token[:-3] + "AAA", unsigned, "a.b.c", "", "x", "é"):
        assert (await kms.post("/auth/refresh", json={"refresh_token": bad})).status == 401, bad


async def test_a_token_ends(kms, make, pair):
    secrets = make.identity.secrets
    key, now = secrets.signing_key, datetime.now(UTC)
    claims = jwt.decode(pair["access_token"], options={"verify_signature": False}) | {"exp": now - timedelta(seconds=1)}
    late = jwt.encode(claims, key.secret, algorithm="HS256", headers={"kid": key.kid})
    assert (await (await kms.using(token=late).get("/auth/me")).json()) == NO_TOKEN


# Change password


async def test_changing_the_password(kms, pair):
    client = kms.using(token=pair["access_token"])
    response = await client.post("/auth/change-password", json={"current_password": "wrong", "new_password": "8 letters"})
    assert (response.status, await response.json()) == (400, {
        "detail": "Current password is incorrect", "status": "error", "code": "INCORRECT_PASSWORD"})  # fmt: skip
    response = await client.post("/auth/change-password", json={"current_password": PASSWORD, "new_password": "8 letters"})
    assert (response.status, await response.json()) == (200, {"message": "Password changed successfully"})
    assert (await login(kms, pair["user"]["username"])).status == 401
    assert (await login(kms, pair["user"]["username"], "8 letters")).status == 200
    assert (await client.get("/auth/me")).status == 200


async def test_a_short_new_password_is_a_fault(kms, pair):
    body = {"current_password": PASSWORD, "new_password": "7 chars"}
    found = await faults_of(await kms.using(token=pair["access_token"]).post("/auth/change-password", json=body))
    assert found == [(["body", "new_password"], "ensure this value has at least 8 characters", "value_error.any_str.min_length")]


async def test_it_needs_a_token_that_stands_for_the_person(kms, make):
    body = {"current_password": PASSWORD, "new_password": "8 letters"}
    account = await make.account(password=PASSWORD)
    for client in (kms, kms.using(token=await make.token(account)), kms.using(token="a.b.c")):
        response = await client.post("/auth/change-password", json=body)
        assert (response.status, await response.json()) == (401, NO_TOKEN)


# Who am I


async def test_me_is_the_user(kms, pair):
    response = await kms.using(token=pair["access_token"]).get("/auth/me")
    body = await response.json()
    assert (response.status, body["message"]) == (200, "User information retrieved successfully")
    assert set(body["user"]) == USER | {"office_location", "department"}
    assert body["user"]["username"] == pair["user"]["username"]


@pytest.mark.parametrize("token", [None, "x", "a.b.c", "pat_unknown"])
async def test_me_needs_a_token(kms, token):
    response = await kms.using(token=token).get("/auth/me")
    assert (response.status, await response.json()) == (401, NO_TOKEN)


async def test_the_documented_paths_work_too(anonymous, make):
    account = await make.account(password=PASSWORD)
    made = await (await anonymous.post("/api/v1/auth/login", json={"username": account["username"], "password": PASSWORD})).json()
    assert (await anonymous.using(token=made["access_token"]).get("/api/v1/auth/me")).status == 200


# Limits


async def test_attempts_are_five_a_minute_per_name(start_server, http, make):
    server = await start_server(limits={"enabled": True})
    kms = Client(http, str(server.make_url("/kms/api/v1")))
    account, other = await make.account(password=PASSWORD), await make.account(password=PASSWORD)
    responses = [await login(kms, account["username"]) for _ in range(6)]
    assert [response.status for response in responses] == [200] * 5 + [429]
    assert (await responses[-1].json())["code"] == "RATE_LIMITED"
    assert [response.headers["X-RateLimit-Remaining"] for response in responses] == ["4", "3", "2", "1", "0", "0"]
    assert int(responses[-1].headers["Retry-After"]) <= 60
    assert (await login(kms, other["username"])).status == 200
