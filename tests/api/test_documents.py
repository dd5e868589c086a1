"""The documents in docs/api name the endpoints that are there, all of them and no others."""

import re
from pathlib import Path

import pytest

from server.api import app as app_api
from server.api import itr, kms, lms

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "api"
ENDPOINT = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s`]*)`")


@pytest.mark.parametrize("surface", [app_api.SURFACE, itr.SURFACE, kms.SURFACE, lms.SURFACE], ids=lambda surface: surface.name)
def test_the_document_names_every_endpoint(surface):
    text = (DOCUMENTS / f"{surface.name}.md").read_text("utf-8")
    routes = {(route.method, surface.own[0] + route.template) for route in surface.routes if not route.hidden}
    assert set(ENDPOINT.findall(text)) == routes
