"""Revisions of records: the list, one of them, comparing with another."""

import pytest

from tests.api.kadi.conftest import NOT_FOUND, body, refused

TRACKED = {"identifier", "title", "type", "description", "extras", "visibility", "state", "license", "tags", "links_to", "linked_from"}


@pytest.fixture
async def changed(kadi, make):
    """A record with four revisions: new, retitled, tagged, retitled back."""
    record = await make.record(kadi.account, title="One")
    for given in ({"title": "Two"}, {"tags": ["x"], "extras": [{"type": "float", "key": "f", "value": 1}]}, {"title": "One"}):
        assert (await kadi.patch(f"/records/{record['id']}", json=given)).status == 200
    return f"/records/{record['id']}/revisions"


async def test_the_list_is_newest_first_with_differences(kadi, changed, anonymous):
    found = await body(await kadi.get(changed))
    ids = [item["id"] for item in found["items"]]
    assert ids == sorted(ids, reverse=True) and len(ids) == 4 and found["_pagination"]["total_items"] == 4
    extras = [{"type": "float", "key": "f", "value": 1.0, "unit": None}]
    assert [item["diff"] for item in found["items"][:3]] == [{"title": "Two"}, {"tags": [], "extras": []}, {"title": "One"}]
    assert found["items"][1]["data"]["extras"] == extras
    first = found["items"][3]
    assert set(first["data"]) == TRACKED
    assert first["diff"] == {name: None for name, value in first["data"].items() if value is not None}
    base = f"{anonymous.url}/api/v1{changed}"
    assert found["items"][0]["_links"] == {"self": f"{base}/{ids[0]}", "parent": f"{base}/{ids[1]}"}
    assert found["items"][1]["_links"] == {"self": f"{base}/{ids[1]}", "parent": f"{base}/{ids[2]}", "child": f"{base}/{ids[0]}"}
    assert first["_links"] == {"self": f"{base}/{ids[3]}", "child": f"{base}/{ids[2]}"}
    assert first["user"]["id"] == kadi.account["id"] and set(first) == {"_links", "data", "diff", "id", "object_id", "timestamp", "user"}
    assert first["object_id"] == int(changed.split("/")[2])


async def test_pages_know_the_neighbours_beyond_them(kadi, changed):
    all_of_them = (await body(await kadi.get(changed)))["items"]
    for number in (1, 2):
        found = await body(await kadi.get(f"{changed}?page={number}&per_page=2"))
        assert found["items"] == all_of_them[number * 2 - 2 : number * 2]
        assert found["_pagination"]["total_pages"] == 2


async def test_one_revision_alone_and_compared(kadi, changed):
    newest, tagged, retitled, first = (await body(await kadi.get(changed)))["items"]
    for item in (newest, tagged, retitled, first):
        assert await body(await kadi.get(f"{changed}/{item['id']}")) == item
    compared = await body(await kadi.get(f"{changed}/{newest['id']}?revision={first['id']}"))
    assert compared["diff"] == {"tags": [], "extras": []}
    assert (await body(await kadi.get(f"{changed}/{newest['id']}?revision={newest['id']}")))["diff"] == {}
    assert (await body(await kadi.get(f"{changed}/{first['id']}?revision={newest['id']}")))["diff"] == {
        "tags": ["x"],
        "extras": newest["data"]["extras"],
    }


@pytest.mark.parametrize("other", ["999999999", "x", "-1", "", "9" * 30])
async def test_an_unknown_revision_to_compare_falls_back_to_the_parent(kadi, changed, other):
    newest = (await body(await kadi.get(changed)))["items"][0]
    assert await body(await kadi.get(f"{changed}/{newest['id']}?revision={other}")) == newest


async def test_a_revision_of_another_record_is_404_and_no_comparison(kadi, changed, make):
    other = await make.record(kadi.account)
    (foreign,) = (await body(await kadi.get(f"/records/{other['id']}/revisions")))["items"]
    await refused(await kadi.get(f"{changed}/{foreign['id']}"), 404, NOT_FOUND)
    newest = (await body(await kadi.get(changed)))["items"][0]
    assert await body(await kadi.get(f"{changed}/{newest['id']}?revision={foreign['id']}")) == newest


async def test_without_user_read_nobody_is_named(client_of, kadi, changed):
    client = await client_of(kadi.account, "record.read")
    for item in (await body(await client.get(changed)))["items"]:
        assert "user" not in item
        assert "user" not in await body(await client.get(f"{changed}/{item['id']}"))


async def test_deleting_and_restoring_are_revisions(kadi, make):
    record = await make.record(kadi.account)
    await kadi.delete(f"/records/{record['id']}")
    await kadi.post(f"/records/{record['id']}/restore")
    restored, deleted, _ = (await body(await kadi.get(f"/records/{record['id']}/revisions")))["items"]
    assert (restored["data"]["state"], restored["diff"]) == ("active", {"state": "deleted"})
    assert (deleted["data"]["state"], deleted["diff"]) == ("deleted", {"state": "active"})
