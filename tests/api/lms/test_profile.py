"""GET and PUT auth/profile, and the error envelope."""

import inspect

import orjson
import pytest
from aiohttp.test_utils import make_mocked_request

from server import errors
from server.api.lms.errors import TABLE, failure
from server.errors import Failure, Fault, Invalid
from tests.api.kinds import provider_token
from tests.conftest import Client
from tests.make import unique

PATH = "/lms/api/auth/profile"
FIELDS = {
    "id", "clerkId", "email", "firstName", "lastName", "imageUrl", "phone", "bio", "status", "roles", "plan", "createdAt", "updatedAt",
}  # fmt: skip
CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Failure)]


@pytest.mark.parametrize("token", [None, "x", "a.b.c"])
async def test_needs_a_credential(anonymous, token):
    response = await anonymous.using(token=token).get(PATH)
    assert (response.status, await response.json()) == (401, {
        "success": False, "error": "Authentication required", "code": "UNAUTHORIZED", "details": {}})  # fmt: skip


async def test_an_account_without_learning_is_refused(anonymous, make):
    account = await make.account(domains=("research",))
    response = await anonymous.using(token=await make.token(account)).get(PATH)
    body = await response.json()
    assert (response.status, body["code"], body["details"]) == (403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": []})


async def test_a_missing_scope_is_refused(anonymous, make):
    account = await make.account()
    response = await anonymous.using(token=await make.token(account, "training.read")).get(PATH)
    body = await response.json()
    assert (response.status, body["code"]) == (403, "FORBIDDEN")
    assert body["details"] == {"required": [], "user_roles": ["LEARNER"], "scopes": ["learning.read"]}


async def test_a_good_token_of_an_unsynced_subject_has_no_profile_yet(client):
    subject = unique("stranger")
    response = await client.using(token=provider_token(subject)).get(PATH)
    assert (response.status, await response.json()) == (404, {
        "success": False, "error": "Resource not found", "code": "NOT_FOUND", "details": {"resource": "user", "id": subject}})  # fmt: skip


async def test_the_profile_stands_in_the_envelope(anonymous, make):
    account = await make.account(given_name="Ann", family_name="Bee", roles=(("learning", "mentor"),))
    response = await anonymous.using(token=await make.token(account)).get(PATH)
    body = await response.json()
    assert (response.status, body["success"], set(body)) == (200, True, {"success", "data", "message"})
    assert set(body["data"]) == FIELDS
    shown = body["data"]
    assert (shown["id"], shown["clerkId"], shown["firstName"], shown["lastName"]) == (str(account["uuid"]), None, "Ann", "Bee")
    assert (shown["roles"], shown["status"], shown["plan"]) == (["LEARNER", "MENTOR"], "ACTIVE", "ENTERPRISE")
    assert len(shown["createdAt"]) == 24 and shown["createdAt"].endswith("Z")


async def test_a_providers_token_shows_its_subject(client, issue, person):
    token = await issue("provider")
    shown = (await (await client.using(token=token).get(PATH)).json())["data"]
    assert shown["id"] == str(person.account["uuid"])
    assert shown["clerkId"].startswith("user-")


async def test_an_admin_of_everything_is_one_here_once(anonymous, make):
    account = await make.account(roles=((None, "admin"), ("learning", "admin")))
    shown = (await (await anonymous.using(token=await make.token(account)).get(PATH)).json())["data"]
    assert shown["roles"] == ["ADMIN", "LEARNER"]


async def test_the_documented_path_works_too(anonymous, make):
    assert (await anonymous.using(token=await make.token(await make.account())).get("/api/auth/profile")).status == 200


async def test_calls_to_auth_are_ten_a_minute(start_server, http, make):
    server = await start_server(limits={"enabled": True})
    client = Client(http, str(server.make_url("")).rstrip("/"), await make.token(await make.account()))
    responses = [await client.get(PATH) for _ in range(11)]
    assert [response.status for response in responses] == [200] * 10 + [429]
    refused = await responses[-1].json()
    assert (refused["code"], refused["details"]["limit"]) == ("RATE_LIMITED", 10)
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After"} <= set(responses[-1].headers)


# Changing it


SENT = {"firstName": "Mira", "lastName": "Sole", "phone": "+49 1", "bio": "Two\nlines", "imageUrl": "https://example.org/a.png"}


@pytest.mark.parametrize("token", [None, "x", "a.b.c"])
async def test_changing_needs_a_credential(anonymous, token):
    assert (await anonymous.using(token=token).put(PATH, json=SENT)).status == 401


async def test_changing_needs_learning_and_its_scope(anonymous, make):
    for account, scopes in ((await make.account(domains=("research",)), ()), (await make.account(), ("learning.read",))):
        response = await anonymous.using(token=await make.token(account, *scopes)).put(PATH, json=SENT)
        assert (response.status, (await response.json())["code"]) == (403, "FORBIDDEN")


async def test_a_good_token_of_an_unsynced_subject_changes_nothing(client):
    response = await client.using(token=provider_token(unique("stranger"))).put(PATH, json=SENT)
    assert response.status == 404


@pytest.mark.parametrize("kind", ["session", "pat", "pat of ours", "oauth of ours", "jwt", "provider"])
async def test_everybody_changes_what_he_says_of_himself(client, issue, person, kind):
    who = client.using(token=await issue(kind))
    before = (await (await who.get(PATH)).json())["data"]
    response = await who.put(
        PATH, json=SENT | {"email": "new@example.org", "roles": ["ADMIN"], "status": "INACTIVE", "plan": "FREE", "id": 5}
    )
    body = await response.json()
    assert (response.status, body["success"], set(body)) == (200, True, {"success", "data", "message"})
    assert body["data"] == before | SENT | {"updatedAt": body["data"]["updatedAt"]}
    assert body["data"]["updatedAt"] > before["updatedAt"]
    assert (await (await who.get(PATH)).json())["data"] == body["data"]
    less = (await (await who.put(PATH, json={"phone": None, "bio": "", "lastName": None})).json())["data"]
    assert (less["firstName"], less["phone"], less["bio"], less["lastName"]) == ("Mira", None, None, None)


@pytest.mark.parametrize("body, field, code", [
    ({"firstName": ["a"]}, "firstName", 422), ({"lastName": "x" * 201}, "lastName", 422), ({"phone": "1\u2028"}, "phone", 422),
    ({"imageUrl": "ftp://example.org"}, "imageUrl", 422), ({"imageUrl": "//example.org/a.png"}, "imageUrl", 422), ([], "", 422),
])  # fmt: skip
async def test_faults_of_a_change(anonymous, make, body, field, code):
    who = anonymous.using(token=await make.token(await make.account()))
    response = await who.put(PATH, json=body)
    answer = await response.json()
    assert (response.status, answer["code"], answer["details"]["field"]) == (code, "VALIDATION_ERROR", field)


# The error envelope


@pytest.mark.parametrize("kind", CLASSES)
def test_every_failure_is_an_envelope(kind):
    faults = [
        Fault(("name",), "string_type", {"msg": "Not a text", "input": 5}),
        Fault(("x", "0"), "missing", {"msg": "Needed", "input": {}}),
    ]
    problem = Invalid(faults) if kind is Invalid else kind(**({"scopes": ("a",)} if kind is errors.ScopeMissing else {}))
    response = failure(make_mocked_request("GET", "/x"), problem)
    body = orjson.loads(response.body)
    status, code, error = next(TABLE[parent] for parent in kind.__mro__ if parent in TABLE)
    assert (response.status, body["success"], body["code"], body["error"]) == (status, False, code, error)
    assert isinstance(body["details"], dict)
    if kind is Invalid:
        first, second = body["details"].pop("errors")
        assert body["details"] == first == {"field": "name", "message": "Not a text", "value": 5}
        assert second == {"field": "x.0", "message": "Needed", "value": None}


@pytest.mark.parametrize("method, path, status, code", [
    ("GET", "/lms/api/nothing", 404, "NOT_FOUND"), ("DELETE", PATH, 405, "METHOD_NOT_ALLOWED"),
])  # fmt: skip
async def test_unknown_addresses_and_methods(anonymous, method, path, status, code):
    response = await anonymous.request(method, path)
    assert (response.status, (await response.json())["code"]) == (status, code)
