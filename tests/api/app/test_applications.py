"""GET, POST, PATCH, DELETE /applications, POST /applications/{id}/secret, GET, DELETE /grants."""

import asyncio
import re

import pytest

from server.domain.actor import SCOPES
from tests.api.conftest import signed_in
from tests.consent import Browser, Program
from tests.make import REDIRECT, unique


async def code_of(response):
    return response.status, (await response.json())["code"]


async def register(client, **body):
    return await client.post("/applications", json={"name": "Lab notes", "redirect_uris": [REDIRECT]} | body)


async def made(client, **body):
    response = await register(client, **body)
    assert response.status == 201, await response.text()
    return await response.json()


class Registered:
    """What a program knows of its application."""

    def __init__(self, row):
        self.client_id, self.client_secret = row["client_id"], row["client_secret"]


PATHS = [("GET", "/applications"), ("POST", "/applications"), ("GET", "/applications/1"), ("PATCH", "/applications/1"),
         ("DELETE", "/applications/1"), ("POST", "/applications/1/secret"), ("GET", "/grants"), ("DELETE", "/grants/1")]  # fmt: skip


@pytest.mark.parametrize("method, path", PATHS)
async def test_needs_an_own_session(app_api, mira, make, method, path):
    assert await code_of(await app_api.request(method, path)) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await app_api.using(token=token).request(method, path)) == (401, "wrong_kind")


@pytest.mark.parametrize("method, path", [(m, p) for m, p in PATHS if "1" in p])
async def test_what_is_not_there_or_anybody_elses_is_not_found(app_api, mira, make, method, path):
    other = await signed_in(app_api, make)
    foreign = (await made(other))["id"]
    body = {"json": {"name": "x"}} if method == "PATCH" else {}
    for number in (foreign, 10**17):
        response = await mira.request(method, path.replace("1", str(number)), **body)
        assert await code_of(response) == (404, "not_found")
        assert (await response.json())["noun"] == ("grant" if "grants" in path else "application")
    assert (await other.get(f"/applications/{foreign}")).status == 200


# Registering


async def test_an_application_and_its_secret_are_shown_once(mira):
    row = await made(mira, website="https://lab.example.org/about", scopes=["user.read", "record.read", "user.read"])
    assert re.fullmatch("[0-9a-f]{32}", row["client_id"]) and re.fullmatch("[0-9a-f]{64}", row["client_secret"])
    assert (row["name"], row["website"], row["redirect_uris"], row["scopes"], row["users"]) == (
        "Lab notes", "https://lab.example.org/about", [REDIRECT], ["record.read", "user.read"], 0,
    )  # fmt: skip
    text = await (await mira.get("/applications")).text()
    assert row["client_id"] in text and row["client_secret"] not in text
    shown = await (await mira.get(f"/applications/{row['id']}")).json()
    assert shown == {name: value for name, value in row.items() if name != "client_secret"}


@pytest.mark.parametrize("scopes", [None, []])
async def test_without_scopes_there_are_none(mira, scopes):
    assert (await made(mira, scopes=scopes))["scopes"] is None
    assert (await made(mira, scopes=list(SCOPES)))["scopes"] == sorted(SCOPES)


@pytest.mark.parametrize("uri", [
    "https://a.example/", "https://a.example", "https://a.example:8443/x?y=z&a=b", "http://localhost/cb", "http://localhost:8080/cb",
    "http://127.0.0.1:5000/cb", "http://[::1]:5000/cb", "com.example.app:/cb", "com.example.app://cb", "org.example-x.app2:/cb?x=1",
    "https://xn--bcher-kva.example/cb", "https://a.example/" + "x" * 2030,
])  # fmt: skip
async def test_addresses_people_can_be_sent_to(mira, uri):
    assert (await made(mira, redirect_uris=[uri]))["redirect_uris"] == [uri]


