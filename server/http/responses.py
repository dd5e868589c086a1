"""Answers in JSON and without a body."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web

OPTIONS = orjson.OPT_PASSTHROUGH_SUBCLASS


def default(value: Any) -> Any:
    if isinstance(value, UUID):  # the driver's own kind of UUID
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(data: Any, *, sort_keys: bool = False) -> bytes:
    """UTF-8 JSON, compact; aware datetimes as ISO 8601 with microseconds and +00:00, UUIDs as lower-case text."""
    return orjson.dumps(data, default, orjson.OPT_SORT_KEYS if sort_keys else 0)


def json(data: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, sort_keys: bool = False,
         content_type: str = "application/json") -> web.Response:  # fmt: skip
    return web.Response(body=dumps(data, sort_keys=sort_keys), status=status, headers=headers, content_type=content_type)


def empty(status: int = 204, headers: Mapping[str, str] | None = None, content_type: str | None = None) -> web.Response:
    response = web.Response(status=status, headers=headers)
    if content_type:
        response.headers["Content-Type"] = content_type
    return response
