"""GET and POST /oauth/authorize: who is asked, what the page says, what each answer leads to, and every way to trick it."""

import asyncio
import html
import re
from urllib.parse import unquote

import pytest

from server import db
from server.domain import account_roles, oauth_applications, oauth_consent, sessions
from server.domain.actor import SCOPES, SYSTEM, Actor
from server.http.credential import COOKIE
from server.secrets import token_hash
from server.site import consent_words
from tests.api.kadi.conftest import NOT_FOUND, refused
from tests.consent import FORM, LINK, Browser, field, fields_of, question
from tests.make import REDIRECT, unique

S256 = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
async def owner(make):
    return await make.account(display_name="Olga Owner")


@pytest.fixture
async def application(make, owner):
    return await make.application(owner, "record.read", "user.read", website_url="https://application.example.org/about")


@pytest.fixture
async def browser(anonymous, make):
    return await Browser.of(anonymous, make, display_name="Petra Person")


async def shown(response, status):
    """The text of a page of ours."""
    text = await response.text()
    assert response.status == status, text
    assert response.content_type == "text/html"
    assert "Location" not in response.headers
    return html.unescape(text)


async def change(make, application, account, **columns):
    async with db.transaction(make.pool) as conn:
        actor = Actor(kind="session", account_id=account["id"])
        await oauth_applications.change(conn, actor, application.id, columns)


async def codes_of(make, application):
    async with make.pool.acquire() as conn:
        return await conn.fetchval("select count(*) from oauth_codes where application_id = $1", application.id)


# Who is asked


@pytest.mark.parametrize("base", ["/oauth", "/kadi/oauth"])
async def test_who_is_not_signed_in_signs_in_and_comes_back(anonymous, application, base):
    address = question(application, state="a&b=c#d").replace("/oauth", base, 1)
    response = await anonymous.get(address, headers=LINK)
    assert response.status == 302
    path, _, query = response.headers["Location"].partition("?next=")
    assert path == "/app/sign-in" and unquote(query).startswith(f"{base}/authorize?")
    assert fields_of(unquote(query)) == fields_of(address)
    assert "&" not in query and "#" not in query
    assert response.headers["Cache-Control"] == "no-store"


async def signs_in_first(response):
    return response.status == 302 and response.headers["Location"].startswith("/app/sign-in?next=/oauth/authorize%3F")


async def test_a_session_that_ended_is_none(make, browser, application):
    async with db.transaction(make.pool) as conn:
        await sessions.end_all(conn, browser.account["id"])
    assert await signs_in_first(await browser.open(question(application)))


async def test_a_cookie_that_nobody_has_is_none(anonymous, application):
    assert await signs_in_first(await anonymous.get(question(application), headers=LINK | {"Cookie": f"{COOKIE}=C1234"}))


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"},
    {"Sec-Fetch-Dest": "image", "Sec-Fetch-Mode": "no-cors"},
])  # fmt: skip
async def test_only_a_page_in_a_window_is_asked(browser, application, headers):
    assert await signs_in_first(await browser.open(question(application), **headers))


async def test_a_session_id_in_a_header_is_no_browser(anonymous, make, browser, application):
    client = anonymous.using(session_id=await make.session(browser.account))
    assert await signs_in_first(await client.get(question(application), headers=LINK))


@pytest.mark.parametrize("method, path", [
    ("GET", "/oauth/authorize"), ("POST", "/oauth/authorize"), ("POST", "/oauth/token"), ("POST", "/oauth/revoke"),
    ("GET", "/kadi/oauth/authorize"), ("POST", "/kadi/oauth/token"),
])  # fmt: skip
async def test_a_token_counts_below_api_only(anonymous, make, method, path):
    for token in (await make.token(await make.account()), "pat_unknown"):
        await refused(await anonymous.using(token=token).request(method, path), 404, NOT_FOUND)


