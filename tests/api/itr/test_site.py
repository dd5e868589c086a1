"""GET test, test401, copyright, companyname, companylogo, version; the sentences of all failures."""

import inspect

import pytest
from aiohttp.test_utils import make_mocked_request

from server import VERSION, errors, keys
from server.api.itr.errors import TABLE, failure
from server.errors import Failure, Fault, Invalid
from tests.conftest import Client
from tests.make import Make, unique

TEXT = "text/html; charset=utf-8"
NAMES = {"copyright": "COPYRIGHT", "companyname": "COMPANYNAME", "companylogo": "COMPANYLOGO"}
CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Failure)]


async def put(make, name, value, company_id=None, is_protected=False):
    async with make.pool.acquire() as conn:
        await conn.execute(
            "insert into system_settings (company_id, name, value, is_protected) values ($1, $2, $3, $4)",
            company_id,
            name,
            value,
            is_protected,
        )


async def test_the_test_page(itr):
    response = await itr.get("/test")
    assert (response.status, response.headers["Content-Type"]) == (200, TEXT)
    assert "<!doctype html>" in await response.text()
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_test401(itr):
    response = await itr.get("/test401")
    assert (response.status, await response.text()) == (401, "Not authorised")


async def test_the_version_is_one_line(itr):
    response = await itr.get("/version")
    assert (response.status, await response.text(), response.headers["Content-Type"]) == (200, f"Athenaeum {VERSION}", TEXT)


@pytest.mark.parametrize("path", NAMES)
async def test_what_is_not_set_is_empty(itr, path):
    response = await itr.get(f"/{path}", headers={"Host": f"{unique('host')}.example.org"})
    assert (response.status, await response.text(), response.headers["Content-Type"]) == (200, "", TEXT)


@pytest.mark.parametrize("path", NAMES)
async def test_the_hosts_company_has_its_own(itr, make, path):
    company_id, host = await make.company(), f"{unique('host')}.example.org"
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set administrative_id = $2 where id = $1", company_id, host.title())
    await put(make, NAMES[path], "Ours é <b>", company_id)
    await put(make, NAMES[path], "Other's", await make.company())
    assert await (await itr.get(f"/{path}", headers={"Host": host})).text() == "Ours é <b>"
    assert await (await itr.get(f"/{path}")).text() == ""


async def test_the_masters_counts_for_everybody_else(start_server, fresh_database, http):
    server = await start_server(dsn=fresh_database)
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    client = Client(http, str(server.make_url("/itr/api")))
    company_id = await make.company()
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set administrative_id = 'clinic.example.org' where id = $1", company_id)
    await put(make, "COPYRIGHT", "Master")
    await put(make, "COMPANYNAME", "Hidden", is_protected=True)
    assert await (await client.get("/copyright")).text() == "Master"
    assert await (await client.get("/copyright", headers={"Host": "clinic.example.org"})).text() == "Master"
    await put(make, "COPYRIGHT", "Clinic", company_id)
    assert await (await client.get("/copyright", headers={"Host": "clinic.example.org"})).text() == "Clinic"
    assert await (await client.get("/companyname")).text() == ""


# Failures


@pytest.mark.parametrize("kind", CLASSES)
def test_every_failure_is_a_sentence(kind):
    problem = Invalid([Fault(("a",), "missing")]) if kind is Invalid else kind()
    response = failure(make_mocked_request("GET", "/x"), problem)
    status, sentence = next(TABLE[parent] for parent in kind.__mro__ if parent in TABLE)
    assert (response.status, response.text, response.headers["Content-Type"]) == (status, sentence, TEXT)


@pytest.mark.parametrize("method, path, status", [("GET", "/nothing", 404), ("DELETE", "/checktoken", 405), ("GET", "/logout", 405)])
async def test_unknown_addresses_and_methods(itr, method, path, status):
    response = await itr.request(method, path)
    assert (response.status, response.headers["Content-Type"]) == (status, TEXT)
    assert status != 405 or "POST" in response.headers["Allow"]


async def test_options_lists_the_methods(itr):
    response = await itr.options("/login")
    assert (response.status, "GET" in response.headers["Allow"]) == (200, True)