@pytest.mark.parametrize("uri, code", [
    ("", "required"), ("   ", "required"), ("https://a.example/#", "has_fragment"), ("https://a.example/#x", "has_fragment"),
    ("http://a.example/", "not_https"), ("http://192.168.0.1/", "not_https"), ("http://localhost.evil.example/", "not_https"),
    ("http://127.0.0.1.evil.example/", "not_https"), ("javascript:alert(1)", "not_redirect"), ("data:text/html,x", "not_redirect"),
    ("file:///etc/passwd", "not_redirect"), ("app:/cb", "not_redirect"), ("a.example/cb", "not_redirect"), ("/cb", "not_redirect"),
    ("//a.example/cb", "not_redirect"), ("https:///cb", "not_redirect"), ("https:cb", "not_redirect"), ("https://", "not_redirect"),
    ("https://user@a.example/", "not_redirect"), ("https://user:secret@a.example/", "not_redirect"), 
    ("https://a.example\\@b/", "not_redirect"),
    ("https://a.example:x/", "not_redirect"), ("https://a.example:99999/", "not_redirect"), ("https://a b.example/", "not_redirect"),
    ("https://bücher.example/", "not_redirect"), ("https://a.example/\r\nx: y", "not_redirect"), ("https://a.example/\tx", "not_redirect"),
    ("https://a.example/\0", "not_redirect"), ("https://*.example/", "not_redirect"), ("https://a.example;x/", "not_redirect"),
    ("https://a.example/<script>", "not_redirect"), ('https://a.example/"x', "not_redirect"), ("ftp://a.example/", "not_redirect"),
])  # fmt: skip
async def test_other_addresses_are_refused(mira, uri, code):
    response = await register(mira, redirect_uris=[REDIRECT, uri])
    if "\0" in uri:
        assert response.status == 400
        return
    problem = await response.json()
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in problem["errors"]] == [(["redirect_uris", "1"], code)]


@pytest.mark.parametrize("body, path, code", [
    ({"name": ""}, ["name"], "too_short"), ({"name": "   "}, ["name"], "too_short"), ({"name": "x" * 151}, ["name"], "too_long"),
    ({"name": None}, ["name"], "not_string"), ({"name": "a\u202eb"}, ["name"], "bad_text"), ({"name": "a\nb"}, ["name"], "bad_text"),
    ({"website": "javascript:alert(1)"}, ["website"], "not_website"), ({"website": "lab.example.org"}, ["website"], "not_website"),
    ({"website": "https://user@lab.example.org"}, ["website"], "not_website"),
    ({"website": "https://lab.example.org/<"}, ["website"], "not_website"),
    ({"website": "https://a.example/" + "x" * 2048}, ["website"], "too_long"), ({"website": 5}, ["website"], "not_string"),
    ({"redirect_uris": []}, ["redirect_uris"], "too_short"), ({"redirect_uris": None}, ["redirect_uris"], "not_list"),
    ({"redirect_uris": REDIRECT}, ["redirect_uris"], "not_list"), ({"redirect_uris": [5]}, ["redirect_uris", "0"], "not_string"),
    ({"redirect_uris": [f"https://a.example/{i}" for i in range(21)]}, ["redirect_uris"], "too_long"),
    ({"redirect_uris": [REDIRECT, REDIRECT]}, ["redirect_uris", "1"], "duplicate"),
    ({"redirect_uris": ["https://a.example/" + "x" * 2048]}, ["redirect_uris", "0"], "too_long"),
    ({"scopes": ["record.fly"]}, ["scopes"], "unknown"), ({"scopes": "record.read"}, ["scopes"], "not_list"),
    ({"scopes": ["record.read"] * 31}, ["scopes"], "too_long"), ({"secret": "x"}, ["secret"], "unknown_field"),
])  # fmt: skip
async def test_a_wrong_field_is_named(mira, body, path, code):
    row = await made(mira)
    for response in (await register(mira, **body), await mira.patch(f"/applications/{row['id']}", json=body)):
        problem = await response.json()
        assert response.status == 422
        assert [(error["path"], error["code"]) for error in problem["errors"]] == [(path, code)]


