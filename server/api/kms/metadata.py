"""The value lists."""

from typing import get_args

from aiohttp import web

from server.api.kms import models
from server.http.responses import json


async def list_roles(request: web.Request) -> web.Response:
    return json({"roles": get_args(models.Role)})


async def list_categories(request: web.Request) -> web.Response:
    return json({"categories": get_args(models.Category)})


async def list_levels(request: web.Request) -> web.Response:
    return json({"levels": get_args(models.Level)})


async def list_statuses(request: web.Request) -> web.Response:
    """Of registrations."""
    return json({"statuses": get_args(models.Status)})
