"""What a visitor sees before signing in: the installation's name, copyright, logo, version and test pages."""

from aiohttp import web

from server import VERSION
from server.api.itr.texts import text
from server.db import sql
from server.errors import Unauthenticated
from server.http.connection import read

TEST_PAGE = "<!doctype html><html lang=en><title>Athenaeum</title><p>The assessment interface is working.</p></html>"


async def setting(request: web.Request, name: str) -> web.Response:
    """A public setting of the company that the Host header names, else the master's; empty when there is none."""
    async with read(request) as conn:
        value = await sql.settings.get_for_host(conn, name=name, host=request.headers.get("Host", "").replace("\0", "")[:300])
    return text(value or "")


async def copyright_text(request: web.Request) -> web.Response:
    return await setting(request, "COPYRIGHT")


async def company_name(request: web.Request) -> web.Response:
    return await setting(request, "COMPANYNAME")


async def company_logo(request: web.Request) -> web.Response:
    return await setting(request, "COMPANYLOGO")


async def version(request: web.Request) -> web.Response:
    return text(f"Athenaeum {VERSION}")


async def test(request: web.Request) -> web.Response:
    return text(TEST_PAGE)


async def test401(request: web.Request) -> web.Response:
    raise Unauthenticated("test", status=401, sentence="Not authorised")
