"""POST /oauth/token and /oauth/revoke: every error in its own words, one pair per person and application, nothing twice."""

import asyncio
import base64
import hashlib
import re
from pathlib import Path

import pytest

from server import db
from server.api.kadi import oauth
from server.api.kadi.oauth_routes import OAUTH_ROUTES
from server.domain import account_roles, accounts, oauth_applications
from server.domain.actor import KADI_SCOPES, SYSTEM, Actor
from tests.api.kadi.conftest import body
from tests.consent import Browser, Program
from tests.make import REDIRECT, unique

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
S256 = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
WRONG_CLIENT = {"error": "invalid_client", "error_description": "The client cannot authenticate with methods: ['client_secret_post']"}
WRONG_CODE = {"error": "invalid_grant", "error_description": "Invalid 'code' in request."}
WRONG_REDIRECT = {"error": "invalid_grant", "error_description": "Invalid 'redirect_uri' in request."}
WRONG_CHALLENGE = {"error": "invalid_grant", "error_description": "Code challenge failed."}
WRONG_REFRESH = {"error": "invalid_grant", "error_description": "Invalid 'refresh_token' in request."}
UNREADABLE = {"error": "invalid_request", "error_description": "The form cannot be read."}


@pytest.fixture
async def owner(make):
    return await make.account()


@pytest.fixture
async def application(make, owner):
    return await make.application(owner, "record.read", "user.read")


@pytest.fixture
async def program(anonymous, application):
    return Program(anonymous, application)


@pytest.fixture
async def browser(anonymous, make):
    return await Browser.of(anonymous, make)


async def granted(response):
    """The pair of an answer."""
    pair = await body(response)
    assert response.headers["Cache-Control"] == "no-store" and response.headers["Pragma"] == "no-cache"
    assert re.fullmatch("oat_[0-9a-f]{48}", pair["access_token"]) and re.fullmatch("[0-9a-f]{64}", pair["refresh_token"])
    assert (pair["expires_in"], pair["token_type"]) == (3600, "Bearer")
    return pair


async def refused(response, error):
    assert await body(response, 400) == error
    assert response.headers["Cache-Control"] == "no-store"


async def status(anonymous, token, path="/api/v1/records"):
    return (await anonymous.using(token=token).get(path)).status


async def audited(make, account):
    async with make.pool.acquire() as conn:
        rows = await conn.fetch("select action, details from audit_entries where account_id = $1 order by id", account["id"])
    return [row["action"] for row in rows if row["action"].startswith("oauth")]


async def change(make, application, owner, **columns):
    async with db.transaction(make.pool) as conn:
        await oauth_applications.change(conn, Actor(kind="session", account_id=owner["id"]), application.id, columns)


# Codes


@pytest.mark.parametrize("base", ["/oauth", "/kadi/oauth"])
async def test_a_code_is_exchanged(anonymous, browser, program, base):
    fields = {"grant_type": "authorization_code", "code": await browser.code(program.application), "redirect_uri": REDIRECT}
    pair = await granted(await program.post(f"{base}/token", **fields))
    assert pair["scope"] == "record.read user.read"
    me = anonymous.using(token=pair["access_token"])
    assert (await (await me.get("/api/v1/users/me")).json())["id"] == browser.account["id"]
    assert await status(anonymous, pair["access_token"]) == 200
    assert (await me.post("/api/v1/records", json={"identifier": "x"})).status == 401
    assert await status(anonymous, pair["access_token"], "/kms/api/v1/auth/me") == 403
    assert (await me.get("/app/api/profile")).status == 401


async def test_without_scopes_there_is_none_in_the_answer(anonymous, make, owner, browser):
    program = Program(anonymous, await make.application(owner))
    pair = await granted(await program.exchange(await browser.code(program.application)))
    assert "scope" not in pair
    me = anonymous.using(token=pair["access_token"])
    assert (await me.post("/api/v1/records", json={"identifier": unique("record"), "title": "x"})).status == 201
    assert await status(anonymous, pair["access_token"], "/api/v1/trash") == 200
    assert len(KADI_SCOPES) == 24


@pytest.mark.parametrize("grant", [None, "", "password", "client_credentials", "implicit", "Authorization_Code"])
async def test_other_grants_are_none(program, grant):
    found = await body(await program.exchange("x", grant_type=grant), 400)
    assert found["error"] == "unsupported_grant_type"


