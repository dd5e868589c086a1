"""GET, PATCH /profile, PUT /email, POST /email/verification, GET, PATCH /preferences."""

import pytest

from tests.api.conftest import signed_in, token_in
from tests.make import PASSWORD, unique


async def code_of(response):
    return response.status, (await response.json())["code"]


@pytest.mark.parametrize(
    "method, path",
    [("GET", "/profile"), ("PATCH", "/profile"), ("PUT", "/email"), ("POST", "/email/verification"), ("GET", "/preferences"),
     ("PATCH", "/preferences")],
)  # fmt: skip
async def test_needs_an_own_session(app_api, mira, make, method, path):
    assert await code_of(await app_api.request(method, path, json={})) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await app_api.using(token=token).request(method, path, json={})) == (401, "wrong_kind")


async def test_the_profile_is_the_account(mira):
    shown = await (await mira.get("/profile")).json()
    assert set(shown) == {
        "id", "uuid", "username", "display_name", "given_name", "family_name", "email", "is_email_verified", "last_verified_email",
        "has_password", "office_location", "department", "phone", "bio", "orcid", "is_email_public", "language", "created_at",
    }  # fmt: skip
    assert (shown["id"], shown["email"], shown["has_password"]) == (mira.account["id"], mira.account["email"], True)


async def test_fields_that_are_given_change(mira):
    username = unique("new")
    body = {
        "username": username,
        "display_name": " Mira Sole ",
        "given_name": "Mira",
        "phone": "",
        "orcid": "0000-0002-1825-0097",
        "is_email_public": True,
    }
    changed = await (await mira.patch("/profile", json=body)).json()
    assert (changed["username"], changed["display_name"], changed["given_name"], changed["phone"]) == (username, "Mira Sole", "Mira", None)
    assert (changed["orcid"], changed["is_email_public"], changed["family_name"]) == ("0000-0002-1825-0097", True, None)
    assert (await (await mira.patch("/profile", json={"orcid": None})).json())["orcid"] is None


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({"display_name": ""}, "display_name", "too_short"),
        ({"display_name": None}, "display_name", "required"),
        ({"display_name": "x" * 201}, "display_name", "too_long"),
        ({"username": "a/b"}, "username", "bad_text"),
        ({"username": " a"}, "username", "bad_text"),
        ({"username": "x" * 51}, "username", "too_long"),
        ({"username": "other@example.org"}, "username", "other_email"),
        ({"orcid": "1234"}, "orcid", "bad_format"),
        ({"orcid": "٠٠٠٠-0002-1825-0097"}, "orcid", "bad_format"),
        ({"is_email_public": "perhaps"}, "is_email_public", "not_boolean"),
        ({"email": "a@example.org"}, "email", "unknown_field"),
    ],
)
async def test_a_wrong_field_is_named(mira, body, path, code):
    response = await mira.patch("/profile", json=body)
    problem = await response.json()
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in problem["errors"]] == [([path], code)]


async def test_a_username_is_one_persons(mira, make):
    other = await make.account()
    assert await code_of(await mira.patch("/profile", json={"username": other["username"].upper()})) == (409, "username_taken")


# E-mail


async def test_a_new_address_counts_when_its_link_is_opened(app_api, mira, mails):
    email = f"{unique('new')}@example.org"
    assert (await mira.put("/email", json={"email": email, "password": PASSWORD})).status == 202
    assert (await (await mira.get("/profile")).json())["email"] == mira.account["email"]
    token = token_in((await mails(email))[-1])
    assert (await app_api.post("/links/use", json={"token": token})).status == 200
    shown = await (await mira.get("/profile")).json()
    assert (shown["email"], shown["is_email_verified"]) == (email, True)


async def test_changing_the_address_needs_the_password(mira, mails):
    email = f"{unique('new')}@example.org"
    assert await code_of(await mira.put("/email", json={"email": email, "password": "wrong one"})) == (403, "wrong_password")
    assert await mails(email) == []


@pytest.mark.parametrize("email", ["", "x", "a b@example.org", "a@b@c", "x" * 250 + "@example.org", "a\u202e@example.org"])
async def test_what_is_no_address_is_refused(mira, email):
    response = await mira.put("/email", json={"email": email, "password": PASSWORD})
    assert response.status == 422
    assert [error["path"] for error in (await response.json())["errors"]] == [["email"]]


async def test_without_an_address_there_is_nothing_to_verify(app_api, make):
    person = await signed_in(app_api, make, email=None)
    assert await code_of(await person.post("/email/verification")) == (409, "no_email")


# Preferences


async def test_preferences_stay_with_the_account(app_api, mira, make):
    assert await (await mira.get("/preferences")).json() == {"language": "en", "theme": "system"}
    assert await (await mira.patch("/preferences", json={"theme": "dark"})).json() == {"language": "en", "theme": "dark"}
    assert await (await mira.patch("/preferences", json={"language": "de"})).json() == {"language": "de", "theme": "dark"}
    other = app_api.using(session_id=await make.session(mira.account))
    assert (await (await other.get("/session")).json())["preferences"] == {"language": "de", "theme": "dark"}


@pytest.mark.parametrize("body", [{"language": "fr"}, {"theme": 5}, {"size": 3}])
async def test_other_preferences_are_refused(mira, body):
    assert (await mira.patch("/preferences", json=body)).status == 422
