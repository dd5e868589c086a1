"""A browser that is signed in and answers the question of an application, without a browser."""

import html
import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from server.http.credential import COOKIE
from tests.make import PASSWORD, REDIRECT

# What a browser says when a link of another site is followed, and when a form of our own page is sent.
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
FORM = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def question(application: Any, **changes: Any) -> str:
    """The address that an application sends people to; a field that is None is left out."""
    fields = {"response_type": "code", "client_id": application.client_id, "redirect_uri": REDIRECT, "state": "xyz"} | changes
    return "/oauth/authorize?" + urlencode({name: value for name, value in fields.items() if value is not None})


def fields_of(location: str) -> dict[str, str]:
    """The query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query, keep_blank_values=True, strict_parsing=True).items()}


def field(text: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, text
    return html.unescape(found[1])


class Browser:
    """One session of an account. `client` has no credential and stands at the root."""

    def __init__(self, client: Any, account: Any, cookie: str) -> None:
        self.client, self.account, self.cookie = client, account, cookie

    @classmethod
    async def of(cls, client: Any, make: Any, account: Any = None, **options: Any) -> "Browser":
        account = account or await make.account(password=PASSWORD, **options)
        response = await client.using(session_id=await make.session(account)).post("/app/api/cookie")
        return cls(client, account, SimpleCookie(response.headers["Set-Cookie"])[COOKIE].value)

    async def open(self, address: str, **headers: str) -> Any:
        return await self.client.get(address, headers=LINK | {"Cookie": f"{COOKIE}={self.cookie}"} | headers)

    async def send(self, address: str, data: dict[str, str], headers: dict[str, str] | None = None) -> Any:
        return await self.client.post(
            address, data=data, headers={"Cookie": f"{COOKIE}={self.cookie}"} | (FORM if headers is None else headers)
        )

    async def answer(self, address: str, decision: str = "authorize") -> str:
        """Opens the page and answers it; where the browser is sent then."""
        page = await self.open(address)
        text = await page.text()
        assert page.status == 200, text
        action = re.search(r'<form method="post" action="([^"]*)"', text)
        assert action, text
        response = await self.send(html.unescape(action[1]), {"form": field(text, "form"), "decision": decision})
        assert response.status == 302, await response.text()
        return response.headers["Location"]

    async def code(self, application: Any, **changes: Any) -> str:
        return fields_of(await self.answer(question(application, **changes)))["code"]


class Program:
    """An application that exchanges codes and refresh tokens."""

    def __init__(self, client: Any, application: Any) -> None:
        self.client, self.application = client, application

    async def post(self, path: str, **data: Any) -> Any:
        fields = {"client_id": self.application.client_id, "client_secret": self.application.client_secret} | data
        return await self.client.post(path, data={name: value for name, value in fields.items() if value is not None})

    async def exchange(self, code: str | None, **changes: Any) -> Any:
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT} | changes
        return await self.post("/oauth/token", **fields)

    async def refresh(self, token: str | None, **changes: Any) -> Any:
        return await self.post("/oauth/token", **{"grant_type": "refresh_token", "refresh_token": token} | changes)

    async def revoke(self, token: str | None, **changes: Any) -> Any:
        return await self.post("/oauth/revoke", **{"token": token} | changes)
