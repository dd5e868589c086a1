"""What the headers of lists ask for: pages, order, search, filters, archived rows, the master's rows, own objects; and attacks."""

import time
import uuid

import pytest

from server.api.itr.routes import ROUTES
from server.http.routing import SEGMENT
from tests.test_access_log import raw

LISTS = [route for route in ROUTES if route.method == "GET" and route.name.rpartition(".")[2].startswith("list_")]
NAMES = [route.path for route in LISTS]
WORDS = ("SessionID", "BrowserID", "CompanyID", "ITRLang", "TimeZoneOffset", "IncludeMaster", "IncludeClient", "IncludeArchived", "MASTER",
         "StartPage", "PageSize", "Sort", "SearchField", "Filter", "IncludeTotal")  # fmt: skip
FLAGS = ("is_office_user", "is_organisation_supervisor", "is_researcher")


def new_id() -> str:
    return str(uuid.uuid4())


def address(route) -> str:
    """The list's path, about nothing that is there."""
    return SEGMENT.sub(lambda match: "1" if match["kind"] == "int" else new_id(), route.path)


@pytest.fixture
async def office_user(people):
    return await people("is_office_user")


@pytest.fixture
async def filled(office_user):
    """A company with seven batteries: `await filled(IncludeArchived="N")` gives their names."""
    rows = [("alpha", 5, True), ("Beta", 10, True), ("gamma", 10, False), ("delta_x", 15, True), ("100% sure", 20, True), ("Épée", 0, True),
            ("o'neil", 7, False)]  # fmt: skip
    for name, costs, is_active in rows:
        given = {"BatteryName": name, "BatteryCosts": costs, "Active": is_active, "Description": f"about {name}\\", "Remarks": None}
        assert (await office_user.post(f"/batteries/{new_id()}", json=given)).status == 200

    async def names(**headers: str) -> list[str]:
        response = await office_user.get("/batteries", headers=headers)
        assert response.status == 200, await response.text()
        return [row["BatteryName"] for row in await response.json()]

    return names


ORDER = ["100% sure", "alpha", "Beta", "delta_x", "gamma", "o'neil", "Épée"]


# Pages


@pytest.mark.parametrize(
    "headers, expected",
    [
        ({}, ORDER),
        ({"StartPage": "0", "PageSize": "3"}, ORDER[:3]),
        ({"StartPage": "1", "PageSize": "3"}, ORDER[3:6]),
        ({"StartPage": "2", "PageSize": "3"}, ORDER[6:]),
        ({"StartPage": "9", "PageSize": "3"}, []),
        ({"StartPage": "-1", "PageSize": "0"}, ORDER),
        ({"StartPage": "-1", "PageSize": "2"}, ORDER),
        ({"StartPage": "-7", "PageSize": "2"}, ORDER[:2]),
        ({"StartPage": "0", "PageSize": "0"}, []),
        ({"StartPage": "x", "PageSize": "y"}, ORDER),
        ({"StartPage": "999999999999999999999", "PageSize": "999999999999999"}, []),
    ],
)
async def test_pages(filled, headers, expected):
    assert await filled(**headers) == expected


@pytest.mark.parametrize("route", LISTS, ids=NAMES)
async def test_lists_are_labelled_json_and_failures_are_text(people, route):
    client = await people(*FLAGS, is_master=True)
    path = address(route)
    response = await client.get(path)
    assert (response.status, response.headers["Content-Type"]) == (200, "application/json")
    assert response.headers["Cache-Control"] == "no-store"
    refused = await client.using().get(path)
    # The languages are there for everybody, as the start page asks for them.
    expected = (200, "application/json") if path.endswith("/translations") else (404, "text/html; charset=utf-8")
    assert (refused.status, refused.headers["Content-Type"]) == expected


async def total(client, path: str, **headers: str) -> str | None:
    response = await client.get(path, headers={"StartPage": "1", "PageSize": "2", "IncludeTotal": "Y"} | headers)
    assert response.status == 200, await response.text()
    return response.headers.get("X-Total-Count")


