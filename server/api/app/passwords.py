"""The own password, and a forgotten one."""

from aiohttp import web

from server import keys
from server.api.app.models import Forgotten, NewPassword
from server.domain import account_passwords, links
from server.http import limits
from server.http.addresses import mail_url
from server.http.inputs import body
from server.http.responses import empty, json


async def change_password(request: web.Request) -> web.Response:
    wanted = await body(request, NewPassword)
    await account_passwords.change_own(
        request.app[keys.IDENTITY], request[keys.ACTOR], wanted.current_password, wanted.new_password, door="app"
    )
    return empty()


async def forgotten(request: web.Request) -> web.Response:
    """Mails a link to whoever is meant; the answer is the same for everybody and nobody."""
    wanted = await body(request, Forgotten)
    await limits.check(request, "app", "mail", (wanted.login,))
    await links.send_reset(request.app[keys.IDENTITY], wanted.login, link_of=links.page_link(mail_url(request)))
    return json({}, 202)
