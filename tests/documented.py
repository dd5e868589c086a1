"""The endpoints that the four documents name (tests/data/endpoints.tsv), as surfaces whose handlers say who they are.

The real tables grow endpoint by endpoint; with these the rules between them can be tested as if all were there.
"""

import dataclasses
import re
from pathlib import Path

from aiohttp import web

from server import keys, operations, site
from server.api import app as app_api
from server.api import itr, kadi, kms, lms
from server.errors import Unauthenticated
from server.http.responses import json
from server.http.routing import Route, Surface, Table, route

ENDPOINTS = Path(__file__).parent / "data" / "endpoints.tsv"
BASES = {"kadi": "/api/v1", "kms": "/api/v1", "lms": "/api", "itr": ""}
# Kadi's numbers and UUIDs; the other documents check their ids in handlers, because they have words for wrong ones.
KADI_KINDS = {"file_id": "uuid", "upload_id": "uuid", "filename": "path", "identifier": "name", "username": "name",
              "identity_type": "name", "export_type": "name"}  # fmt: skip


def endpoints() -> list[tuple[str, str, str]]:
    """(surface, method, path) of every line."""
    lines = ENDPOINTS.read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


async def who(request: web.Request) -> web.Response:
    line: Route = request[keys.ROUTE]
    return json({"surface": request[keys.SURFACE].name, "path": line.path, "base": request[keys.MOUNT], "values": dict(request.match_info)})


async def credential(request: web.Request) -> None:
    """Refuses what has no credential at all; nobody is behind the others."""
    if "Authorization" not in request.headers and "SessionID" not in request.headers:
        raise Unauthenticated("missing")


def line(surface: str, method: str, path: str) -> Route:
    def kind(match: re.Match[str]) -> str:
        return "{" + match[1] + ":" + (KADI_KINDS.get(match[1], "int") if surface == "kadi" else "name") + "}"

    return route(method, re.sub(r"\{([^}]*)\}", kind, path), who, scopes=(), auth="none", rate="none")


def tables() -> dict[str, list[Route]]:
    """The lines of each surface below its base; `oauth` apart; what operations answers is left out."""
    found: dict[str, list[Route]] = {name: [] for name in (*BASES, "oauth")}
    for surface, method, path in endpoints():
        if path in ("/docs", "/redoc", "/openapi.json", "/api"):
            continue
        if path.startswith("/oauth"):
            found["oauth"].append(line(surface, method, path.removeprefix("/oauth")))
        else:
            found[surface].append(line(surface, method, path.removeprefix(BASES[surface])))
    return found


def surfaces() -> tuple[Surface, ...]:
    """All surfaces with every documented endpoint, the real pages and the real operations."""
    found = tables()
    made = []
    for surface in (kadi.SURFACE, kms.SURFACE, lms.SURFACE, itr.SURFACE):
        further = (Table(("/oauth",), ("/kadi/oauth",), tuple(found["oauth"])),) if surface.name == "kadi" else ()
        made.append(dataclasses.replace(surface, routes=tuple(found[surface.name]), further=further, authenticate=credential))
    pages = tuple(dataclasses.replace(page, handler=who, rate="none") for page in site.SURFACE.routes)
    return (*made, app_api.SURFACE, dataclasses.replace(site.SURFACE, routes=pages), operations.SURFACE)
