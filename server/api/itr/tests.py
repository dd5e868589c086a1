"""Tests: what candidates are not shown of a protected one (specs §7.5)."""

from aiohttp import web

from server import keys
from server.api.itr import details, rights
from server.api.itr.entities import TESTS
from server.api.itr.texts import json
from server.http.connection import read

KEPT_FROM_CANDIDATES = (
    "norms", "documents", "scoreRules", "ScoringScript", "BeforeNormingScript", "AfterNormingScript", "Pre360", "Per360", "Post360",
    "graphs", "RequiredParsPerson", "RequiredParsSession", "RequiredParsGroup", "RequiredParsOrganisation",
)  # fmt: skip


async def get_test(request: web.Request) -> web.Response:
    identity = details.path_id(request)
    async with read(request) as conn:
        row = await details.found(request, conn, TESTS, identity)
    is_limited = rights.is_candidate(request[keys.ACTOR]) and row["is_protected"]
    return json(details.spelled(TESTS, row, KEPT_FROM_CANDIDATES if is_limited else ()))