async def test_candidates_are_never_asked(anonymous, make, application):
    person, cookie = await make.person(await make.company()), unique("C")
    async with db.transaction(make.pool) as conn:
        stored = await conn.fetchval("select password_hash from persons where id = $1", person)
        _, row = await sessions.start_for_person(conn, person_id=person, password_hash=stored, idle_seconds=600)
        await conn.execute("update sessions set cookie_hash = $2 where id = $1", row["id"], token_hash(cookie))
    assert await signs_in_first(await anonymous.get(question(application), headers=LINK | {"Cookie": f"{COOKIE}={cookie}"}))


async def test_without_research_data_nothing_is_asked(anonymous, make, application):
    browser = await Browser.of(anonymous, make, domains=("learning",))
    text = await shown(await browser.open(question(application)), 403)
    assert "Your account has no research data" in text and "<form" not in text


async def test_switched_off_in_research_nothing_is_asked_or_answered(make, application, browser):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    async with db.transaction(make.pool) as conn:
        await account_roles.set_state(conn, SYSTEM, browser.account["id"], "research", "inactive")
    text = await shown(await browser.open(address), 403)
    assert "Your account is switched off" in text and "<form" not in text
    await shown(await browser.send(address, {"form": token, "decision": "authorize"}), 403)
    assert await codes_of(make, application) == 0


async def test_a_switched_off_account_is_not_asked(make, application, browser):
    async with db.transaction(make.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, browser.account["id"], False)
    response = await browser.open(question(application))
    assert response.status == 403 or await signs_in_first(response)


# What cannot be asked: a page with 400, and nobody is sent anywhere


@pytest.mark.parametrize("changes, words", [
    ({"client_id": None}, "not known here"), ({"client_id": "0" * 32}, "not known here"), ({"client_id": "a\0b"}, "not known here"),
    ({"redirect_uri": None}, "does not belong"), ({"redirect_uri": "https://evil.example.org/"}, "does not belong"),
    ({"redirect_uri": REDIRECT + "/"}, "does not belong"), ({"redirect_uri": REDIRECT + "?a=b"}, "does not belong"),
    ({"redirect_uri": REDIRECT + "#x"}, "does not belong"), ({"redirect_uri": REDIRECT.upper()}, "does not belong"),
    ({"redirect_uri": REDIRECT + "\r\nSet-Cookie: a=b"}, "does not belong"), ({"redirect_uri": "//evil.example.org"}, "does not belong"),
    ({"redirect_uri": "javascript:alert(1)"}, "does not belong"),
    ({"response_type": None}, "cannot be read"),
    ({"response_type": "token"}, "cannot be read"), ({"response_type": "code token"}, "cannot be read"),
    ({"code_challenge": S256, "code_challenge_method": "S512"}, "cannot be read"), ({"code_challenge_method": "S256"}, "cannot be read"),
    ({"code_challenge_method": "nothing"}, "cannot be read"), ({"code_challenge": ""}, "cannot be read"),
    ({"code_challenge": "x" * 42}, "cannot be read"), ({"code_challenge": "x" * 129}, "cannot be read"),
    ({"code_challenge": "x" * 43 + " "}, "cannot be read"),
    ({"code_challenge": "x" * 44, "code_challenge_method": "S256"}, "cannot be read"),
    ({"code_challenge": "~" * 43, "code_challenge_method": "S256"}, "cannot be read"),
])  # fmt: skip
async def test_what_is_wrong_is_said_and_nobody_is_sent_anywhere(anonymous, browser, application, changes, words):
    address = question(application, **changes)
    assert words in await shown(await browser.open(address), 400)
    assert words in await shown(await anonymous.get(address, headers=LINK), 400)
    assert (await browser.send(address, {"form": "x", "decision": "authorize"})).status == 400


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "response_type", "code_challenge", "code_challenge_method"])
async def test_bytes_that_are_no_text_are_nobodys(browser, application, name):
    await shown(await browser.open(question(application, **{name: None}) + f"&{name}=%FF%C3"), 400)