async def test_the_grant_is_looked_at_first(program):
    assert (await body(await program.exchange("x", grant_type="x", client_secret="x"), 400))["error"] == "unsupported_grant_type"


WRONG_CLIENTS = [
    {"client_secret": None}, {"client_secret": ""}, {"client_secret": "0" * 64}, {"client_id": None}, {"client_id": "0" * 32},
    {"client_id": "a\0b"}, {"client_id": "x" * 500},
]  # fmt: skip


@pytest.mark.parametrize("changes", WRONG_CLIENTS)
async def test_a_wrong_client_is_refused_everywhere(browser, program, changes):
    code = await browser.code(program.application)
    await refused(await program.exchange(code, **changes), WRONG_CLIENT)
    await refused(await program.refresh("x", **changes), WRONG_CLIENT)
    await refused(await program.revoke("x", **changes), WRONG_CLIENT)
    await refused(await program.revoke(None, **changes), WRONG_CLIENT)
    await granted(await program.exchange(code))


async def test_a_secret_in_a_header_or_in_the_address_does_not_count(anonymous, browser, program):
    application, code = program.application, await browser.code(program.application)
    basic = base64.b64encode(f"{application.client_id}:{application.client_secret}".encode()).decode()
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
    response = await anonymous.post("/oauth/token", data=fields, headers={"Authorization": f"Basic {basic}"})
    await refused(response, WRONG_CLIENT)
    query = f"client_id={application.client_id}&client_secret={application.client_secret}"
    await refused(await anonymous.post(f"/oauth/token?{query}", data=fields), WRONG_CLIENT)
    await refused(await anonymous.post(f"/oauth/revoke?{query}", data={"token": "x"}), WRONG_CLIENT)
    await refused(
        await program.post(f"/oauth/token?code={code}", grant_type="authorization_code", redirect_uri=REDIRECT),
        {"error": "invalid_request", "error_description": "Missing 'code' in request."},
    )


@pytest.mark.parametrize("given", ["json", "multipart", "text", "nothing"])
async def test_only_a_form_counts(anonymous, program, given):
    fields = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": program.application.client_id,
              "client_secret": program.application.client_secret}  # fmt: skip
    if given == "json":
        response = await anonymous.post("/oauth/token", json=fields)
    elif given == "nothing":
        response = await anonymous.post("/oauth/token")
    else:
        kind = {"multipart": "multipart/form-data; boundary=x", "text": "text/plain"}[given]
        response = await anonymous.post("/oauth/token", data=b"grant_type=refresh_token", headers={"Content-Type": kind})
    assert (await body(response, 400))["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    "raw", [b"grant_type=\xff\xfe", b"grant_type=%FF", b"grant_type=refresh_token&grant_type=refresh_token", b"&".join([b"a=b"] * 60)]
)
async def test_a_form_that_cannot_be_read_is_said(anonymous, raw):
    for path in ("/oauth/token", "/oauth/revoke"):
        response = await anonymous.post(path, data=raw, headers={"Content-Type": "application/x-www-form-urlencoded"})
        await refused(response, UNREADABLE)


async def test_a_form_is_short(anonymous):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await anonymous.post("/oauth/token", data=b"a=" + b"x" * 70_000, headers=headers)).status == 413


@pytest.mark.parametrize("code", [None, ""])
async def test_a_missing_code_is_said(program, code):
    await refused(await program.exchange(code), {"error": "invalid_request", "error_description": "Missing 'code' in request."})


@pytest.mark.parametrize("code", ["x", "0" * 48, "a\0b", "ä" * 48, "' or 1=1 --"])
async def test_a_code_of_nobody_is_refused(program, code):
    await refused(await program.exchange(code), WRONG_CODE)


async def test_a_code_counts_for_its_application_only(anonymous, make, owner, browser, program):
    code = await browser.code(program.application)
    thief = Program(anonymous, await make.application(owner))
    await refused(await thief.exchange(code), WRONG_CODE)
    await granted(await program.exchange(code))