async def test_all_pages_are_counted_where_it_is_asked_for(filled, office_user, people):
    await filled()
    assert await total(office_user, "/batteries") == "7"
    assert await total(office_user, "/batteries", IncludeArchived="N", Filter="BatteryCosts>=10") == "3"
    assert await total(office_user, "/batteries", SearchField="about ", Filter="BatteryCosts=10,BatteryCosts=5") == "3"
    assert await total(office_user, "/batteries", Filter="BatteryCosts=many") == "0"
    assert await total(office_user, "/batteries", PageSize="0") == "7"
    assert await total(office_user, "/batteries", IncludeTotal="N") is None
    assert int(await total(office_user, "/batteries", IncludeMaster="Y")) >= 7
    assert await total(await people("is_office_user"), "/batteries") == "0"
    limited = await people("is_office_user", "may_work_with_own_objects_only", company_id=office_user.company_id)
    await office_user.post(f"/persons/{(made := new_id())}", json={"ID": made, "EMail": f"{made}@example.org"})
    assert (await total(office_user, "/persons"), await total(limited, "/persons")) == ("1", "0")


# Order


@pytest.mark.parametrize(
    "sort, expected",
    [
        ("", ORDER),
        ("BatteryName", ORDER),
        ("BatteryName desc", ORDER[::-1]),
        ("BatteryName DESC", ORDER[::-1]),
        ("BatteryName anything", ORDER[::-1]),
        ("BatteryCosts", ["Épée", "alpha", "o'neil", "Beta", "gamma", "delta_x", "100% sure"]),
        ("BatteryCosts desc, BatteryName desc", ["100% sure", "delta_x", "gamma", "Beta", "o'neil", "alpha", "Épée"]),
        ("Nothing, BatteryName desc", ORDER[::-1]),
        ("batteryname desc", ORDER),
        ("BatteryName desc, BatteryName", ORDER[::-1]),
        ("; drop table batteries", ORDER),
        (",,,", ORDER),
    ],
)
async def test_order(filled, sort, expected):
    assert await filled(Sort=sort) == expected


async def test_equal_rows_are_sorted_by_their_ids(office_user):
    ids = sorted(new_id() for _ in range(12))
    for identity in reversed(ids):
        await office_user.post(f"/batteries/{identity}", json={"BatteryName": "same"})
    pages = [await (await office_user.get("/batteries", headers={"StartPage": str(page), "PageSize": "5"})).json() for page in range(3)]
    assert [row["ID"] for page in pages for row in page] == ids


# Search


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ORDER),
        ("ALPHA", ["alpha"]),
        ("a_x", ["delta_x"]),
        ("%", ["100% sure"]),
        ("_", ["delta_x"]),
        ("about épée", ["Épée"]),
        ("alpha about", []),
        ("alphaabout", []),
        ("\\", ORDER),
        ("o'neil", ["o'neil"]),
        ("' or ''='", []),
        ("$1", []),
    ],
)
async def test_search(filled, text, expected):
    assert await filled(SearchField=text) == expected


async def test_a_field_without_a_value_hides_no_row(filled):
    assert await filled(SearchField="beta") == ["Beta"]  # Remarks is null in all rows


# Filters


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ORDER),
        ("BatteryName=alpha", ["alpha"]),
        ("BatteryName = 'alpha'", ["alpha"]),
        ("BatteryName=Alpha", []),
        ("BatteryCosts=10", ["Beta", "gamma"]),
        ("BatteryCosts!=10", ["100% sure", "alpha", "delta_x", "o'neil", "Épée"]),
        ("BatteryCosts>=10", ["100% sure", "Beta", "delta_x", "gamma"]),
        ("BatteryCosts<=5", ["alpha", "Épée"]),
        ("BatteryCosts>=9,BatteryCosts<=1", ["100% sure", "Beta", "delta_x", "gamma", "Épée"]),
        ("BatteryName%=%eta", ["Beta"]),
        ("BatteryName%=%ta%", ["Beta", "delta_x"]),
        ("BatteryName%=delta\\_x", ["delta_x"]),
        ("BatteryCosts%=1%", ["Beta", "delta_x", "gamma"]),
        ("Active=True", ["100% sure", "alpha", "Beta", "delta_x", "Épée"]),
        ("Active=False", ["gamma", "o'neil"]),
        ("BatteryCosts=5, BatteryCosts=10, Active=True", ["alpha", "Beta"]),
        ("Active=True,BatteryCosts=5,BatteryCosts=10", ["alpha", "Beta"]),
        ("BatteryCosts=10,Active=True,BatteryCosts=5", []),
        ("Description=about alpha\\", ["alpha"]),
        ("Nothing=5", ORDER),
        ("ConsultantID=5,BatteryCosts=5", ["alpha"]),
        ("batterycosts=5", ORDER),
        ("BatteryCosts", ORDER),
        ("BatteryCosts=", ORDER),
        ("BatteryCosts>5", ORDER),
        ("BatteryCosts=abc", []),
        ("BatteryCosts=99999", []),
        ("BatteryCosts=\u0661\u0660", []),
        ("ManagedByUserID=nobody", []),
        ("ID=00000000-0000-0000-0000-000000000000", []),
        ("Active=perhaps", []),
        ("BatteryName%=x\\", []),
        ("BatteryName=' or 1=1 --", ORDER),
        ("BatteryName='' or ''", []),
        ("company_id=x,owner_id=x", ORDER),
        ("is_active=true", ORDER),
        ("BatteryName=o'neil", ["o'neil"]),
        ("Remarks=x", []),
        (" , ,", ORDER),
    ],
)
async def test_filters(filled, text, expected):
    assert await filled(Filter=text) == expected


