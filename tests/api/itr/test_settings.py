"""Settings: who reads and sets them, of the company and of the master; protection, masks, the pseudo setting; whose mail account."""

import uuid

import pytest

from server.domain import settings
from tests.make import unique

REFUSED = (404, "You do not have sufficient rights to make this call")
MASTER = {"IncludeMaster": "Y", "IncludeClient": "N"}


def named() -> str:
    return f"SETTING_{uuid.uuid4().hex[:12]}"


async def said(response):
    return response.status, await response.text()


async def put(client, name, value, headers=None):
    return await said(await client.request("POST", f"/systemsettings/{name}", data=value.encode(), headers=headers or {}))


async def get(client, name, headers=None):
    return await said(await client.get(f"/systemsettings/{name}", headers=headers or {}))


@pytest.fixture
async def supervisor(people):
    return await people("is_office_user", "is_organisation_supervisor")


@pytest.fixture
async def master(people):
    return await people("is_office_user", is_master=True)


async def test_without_a_session_there_is_nothing(itr):
    for method in ("GET", "POST", "DELETE"):
        assert await said(await itr.request(method, "/systemsettings/COPYRIGHT")) == (404, "Invalid or expired token")
    assert await said(await itr.get("/systemsettings")) == (404, "Invalid or expired token")


async def test_candidates_are_refused(candidate):
    client = await candidate()
    assert await get(client, "COPYRIGHT") == await put(client, "COPYRIGHT", "x") == REFUSED
    assert await said(await client.delete("/systemsettings/COPYRIGHT")) == REFUSED
    assert (await client.get("/systemsettings")).status == 404


async def test_a_supervisor_sets_and_the_office_reads(supervisor, people):
    name, reader = named(), await people("is_office_user", company_id=supervisor.company_id)
    assert await get(reader, name) == (404, "Parameter not found")
    assert await put(supervisor, name, "one é") == (200, "Parameter added")
    assert await put(supervisor, name, "two") == (200, "Parameter value updated")
    response = await reader.get(f"/systemsettings/{name}")
    assert (await said(response), response.headers["Content-Type"]) == ((200, "two"), "text/html; charset=utf-8")
    assert await put(reader, name, "three") == REFUSED
    assert await said(await supervisor.delete(f"/systemsettings/{name}")) == REFUSED
    rows = await (await reader.get("/systemsettings")).json()
    assert {"ParameterName": name, "ParValue": "two", "id": name, "dbsource": 0} in rows


async def test_each_company_has_its_own(supervisor, people):
    name, other = named(), await people("is_office_user", "is_organisation_supervisor")
    await put(supervisor, name, "ours")
    assert await get(other, name) == (404, "Parameter not found")
    assert await put(other, name, "theirs") == (200, "Parameter added")
    assert await get(supervisor, name) == (200, "ours")


async def test_the_masters_are_for_master_users(supervisor, master):
    name = named()
    assert await put(supervisor, name, "x", MASTER) == await get(supervisor, name, MASTER) == REFUSED
    assert await put(master, name, "central", MASTER) == (200, "Parameter added")
    assert await get(master, name, MASTER) == (200, "central")
    assert await get(master, name) == (404, "Parameter not found")
    assert await get(supervisor, name) == (404, "Parameter not found")
    assert await said(await master.delete(f"/systemsettings/{name}", headers=MASTER)) == (200, "Parameter deleted")
    assert await said(await master.delete(f"/systemsettings/{name}", headers=MASTER)) == (404, "Parameter not found")


async def test_protected_ones_are_for_supervisors(supervisor, people):
    reader = await people("is_office_user", company_id=supervisor.company_id)
    for name in ("SMTP_SERVER", "MAX_CALL_LIMIT", "CC_ADDRESS", "TRANSLATE_AZURE_KEY"):
        assert await get(reader, name) == REFUSED, name
    assert await put(supervisor, "SMTP_SERVER", "mail.example.org") == (200, "Parameter added")
    assert await get(supervisor, "SMTP_SERVER") == (200, "mail.example.org")
    assert "SMTP_SERVER" not in await (await supervisor.get("/systemsettings")).text()


async def test_a_row_that_was_protected_stays_so(supervisor, people, pool):
    name, reader = named(), await people("is_office_user", company_id=supervisor.company_id)
    async with pool.acquire() as conn:
        await conn.execute("insert into system_settings (company_id, name, value, is_protected) values ($1, $2, 'x', true)",
                           supervisor.company_id, name)  # fmt: skip
    assert await get(reader, name) == REFUSED
    await put(supervisor, name, "y")
    assert await get(reader, name) == REFUSED
    assert await get(supervisor, name) == (200, "y")


