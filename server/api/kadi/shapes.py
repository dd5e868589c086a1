"""How Kadi's API spells rows."""

from aiohttp import web

from server import keys
from server.http.addresses import base_url


def api_base(request: web.Request) -> str:
    """Absolute base of links, with the API prefix of the request: `https://host/api/v1`."""
    return base_url(request) + request[keys.MOUNT]
