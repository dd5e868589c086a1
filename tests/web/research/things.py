"""Templates, groups and collections made through the API, and what tests of their pages do again and again."""

import re
from typing import Any

from playwright.async_api import Page

from tests.make import unique
from tests.web.research.conftest import Scientist

EXTRAS = [
    {
        "type": "str",
        "key": "Material",
        "value": None,
        "description": "As delivered",
        "term": "http://example.org/material",
        "validation": {"required": True},
    },
    {"type": "float", "key": "Temperature", "value": 21.5, "unit": "°C", "validation": {"range": {"min": 1, "max": 50}}},
    {
        "type": "dict",
        "key": "Device",
        "value": [
            {"type": "list", "key": "cells", "value": [{"type": "int", "value": 3, "unit": "N"}]},
            {"type": "str", "key": "Name", "value": None},
        ],
    },
]


async def made(scientist: Scientist, path: str, body: dict[str, Any]) -> dict[str, Any]:
    response = await scientist.kadi.post(path, json=body)
    assert response.status == 201, await response.text()
    return await response.json()


async def template(scientist: Scientist, **fields: Any) -> dict[str, Any]:
    name = unique("t")
    return await made(scientist, "/templates", {"identifier": name, "title": f"Template {name}", "type": "extras", "data": EXTRAS} | fields)


async def group(scientist: Scientist, *members: Scientist, **fields: Any) -> dict[str, Any]:
    name = unique("g")
    found = await made(scientist, "/groups", {"identifier": name, "title": f"Group {name}"} | fields)
    for member in members:
        await made(scientist, f"/groups/{found['id']}/members", {"user": {"id": member.account["id"]}, "role": {"name": "member"}})
    return found


async def collection(scientist: Scientist, **fields: Any) -> dict[str, Any]:
    name = unique("c")
    return await made(scientist, "/collections", {"identifier": name, "title": f"Collection {name}"} | fields)


async def items(scientist: Scientist, path: str) -> list[dict[str, Any]]:
    return (await (await scientist.kadi.get(path)).json())["items"]


async def choose(page: Page, name: str, text: str) -> None:
    """Types into a combobox and takes what it finds."""
    await page.get_by_role("combobox", name=name).fill(text)
    await page.get_by_role("option", name=re.compile(re.escape(text))).first.click()


RAW = ("null", "undefined", "NaN", "[object", "research.", "templates.", "groups.", "T10:00")


async def sound(visitor: Any, paths: list[str]) -> None:
    """Every page: no finding of axe, one heading of the first level, nothing wider than the window, no raw value or key."""
    for path in paths:
        page = await visitor.go(path)
        await page.wait_for_timeout(100)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        assert await page.locator("h1").count() == 1, path
        text = await page.locator("main").inner_text()
        assert [raw for raw in RAW if raw in text] == [], path