async def test_a_filter_has_an_end(office_user):
    response = await office_user.get("/batteries", headers={"Filter": ",".join(["BatteryCosts=1"] * 201)})
    assert (response.status, await response.text()) == (400, "The filter has too many conditions")
    assert (await office_user.get("/batteries", headers={"Filter": ",".join(["BatteryCosts=1"] * 200)})).status == 200


async def test_detail_ignores_filters(office_user):
    identity = new_id()
    await office_user.post(f"/batteries/{identity}", json={"BatteryName": "b"})
    assert (
        await office_user.get(f"/batteries/{identity}", headers={"Filter": "BatteryName=c", "Sort": "x", "StartPage": "-1"})
    ).status == 200


# Archived rows


@pytest.mark.parametrize(
    "value, expected", [("Y", ["gamma", "o'neil"]), ("N", ["100% sure", "alpha", "Beta", "delta_x", "Épée"]), ("", ORDER)]
)
async def test_archived_rows(filled, value, expected):
    assert await filled(IncludeArchived=value) == expected


async def test_entities_without_archive_ignore_it(office_user):
    await office_user.post(f"/educations/{new_id()}", json={"Name": "e", "Active": True})
    for value in ("Y", "N"):
        assert len(await (await office_user.get("/educations", headers={"IncludeArchived": value})).json()) == 1


# The master's rows


@pytest.fixture
async def published(people):
    """An education and a test of the master's, and one of each in a company: (their word, its office user, its master user)."""
    word = f"w{uuid.uuid4().hex}"
    master = await people("is_office_user", "is_test_author", is_master=True)
    user = await people("is_office_user", company_id=master.company_id)
    for headers, name in (({"IncludeMaster": "Y", "IncludeClient": "N"}, "of the master"), ({}, "of the company")):
        for path, column in (("educations", "Name"), ("tests", "TestName"), ("organisations", "Name")):
            given = {column: f"{name[:6]} {word}", "TotalTimeAvailableForThisTest": 0, "Remarks": word, "EducationGroup": name}
            assert (await master.post(f"/{path}/{new_id()}", json=given, headers=headers)).status == 200
    return word, user, master


async def sources(client, path, word, **headers):
    response = await client.get(f"/{path}", headers={"SearchField": word, **headers})
    return [row["dbsource"] for row in await response.json()]


@pytest.mark.parametrize(
    "headers, for_user, for_master",
    [
        ({}, [0], [0]),
        ({"IncludeMaster": "N"}, [0], [0]),
        ({"IncludeMaster": "Y"}, [0, 1], [0, 1]),
        ({"IncludeMaster": "Y", "IncludeClient": "true"}, [0, 1], [0, 1]),
        ({"IncludeMaster": "Y", "IncludeClient": "N"}, [1], [1]),
        ({"IncludeClient": "N"}, [0], [0]),
        ({"MASTER": "Y"}, [0], [1]),
        ({"IncludeMaster": "Y", "PageSize": "1"}, [0, 1], [0, 1]),
        ({"IncludeMaster": "Y", "PageSize": "1", "StartPage": "1"}, [], []),
        ({"IncludeMaster": "Y", "Sort": "Name desc"}, [0, 1], [0, 1]),
    ],
)
async def test_the_masters_rows_come_behind(published, headers, for_user, for_master):
    word, user, master = published
    for path in ("educations", "tests"):
        assert await sources(user, path, word, **headers) == for_user
        assert await sources(master, path, word, **headers) == for_master


