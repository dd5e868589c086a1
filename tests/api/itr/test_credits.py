"""Credits: a finished test is billed once, at the right price and from the right pool; grants count once; what was used per month."""

import asyncio
import json
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from tests.api.itr import planned
from tests.make import unique

REFUSED = (404, "Invalid or expired token")
NOTHING = [{"Year": "2000", "Month": "1", "Ticks": "0", "DiscountedTicks": "0"}]


async def said(response):
    return response.status, await response.text()


@pytest.fixture
async def master(people):
    return await people("is_office_user", is_master=True)


@pytest.fixture
async def seat(office, candidate, make):
    """A candidate's test that costs 10, in a company with 1000 credits that may not owe."""
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id, Description="Monday")
    test = await planned.test(office.client, session, client.person_id)
    path = f"/sessiontests/{session}/{test}"
    found = SimpleNamespace(client=client, session=session, test=test, office=office, company_id=office.company_id, path=path, make=make)
    async with make.pool.acquire() as conn:
        await conn.execute("insert into tests (company_id, id, test_name, costs, total_time_available_for_this_test)"
                           " select company_id, test_id, 'Reading', 10, 0 from session_tests where id = $1", UUID(test))  # fmt: skip
    await company(found, current_credit_level=1000, allow_negative_credits=False)
    return found


async def company(seat, **columns):
    async with seat.make.pool.acquire() as conn:
        for column, value in columns.items():
            await conn.execute(f"update companies set {column} = $2 where id = $1", seat.company_id, value)  # noqa: S608


async def value(seat, query, *values):
    async with seat.make.pool.acquire() as conn:
        return await conn.fetchval(query, *values)


async def level(seat):
    return await value(seat, "select current_credit_level from companies where id = $1", seat.company_id)


async def usages(seat):
    async with seat.make.pool.acquire() as conn:
        rows = await conn.fetch(
            "select company_id, original_ticks, total_ticks, discounted_ticks, user_name, user_id, invoice_code, session_name"
            " from credit_usages where of_company_id = $1 order by company_id nulls last, used_at",
            seat.company_id,
        )
    return [dict(row) for row in rows]


async def finish(seat):
    assert (await seat.office.client.post(seat.path, json={"Status": 30})).status == 200
    return (await seat.office.client.get(seat.path)).status


# Billing


async def test_a_finished_test_is_used_by_the_company_and_without_a_name_by_the_master(seat):
    assert await finish(seat) == 200
    own, central = await usages(seat)
    email = await value(seat, "select email from persons where id = $1", seat.client.person_id)
    assert own | {"company_id": None, "user_name": ""} == central | {"user_name": ""}
    assert (own["user_name"], central["user_name"], central["company_id"]) == (email, "*ANONIMISED*", None)
    assert (own["original_ticks"], own["total_ticks"], own["discounted_ticks"]) == (10, 10, 0)
    assert (own["invoice_code"], own["session_name"], own["user_id"]) == ("Reading", "Monday", seat.office.login_id)
    assert await level(seat) == 990


async def test_it_is_billed_once_however_many_finish_it_at_once(seat):
    posts = [seat.office.client.post(seat.path, json={"Status": 30}) for _ in range(4)]
    saves = [planned.taken(seat.client, seat.session, seat.test, Status=30) for _ in range(4)]
    reads = [seat.office.client.get(seat.path) for _ in range(4)]
    await asyncio.gather(*posts, *saves, *reads)
    assert await finish(seat) == 200
    assert await level(seat) == 990
    assert len(await usages(seat)) == 2


async def test_tests_of_one_company_that_finish_at_once_are_all_paid(seat):
    tests = [await planned.test(seat.office.client, seat.session, seat.client.person_id,
                                TestID=str(await value(seat, "select test_id from session_tests where id = $1", UUID(seat.test))))
             for _ in range(5)]  # fmt: skip
    await asyncio.gather(*(seat.office.client.post(f"/sessiontests/{seat.session}/{each}", json={"Status": 30}) for each in tests))
    assert await level(seat) == 950
    assert len(await usages(seat)) == 10


