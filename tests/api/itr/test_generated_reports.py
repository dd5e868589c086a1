"""Reports that were made: of an object, one of them, and by their own id."""

import uuid

import pytest

ZERO = "00000000-0000-0000-0000-000000000000"


def new_id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
async def filled(office):
    """An object with two reports and another one with one: (client, object, ids of its reports, the other's report)."""
    linked, other = new_id(), new_id()
    ids = sorted(new_id() for _ in range(3))
    for identity, of, title in ((ids[0], linked, "first"), (ids[1], linked, "second"), (ids[2], other, "third")):
        given = {"ReportID": ZERO, "LinkedObjectID": of, "ReportTitle": title, "ReportText": f"<p>{title}</p>", "PluginData": {"a": 1}}
        assert (await office.client.post(f"/generatedreports/{of}/{identity}", json=given)).status == 200
    return office.client, linked, ids[:2], ids[2]


async def test_all_reports_of_the_company_are_listed(filled):
    client, _, ids, other = filled
    rows = await (await client.get("/generatedreports", headers={"PageSize": "2", "Sort": "ReportTitle desc"})).json()
    assert [row["ID"] for row in rows] == [other, ids[1]]


async def test_reports_of_an_object_are_listed(filled):
    client, linked, ids, _ = filled
    rows = await (await client.get(f"/generatedreports/{linked}")).json()
    assert [(row["id"], row["ReportTitle"], row["dbsource"]) for row in rows] == [(ids[0], "first", 0), (ids[1], "second", 0)]
    assert set(rows[0]) == {"ID", "ReportID", "LinkedObjectID", "ReportTitle", "id", "dbsource"}


async def test_one_report_of_an_object(filled):
    client, linked, ids, other = filled
    row = await (await client.get(f"/generatedreports/{linked}/{ids[0]}")).json()
    assert (row["ReportText"], row["PluginData"]) == ("<p>first</p>", {"a": 1})
    assert (await client.get(f"/generatedreports/{linked}/{other}")).status == 404


async def test_where_an_object_has_none_the_id_is_a_reports(filled):
    client, _, ids, _ = filled
    assert (await (await client.get(f"/generatedreports/{ids[0]}")).json())["ReportTitle"] == "first"
    assert await (await client.get(f"/generatedreports/{new_id()}")).json() == []
    assert (await client.post(f"/generatedreports/{ids[0]}", json={"ReportTitle": "changed"})).status == 200
    assert (await (await client.get(f"/generatedreports/{ids[0]}")).json())["ReportTitle"] == "changed"
    response = await client.post(f"/generatedreports/{new_id()}", json={"ReportID": ZERO})
    assert (response.status, await response.text()) == (400, "Could not be saved : LinkedObjectID is required")


async def test_the_address_says_which_object_a_report_belongs_to(filled):
    client, linked, _, other = filled
    new = new_id()
    assert (await client.post(f"/generatedreports/{linked}/{new}", json={"ReportID": ZERO, "LinkedObjectID": ZERO})).status == 200
    assert (await (await client.get(f"/generatedreports/{linked}/{new}")).json())["LinkedObjectID"] == linked
    assert (await client.post(f"/generatedreports/{linked}/{other}", json={"ReportTitle": "taken"})).status == 404
    assert (await (await client.get(f"/generatedreports/{other}")).json())["ReportTitle"] == "third"


async def test_removing(filled):
    client, linked, ids, other = filled
    assert (await client.delete(f"/generatedreports/{linked}/{other}")).status == 404
    assert (await client.delete(f"/generatedreports/{linked}/{ids[0]}")).status == 200
    assert [row["ID"] for row in await (await client.get(f"/generatedreports/{linked}")).json()] == [ids[1]]
    assert (await client.delete(f"/generatedreports/{linked}")).status == 200
    assert await (await client.get(f"/generatedreports/{linked}")).json() == []
    assert (await client.delete(f"/generatedreports/{other}")).status == 200
    assert await (await client.get("/generatedreports")).json() == []


async def test_only_office_users_remove_all(filled, office, people):
    client, linked, ids, _ = filled
    other = await people(company_id=office.company_id)
    assert (await other.delete(f"/generatedreports/{linked}")).status == 403
    assert len(await (await client.get(f"/generatedreports/{linked}")).json()) == 2
    assert (await other.delete(f"/generatedreports/{linked}/{ids[0]}")).status == 200


async def test_another_company_sees_and_removes_nothing(filled, people):
    client, linked, ids, _ = filled
    stranger = await people("is_office_user")
    assert await (await stranger.get(f"/generatedreports/{linked}")).json() == []
    assert await (await stranger.get(f"/generatedreports/{ids[0]}")).json() == []
    assert (await stranger.delete(f"/generatedreports/{linked}")).status == 200
    assert len(await (await client.get(f"/generatedreports/{linked}")).json()) == 2