@pytest.mark.parametrize("headers", [{"IncludeMaster": "Y"}, {"IncludeMaster": "Y", "IncludeClient": "N"}, {"MASTER": "Y"}])
async def test_who_may_not_see_the_master_sees_the_company(published, people, headers):
    word, user, master = published
    nobody = await people(company_id=user.company_id)
    assert await sources(user, "organisations", word, **headers) == [0]
    assert await sources(nobody, "educations", word, **headers) == [0]
    assert 1 in await sources(master, "organisations", word, **headers)
    assert 1 in await sources(nobody, "tests", word, IncludeMaster="Y", IncludeClient="N")


# Own objects


@pytest.fixture
async def limited(people):
    """Somebody limited to his own objects, and a colleague who is not."""
    colleague = await people("is_office_user")
    return await people("is_office_user", "may_work_with_own_objects_only", company_id=colleague.company_id), colleague


async def test_own_objects_only(limited):
    limited, colleague = limited
    own, other = new_id(), new_id()
    assert (await limited.post(f"/groups/{own}", json={"Description": "own"})).status == 200
    assert (await (await limited.get(f"/groups/{own}")).json())["ManagedByUserID"] == str(limited.login_id)
    assert (await colleague.post(f"/groups/{other}", json={"Description": "other"})).status == 200
    for headers in ({}, {"Filter": "Description=own,Description=other"}, {"Filter": f"ManagedByUserID!={limited.login_id}"}):
        found = [row["ID"] for row in await (await limited.get("/groups", headers=headers)).json()]
        assert found == ([] if "!=" in str(headers) else [own])
    assert (await limited.get(f"/groups/{other}")).status == 404
    assert (await limited.post(f"/groups/{other}", json={"Description": "mine"})).status == 404
    assert (await limited.delete(f"/groups/{other}")).status == 404
    assert (await (await colleague.get(f"/groups/{other}")).json())["Description"] == "other"
    assert len(await (await colleague.get("/groups")).json()) == 2
    assert (await limited.post(f"/groups/{own}", json={"Description": "changed"})).status == 200
    assert (await limited.delete(f"/groups/{own}")).status == 200


async def test_a_new_object_may_belong_to_somebody_else(limited):
    limited, colleague = limited
    identity = new_id()
    assert (await limited.post(f"/groups/{identity}", json={"ManagedByUserID": str(colleague.login_id)})).status == 200
    assert (await limited.get(f"/groups/{identity}")).status == 404


# Attacks

ATTACKS = (
    "'", '"', "''", ";", "--", "%", "_", "\\", "$1", "$$", "/*", "*/", "() { :; }", "' or '1'='1", "1; select pg_sleep(5)--",
    "ID desc; drop table batteries --", "ID=1' or pg_sleep(5) is null --", "ID=1 or pg_sleep(5)", "pg_sleep(5)", "(select pg_sleep(5))",
    "ID, (select pg_sleep(5))", "ID=(select 1)", "owner_id=00000000-0000-0000-0000-000000000000", "\u0661\u0662", "\uff11", "\u2028",
    "1e308", "-0", "NaN", "true", "Y;N", "%00", "%27", "x" * 4000, "ID=" + "x" * 4000, "ID=1," * 200, "," * 200, "__class__",
    "ID=\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
)  # fmt: skip


@pytest.mark.parametrize("route", LISTS, ids=NAMES)
async def test_no_header_of_any_list_breaks_or_delays_it(people, route):
    """Each attack in each header of each list: answered at once, never by a failure of the server, never with a foreign row."""
    client = await people(*FLAGS, is_master=True)
    path = address(route)
    began = time.monotonic()
    for attack in ATTACKS:
        sent = {word: attack for word in WORDS if word != "SessionID"}
        for headers in (sent, {"Sort": attack}, {"SearchField": attack}, {"Filter": attack}, {"StartPage": attack}, {"PageSize": attack}):
            response = await client.get(path, headers=headers)
            assert response.status in (200, 400, 404), (attack, headers, await response.text())
    assert time.monotonic() - began < 5 * len(ATTACKS) / 20 + 5


@pytest.mark.parametrize("route", LISTS, ids=NAMES)
async def test_control_letters_and_long_headers_are_refused(server, people, route):
    client = await people(*FLAGS, is_master=True)
    path = "/itr/api" + address(route)
    for word in WORDS:
        for value in ("a\0b", "x" * 65536, "ID=\x01", "\x7f"):
            session = "" if word == "SessionID" else f"SessionID: {client.session_id}\r\n"
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{session}{word}: {value}\r\n\r\n"
            answer = await raw(server, head.encode("latin-1"))
            status = int(answer.split(b" ", 2)[1])
            assert status in (200, 400, 404, 431), (word, value[:20], status)
            assert b"Traceback" not in answer