@pytest.mark.parametrize("columns, ticks", [
    ({}, 10),
    ({"costs_per_test_in_units": 5}, 15),
    ({"costs_per_test_in_units": -5}, 10),
    ({"test_taking_discount": 50}, 5),
    ({"test_taking_discount": 33, "costs_per_test_in_units": 1}, 3),
    ({"test_taking_discount": 250}, 10),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": "7"}})}, 7),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": 7}})}, 7),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": 0}})}, 0),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": -4}})}, 0),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": "  "}})}, 10),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": "much"}})}, 10),
    ({"plugin_data": json.dumps({"Invoicing": {"C1": True}})}, 10),
    ({"plugin_data": json.dumps({"Invoicing": {"other": 7}})}, 10),
    ({"plugin_data": json.dumps({"Invoicing": [7]})}, 10),
    ({"plugin_data": "no JSON"}, 10),
])  # fmt: skip
async def test_what_a_test_costs(seat, columns, ticks):
    await value(seat, "update tests set invoice_code = 'C1' where company_id = $1", seat.company_id)
    await company(seat, **columns)
    assert await finish(seat) == 200
    assert await level(seat) == 1000 - ticks
    assert [(row["total_ticks"], row["discounted_ticks"], row["invoice_code"]) for row in await usages(seat)] == (
        [(ticks, 10 - ticks, "C1")] * 2 if ticks else []
    )


@pytest.mark.parametrize("columns, costs, status, left", [
    ({"current_credit_level": 0}, 10, 403, 0),
    ({"current_credit_level": 1}, 10, 200, -9),  # the last one may go below zero
    ({"current_credit_level": -5, "allow_negative_credits": True}, 10, 200, -15),
    ({"current_credit_level": 0}, 0, 200, 0),
    ({"current_credit_level": 0, "test_taking_discount": 100}, 10, 200, -10),
])  # fmt: skip
async def test_when_a_test_may_be_billed(seat, columns, costs, status, left):
    await value(seat, "update tests set costs = $2 where company_id = $1", seat.company_id, costs)
    await company(seat, **columns)
    assert await finish(seat) == status
    assert await level(seat) == left


@pytest.mark.parametrize("pool_level, status, left", [(7, 200, -3), (0, 403, 0)])
async def test_a_consultant_with_a_pool_of_his_own_pays_from_it(seat, pool_level, status, left):
    await value(seat, "update assessment_sessions set managed_by_user_id = $2 where id = $1", UUID(seat.session), seat.office.login_id)
    await value(seat, "update logins set has_personal_credit_pool = true, current_personal_credit_level = $2 where id = $1",
                seat.office.login_id, pool_level)  # fmt: skip
    assert await finish(seat) == status
    assert await value(seat, "select current_personal_credit_level from logins where id = $1", seat.office.login_id) == left
    assert await level(seat) == (990 if status == 200 else 1000)


async def test_a_test_of_the_masters_has_the_masters_price(seat):
    await value(seat, "update tests set company_id = null, costs = 4 where company_id = $1", seat.company_id)
    assert await finish(seat) == 200
    assert await level(seat) == 996


@pytest.mark.parametrize("before, warning, mails", [(505, 500, 1), (511, 500, 0), (400, 500, 0), (500, 500, 1)])
async def test_a_mail_goes_when_the_level_falls_below_the_warning(seat, mails, before, warning, request):
    address = f"{unique('bills')}@example.org"
    await company(seat, current_credit_level=before, low_credit_warning_level=warning, contact_email=address)
    await finish(seat)
    await finish(seat)
    found = await request.getfixturevalue("warned")(address)
    assert [mail["template"] for mail in found] == ["low_credits"] * mails
    assert [(mail["values"]["level"], mail["company_id"]) for mail in found] == [(before - 10, str(seat.company_id))] * mails


@pytest.fixture
def warned(make):
    """The mails that wait for an address."""
    from server.db import sql
    from tests import mailbox

    async def read(address):
        async with make.pool.acquire() as conn:
            jobs = await sql.jobs.list(conn, state=None, kind="mail.send", offset=0, limit=2000)
            rows = await conn.fetch("select id, payload::text, sealed_payload from jobs where id = any($1::bigint[]) order by id",
                                    [job["id"] for job in jobs])  # fmt: skip
        return mailbox.opened(rows, make.identity.secrets, address)

    return read