async def test_every_fault_is_named(mira):
    problem = await (await register(mira, name="a\tb", website="x", redirect_uris=["http://a.example", "x"], scopes=["y"])).json()
    assert [error["path"] for error in problem["errors"]] == [
        ["name"],
        ["website"],
        ["redirect_uris", "0"],
        ["redirect_uris", "1"],
        ["scopes"],
    ]


async def test_name_and_addresses_are_required(mira):
    problem = await (await mira.post("/applications", json={})).json()
    assert {(error["path"][0], error["code"]) for error in problem["errors"]} == {("name", "required"), ("redirect_uris", "required")}


async def test_the_newest_stands_first_and_a_list_has_pages(mira):
    rows = [await made(mira, name=f"n{i}") for i in range(3)]
    page = await (await mira.get("/applications?per_page=2")).json()
    assert [item["id"] for item in page["items"]] == [rows[2]["id"], rows[1]["id"]]
    assert (page["total"], page["pages"]) == (3, 2)


# Changing


async def test_some_of_it_is_changed(mira):
    row = await made(mira, website="https://lab.example.org", scopes=["record.read"])
    path = f"/applications/{row['id']}"
    changed = await (await mira.patch(path, json={"name": "New"})).json()
    assert (changed["name"], changed["website"], changed["redirect_uris"], changed["scopes"]) == (
        "New", "https://lab.example.org", [REDIRECT], ["record.read"],
    )  # fmt: skip
    changed = await (await mira.patch(path, json={"website": None, "scopes": None, "redirect_uris": ["https://b.example/"]})).json()
    assert (changed["name"], changed["website"], changed["redirect_uris"], changed["scopes"]) == ("New", None, ["https://b.example/"], None)
    assert changed["client_id"] == row["client_id"] and changed["updated_at"] > row["updated_at"]
    assert (await (await mira.patch(path, json={})).json()) == changed


# With people who granted access


@pytest.fixture
async def granted(anonymous, mira, make):
    """An application of Mira's that somebody let in: (row, program, browser, pair)."""
    row = await made(mira, scopes=["record.read", "user.read"], website="https://lab.example.org")
    program, browser = Program(anonymous, Registered(row)), await Browser.of(anonymous, make)
    pair = await (await program.exchange(await browser.code(program.application))).json()
    return row, program, browser, pair


async def of(browser, app_api, make):
    """The app's API with a session of the browser's account."""
    return app_api.using(session_id=await make.session(browser.account))


async def works(anonymous, pair):
    return (await anonymous.using(token=pair["access_token"]).get("/api/v1/records")).status == 200


async def test_a_new_secret_replaces_the_old_one_at_once(anonymous, mira, granted):
    row, program, _, pair = granted
    renewed = await (await mira.post(f"/applications/{row['id']}/secret")).json()
    assert re.fullmatch("[0-9a-f]{64}", renewed["client_secret"]) and renewed["client_secret"] != row["client_secret"]
    assert await works(anonymous, pair)
    assert (await (await program.refresh(pair["refresh_token"])).json())["error"] == "invalid_client"
    program.application.client_secret = renewed["client_secret"]
    assert (await program.refresh(pair["refresh_token"])).status == 200


async def test_deleting_ends_everything_at_the_next_request(anonymous, mira, granted):
    row, program, browser, pair = granted
    code = await browser.code(program.application)
    assert await works(anonymous, pair)
    assert (await mira.delete(f"/applications/{row['id']}")).status == 204
    assert not await works(anonymous, pair)
    assert (await (await program.exchange(code)).json())["error"] == "invalid_client"
    assert (await mira.get(f"/applications/{row['id']}")).status == 404


async def test_the_owner_sees_how_many_people_let_it_in(anonymous, mira, make, granted):
    row, program, _, pair = granted
    other = await Browser.of(anonymous, make)
    await program.exchange(await other.code(program.application))
    await program.exchange(await other.code(program.application))
    assert (await (await mira.get(f"/applications/{row['id']}")).json())["users"] == 2
    await program.revoke(pair["access_token"])
    assert (await (await mira.get(f"/applications/{row['id']}")).json())["users"] == 1