@pytest.mark.parametrize("twice", ["client_id=x", "redirect_uri=https%3A%2F%2Fevil.example.org", "state=x", "response_type=code"])
async def test_nothing_may_stand_there_twice(browser, application, twice):
    address = question(application)
    for wrong in (f"{address}&{twice}", address.replace("?", f"?{twice}&", 1)):
        assert "cannot be read" in await shown(await browser.open(wrong), 400)


async def test_the_application_of_somebody_who_was_switched_off_is_none(make, browser, owner, application):
    async with db.transaction(make.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, owner["id"], False)
    assert "not known here" in await shown(await browser.open(question(application)), 400)


# The page


async def test_the_page_says_who_asks_for_what(browser, application, make):
    text = await shown(await browser.open(question(application)), 200)
    assert "Olga Owner" in text and "Petra Person" in text and browser.account["username"] in text
    assert "https://application.example.org/about" in text and "<dd>https://application.example.org</dd>" in text
    assert consent_words.SCOPES["en"]["record.read"] in text and consent_words.SCOPES["en"]["user.read"] in text
    assert consent_words.SCOPES["en"]["record.delete"] not in text
    assert "<script" not in text


async def test_without_scopes_everything_is_named(anonymous, browser, make, owner):
    text = await shown(await browser.open(question(await make.application(owner))), 200)
    assert consent_words.WORDS["en"]["everything"] in text


async def test_the_scopes_in_the_address_do_not_count(browser, application):
    text = await shown(await browser.open(question(application, scope="record.delete user.read")), 200)
    assert consent_words.SCOPES["en"]["record.read"] in text and consent_words.SCOPES["en"]["record.delete"] not in text


async def test_the_page_speaks_the_persons_language_and_wears_their_theme(make, browser, application):
    async with make.pool.acquire() as conn:
        await conn.execute(
            "update accounts set language = 'de', preferences = '{\"theme\": \"dark\"}' where id = $1", browser.account["id"]
        )
    make.identity.cache.clear()
    text = await shown(await browser.open(question(application)), 200)
    assert '<html lang="de" data-theme="dark">' in text and "Zugriff erlauben?" in text
    wrong = await shown(await browser.open(question(application, client_id="x"), **{"Accept-Language": "fr, de;q=0.8, en;q=0.5"}), 400)
    assert '<html lang="de">' in wrong and "nicht bekannt" in wrong


def test_both_languages_have_the_same_words():
    for words in (consent_words.WORDS, consent_words.SCOPES, consent_words.REFUSALS):
        assert set(words["en"]) == set(words["de"])
    assert list(consent_words.SCOPES["en"]) == list(SCOPES) == list(consent_words.SCOPES["de"])


async def test_names_are_text(browser, make, owner):
    application = await make.application(owner, name="<script>alert(1)</script>{name}")
    text = await (await browser.open(question(application, state='"><script>'))).text()
    assert "<script" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;{name}" in text


async def test_nobody_frames_the_page_and_nothing_runs_in_it(browser, application):
    headers = (await browser.open(question(application))).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "style-src": "'self'", "img-src": "'self'",
        "form-action": "'self' https:",
    }  # fmt: skip
    assert (headers["X-Frame-Options"], headers["Cache-Control"], headers["Referrer-Policy"]) == ("DENY", "no-store", "same-origin")


@pytest.mark.parametrize("uri, allowed", [
    ("http://localhost:8765/cb", "http://localhost:8765"), ("http://127.0.0.1/cb", "http://127.0.0.1"), ("http://[::1]:8765/cb", "http:"),
    ("com.example.app:/cb", "com.example.app:"), ("https://a.example;script-src=x/cb", None),
])  # fmt: skip
async def test_the_policy_lets_the_browser_go_back(browser, make, owner, uri, allowed):
    if allowed is None:
        with pytest.raises(Exception, match="invalid"):
            await make.application(owner, redirect_uris=[uri])
        return
    application = await make.application(owner, redirect_uris=[uri])
    headers = (await browser.open(question(application, redirect_uri=uri))).headers
    assert headers["Content-Security-Policy"].endswith(f"form-action 'self' https: {allowed}")
    assert (await browser.answer(question(application, redirect_uri=uri))).startswith(f"{uri}?code=")