# Grants


def grant(company_id, credits=100, **fields):
    return {"CompanyID": str(company_id), "UserID": str(uuid4()), "CreditsGranted": credits, "GrantedWhen": "2026-01-01"} | fields


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_grants_need_a_session(itr, method):
    assert await said(await itr.request(method, f"/creditgrants/{uuid4()}")) == REFUSED
    assert await said(await itr.get("/creditgrants")) == REFUSED


async def test_only_master_users_grant(seat, candidate, people):
    supervisor = await people("is_office_user", "is_organisation_supervisor", company_id=seat.company_id)
    for client in (supervisor, await candidate()):
        for method in ("POST", "DELETE"):
            response = await client.request(method, f"/creditgrants/{uuid4()}", json=grant(seat.company_id))
            assert response.status == 403
    assert await level(seat) == 1000


async def test_a_grant_counts_once(seat, master):
    identity = uuid4()
    for credits, expected in ((100, 1100), (100, 1100), (150, 1150), (40, 1040)):
        assert (await master.post(f"/creditgrants/{identity}", json=grant(seat.company_id, credits))).status == 200
        assert await level(seat) == expected
    assert (await master.delete(f"/creditgrants/{identity}")).status == 200
    assert await level(seat) == 1040
    assert await value(seat, "select count(*) from companies where id = $1", seat.company_id) == 1


async def test_a_grant_counts_once_also_when_it_is_sent_at_once(seat, master):
    identity = uuid4()
    answers = await asyncio.gather(*(master.post(f"/creditgrants/{identity}", json=grant(seat.company_id)) for _ in range(6)))
    assert {response.status for response in answers} <= {200, 409}
    assert await level(seat) == 1100


async def test_a_grant_stays_with_its_company(seat, master, make):
    identity = uuid4()
    await master.post(f"/creditgrants/{identity}", json=grant(seat.company_id))
    response = await master.post(f"/creditgrants/{identity}", json=grant(await make.company()))
    assert await said(response) == (400, "Could not be saved : CompanyID cannot be changed")
    assert await level(seat) == 1100


async def test_the_office_sees_its_own_grants(seat, master, people):
    identity = str(uuid4())
    await master.post(f"/creditgrants/{identity}", json=grant(seat.company_id))
    stranger = await people("is_office_user")
    rows = await (await seat.office.client.get("/creditgrants")).json()
    assert [(row["ID"], row["dbsource"]) for row in rows] == [(identity, 1)]
    assert (await seat.office.client.get(f"/creditgrants/{identity}")).status == 200
    assert await (await stranger.get("/creditgrants")).json() == []
    assert (await stranger.get(f"/creditgrants/{identity}")).status == 404
    found = await (
        await master.get("/creditgrants", headers={"Filter": f"CompanyID='{seat.company_id}'", "Sort": "GrantedWhen desc"})
    ).json()
    assert [row["ID"] for row in found] == [identity]


# Usages


async def test_usages_are_the_companys(seat, people, candidate, itr):
    await finish(seat)
    rows = await (await seat.office.client.get("/creditusages")).json()
    assert [(row["TotalTicks"], row["dbsource"]) for row in rows] == [(10, 0)]
    stranger = await people("is_office_user")
    assert await (await stranger.get("/creditusages")).json() == []
    assert (await stranger.get(f"/creditusages/{rows[0]['ID']}")).status == 404
    for client in (itr, await candidate(seat.company_id)):
        assert await said(await client.get("/creditusages")) == REFUSED
    assert (await seat.office.client.delete(f"/creditusages/{rows[0]['ID']}")).status == 403


async def used(seat, when, ticks=1, code="C", owned=True):
    text = """
        insert into credit_usages (company_id, id, user_id, of_company_id, invoice_code, original_ticks, discounted_ticks, total_ticks,
                                   used_at, user_name, session_name)
        values (case when $5 then $1::uuid end, gen_random_uuid(), $1, $1, $4, $3 + 1, 1, $3, $2::text::timestamptz, '', '')
    """
    await value(seat, text, seat.company_id, when, ticks, code, owned)


