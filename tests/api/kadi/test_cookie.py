"""An address typed into a browser where somebody is signed in: every GET line answers as with a token, every other line as to nobody."""

import pytest
from aiohttp import FormData

from server.http.credential import COOKIE
from tests import walk
from tests.consent import Browser

LINES = [place for place in walk.PLACES if place.surface.name == "kadi" and place.route.auth != "none"]
GETS = [place for place in LINES if place.route.method == "GET" and place.base in ("/api/v1", "/kadi/api")]
OTHERS = [place for place in LINES if place.route.method != "GET" and place.base in ("/kadi/api/v1", "/kadi/api")]
# What a browser says when an address is typed in.
TYPED = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-User": "?1"}


@pytest.fixture(scope="module")
async def somebody(make):
    return await walk.people(make)


@pytest.fixture
async def cookie(anonymous, make, somebody):
    return {"Cookie": f"{COOKIE}={(await Browser.of(anonymous, make, somebody.account)).cookie}"}


@pytest.mark.parametrize("place", GETS, ids=walk.name)
async def test_an_address_that_is_typed_in_answers_as_with_a_token(anonymous, make, somebody, cookie, place):
    address = walk.address(place, **somebody.values_for(place))
    token = await make.token(somebody.account)
    for method in ("GET", "HEAD"):
        typed = await anonymous.request(method, address, headers=TYPED | cookie)
        asked = await anonymous.using(token=token).request(method, address)
        assert typed.status == asked.status != 401, await typed.text()
        assert typed.content_type == asked.content_type
    assert (await anonymous.get(address, headers={"Sec-Fetch-Site": "cross-site"} | cookie)).status == 401


@pytest.mark.parametrize("place", OTHERS, ids=walk.name)
async def test_nothing_is_changed_with_the_cookie(anonymous, somebody, cookie, place):
    address = walk.address(place, **somebody.values_for(place))
    data = {"data": FormData({"x": "y"})} if place.route.body == "multipart/form-data" else {"json": {}}
    for headers in (TYPED, {"Sec-Fetch-Site": "same-origin"}, {}):
        assert (await anonymous.request(place.route.method, address, headers=headers | cookie, **data)).status == 401