async def test_people_see_what_they_let_in(anonymous, app_api, mira, make, granted):
    row, program, browser, pair = granted
    person = await of(browser, app_api, make)
    grant = (await (await person.get("/grants")).json())["items"][0]
    assert grant == {
        "id": grant["id"], "application": {"id": row["id"], "name": "Lab notes", "website": "https://lab.example.org"},
        "owner": {"username": mira.account["username"], "display_name": mira.account["username"].title()},
        "scopes": ["record.read", "user.read"], "granted_at": grant["granted_at"], "last_used_at": None,
    }  # fmt: skip
    assert await works(anonymous, pair)
    used = (await (await person.get("/grants")).json())["items"][0]
    assert used["last_used_at"] > grant["granted_at"] and used | {"last_used_at": None} == grant
    await program.refresh(pair["refresh_token"])
    assert (await (await person.get("/grants")).json())["items"] == [used]
    assert (await (await mira.get("/grants")).json())["items"] == []


async def test_people_end_what_they_let_in(anonymous, app_api, make, granted):
    _, program, browser, pair = granted
    code = await browser.code(program.application)
    person = await of(browser, app_api, make)
    grant = (await (await person.get("/grants")).json())["items"][0]
    assert await works(anonymous, pair)
    assert (await person.delete(f"/grants/{grant['id']}")).status == 204
    assert not await works(anonymous, pair)
    assert (await (await program.refresh(pair["refresh_token"])).json())["error"] == "invalid_grant"
    assert (await (await program.exchange(code)).json())["error"] == "invalid_grant"
    assert (await person.delete(f"/grants/{grant['id']}")).status == 404
    assert (await (await person.get("/grants")).json())["items"] == []


async def test_ending_and_exchanging_at_the_same_moment(anonymous, app_api, make, granted):
    """Whoever comes first: nothing fails, and what was ended before an exchange began gives no pair."""
    _, program, browser, _ = granted
    person = await of(browser, app_api, make)
    for _ in range(5):
        codes = [await browser.code(program.application) for _ in range(4)]
        grants = (await (await person.get("/grants")).json())["items"]
        ends = [person.delete(f"/grants/{grant['id']}") for grant in grants for _ in range(3)]
        answers = await asyncio.gather(*(program.exchange(code) for code in codes), *ends)
        assert {answer.status for answer in answers[:4]} <= {200, 400}
        assert {answer.status for answer in answers[4:]} <= {204, 404}
        for grant in (await (await person.get("/grants")).json())["items"]:
            assert (await person.delete(f"/grants/{grant['id']}")).status == 204
        assert [(await program.exchange(code)).status for code in codes] == [400] * 4
        await program.exchange(await browser.code(program.application))


async def test_nobody_ends_what_others_let_in(app_api, anonymous, mira, make, granted):
    _, _, browser, pair = granted
    person = await of(browser, app_api, make)
    grant = (await (await person.get("/grants")).json())["items"][0]
    assert (await mira.delete(f"/grants/{grant['id']}")).status == 404
    assert await works(anonymous, pair)


async def test_what_is_done_is_audited(mira, make):
    row = await made(mira, name=unique("application"))
    await mira.patch(f"/applications/{row['id']}", json={"scopes": ["record.read"]})
    secret = (await (await mira.post(f"/applications/{row['id']}/secret")).json())["client_secret"]
    await mira.delete(f"/applications/{row['id']}")
    async with make.pool.acquire() as conn:
        lines = await conn.fetch(
            "select action, details::text as details from audit_entries "
            "where object_type = 'oauth_application' and object_id = $1 order by id",
            str(row["id"]),
        )
    assert [line["action"].partition(".")[2] for line in lines] == ["create", "update", "renew_secret", "delete"]
    text = "".join([line["details"] for line in lines])
    assert row["client_secret"] not in text and secret not in text
