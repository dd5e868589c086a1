"""The audit trail as clients see it: by object, session and type; own rows; what stays."""

import uuid

import pytest

from server import db
from server.api.itr.entities import AUDIT

ZERO = "00000000-0000-0000-0000-000000000000"


def new_id() -> str:
    return str(uuid.uuid4())


def entry(**fields):
    return {"ObjectID": ZERO, "CompanyID": new_id(), "UserID": new_id(), "AuditMessage": "seen"} | fields


@pytest.fixture
async def master(people):
    return await people("is_office_user", "is_organisation_supervisor", is_master=True)


async def test_a_clients_row_is_in_his_name_and_his_company(master):
    identity = new_id()
    assert (await master.post(f"/audittrail/{identity}", json=entry(OldData="old"))).status == 200
    row = await (await master.get(f"/audittrail/{identity}")).json()
    assert (row["CompanyID"], row["UserID"]) == (str(master.company_id), str(master.login_id))
    assert set(row) == set(AUDIT.wire)
    listed = (await (await master.get("/audittrail")).json())[0]
    assert "OldData" not in listed and listed["id"] == identity


async def test_a_row_is_written_once(master):
    identity = new_id()
    await master.post(f"/audittrail/{identity}", json=entry())
    response = await master.post(f"/audittrail/{identity}", json=entry(AuditMessage="changed"))
    assert (response.status, await response.text()) == (409, "Could not be saved : the object exists already")
    assert (await (await master.get(f"/audittrail/{identity}")).json())["AuditMessage"] == "seen"


async def test_rows_by_object_session_and_type(master):
    thing, session, kind = new_id(), new_id(), 77
    for number, fields in enumerate(({"ObjectID": thing}, {"SessionID": session}, {"ObjectType": kind}, {})):
        given = entry(AuditMessage=str(number), CreateDate=f"2026-01-0{number + 1}", **fields)
        assert (await master.post(f"/audittrail/{new_id()}", json=given)).status == 200

    async def found(path, **headers):
        return [row["AuditMessage"] for row in await (await master.get(path, headers=headers)).json()]

    assert await found(f"/audittrail/object/{thing}") == ["0"]
    assert await found(f"/audittrail/session/{session}") == ["1"]
    assert await found(f"/audittrail/objecttype/{kind}") == ["2"]
    assert await found("/audittrail") == ["0", "1", "2", "3"]
    assert await found("/audittrail", Sort="CreateDate desc", PageSize="2") == ["3", "2"]
    assert await found(f"/audittrail/object/{thing}", Filter=f"ObjectID={ZERO}") == []
    assert await found(f"/audittrail/objecttype/{10**17}") == []


async def test_the_list_of_a_type_is_for_supervisors(people):
    client = await people("is_office_user")
    response = await client.get("/audittrail/objecttype/1")
    assert (response.status, await response.text()) == (404, "Invalid or expired token")


@pytest.mark.parametrize("path", ["object", "session"])
async def test_what_is_no_id_is_not_found(master, path):
    assert (await master.get(f"/audittrail/{path}/x")).status == 404


async def test_what_the_server_wrote_stays(master, pool):
    identity = uuid.uuid4()
    async with pool.acquire() as conn:
        await conn.execute(
            "insert into assessment_audit (company_id, id, object_id, of_company_id, user_id, is_by_server)"
            " values ($1, $2, $2, $1, $2, true)",
            master.company_id, identity,
        )  # fmt: skip
    assert (await master.delete(f"/audittrail/{identity}")).status == 403
    assert (await master.get(f"/audittrail/{identity}")).status == 200
    async with pool.acquire() as conn:
        with pytest.raises(db.DatabaseError, match="final"):
            await conn.execute("update assessment_audit set old_data = 'x' where id = $1", identity)
