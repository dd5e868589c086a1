"""Translations: reading without a session, storing by translators, completeness for the app."""

import uuid

import pytest

from tests.make import PASSWORD

FORCE = {"ForceTranslation": "Y"}
NOT_TRANSLATED = (404, "no master user or no translation key set")


def new_language() -> str:
    return f"xx-{uuid.uuid4().hex[:7]}"


async def said(response):
    return response.status, await response.text()


@pytest.fixture
async def translator(people):
    return await people("is_office_user", "is_translator")


async def test_storing_needs_a_session(itr):
    assert await said(await itr.post("/translations/nl", json={}, headers=FORCE)) == (404, "Invalid or expired token")


async def test_only_translators_store(candidate, people):
    clients = [await candidate(), await people("is_office_user", "is_organisation_supervisor", "is_test_author")]
    for client in clients:
        assert await said(await client.post("/translations/nl", json={"a": {"value": "b"}}, headers=FORCE)) == NOT_TRANSLATED


async def test_words_are_stored_as_they_are_given(itr, translator):
    language = new_language()
    assert await said(await itr.get(f"/translations/{language}")) == (200, "[]")
    words = {"Area.Name": {"value": "Naam <b>é</b>", "originalValue": "Name"}, "Area.Same": {"value": "Test", "valueAsOriginal": "Y"}}
    assert await said(await translator.post(f"/translations/{language.upper()}", json=words, headers=FORCE)) == (200, "OK")
    response = await itr.get(f"/translations/{language}")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    found = await response.json(content_type=None)
    assert list(found) == ["Area.Name", "Area.Same"]
    assert {"value": "Naam <b>é</b>", "originalValue": "Name", "valueAsOriginal": "N"}.items() <= found["Area.Name"].items()
    assert found["Area.Same"]["valueAsOriginal"] == "Y"
    assert found["Area.Name"]["changedBy"] and found["Area.Name"]["changeDateTime"].endswith("+00:00")
    listed = await itr.get("/translations")
    assert listed.headers["Content-Type"].startswith("application/json") and {language, "en"} <= set(await listed.json())


async def test_other_words_stay(itr, translator):
    language = new_language()
    for words in ({"a": {"value": "1", "originalValue": "one"}, "b": {"value": "2"}}, {"a": {"value": "3"}}):
        await translator.post(f"/translations/{language}", json=words, headers=FORCE)
    found = await (await itr.get(f"/translations/{language}")).json(content_type=None)
    assert {key: (word["value"], word["originalValue"]) for key, word in found.items()} == {"a": ("3", "one"), "b": ("2", "")}


async def test_master_users_store_too(people):
    client = await people("is_office_user", is_master=True)
    assert (await client.post(f"/translations/{new_language()}", json={"a": {"value": "b"}}, headers=FORCE)).status == 200


async def test_no_machine_translates(translator, itr):
    language = new_language()
    assert await said(await translator.post(f"/translations/{language}", json={"a": {"value": "b"}})) == NOT_TRANSLATED
    assert await said(await itr.get(f"/translations/{language}")) == (200, "[]")
    assert (await translator.get("/translate/en/nl", headers={"ToTranslate": "word"})).status == 404
    assert (await itr.get("/translate/en/nl", headers={"ToTranslate": "word"})).status == 404


@pytest.mark.parametrize("language", ["..", "%2e%2e%2fen", "n", "nl_be", "nl-", "nl-" + "x" * 9, "nlnl", "n%00l", "١٢"])
async def test_a_language_has_a_code(itr, translator, language):
    response = await itr.get(f"/translations/{language}")
    assert response.status in (200, 404)
    if response.status == 200 and language != "..":
        assert await response.text() == "[]"
    assert (await translator.post(f"/translations/{language}", json={"a": {"value": "b"}}, headers=FORCE)).status in (400, 404, 405)


@pytest.mark.parametrize("words", [[], {"": {"value": "a"}}, {"a": "b"}, {"a": {}}, {"a": {"value": 5}}, {"k" * 401: {"value": "a"}},
                                   {"a": {"value": "b", "originalValue": 7}}, {"a": {"value": "x" * 100_001}}])  # fmt: skip
async def test_what_is_no_word_is_refused_as_a_whole(itr, translator, words):
    language = new_language()
    given = words if isinstance(words, list) else {"good": {"value": "fine"}} | words
    assert (await translator.post(f"/translations/{language}", json=given, headers=FORCE)).status == 400
    assert await said(await itr.get(f"/translations/{language}")) == (200, "[]")


async def test_the_app_tells_how_complete_a_language_is(app_api, make, translator):
    first, second = new_language(), new_language()
    key = uuid.uuid4().hex
    await translator.post(f"/translations/{first}", json={key: {"value": "1"}, f"{key}b": {"value": "2"}}, headers=FORCE)
    await translator.post(f"/translations/{second}", json={key: {"value": "1"}}, headers=FORCE)
    account, company_id = await make.account(password=PASSWORD), await make.company()
    session = await make.session(account, login_id=await make.login(account, company_id, "is_translator"))
    found = await (await app_api.using(session_id=session).get("/assessment/translations")).json()
    rows = {row["language"]: row for row in found["languages"]}
    assert (rows[first]["translated"], rows[second]["translated"]) == (2, 1)
    assert rows[first]["words"] == rows[second]["words"] >= 2
    plain = await make.session(account, login_id=await make.login(account, await make.company(), "is_office_user"))
    response = await app_api.using(session_id=plain).get("/assessment/translations")
    assert (response.status, (await response.json())["code"]) == (403, "denied")
    assert (await app_api.get("/assessment/translations")).status == 401