async def test_nothing_used_is_said_in_the_documents_words(seat):
    response = await seat.office.client.get("/creditusagespermonth", headers={"PageSize": "0", "StartPage": "5"})
    assert response.headers["Content-Type"].startswith("application/json")
    assert await response.json() == NOTHING


async def test_used_per_month(seat, people, candidate, itr):
    year = await value(seat, "select extract(year from now() at time zone 'UTC')::integer")
    for when, ticks in ((f"{year}-01-01T00:00:00Z", 2), (f"{year}-01-31T23:59:59Z", 3), (f"{year - 1}-12-31T23:59:59Z", 4),
                        (f"{year - 2}-01-01T00:00:00Z", 5), (f"{year - 3}-12-31T23:59:59Z", 6)):  # fmt: skip
        await used(seat, when, ticks)
    await used(seat, f"{year}-01-05", 50, owned=False)
    text = await (await seat.office.client.get("/creditusagespermonth", headers={"PageSize": "0"})).text()
    assert json.loads(text) == [
        {"year": year, "month": 1, "ticks": 5, "discountedticks": 2},
        {"year": year - 1, "month": 12, "ticks": 4, "discountedticks": 1},
        {"year": year - 2, "month": 1, "ticks": 5, "discountedticks": 1},
    ]
    assert f'"month":1.0,"ticks":5,"year":{year}.0' in text
    assert await (await (await people("is_office_user")).get("/creditusagespermonth")).json() == NOTHING
    for client in (itr, await candidate(seat.company_id), await people("is_translator", company_id=seat.company_id)):
        assert await said(await client.get("/creditusagespermonth")) == REFUSED


async def test_used_per_month_by_all_companies(seat, master, people, itr, candidate):
    for when, ticks, code in (("2015-03-01", 2, "A"), ("2015-03-02", 3, "A"), ("2015-03-02", 4, "B"), ("2016-01-01", 5, "A")):
        await used(seat, f"{when}T00:00:00Z", ticks, code, owned=False)
    await used(seat, "2015-03-01T00:00:00Z", 99)

    async def asked(year):
        rows = await (await master.get(f"/creditusagespermonthforall/{year}")).json()
        return [(row["year"], row["month"], row["ticks"], row["InvoiceCode"]) for row in rows if row["ID"] == str(seat.company_id)]

    assert await asked(2015) == [(2015, 3, 5, "A"), (2015, 3, 4, "B")]
    assert await asked(0) == [(2016, 1, 5, "A"), (2015, 3, 5, "A"), (2015, 3, 4, "B")]
    assert await asked(2014) == await asked(99999999) == []
    supervisor = await people("is_office_user", "is_organisation_supervisor")
    for client in (itr, await candidate(), supervisor):
        assert await said(await client.get("/creditusagespermonthforall/0")) == REFUSED


async def test_old_usages_and_grants_are_forgotten(seat, pool):
    from server.domain import credits

    year = await value(seat, "select extract(year from now() at time zone 'UTC')::integer")
    for when, owned in ((f"{year - 2}-01-01T00:00:00Z", True), (f"{year - 3}-12-31T23:59:59Z", True), (f"{year - 6}-06-01", False),
                        (f"{year - 8}-06-01", False)):  # fmt: skip
        await used(seat, when, owned=owned)
    for when in (f"{year - 9}-06-01", f"{year - 11}-06-01"):
        await value(seat, "insert into credit_grants (id, user_id, company_id, granted_at)"
                          " values (gen_random_uuid(), $1, $1, $2::text::timestamptz)",
                    seat.company_id, when)  # fmt: skip
    await credits.sweep(SimpleNamespace(pool=pool))
    query = "select count(*) from credit_usages where of_company_id = $1 and (company_id is null) = $2"
    assert [await value(seat, query, seat.company_id, central) for central in (False, True)] == [1, 1]
    assert await value(seat, "select count(*) from credit_grants where company_id = $1", seat.company_id) == 1
