"""Index, info, licenses, tags."""

from pathlib import Path

import pytest

from tests.api.kadi.conftest import NO_TOKEN, body, refused
from tests.make import unique

LICENSES = Path(__file__).parents[3] / "sql" / "migrations" / "0005_licenses.sql"


@pytest.mark.parametrize("path", ["", "/info", "/roles", "/tags", "/licenses"])
async def test_any_token_will_do_but_there_must_be_one(nobody, client_of, make, path):
    await refused(await nobody.get(path), 401, NO_TOKEN)
    client = await client_of(await make.account(), "group.delete")
    assert (await client.get(path)).status == 200


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1", "/kadi/api"])
async def test_the_index(client_of, make, anonymous, base):
    client = await client_of(await make.account(), base=base)
    names = ("collections", "groups", "info", "licenses", "records", "roles", "tags", "templates", "trash", "users")
    assert await body(await client.get("")) == {name: f"{anonymous.url}{base}/{name}" for name in names}


async def test_info(kadi):
    assert await body(await kadi.get("/info")) == {"version": "1.13.0"}


# LICENSES


async def test_licenses_by_title(kadi, anonymous):
    found = await body(await kadi.get("/licenses?per_page=100"))
    again = await body(await kadi.get("/licenses?per_page=100&page=2"))
    assert (found["_pagination"]["total_items"], found["_pagination"]["total_pages"]) == (111, 2)
    titles = [item["title"] for item in found["items"] + again["items"]]
    assert len(titles) == 111 and titles == sorted(titles)
    assert {tuple(item) for item in found["items"]} == {("name", "title", "url")}
    assert any(item["url"] is None for item in found["items"] + again["items"])
    page = (await body(await kadi.get("/licenses?page=2&per_page=2")))["_pagination"]
    base = f"{anonymous.url}/api/v1/licenses?page={{}}&per_page=2&filter="
    assert page["_links"] == {"prev": base.format(1), "self": base.format(2), "next": base.format(3)} and page["total_pages"] == 56


@pytest.mark.parametrize(
    "text, names",
    [("CC-BY-4.0", {"CC-BY-4.0"}), ("mozilla public license 2", {"MPL-2.0"}), ("%", set()), ("_", None), ("none at all", set())],
)
async def test_licenses_are_filtered_by_name_and_title(kadi, text, names):
    found = await body(await kadi.get("/licenses", params={"filter": text, "per_page": "100"}))
    shown = {item["name"] for item in found["items"]}
    assert all("_" in item["name"] + item["title"] for item in found["items"]) if names is None else shown == names


async def test_every_license_can_be_given_to_a_record(kadi, make):
    record = await make.record(kadi.account)
    for item in (await body(await kadi.get("/licenses?per_page=5")))["items"]:
        assert (await body(await kadi.patch(f"/records/{record['id']}", json={"license": item["name"]})))["license"] == item["name"]


# TAGS


async def tags(client, query=""):
    found = await body(await client.get(f"/tags?per_page=100{query}"))
    return [item["name"] for item in found["items"]]


async def test_tags_of_what_one_may_read(kadi, stranger, make):
    word = unique("tag")
    await make.record(kadi.account, tags=[f"{word} b", f"{word} a%"])
    await make.record(kadi.account, tags=[f"{word} c", f"{word} b"], visibility="public")
    deleted = await make.record(kadi.account, tags=[f"{word} d"])
    await kadi.delete(f"/records/{deleted['id']}")
    assert await tags(kadi, f"&filter={word.upper()}") == [f"{word} a%", f"{word} b", f"{word} c"]
    assert await tags(kadi, f"&filter={word}&type=record") == [f"{word} a%", f"{word} b", f"{word} c"]
    assert await tags(kadi, f"&filter={word}&type=nonsense") == [f"{word} a%", f"{word} b", f"{word} c"]
    assert await tags(kadi, f"&filter={word}&type=collection") == []
    await make.collection(kadi.account, tags=[f"{word} b", f"{word} e"])
    await make.collection(stranger.account, tags=[f"{word} f"])
    assert await tags(kadi, f"&filter={word}") == [f"{word} a%", f"{word} b", f"{word} c", f"{word} e"]
    assert await tags(kadi, f"&filter={word}&type=collection") == [f"{word} b", f"{word} e"]
    assert await tags(kadi, f"&filter={word}&type=record") == [f"{word} a%", f"{word} b", f"{word} c"]
    assert await tags(stranger, f"&filter={word}&type=record") == [f"{word} b", f"{word} c"]
    assert await tags(stranger, f"&filter={word}") == [f"{word} b", f"{word} c", f"{word} f"]
    assert await tags(kadi, f"&filter={word}+a%25") == [f"{word} a%"]
    assert await tags(kadi, f"&filter={word}+%25") == []
    page = (await body(await kadi.get(f"/tags?filter={word}&per_page=2&type=record")))["_pagination"]
    assert page["total_items"] == 3 and page["_links"]["next"].endswith(f"/tags?page=2&per_page=2&filter={word}&type=record")


def test_the_project_keeps_its_own_copy_of_the_licenses():
    text = LICENSES.read_text("utf-8")
    assert text.count("\n    ('") == 111 and "('CC-BY-4.0', " in text
