"""Exports of templates: always attachments."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

from server.api.kadi import export_filters
from server.api.kadi.exports import require_known
from server.api.kadi.nouns import admitted_for_reading
from server.db import Row
from server.domain.nouns import TEMPLATE
from server.exports import json_schema, record, shacl, template, values
from server.exports.extras import masked
from server.http import ranges
from server.http.addresses import base_url
from server.http.connection import read


def as_json(form: dict[str, Any], _site: str) -> bytes:
    return values.dumps(form)


def as_json_schema(form: dict[str, Any], _site: str) -> bytes:
    return values.dumps(json_schema.schema(template.extras(form)))


def as_shacl(form: dict[str, Any], site: str) -> bytes:
    return shacl.shapes(form, site).encode()


# Kind → (ending, Content-Type, what writes it)
FORMS: dict[str, tuple[str, str, Callable[[dict[str, Any], str], bytes]]] = {
    "json": ("json", "application/json", as_json),
    "json-schema": ("json", "application/json", as_json_schema),
    "shacl": ("ttl", "text/turtle; charset=utf-8", as_shacl),
}


async def export_template(request: web.Request) -> web.Response:
    """A template in the format that the path names."""
    kind, wanted, site = request.match_info["export_type"], export_filters.of(request), base_url(request)
    async with read(request) as conn:
        row = await admitted_for_reading(request, conn, TEMPLATE)
    require_known(kind, tuple(FORMS))
    ending, content_type, write = FORMS[kind]
    content = await asyncio.to_thread(lambda: write(form_of(row, wanted), site))
    return web.Response(body=content, headers=ranges.safe_headers(content_type) | {
        "Content-Type": content_type, "Content-Disposition": ranges.disposition(f"{row['identifier']}.{ending}"),
    })  # fmt: skip


def form_of(row: Row, wanted: export_filters.Filter) -> dict[str, Any]:
    """The template in the form of `exports/template.py`."""
    form = {
        **record.named(row), "type": row["type"], "data": orjson.loads(row["data"]),
        **record.dated(row, with_users=wanted.with_users),
    }  # fmt: skip
    return template.with_extras(form, masked(template.extras(form), wanted.mask))