@pytest.mark.parametrize("name", ["MAXNUMBEROFCONSULTANTS", "MAX_FILE_MEGABYTES", "MAX_FILES_MEGABYTES"])
async def test_what_a_company_may_have_is_for_master_users(supervisor, people, name):
    assert await put(supervisor, name, "1000") == REFUSED
    assert await get(supervisor, name) == (404, "Parameter not found")
    master = await people("is_office_user", company_id=supervisor.company_id, is_master=True)
    assert await put(master, name, "3") == (200, "Parameter added")
    assert await get(supervisor, name) == (200, "3")


@pytest.mark.parametrize("name", ["SMTP_PASSWORD", "TRANSLATE_AZURE_KEY", "Our_Secret", "ENCRYPTION_SALT"])
async def test_secrets_are_stored_sealed_and_never_told(supervisor, pool, name):
    secret = unique("secret")
    assert await put(supervisor, name, secret) == (200, "Parameter added")
    assert await get(supervisor, name) == (200, "********")
    select = "select value from system_settings where company_id = $1 and name = $2"
    async with pool.acquire() as conn:
        stored = await conn.fetchval(select, supervisor.company_id, name)
    assert secret not in stored
    assert await put(supervisor, name, "********") == (200, "Parameter value updated")
    async with pool.acquire() as conn:
        assert await conn.fetchval(select, supervisor.company_id, name) == stored
    assert await put(supervisor, name, "") == (200, "Parameter value updated")
    assert await get(supervisor, name) == (200, "")


async def test_the_address_for_copies_is_the_companys(supervisor, people, pool):
    assert await get(supervisor, "CC_ADDRESS") == (200, "")
    assert await put(supervisor, "CC_ADDRESS", "a@example.org; b@example.org,A@example.org") == (200, "Parameter value updated")
    async with pool.acquire() as conn:
        found = await conn.fetchval("select cc_email from companies where id = $1", supervisor.company_id)
    assert sorted(found.lower().split(", ")) == ["a@example.org", "b@example.org"]
    for bad in ("x", "a@example.org\nBcc: b@example.org", "a b@example.org"):
        assert await put(supervisor, "CC_ADDRESS", bad) == (400, "Could not be saved : not a mail address")
    long = ", ".join(f"{'x' * 50}{number}@example.org" for number in range(4))
    assert (await put(supervisor, "CC_ADDRESS", long))[0] == 400
    master = await people("is_office_user", company_id=supervisor.company_id, is_master=True)
    assert await said(await master.delete("/systemsettings/CC_ADDRESS")) == (200, "Parameter deleted")
    assert await get(supervisor, "CC_ADDRESS") == (200, "")


async def test_what_cannot_be_stored_is_refused(supervisor):
    assert (await put(supervisor, "x" * 51, "v"))[0] == 400
    assert (await put(supervisor, "a%0Ab", "v"))[0] == 400
    assert (await put(supervisor, named(), "a\0b"))[0] == 400
    response = await supervisor.request("POST", f"/systemsettings/{named()}", data=b"\xff\xfe")
    assert (response.status, await response.text()) == (400, "Could not be saved : the value is no text")
    assert (await supervisor.get("/systemsettings/a%00b")).status in (400, 404)


async def test_a_companys_own_value_counts_before_the_masters(make, pool):
    name, own, other = named(), await make.company(), await make.company()
    async with pool.acquire() as conn:
        for company_id, value in ((own, "7"), (None, "5")):
            await conn.execute("insert into system_settings (company_id, name, value) values ($1, $2, $3)", company_id, name, value)
        assert [await settings.number(conn, each, name, 1) for each in (own, other, None)] == [7, 5, 5]
        await conn.execute("update system_settings set value = '-3' where name = $1", name)
        assert await settings.number(conn, own, name, 1) == 1


async def test_no_password_goes_to_a_server_that_somebody_else_chose(supervisor, server, pool, make):
    """The account is that of whoever names the server, as a whole."""
    from server import keys

    secrets, other = server.app[keys.SECRETS], await make.company()
    for name, value in (("SMTP_USER", "ours"), ("SMTP_PASSWORD", "hidden"), ("SMTP_SENDER", "us@example.org")):
        await put(supervisor, name, value)
    async with pool.acquire() as conn, conn.transaction():
        assert (await settings.mail_account(conn, secrets, supervisor.company_id)) == (await settings.mail_account(conn, secrets, other))
    await put(supervisor, "SMTP_SERVER", " mail.example.org ")
    await put(supervisor, "SMTP_USETLS", "T")
    async with pool.acquire() as conn:
        account = await settings.mail_account(conn, secrets, supervisor.company_id)
    assert account == settings.MailAccount("mail.example.org", 587, "starttls", "ours", "hidden", "us@example.org", True)
    await put(supervisor, "SMTP_PORT", "465")
    async with pool.acquire() as conn:
        assert (await settings.mail_account(conn, secrets, supervisor.company_id)).tls == "tls"