# The answer


async def test_allowed(make, browser, application):
    location = await browser.answer(question(application, state="xyz"))
    assert location.startswith(REDIRECT + "?code=")
    fields = fields_of(location)
    assert set(fields) == {"code", "state"} and fields["state"] == "xyz"
    assert re.fullmatch("[A-Za-z0-9]{48}", fields["code"])
    async with make.pool.acquire() as conn:
        row = await conn.fetchrow(
            "select *, expires_at - created_at as lasts from oauth_codes where code_hash = $1", token_hash(fields["code"])
        )
        audited = await conn.fetchval(
            "select details::text from audit_entries where action = 'oauth_consent.grant' and account_id = $1", browser.account["id"]
        )
    assert (row["account_id"], row["redirect_uri"], row["scopes"]) == (browser.account["id"], REDIRECT, ["record.read", "user.read"])
    assert row["lasts"].total_seconds() == 300
    assert fields["code"] not in audited and "record.read" in audited


async def test_denied(make, browser, application):
    location = await browser.answer(question(application, state="xyz"), "deny")
    assert location == (
        REDIRECT + "?error=access_denied&error_description=The+resource+owner+or+authorization+server+denied+the+request&state=xyz"
    )
    assert await codes_of(make, application) == 0


@pytest.mark.parametrize("state", [
    None, "", "a b&c=d+e%20/?#ä€😀", "\r\nSet-Cookie: a=b", "x" * 2000, "https://evil.example.org", '"><script>', "\0", "a\\b",
])  # fmt: skip
async def test_the_state_comes_back_unaltered(browser, application, state):
    for decision in ("authorize", "deny"):
        location = await browser.answer(question(application, state=state), decision)
        assert fields_of(location).get("state") == state
        assert location.startswith(REDIRECT + "?") and location.isascii() and location.isprintable()


async def test_a_state_that_is_no_text_comes_back_unaltered(browser, application):
    location = await browser.answer(question(application, state=None) + "&state=%FF%fe%C3%28")
    assert location.endswith("&state=%FF%FE%C3%28")


async def test_an_address_with_a_query_keeps_it(browser, make, owner):
    uris = ["https://application.example.org/?back=1", "https://application.example.org/x?"]
    application = await make.application(owner, redirect_uris=uris)
    assert (await browser.answer(question(application, redirect_uri=uris[0]))).startswith(uris[0] + "&code=")
    assert (await browser.answer(question(application, redirect_uri=uris[1]))).startswith(uris[1] + "code=")


# The form counts once, for this session, this question, this application, sent by our own page


async def test_the_form_counts_once(make, browser, application):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    assert (await browser.send(address, {"form": token, "decision": "authorize"})).status == 302
    text = await shown(await browser.send(address, {"form": token, "decision": "authorize"}), 400)
    assert "does not count any more" in text
    again = re.search('href="(/oauth/authorize[^"]*)"', text)
    assert again and fields_of(again[1]) == fields_of(address)
    assert await codes_of(make, application) == 1


