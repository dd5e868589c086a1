"""Plain entities end to end: list, read, save and remove, for the company and for the master."""

import uuid

import pytest

from server.api.itr import entities

ALL_FLAGS = ("is_office_user", "is_organisation_supervisor", "is_test_author", "is_report_author", "is_test_screen_template_author",
             "is_researcher")  # fmt: skip
NO_TOKEN = "Invalid or expired token"
NOT_ALLOWED = "This action is not allowed"
MASTER = {"IncludeMaster": "Y", "IncludeClient": "N"}
ZERO = "00000000-0000-0000-0000-000000000000"
# What a new row has to bring, besides the id.
SMALLEST = {
    "batteries": {"BatteryName": "B"},
    "educations": {"Name": "E"},
    "groups": {},
    "nationalities": {"NationalityCode": "NL"},
    "organisations": {"Remarks": ""},
    "reportdefinitions": {},
    "datagathering": {"CompanyID": ZERO, "SessionID": ZERO, "TestID": ZERO},
    "rightstemplates": {},
    "screentemplates": {},
    "tests": {"TotalTimeAvailableForThisTest": 0},
}
each_plain = pytest.mark.parametrize("name", SMALLEST)


def new_id() -> str:
    return str(uuid.uuid4())


def body(name: str, **fields):
    given = SMALLEST[name] | fields
    return given | ({"SessionID": new_id()} if name == "datagathering" else {})


@pytest.fixture
async def author(people):
    return await people(*ALL_FLAGS)


@pytest.fixture
async def master(people):
    return await people(*ALL_FLAGS, is_master=True)


@each_plain
async def test_a_row_is_saved_read_listed_changed_and_removed(author, name):
    identity = new_id()
    response = await author.post(f"/{name}/{identity.upper()}", json=body(name, ID=identity, _objectType="X"))
    assert (response.status, await response.text(), response.content_type) == (200, "OK", "text/html")
    response = await author.get(f"/{name}/{identity}")
    row = await response.json()
    assert response.content_type == "application/json"
    assert list(row) == sorted(entities.ENTITIES[name].wire)
    assert row["ID"] == identity
    listed = await (await author.get(f"/{name}")).json()
    assert [each["ID"] for each in listed] == [identity]
    assert list(listed[0]) == sorted({*entities.ENTITIES[name].listed, "id", "dbsource"})
    assert (listed[0]["id"], listed[0]["dbsource"]) == (identity, 0)
    assert (await author.post(f"/{name}/{identity}", json={})).status == 200
    assert await (await author.get(f"/{name}/{identity}")).json() == row
    response = await author.delete(f"/{name}/{identity}")
    assert (response.status, await response.text()) == (200, "OK")
    response = await author.get(f"/{name}/{identity}")
    assert (response.status, await response.text()) == (404, f"Object not found or not accessible with user's rights ({identity})")
    assert (await author.delete(f"/{name}/{identity}")).status == 404


@each_plain
async def test_other_companies_neither_see_nor_change_nor_notice(author, people, name):
    identity, stranger = new_id(), await people(*ALL_FLAGS)
    await author.post(f"/{name}/{identity}", json=body(name))
    before = await (await author.get(f"/{name}/{identity}")).json()
    assert await (await stranger.get(f"/{name}", headers={"StartPage": "-1"})).json() == []
    assert (await stranger.get(f"/{name}/{identity}")).status == 404
    assert (await stranger.delete(f"/{name}/{identity}")).status == 404
    assert (await stranger.post(f"/{name}/{identity}", json=body(name))).status == 200
    assert await (await author.get(f"/{name}/{identity}")).json() == before
    assert (await stranger.delete(f"/{name}/{identity}")).status == 200
    assert (await author.get(f"/{name}/{identity}")).status == 200


@each_plain
async def test_candidates_are_kept_out(candidate, name):
    entity, client, identity = entities.ENTITIES[name], await candidate(), new_id()
    listed = await client.get(f"/{name}")
    assert listed.status == (200 if entity.levels["list"] == "any" else 404)
    found = await client.get(f"/{name}/{identity}")
    assert found.status == (404 if entity.levels["get"] == "any" else 403)
    for method in ("POST", "DELETE"):
        response = await client.request(method, f"/{name}/{identity}", json=body(name))
        assert (response.status, await response.text()) == (403, NOT_ALLOWED)


@each_plain
async def test_a_level_is_needed(people, name):
    entity, client, identity = entities.ENTITIES[name], await people(), new_id()
    listed = await client.get(f"/{name}")
    assert listed.status == (200 if entity.levels["list"] in ("any", "office") else 404)
    for method, level in (("GET", "get"), ("POST", "post"), ("DELETE", "delete")):
        response = await client.request(method, f"/{name}/{identity}", json=body(name) if method == "POST" else None)
        allowed = entity.levels[level] in ("any", "office")
        assert response.status == ((200 if method != "GET" else 404) if allowed else 403)


@each_plain
async def test_the_master_is_written_by_master_users_only(author, master, name):
    identity = new_id()
    response = await author.post(f"/{name}/{identity}", json=body(name), headers=MASTER)
    assert (response.status, await response.text()) == (403, NOT_ALLOWED)
    assert (await master.post(f"/{name}/{identity}", json=body(name), headers=MASTER)).status == 200
    assert (await master.get(f"/{name}/{identity}", headers=MASTER)).status == 200
    assert (await master.get(f"/{name}/{identity}", headers={"MASTER": "Y"})).status == 200
    falls_back = entities.ENTITIES[name].falls_back
    assert (await author.get(f"/{name}/{identity}")).status == (200 if falls_back else 404)
    assert (await author.delete(f"/{name}/{identity}", headers=MASTER)).status == 403
    assert (await author.delete(f"/{name}/{identity}")).status == 404
    assert (await master.delete(f"/{name}/{identity}", headers=MASTER)).status == 200


