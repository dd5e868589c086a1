"""Postman's collections: their structure (format 2.1), and their requests, sent as Postman sends them."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any, Literal

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from pydantic import BaseModel, ConfigDict, Field

from server import keys
from tests.conftest import Client
from tests.make import PASSWORD, Make

APIS = ("kadi", "kms", "lms", "itr", "app")
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
WEBHOOK_SECRET = "whsec_c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seQ=="


# What the format allows, of it what we use; nothing else may stand there.


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Variable(Part):
    key: str = Field(min_length=1)
    value: str


class Header(Part):
    key: str
    value: str
    disabled: bool = False


class Query(Header):
    pass


class Url(Part):
    raw: str
    host: list[str]
    path: list[str]
    query: list[Query]
    variable: list[Variable]


class Attribute(Part):
    key: str
    value: str
    type: Literal["string"]


class Auth(Part):
    type: Literal["bearer", "noauth"]
    bearer: list[Attribute] | None = None


class Text(Part):
    key: str
    value: str


class FormText(Text):
    type: Literal["text"]


class FormFile(Part):
    key: str
    type: Literal["file"]
    src: list[str]


class Body(Part):
    """The member that `mode` names, and no other."""

    mode: Literal["raw", "urlencoded", "formdata", "file"]
    raw: str | None = None
    urlencoded: list[Text] | None = None
    formdata: list[FormText | FormFile] | None = None
    file: dict[Literal["src", "content"], str | None] | None = None
    options: dict[str, dict[str, str]] | None = None


class Request(Part):
    method: str
    url: Url
    header: list[Header]
    description: str
    auth: Auth | None = None
    body: Body | None = None


class Item(Part):
    name: str
    request: Request
    response: list[Any]


class Folder(Part):
    name: str
    item: list[Item]


class Info(Part):
    name: str
    description: str
    schema_: str = Field(alias="schema")


class Collection(Part):
    info: Info
    auth: Auth
    variable: list[Variable]
    item: list[Folder]


async def collection_of(client: Client, name: str) -> Collection:
    return Collection.model_validate(await (await client.get(f"/{name}/postman.json")).json())


@pytest.mark.parametrize("name", APIS)
async def test_the_collection_is_of_format_two_one(anonymous, name):
    found = await collection_of(anonymous, name)
    assert found.info.schema_ == SCHEMA
    assert found.info.name
    assert (found.auth.type, [(one.key, one.value) for one in found.auth.bearer]) == ("bearer", [("token", "{{token}}")])
    assert [(one.key, one.value) for one in found.variable] == [("baseUrl", anonymous.url), ("token", "")]
    for folder in found.item:
        assert folder.item, folder.name
        for item in folder.item:
            url, body = item.request.url, item.request.body
            assert url.raw == "/".join([*url.host, *url.path])
            assert sorted(part[1:] for part in url.path if part.startswith(":")) == sorted(one.key for one in url.variable), item.name
            assert all(one.value for one in (*url.variable, *(query for query in url.query if not query.disabled))), item.name
            if body is not None:
                given = body.model_dump(exclude_unset=True)
                assert set(given) - {"options"} == {"mode", body.mode}, item.name


# Sent


def form_of(body: Body) -> aiohttp.FormData:
    """As Postman sends it: a file that nobody chose is an empty one."""
    form = aiohttp.FormData(default_to_multipart=True)
    for part in body.formdata or ():
        if isinstance(part, FormFile):
            form.add_field(part.key, b"", filename="")
        else:
            form.add_field(part.key, part.value)
    return form


def content(body: Body | None) -> dict[str, Any]:
    if body is None:
        return {}
    if body.mode == "formdata":
        return {"data": form_of(body)}
    if body.mode == "urlencoded":
        return {"data": {one.key: one.value for one in body.urlencoded or ()}}
    return {"data": (body.raw or "").encode()}


async def send(client: Client, found: Collection, item: Item, token: str) -> aiohttp.ClientResponse:
    request, values = item.request, {one.key: one.value for one in item.request.url.variable}
    address = re.sub(r":([A-Za-z_]+)(?=/|$)", lambda match: values[match[1]], "/" + "/".join(request.url.path))
    headers = {one.key: one.value for one in request.header if not one.disabled}
    auth = request.auth or found.auth
    if auth.type == "bearer":
        headers["Authorization"] = "Bearer " + auth.bearer[0].value.replace("{{token}}", token)
    params = [(one.key, one.value) for one in request.url.query if not one.disabled]
    url = found.variable[0].value + address
    return await client.using().request(request.method, url, headers=headers, params=params, **content(request.body))


def requests(found: Collection, *methods: str) -> Iterator[Item]:
    for folder in found.item:
        yield from (item for item in folder.item if not methods or item.request.method in methods)


@pytest.fixture
async def site(start_server, fresh_database) -> TestServer:
    """A server of its own: the requests name things by their first numbers, which elsewhere belong to other tests."""
    provider = {"webhook_secrets": (WEBHOOK_SECRET,), "issuer": "https://identity.example.org"}
    return await start_server(dsn=fresh_database, provider=provider)


@pytest.fixture
def running(site, http) -> Client:
    return Client(http, str(site.make_url("")).rstrip("/"))


@pytest.fixture
def make(site) -> Make:
    return Make(site.app[keys.POOL], site.app[keys.CONFIG])


async def document(client: Client, name: str) -> dict[str, set[str]]:
    """`GET /lms/api/users` → the statuses that the OpenAPI document names."""
    paths = (await (await client.get(f"/{name}/openapi.json")).json())["paths"]
    return {f"{method.upper()} {path}": set(operation["responses"]) for path, item in paths.items() for method, operation in item.items()}


async def check(client: Client, name: str, token: str, *methods: str) -> dict[str, int]:
    """The status of each request. Never one that the document does not name, never a failure of the server."""
    found, known = await collection_of(client, name), await document(client, name)
    seen, wrong = {}, []
    for item in requests(found, *methods):
        answer = await send(client, found, item, token)
        seen[item.name] = answer.status
        if answer.status >= 500 or str(answer.status) not in known[item.name]:
            wrong.append((item.name, answer.status, (await answer.text())[:200] if answer.content_type.endswith("json") else ""))
    assert wrong == []
    return seen


@pytest.mark.parametrize("roles, scopes", [((("learning", "admin"),), ()), ((), ()), ((("learning", "admin"),), ("learning.read",))])
async def test_every_request_of_learning_is_answered_as_documented(running, make, roles, scopes):
    token = await make.token(await make.account(roles=roles), *scopes)
    seen = await check(running, "lms", token)
    assert len(seen) > 40
    if roles and not scopes:
        assert {name: status for name, status in seen.items() if name.startswith("GET") and "{" not in name and "stream" not in name} == {
            name: 200 for name in seen if name.startswith("GET") and "{" not in name and "stream" not in name
        }
        assert not {401, 403, 405} & {status for name, status in seen.items() if "webhooks" not in name and "sync" not in name}


async def test_without_a_token_learning_shows_what_is_public(running):
    seen = await check(running, "lms", "")
    for name, status in seen.items():
        if name.startswith("GET /lms/api/education/levels") and "{" not in name:
            assert status == 200
        elif "/education/" in name and name.startswith("GET"):
            assert status == 404
        elif "sync" not in name and "webhooks" not in name:
            assert status == 401, name


@pytest.mark.parametrize("name", ["kadi", "kms", "app"])
async def test_every_request_that_reads_is_answered_as_documented(running, make, name):
    account = await make.account(password=PASSWORD, roles=((None, "admin"),))
    # Assessment's part of the app asks for a place in a company.
    login_id = await make.login(account, await make.company(), "is_office_user", "is_translator")
    token = await (make.session(account, login_id=login_id) if name == "app" else make.token(account))
    seen = await check(running, name, token, "GET")
    assert set(seen.values()) <= {200, 302, 400, 404, 422}
    assert [name for name, status in seen.items() if "{" not in name and status == 200]


async def test_every_request_that_reads_of_assessment_is_answered_as_documented(running, make):
    account, company_id = await make.account(password=PASSWORD, roles=((None, "admin"),)), await make.company()
    login_id = await make.login(account, company_id, "is_office_user", "is_organisation_supervisor")
    seen = await check(running, "itr", await make.session(account, login_id=login_id, made_by="itr"), "GET")
    assert 200 in seen.values()


async def test_the_requests_can_be_sent_side_by_side(running, make):
    """Nothing of a collection counts on an order."""
    token = await make.token(await make.account(roles=(("learning", "admin"),)))
    found = await collection_of(running, "lms")
    answers = await asyncio.gather(*(send(running, found, item, token) for item in requests(found)))
    assert max(answer.status for answer in answers) < 500