async def test_of_several_answers_at_once_one_counts(make, browser, application):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    answers = await asyncio.gather(*(browser.send(address, {"form": token, "decision": "authorize"}) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [302, 400, 400, 400, 400, 400]
    assert await codes_of(make, application) == 1


async def test_the_form_of_somebody_else_does_not_count(anonymous, make, browser, application):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    other = await Browser.of(anonymous, make)
    await shown(await other.send(address, {"form": token, "decision": "authorize"}), 400)
    again = Browser(anonymous, browser.account, (await Browser.of(anonymous, make, browser.account)).cookie)
    await shown(await again.send(address, {"form": token, "decision": "authorize"}), 400)
    assert await codes_of(make, application) == 0


@pytest.mark.parametrize("changes", [
    {"state": "other"}, {"state": None}, {"redirect_uri": "https://application.example.org/other"},
    {"code_challenge": S256, "code_challenge_method": "S256"}, {"code_challenge": S256},
])  # fmt: skip
async def test_the_form_of_another_question_does_not_count(make, browser, owner, changes):
    application = await make.application(owner, redirect_uris=[REDIRECT, "https://application.example.org/other"])
    token = field(await shown(await browser.open(question(application)), 200), "form")
    await shown(await browser.send(question(application, **changes), {"form": token, "decision": "authorize"}), 400)


async def test_the_form_of_another_application_does_not_count(make, browser, owner, application):
    other = await make.application(owner, "record.read", "user.read")
    token = field(await shown(await browser.open(question(application)), 200), "form")
    await shown(await browser.send(question(other), {"form": token, "decision": "authorize"}), 400)


async def test_nobody_grants_what_was_not_shown(make, browser, owner, application):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    await change(make, application, owner, scopes=["record.delete"])
    await shown(await browser.send(address, {"form": token, "decision": "authorize"}), 400)
    assert await codes_of(make, application) == 0


@pytest.mark.parametrize("token", ["", "x", "..", "a.b.c", "0" * 24 + ".99999999999.aes-1.x"])
async def test_a_form_of_nobody_does_not_count(browser, application, token):
    await shown(await browser.send(question(application), {"form": token, "decision": "authorize"}), 400)


async def test_an_old_form_does_not_count(monkeypatch, browser, application):
    monkeypatch.setattr(oauth_consent, "FORM_SECONDS", -1)
    token = field(await shown(await browser.open(question(application)), 200), "form")
    await shown(await browser.send(question(application), {"form": token, "decision": "authorize"}), 400)


@pytest.mark.parametrize("decision", [None, "", "yes", "AUTHORIZE"])
async def test_only_a_decision_decides(browser, application, decision):
    token = field(await shown(await browser.open(question(application)), 200), "form")
    data = {"form": token} | ({"decision": decision} if decision is not None else {})
    await shown(await browser.send(question(application), data), 400)
    assert (await browser.send(question(application), {"form": token, "decision": "deny"})).status == 302


@pytest.mark.parametrize("headers", [
    {}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "null"},
    {"Origin": "https://evil.example.org"}, {"Origin": "http://127.0.0.1.evil.example.org"}, {"Origin": ""},
    {"Origin": "{own}", "Sec-Fetch-Site": "cross-site"},
])  # fmt: skip
async def test_a_form_of_another_site_does_not_count(anonymous, make, browser, application, headers):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    given = {name: value.replace("{own}", anonymous.url) for name, value in headers.items()}
    text = await shown(await browser.send(address, {"form": token, "decision": "authorize"}, given), 403)
    assert "did not come from our page" in text
    assert await codes_of(make, application) == 0


async def test_an_older_browser_names_the_origin(anonymous, browser, application):
    address = question(application)
    token = field(await shown(await browser.open(address), 200), "form")
    assert (await browser.send(address, {"form": token, "decision": "deny"}, {"Origin": anonymous.url})).status == 302


async def test_without_a_session_the_form_leads_to_signing_in(anonymous, application):
    response = await anonymous.post(question(application), data={"form": "x", "decision": "authorize"}, headers=FORM)
    assert (response.status, response.headers["Location"].partition("?")[0]) == (303, "/app/sign-in")


async def test_the_cookie_counts_for_no_other_form(browser):
    response = await browser.send("/api/v1/records", {"identifier": "x"})
    assert response.status == 401


async def test_answered_forms_and_codes_are_forgotten(make, browser, application):
    await browser.answer(question(application))
    async with db.transaction(make.pool) as conn:
        await conn.execute("update oauth_answered_forms set expires_at = now() - interval '1 second'")
        await conn.execute("update oauth_codes set expires_at = now() - interval '2 days' where application_id = $1", application.id)
        await db.sql.oauth_codes.delete_expired(conn)
        assert await conn.fetchval("select count(*) from oauth_answered_forms where expires_at < now()") == 0
    assert await codes_of(make, application) == 0