@pytest.mark.parametrize("text", ["x", "5", "{}", "0" * 32 + "g", "'; drop table tests; --", "<b>"])
async def test_what_is_no_id_is_not_found(author, text):
    for method in ("GET", "POST", "DELETE"):
        response = await author.request(method, f"/batteries/{text}", json={})
        said = await response.text()
        assert (response.status, said.startswith("Object not found")) == (404, True)
        assert "<" not in said


@pytest.mark.parametrize(
    "name, field, value, reason",
    [
        ("batteries", "BatteryName", "x" * 201, "BatteryName is longer than 200 characters"),
        ("batteries", "BatteryName", None, "BatteryName is required"),
        ("batteries", "BatteryCosts", "many", "a field has a value that does not fit"),
        ("batteries", "BatteryCosts", 40000, "a field has a value that does not fit"),
        ("batteries", "BatteryCosts", 1.5, "a field has a value that does not fit"),
        ("batteries", "BatteryCosts", [1], "BatteryCosts has a value that does not fit"),
        ("batteries", "Active", "perhaps", "a field has a value that does not fit"),
        ("batteries", "ManagedByUserID", "nobody", "a field has a value that does not fit"),
        ("batteries", "ID", ZERO, "ID is not that of the address"),
        ("tests", "TestStartDate", "tomorrow week", "a field has a value that does not fit"),
        ("tests", "TestStartDate", "infinity", "a field is out of range"),
        ("tests", "TestStartDate", "20000-01-01", "a field is out of range"),
        ("nationalities", "NationalityCode", "x" * 11, "NationalityCode is longer than 10 characters"),
    ],
)
async def test_what_cannot_be_saved_is_said(author, name, field, value, reason):
    response = await author.post(f"/{name}/{new_id()}", json=body(name) | {field: value})
    assert (response.status, await response.text()) == (400, f"Could not be saved : {reason}")


@pytest.mark.parametrize("name, field", [("batteries", "BatteryName"), ("tests", "TotalTimeAvailableForThisTest"), ("educations", "Name")])
async def test_a_new_row_brings_what_it_needs(author, name, field):
    response = await author.post(f"/{name}/{new_id()}", json={})
    assert (response.status, await response.text()) == (400, f"Could not be saved : {field} is required")


@pytest.mark.parametrize("sent", [b"", b"x", b"[]", b"5", b'"x"', b"{", b'{"Description": "\\u0000"}', b"\xff"])
async def test_a_body_is_an_object(author, sent):
    response = await author.post(f"/groups/{new_id()}", data=sent)
    assert response.status == 400


async def test_a_body_is_json_whatever_it_says(author):
    identity = new_id()
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    response = await author.post(f"/groups/{identity}", data='{"Description": "Gr\u00fcn"}'.encode(), headers=headers)
    assert response.status == 200
    assert (await (await author.get(f"/groups/{identity}")).json())["Description"] == "Grün"


@pytest.mark.parametrize("value", [{"a": [1, {"persistentProperties": "*ALL*"}]}, [], "text", "", None, 5, True, '{"a":1}'])
async def test_json_comes_back_as_it_was(author, value):
    identity = new_id()
    assert (await author.post(f"/batteries/{identity}", json=body("batteries", PluginData=value))).status == 200
    assert (await (await author.get(f"/batteries/{identity}")).json())["PluginData"] == value


async def test_json_that_never_was_is_text(author):
    identity = new_id()
    await author.post(f"/tests/{identity}", json=body("tests"))
    row = await (await author.get(f"/tests/{identity}")).json()
    assert (row["screens"], row["PluginData"], row["TestStartDate"]) == ("", {}, "2000-01-01T05:00:00+00:00")


async def test_lists_show_json_as_text(author):
    await author.post(f"/screentemplates/{new_id()}", json={"TemplateVariables": [1, 2], "PluginData": {"a": 1}})
    row = (await (await author.get("/screentemplates")).json())[0]
    assert (row["TemplateVariables"], row["PluginData"]) == ("[1,2]", '{"a":1}')


@pytest.mark.parametrize(
    "sent, shown",
    [
        ("2026-11-21 19:16:36 UTC", "2026-11-21T19:16:36+00:00"),
        ("2026-11-21T19:16:36+02:00", "2026-11-21T17:16:36+00:00"),
        ("2000-02-01T00:00:00.000Z", "2000-02-01T00:00:00+00:00"),
        ("2000-02-01T00:00:00.000125Z", "2000-02-01T00:00:00.000125+00:00"),
        ("1900-1-1", "1900-01-01T00:00:00+00:00"),
        ("Tue, 15 Jan 1963 00:00:00 GMT", "1963-01-15T00:00:00+00:00"),
    ],
)
async def test_instants_are_read_as_the_database_reads_them(author, sent, shown):
    identity = new_id()
    assert (await author.post(f"/tests/{identity}", json=body("tests", TestStartDate=sent))).status == 200
    assert (await (await author.get(f"/tests/{identity}")).json())["TestStartDate"] == shown
