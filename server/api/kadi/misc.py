"""The index and information about the instance."""

from aiohttp import web

from server.api.kadi.shapes import api_base
from server.http.responses import json

INDEX = ("collections", "groups", "info", "licenses", "records", "roles", "tags", "templates", "trash", "users")


async def index(request: web.Request) -> web.Response:
    base = api_base(request)
    return json({name: f"{base}/{name}" for name in INDEX})


async def info(request: web.Request) -> web.Response:
    return json({"version": "1.13.0"})