@pytest.mark.parametrize(
    "uri", [None, "", REDIRECT + "/", "https://application.example.org/other", REDIRECT.upper(), "https://evil.example.org"]
)
async def test_a_code_counts_for_its_address_only(make, owner, browser, program, uri):
    await change(make, program.application, owner, redirect_uris=[REDIRECT, "https://application.example.org/other"])
    code = await browser.code(program.application)
    await refused(await program.exchange(code, redirect_uri=uri), WRONG_REDIRECT)
    await granted(await program.exchange(code))


async def test_a_code_lasts_five_minutes(make, browser, program):
    code = await browser.code(program.application)
    async with make.pool.acquire() as conn:
        await conn.execute("update oauth_codes set expires_at = now() where application_id = $1", program.application.id)
    await refused(await program.exchange(code), WRONG_CODE)


async def test_a_code_counts_once_and_the_living_pair_stays(anonymous, make, browser, program):
    code = await browser.code(program.application)
    pair = await granted(await program.exchange(code))
    await refused(await program.exchange(code), WRONG_CODE)
    assert await status(anonymous, pair["access_token"]) == 200
    await granted(await program.refresh(pair["refresh_token"]))
    assert await audited(make, browser.account) == ["oauth_consent.grant", "oauth_token.issue", "oauth_token.reuse", "oauth_token.issue"]


async def test_of_parallel_exchanges_exactly_one_gives_a_pair(anonymous, make, browser, program):
    code = await browser.code(program.application)
    answers = await asyncio.gather(*(program.exchange(code) for _ in range(12)))
    pairs = [await granted(answer) for answer in answers if answer.status == 200]
    assert len(pairs) == 1
    for answer in answers:
        if answer.status != 200:
            await refused(answer, WRONG_CODE)
    assert await status(anonymous, pairs[0]["access_token"]) == 200
    assert (await audited(make, browser.account)).count("oauth_token.reuse") == 11


# PKCE


