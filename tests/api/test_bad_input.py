"""Nothing that a client sends gives a 5xx: every field of every body and query with values it cannot have."""

import json
from typing import get_args

import aiohttp
import pytest

from server.api import app as app_api
from server.api import itr, kms, lms
from server.http.routing import Form
from tests.api.conftest import OWNERS, signed_in
from tests.make import PASSWORD

SURFACES = (app_api.SURFACE, itr.SURFACE, kms.SURFACE, lms.SURFACE)
ROUTES = [(surface, route) for surface in SURFACES for route in surface.routes]
BODIES = [b"", b"[]", b"null", b'"x"', b"5", b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 10_000, b'{"a":' * 10_000, b'{"a": NaN}', b"\x00"]
VALUES = [
    None, True, 5, -1, 2**63, 2**200, 0.5, "", " ", "x" * 20_000, "\u202e", "\ud7ff", "a/../../b", "' or 1=1 --", "0", "2026-13-45",
    "7a0f5c1e-6f7c-4f07-9a51-1f52a3a1b001", [], {}, [None], ["x"], [[[]]], {"role": None},
]  # fmt: skip
TEXTS = ["", "x", "-1", "0", "9" * 30, "%00", "%ff", "é", "\u202e", "1e9", "true", "' or 1=1 --", "x" * 2000]
HEADERS = ["", "é".encode().decode("latin-1"), "ÿ", "x" * 7000, "\t", "' or 1=1 --", "%00", "=?utf-8?q?x?="]
NAMED = ("UserID", "Username", "Password", "CompanyID", "MFACode", "Poll", "BaseURL", "ITRLang", "SessionID", "StartPage", "PageSize",
         "Sort", "SearchField", "Filter", "IncludeMaster", "TimeZoneOffset", "Host", "X-Request-ID", "X-Forwarded-For",
         "User-Agent")  # fmt: skip
# What makes the other fields of a body right, so that a wrong one gets as far as it can.
RIGHT = {
    "login": "x", "password": PASSWORD, "current_password": PASSWORD, "old_password": PASSWORD, "new_password": PASSWORD,
    "display_name": "X", "name": "x", "role": "guest", "domain": "research", "state": "active", "email": "x@example.org",
    "code": "123456", "full_name": "X", "token": "P" + "0" * 32, "username": "somebody", "refresh_token": "a.b.c",
    "company_id": "7a0f5c1e-6f7c-4f07-9a51-1f52a3a1b001",
}  # fmt: skip


def name(line):
    return f"{line[0].name} {line[1].method} {line[1].template}"


def address(surface, route, account_id):
    filled = route.template.replace("{id}", str(account_id)).replace("{role_id}", "1").replace("{domain}", "research")
    return surface.own[0] + filled


def fields_of(body) -> list[str]:
    """The fields of a model, of a form's model, or of all models that a body may be; a media type has none."""
    if isinstance(body, Form):
        return list(body.model.model_fields)
    return [field for model in (body, *get_args(body)) for field in getattr(model, "model_fields", ())]


def written(body, values):
    """The values as such a body holds them."""
    if not isinstance(body, Form):
        return {"json": values}
    form = aiohttp.FormData(default_to_multipart=body.media == "multipart/form-data")
    for field, value in values.items():
        form.add_field(field, value if isinstance(value, str) else json.dumps(value))
    return {"data": form}


@pytest.fixture
async def asker(anonymous, make):
    """An admin of everything, inside a company, at the server's root."""
    found = await signed_in(anonymous, make, roles=((None, "admin"),))
    login_id = await make.login(found.account, await make.company(), "is_office_user")
    asker = anonymous.using(session_id=await make.session(found.account, login_id=login_id))
    asker.account = found.account
    return asker


def test_all_surfaces_are_tried():
    assert {surface.name for surface in OWNERS.values()} == {surface.name for surface in SURFACES}


@pytest.mark.parametrize("line", [line for line in ROUTES if line[1].body], ids=name)
async def test_no_body_breaks_the_server(asker, make, line):
    surface, route = line
    target = await make.account(password=PASSWORD)
    path = address(surface, route, target["id"])
    for data in BODIES:
        response = await asker.request(route.method, path, data=data)
        assert response.status < 500, data[:40]
    fields = fields_of(route.body)
    right = {field: RIGHT[field] for field in fields if field in RIGHT}
    for field in fields:
        for value in VALUES:
            for rest in ({}, right):
                response = await asker.request(route.method, path, **written(route.body, rest | {field: value}))
                assert response.status < 500, (field, value)


@pytest.mark.parametrize("line", [line for line in ROUTES if line[1].query], ids=name)
async def test_no_query_breaks_the_server(asker, line):
    surface, route = line
    path = address(surface, route, asker.account["id"])
    for field in route.query.model_fields:
        for text in TEXTS:
            response = await asker.get(f"{path}?{field}={text}&{field}=1&nobody={text}")
            assert response.status < 500, (field, text)


@pytest.mark.parametrize("line", [line for line in ROUTES if line[0].name == "itr"], ids=name)
async def test_no_header_breaks_the_server(asker, line):
    surface, route = line
    for header in NAMED:
        for text in HEADERS:
            response = await asker.request(route.method, address(surface, route, 1), headers={header: text})
            assert response.status < 500, (header, text[:20])


@pytest.mark.parametrize("line", [line for line in ROUTES if "{" in line[1].template], ids=name)
async def test_no_id_breaks_the_server(asker, line):
    surface, route = line
    for text in ("0", "-1", "9" * 18, "9" * 19, "9" * 40, "x", "%00", "%2F", "1.5", "١", "' or 1=1", ".."):
        filled = route.template.replace("{id}", text).replace("{role_id}", text).replace("{domain}", text)
        response = await asker.request(
            route.method, surface.own[0] + filled, json={"state": "active", "role": "guest", "domain": "research"}
        )
        assert response.status < 500, text
