"""The flow as two client libraries walk it, against the running server: authlib and requests-oauthlib, with and without PKCE."""

import asyncio
import secrets

import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from oauthlib.oauth2 import AccessDeniedError, InvalidGrantError
from requests_oauthlib import OAuth2Session

from tests.consent import Browser
from tests.make import REDIRECT


@pytest.fixture
async def browser(anonymous, make):
    return await Browser.of(anonymous, make)


@pytest.fixture
async def application(make):
    return await make.application(await make.account(), "record.read", "user.read")


@pytest.fixture(autouse=True)
def plain_http(monkeypatch):
    """requests-oauthlib speaks to https only, unless told otherwise."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


async def answered(browser, address, decision="authorize"):
    """What a person decides at an address that a library made."""
    return await browser.answer(address.removeprefix(browser.client.url), decision)


# authlib


@pytest.fixture
async def authlib(anonymous, application):
    client = AsyncOAuth2Client(
        application.client_id, application.client_secret, redirect_uri=REDIRECT, token_endpoint_auth_method="client_secret_post",
        revocation_endpoint_auth_method="client_secret_post",
        token_endpoint=f"{anonymous.url}/oauth/token", code_challenge_method="S256",
    )  # fmt: skip
    yield client
    await client.aclose()


@pytest.mark.parametrize("base", ["/oauth", "/kadi/oauth"])
async def test_authlib_with_pkce(anonymous, browser, authlib, base):
    verifier = secrets.token_urlsafe(48)
    address, state = authlib.create_authorization_url(f"{anonymous.url}{base}/authorize", code_verifier=verifier)
    assert "code_challenge_method=S256" in address
    location = await answered(browser, address)
    token = await authlib.fetch_token(f"{anonymous.url}{base}/token", authorization_response=location, state=state, code_verifier=verifier)
    assert token["token_type"] == "Bearer" and token["scope"] == "record.read user.read"
    me = await authlib.get(f"{anonymous.url}/api/v1/users/me")
    assert (me.status_code, me.json()["id"]) == (200, browser.account["id"])
    older = token["access_token"]
    token = await authlib.refresh_token(f"{anonymous.url}{base}/token")
    assert token["access_token"] != older
    assert (await authlib.get(f"{anonymous.url}/api/v1/users/me")).status_code == 200
    assert (await anonymous.using(token=older).get("/api/v1/users/me")).status == 401
    revoked = await authlib.revoke_token(f"{anonymous.url}{base}/revoke", token["access_token"], token_type_hint="access_token")
    assert (revoked.status_code, revoked.json()) == (200, {})
    assert (await anonymous.using(token=token["access_token"]).get("/api/v1/users/me")).status == 401
    with pytest.raises(OAuthError, match="invalid_grant"):
        await authlib.refresh_token(f"{anonymous.url}{base}/token", refresh_token=token["refresh_token"])


async def test_authlib_renews_an_expired_token_by_itself(anonymous, browser, authlib):
    address, _ = authlib.create_authorization_url(f"{anonymous.url}/oauth/authorize")
    token = await authlib.fetch_token(authorization_response=await answered(browser, address))
    authlib.token = token | {"expires_at": 1}
    assert (await authlib.get(f"{anonymous.url}/api/v1/users/me")).status_code == 200
    assert authlib.token["access_token"] != token["access_token"]


async def test_authlib_is_told_what_is_wrong(anonymous, browser, authlib):
    verifier = secrets.token_urlsafe(48)
    address, _ = authlib.create_authorization_url(f"{anonymous.url}/oauth/authorize", code_verifier=verifier)
    location = await answered(browser, address)
    with pytest.raises(OAuthError, match="Code challenge failed"):
        await authlib.fetch_token(authorization_response=location)
    with pytest.raises(OAuthError, match="Code challenge failed"):
        await authlib.fetch_token(authorization_response=location, code_verifier=secrets.token_urlsafe(48))
    await authlib.fetch_token(authorization_response=location, code_verifier=verifier)
    with pytest.raises(OAuthError, match="Invalid 'code' in request"):
        await authlib.fetch_token(authorization_response=location, code_verifier=verifier)


# requests-oauthlib


@pytest.mark.parametrize("pkce", [None, "S256"])  # its "plain" sends a verifier without a challenge
async def test_requests_oauthlib(anonymous, browser, application, pkce):
    url, secret = anonymous.url, application.client_secret
    session = OAuth2Session(application.client_id, redirect_uri=REDIRECT, pkce=pkce)
    address, state = session.authorization_url(f"{url}/oauth/authorize")
    assert ("code_challenge=" in address) is (pkce is not None)
    location = await answered(browser, address)
    assert f"state={state}" in location
    token = await asyncio.to_thread(
        session.fetch_token, f"{url}/oauth/token", authorization_response=location, client_secret=secret, include_client_id=True
    )
    assert token["scope"] == ["record.read", "user.read"]
    me = await asyncio.to_thread(session.get, f"{url}/api/v1/users/me")
    assert (me.status_code, me.json()["id"]) == (200, browser.account["id"])
    newer = await asyncio.to_thread(session.refresh_token, f"{url}/oauth/token", client_id=application.client_id, client_secret=secret)
    assert newer["access_token"] != token["access_token"]
    assert (await asyncio.to_thread(session.get, f"{url}/api/v1/users/me")).status_code == 200
    form = {"token": newer["refresh_token"], "client_id": application.client_id, "client_secret": secret}
    revoked = await asyncio.to_thread(session.post, f"{url}/oauth/revoke", data=form, withhold_token=True)
    assert (revoked.status_code, revoked.json()) == (200, {})
    assert (await asyncio.to_thread(session.get, f"{url}/api/v1/users/me")).status_code == 401
    with pytest.raises(InvalidGrantError):
        await asyncio.to_thread(session.refresh_token, f"{url}/oauth/token", client_id=application.client_id, client_secret=secret)


async def test_requests_oauthlib_renews_an_expired_token_by_itself(anonymous, browser, application):
    url, kept = anonymous.url, []
    extra = {"client_id": application.client_id, "client_secret": application.client_secret}
    session = OAuth2Session(application.client_id, redirect_uri=REDIRECT, auto_refresh_url=f"{url}/oauth/token", auto_refresh_kwargs=extra,
                            token_updater=kept.append)  # fmt: skip
    address, _ = session.authorization_url(f"{url}/oauth/authorize")
    token = await asyncio.to_thread(
        session.fetch_token, f"{url}/oauth/token", authorization_response=await answered(browser, address),
        client_secret=application.client_secret, include_client_id=True,
    )  # fmt: skip
    session.token = dict(token) | {"expires_at": 1, "expires_in": -1}
    assert (await asyncio.to_thread(session.get, f"{url}/api/v1/users/me")).status_code == 200
    assert kept[0]["access_token"] != token["access_token"]


async def test_requests_oauthlib_is_told_of_a_denial(anonymous, browser, application):
    session = OAuth2Session(application.client_id, redirect_uri=REDIRECT)
    address, _ = session.authorization_url(f"{anonymous.url}/oauth/authorize")
    with pytest.raises(AccessDeniedError):
        session.fetch_token(
            f"{anonymous.url}/oauth/token", authorization_response=await answered(browser, address, "deny"),
            client_secret=application.client_secret,
        )  # fmt: skip