def s256(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@pytest.mark.parametrize("verifier, challenge, method", [
    (VERIFIER, S256, "S256"), (VERIFIER, VERIFIER, "plain"), (VERIFIER, VERIFIER, None), ("x" * 43, s256("x" * 43), "S256"),
    ("~._-" * 32, s256("~._-" * 32), "S256"), ("~._-" * 32, "~._-" * 32, "plain"),
])  # fmt: skip
async def test_a_verifier_fits_its_challenge(browser, program, verifier, challenge, method):
    code = await browser.code(program.application, code_challenge=challenge, code_challenge_method=method)
    await granted(await program.exchange(code, code_verifier=verifier))


@pytest.mark.parametrize(
    "verifier", [None, "", VERIFIER[:-1], VERIFIER + "x", "x" * 43, "x" * 42, "x" * 129, S256, VERIFIER + "\0", VERIFIER + "\n"]
)
@pytest.mark.parametrize("method", ["S256", "plain"])
async def test_another_verifier_or_none_is_refused(browser, program, verifier, method):
    challenge = S256 if method == "S256" else VERIFIER
    code = await browser.code(program.application, code_challenge=challenge, code_challenge_method=method)
    await refused(await program.exchange(code, code_verifier=verifier), WRONG_CHALLENGE)
    await granted(await program.exchange(code, code_verifier=VERIFIER))


async def test_a_hash_is_not_taken_as_plain(browser, program):
    code = await browser.code(program.application, code_challenge=S256, code_challenge_method="S256")
    await refused(await program.exchange(code, code_verifier=S256), WRONG_CHALLENGE)


async def test_who_sends_a_verifier_asked_with_a_challenge(browser, program):
    """Somebody took the challenge out of the address on the way (RFC 9700, 4.8.2)."""
    code = await browser.code(program.application)
    await refused(await program.exchange(code, code_verifier=VERIFIER), WRONG_CHALLENGE)


# Refresh


async def test_a_refresh_gives_the_next_pair_and_ends_the_older_one(anonymous, browser, program):
    older = await granted(await program.exchange(await browser.code(program.application)))
    assert await status(anonymous, older["access_token"]) == 200
    newer = await granted(await program.refresh(older["refresh_token"]))
    assert newer["scope"] == older["scope"]
    assert not {*older.values()} & {newer["access_token"], newer["refresh_token"]}
    assert await status(anonymous, older["access_token"]) == 401
    assert await status(anonymous, newer["access_token"]) == 200


async def test_a_new_exchange_ends_the_older_pair(anonymous, browser, program):
    older = await granted(await program.exchange(await browser.code(program.application)))
    assert await status(anonymous, older["access_token"]) == 200
    newer = await granted(await program.exchange(await browser.code(program.application)))
    assert await status(anonymous, older["access_token"]) == 401
    await refused(await program.refresh(older["refresh_token"]), WRONG_REFRESH)
    assert await status(anonymous, newer["access_token"]) == 200


async def test_people_and_applications_have_pairs_of_their_own(anonymous, make, owner, browser, program):
    other_browser, other_program = await Browser.of(anonymous, make), Program(anonymous, await make.application(owner))
    pairs = [
        await granted(await one.exchange(await who.code(one.application)))
        for one in (program, other_program)
        for who in (browser, other_browser)
    ]
    assert [await status(anonymous, pair["access_token"]) for pair in pairs] == [200] * 4


async def test_a_used_refresh_token_is_refused_and_the_living_pair_stays(anonymous, make, browser, program):
    older = await granted(await program.exchange(await browser.code(program.application)))
    newer = await granted(await program.refresh(older["refresh_token"]))
    await refused(await program.refresh(older["refresh_token"]), WRONG_REFRESH)
    assert await status(anonymous, newer["access_token"]) == 200
    await granted(await program.refresh(newer["refresh_token"]))
    assert (await audited(make, browser.account)).count("oauth_token.reuse") == 1


async def test_of_parallel_refreshes_exactly_one_gives_a_pair(anonymous, make, browser, program):
    older = await granted(await program.exchange(await browser.code(program.application)))
    answers = await asyncio.gather(*(program.refresh(older["refresh_token"]) for _ in range(12)))
    pairs = [await granted(answer) for answer in answers if answer.status == 200]
    assert len(pairs) == 1
    assert await status(anonymous, pairs[0]["access_token"]) == 200
    assert (await audited(make, browser.account)).count("oauth_token.reuse") == 11


@pytest.mark.parametrize("token", [None, ""])
async def test_a_missing_refresh_token_is_said(program, token):
    await refused(await program.refresh(token), {"error": "invalid_request", "error_description": "Missing 'refresh_token' in request."})


async def test_a_refresh_token_of_nobody_is_refused(anonymous, make, owner, browser, program):
    pair = await granted(await program.exchange(await browser.code(program.application)))
    for token in ("x", "0" * 64, pair["access_token"], "a\0b"):
        await refused(await program.refresh(token), WRONG_REFRESH)
    thief = Program(anonymous, await make.application(owner))
    await refused(await thief.refresh(pair["refresh_token"]), WRONG_REFRESH)
    assert await audited(make, browser.account) == ["oauth_consent.grant", "oauth_token.issue"]
    await granted(await program.refresh(pair["refresh_token"]))


@pytest.mark.parametrize(
    "before, after", [(("record.read",), ["record.read", "record.delete"]), (("record.read",), None), ((), ["record.read"])]
)
async def test_with_other_scopes_the_person_is_asked_again(anonymous, make, owner, browser, before, after):
    program = Program(anonymous, await make.application(owner, *before))
    pair = await granted(await program.exchange(await browser.code(program.application)))
    assert await status(anonymous, pair["access_token"]) == 200
    await change(make, program.application, owner, scopes=after)
    await refused(await program.refresh(pair["refresh_token"]), WRONG_REFRESH)
    assert await status(anonymous, pair["access_token"]) == 401
    await refused(await program.refresh(pair["refresh_token"]), WRONG_REFRESH)
    pair = await granted(await program.exchange(await browser.code(program.application)))
    assert pair.get("scope") == (" ".join(sorted(after)) if after else None)


async def test_the_scope_in_the_form_does_not_count(browser, program):
    pair = await granted(await program.exchange(await browser.code(program.application), scope="record.delete"))
    assert (await granted(await program.refresh(pair["refresh_token"], scope="user.read")))["scope"] == "record.read user.read"


async def test_an_access_token_lasts_an_hour_and_a_refresh_token_until_it_is_used(anonymous, make, browser, program):
    pair = await granted(await program.exchange(await browser.code(program.application)))
    async with make.pool.acquire() as conn:
        lasts = await conn.fetchval(
            "select access_expires_at - created_at from oauth_tokens where application_id = $1", program.application.id
        )
        assert lasts.total_seconds() == 3600
        await conn.execute(
            "update oauth_tokens set access_expires_at = now() - interval '2 years', created_at = now() - interval '2 years', "
            "granted_at = now() - interval '2 years' where application_id = $1", program.application.id)  # fmt: skip
    make.identity.cache.clear()
    response = await anonymous.using(token=pair["access_token"]).get("/api/v1/records")
    assert (response.status, (await response.json())["description"]) == (401, "Access token has expired.")
    await granted(await program.refresh(pair["refresh_token"]))
    async with make.pool.acquire() as conn:
        row = await conn.fetchrow(
            "select now() - granted_at as age, now() - created_at as fresh from oauth_tokens where application_id = $1",
            program.application.id,
        )
    assert row["age"].days > 700 and row["fresh"].days == 0


@pytest.mark.parametrize("how", ["account", "research", "owner"])
async def test_who_is_switched_off_gets_no_tokens(make, owner, browser, program, how):
    first, second = await browser.code(program.application), await browser.code(program.application)
    pair = await granted(await program.exchange(first))
    account = owner if how == "owner" else browser.account
    async with db.transaction(make.pool) as conn:
        if how == "research":
            await account_roles.set_state(conn, SYSTEM, account["id"], "research", "inactive")
        else:
            await account_roles.set_account_state(conn, SYSTEM, account["id"], False)
    await refused(await program.exchange(second), WRONG_CLIENT if how == "owner" else WRONG_CODE)
    await refused(await program.refresh(pair["refresh_token"]), WRONG_CLIENT if how == "owner" else WRONG_REFRESH)


# The setting: what comes a second time ends the pair


@pytest.fixture
async def strict(start_server, anonymous, make):
    """A server with `oauth.reuse_ends_pair`, and the account of somebody there."""
    server = await start_server(oauth={"reuse_ends_pair": True})
    client = anonymous.using()
    client.url = str(server.make_url("")).rstrip("/")
    return client


@pytest.mark.parametrize("what", ["code", "refresh"])
async def test_where_it_is_set_a_second_use_ends_the_pair(strict, make, application, what):
    browser, program = await Browser.of(strict, make), Program(strict, application)
    code = await browser.code(application)
    pair = await granted(await program.exchange(code))
    living = await granted(await program.refresh(pair["refresh_token"])) if what == "refresh" else pair
    assert await status(strict, living["access_token"]) == 200
    await refused(await (program.exchange(code) if what == "code" else program.refresh(pair["refresh_token"])),
                  WRONG_CODE if what == "code" else WRONG_REFRESH)  # fmt: skip
    assert await status(strict, living["access_token"]) == 401
    await refused(await program.refresh(living["refresh_token"]), WRONG_REFRESH)
    assert (await audited(make, browser.account))[-2:] == ["oauth_token.reuse", "oauth_token.end"]


# Revocation


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
async def test_either_token_ends_the_pair(anonymous, make, browser, program, which, hint):
    pair = await granted(await program.exchange(await browser.code(program.application)))
    assert await status(anonymous, pair["access_token"]) == 200
    response = await program.revoke(pair[which], token_type_hint=hint)
    assert await body(response) == {} and response.headers["Cache-Control"] == "no-store"
    assert await status(anonymous, pair["access_token"]) == 401
    await refused(await program.refresh(pair["refresh_token"]), WRONG_REFRESH)
    assert await body(await program.revoke(pair[which])) == {}
    assert (await audited(make, browser.account))[-1] == "oauth_token.end"


async def test_a_token_of_nobody_is_revoked_too(program):
    for token in ("x", "oat_" + "0" * 48, "0" * 64, "a\0b"):
        assert await body(await program.revoke(token)) == {}


async def test_a_missing_token_is_said(program):
    for token in (None, ""):
        await refused(await program.revoke(token), {"error": "invalid_request"})


async def test_nobody_revokes_what_another_application_has(anonymous, make, owner, browser, program):
    pair = await granted(await program.exchange(await browser.code(program.application)))
    other = Program(anonymous, await make.application(owner))
    for token in (pair["access_token"], pair["refresh_token"]):
        assert await body(await other.revoke(token)) == {}
    assert await status(anonymous, pair["access_token"]) == 200


async def test_a_personal_token_is_not_revoked(anonymous, make, program):
    token = await make.token(await make.account())
    assert await body(await program.revoke(token)) == {}
    assert await status(anonymous, token) == 200


# Where a pair opens assessment, it does so in the company of the session that granted it


async def test_assessment_opens_in_the_company_of_the_session(anonymous, make, owner):
    account = await make.account(password="correct horse 12")
    login = await make.login(account, await make.company(), "is_office_user")
    with_assessment, without = await make.application(owner, "assessment.read", "record.read"), await make.application(owner, "record.read")
    browser = await Browser.of(anonymous, make, account)
    async with db.transaction(make.pool) as conn:
        await conn.execute("update sessions set login_id = $2 where account_id = $1", account["id"], login)
    make.identity.cache.clear()
    for application, expected in ((with_assessment, login), (without, None)):
        await granted(await Program(anonymous, application).exchange(await browser.code(application)))
        async with make.pool.acquire() as conn:
            assert await conn.fetchval("select login_id from oauth_tokens where application_id = $1", application.id) == expected


# Nobody guesses as fast as he can


async def test_attempts_are_counted_per_application_and_address(start_server, anonymous, make, owner):
    server = await start_server(limits={"enabled": True, "rules": ("kadi.oauth = 3/minute", "kadi.oauth_address = 8/minute")})
    client = anonymous.using()
    client.url = str(server.make_url("")).rstrip("/")
    one, other = Program(client, await make.application(owner)), Program(client, await make.application(owner))
    assert [(await one.exchange("x", client_secret="y")).status for _ in range(4)] == [400, 400, 400, 429]
    limited = await one.revoke("x")
    assert limited.status == 429 and int(limited.headers["Retry-After"]) >= 1
    assert [(await other.exchange("x")).status for _ in range(4)] == [400, 400, 400, 429]


STORED = (
    "select t::text from oauth_applications t", "select t::text from oauth_codes t", "select t::text from oauth_tokens t",
    "select t::text from audit_entries t",
)  # fmt: skip


async def test_what_is_stored_gives_nothing_away(make, browser, program):
    code = await browser.code(program.application)
    pair = await granted(await program.exchange(code))
    async with make.pool.acquire() as conn:
        stored = "".join([row["t"] for statement in STORED for row in await conn.fetch(statement)])
    for secret in (code, pair["access_token"], pair["access_token"][4:], pair["refresh_token"], program.application.client_secret):
        assert secret not in stored and secret.encode().hex() not in stored


async def test_whoever_loses_everything_loses_pairs_and_codes(anonymous, make, browser, program):
    """A link to an address that nobody verified ends what was made before (`accounts`)."""
    first, second = await browser.code(program.application), await browser.code(program.application)
    pair = await granted(await program.exchange(first))
    async with db.transaction(make.pool) as conn:
        assert await accounts.find(conn, browser.account["id"])
        await db.sql.access_tokens.end_everything(conn, account_id=browser.account["id"])
    make.identity.cache.clear()
    await refused(await program.exchange(second), WRONG_CODE)
    await refused(await program.refresh(pair["refresh_token"]), WRONG_REFRESH)


async def test_the_document_shows_the_three_endpoints(anonymous):
    document = await (await anonymous.get("/kadi/openapi.json")).json()
    found = {(method, path) for path, methods in document["paths"].items() if "/oauth" in path for method in methods}
    assert found == {("get", "/kadi/oauth/authorize"), ("post", "/kadi/oauth/token"), ("post", "/kadi/oauth/revoke")}


def test_our_document_names_them_too():
    text = (Path(__file__).parents[3] / "docs" / "api" / "kadi.md").read_text("utf-8")
    named = set(re.findall(r"^\* \*\*(GET|POST) `/oauth(/[a-z]+)`\*\*", text, re.MULTILINE))
    assert named == {(route.method, route.path) for route in OAUTH_ROUTES if not route.hidden}
    errors = set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE))
    assert errors == {error for error, _ in oauth.ERRORS.values()}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "TRACE"])
async def test_other_methods_are_not_there(anonymous, method):
    for path in ("/oauth/token", "/kadi/oauth/revoke"):
        response = await anonymous.request(method, path)
        assert (response.status, response.headers["Allow"]) == (405, "OPTIONS, POST")
