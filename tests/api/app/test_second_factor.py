"""GET, POST /second-factor, POST /second-factor/confirm, POST /second-factor/remove."""

import pytest

from server.domain import companies
from server.domain.actor import SYSTEM
from tests.api.conftest import totp, wrong
from tests.make import PASSWORD


async def code_of(response):
    return response.status, (await response.json())["code"]


async def state(client):
    return (await (await client.get("/second-factor")).json())["state"]


@pytest.mark.parametrize(
    "method, path", [("GET", ""), ("POST", ""), ("POST", "/confirm"), ("POST", "/remove")]
)  # fmt: skip
async def test_needs_an_own_session(app_api, mira, make, method, path):
    assert await code_of(await app_api.request(method, f"/second-factor{path}")) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await app_api.using(token=token).request(method, f"/second-factor{path}")) == (401, "wrong_kind")


async def test_it_is_set_by_its_first_right_code(app_api, mira):
    assert await state(mira) == "off"
    assert await code_of(await mira.post("/second-factor", json={"password": "wrong one"})) == (403, "wrong_password")
    assert await code_of(await mira.post("/second-factor/confirm", json={"code": "123456"})) == (409, "not_begun")
    begun = await (await mira.post("/second-factor", json={"password": PASSWORD})).json()
    assert await state(mira) == "begun"
    assert (await app_api.post("/sign-in", json={"login": mira.account["username"], "password": PASSWORD})).status == 201
    assert await code_of(await mira.post("/second-factor/confirm", json={"code": wrong(begun["secret"])})) == (401, "wrong_code")
    confirmed = await mira.post("/second-factor/confirm", json={"code": totp(begun["secret"])})
    assert (confirmed.status, (await confirmed.json())["state"]) == (200, "on")
    assert await code_of(await mira.post("/second-factor", json={"password": PASSWORD})) == (409, "second_factor_set")
    assert await code_of(await mira.post("/second-factor/confirm", json={"code": "123456"})) == (409, "second_factor_set")
    assert (await (await mira.get("/session")).json())["has_second_factor"] is True
    refused = await app_api.post("/sign-in", json={"login": mira.account["username"], "password": PASSWORD})
    assert await code_of(refused) == (401, "mfa_required")


async def test_the_picture_is_the_address(mira):
    import segno

    begun = await (await mira.post("/second-factor", json={"password": PASSWORD})).json()
    assert begun["qr"] == ["".join("1" if module else "0" for module in row) for row in segno.make(begun["uri"], micro=False).matrix]


async def test_removing_needs_password_and_code(mira, make):
    remove = "/second-factor/remove"
    assert await code_of(await mira.post(remove, json={"password": PASSWORD, "code": "1"})) == (404, "not_found")
    secret = await make.factor(mira.account)
    assert await code_of(await mira.post(remove, json={"password": "wrong one", "code": totp(secret)})) == (403, "wrong_password")
    assert await code_of(await mira.post(remove, json={"password": PASSWORD, "code": wrong(secret)})) == (401, "wrong_code")
    assert await state(mira) == "on"
    assert (await mira.post(remove, json={"password": PASSWORD, "code": totp(secret)})).status == 204
    assert await state(mira) == "off"


async def test_it_stays_while_a_company_demands_it(mira, make):
    company_id = await make.company("Strict")
    await make.login(mira.account, company_id)
    async with make.pool.acquire() as conn, conn.transaction():
        await companies.demand_second_factor(conn, SYSTEM, company_id, True)
    secret = await make.factor(mira.account)
    shown = await (await mira.get("/second-factor")).json()
    assert (shown["state"], shown["demanded_by"]) == ("on", ["Strict"])
    refused = await mira.post("/second-factor/remove", json={"password": PASSWORD, "code": totp(secret)})
    assert await code_of(refused) == (403, "second_factor_demanded")
