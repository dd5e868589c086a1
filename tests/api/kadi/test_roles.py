"""Roles of people and groups on a record, and the table of all roles."""

import asyncio

import pytest

from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused
from tests.make import unique

LINES = [
    ("GET", "/roles/users", ["record.read", "user.read"]),
    ("GET", "/roles/groups", ["record.read", "group.read"]),
    ("POST", "/roles/users", ["record.permissions"]),
    ("POST", "/roles/groups", ["record.permissions"]),
    ("PATCH", "/roles/users/{}", ["record.permissions"]),
    ("PATCH", "/roles/groups/{}", ["record.permissions"]),
    ("DELETE", "/roles/users/{}", ["record.permissions"]),
    ("DELETE", "/roles/groups/{}", ["record.permissions"]),
]


@pytest.fixture
def group_of(pool):
    """`await group_of(creator, (account, role), …)`: a group; there is no endpoint to make one yet."""

    async def make_group(creator, *members, visibility="private", title="A group"):
        async with pool.acquire() as conn, conn.transaction():
            group_id = await conn.fetchval(
                "insert into groups (creator_id, identifier, title, visibility) values ($1, $2, $3, $4) returning id",
                creator["id"],
                unique("group"),
                title,
                visibility,
            )
            for account, role in [(creator, "admin"), *members]:
                await conn.execute(
                    "insert into memberships (group_id, account_id, role) values ($1, $2, $3)", group_id, account["id"], role
                )
        return group_id

    return make_group


def given(word, number, role="member"):
    return {word: {"id": number}, "role": {"name": role}}


# ALL LINES: credential, existence, permission, scope


@pytest.mark.parametrize("method, path, scopes", LINES)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, method, path, scopes):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}{path.format(1)}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    await refused(await kadi.request(method, f"/records/99999999{path.format(1)}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    client = await client_of(kadi.account, "record.update", *scopes[1:])
    await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    await kadi.delete(f"/records/{record['id']}")
    await refused(await kadi.request(method, place, data=b"{"), 404, NOT_FOUND)


@pytest.mark.parametrize("role", ["member", "collaborator", "editor"])
async def test_only_who_may_manage_permissions_changes_roles(kadi, stranger, make, role):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    await body(await kadi.post(place, json=given("user", stranger.account["id"], role)), 201)
    other = await make.account()
    await refused(await stranger.post(place, json=given("user", other["id"])), 403, FORBIDDEN)
    await refused(await stranger.patch(f"{place}/{stranger.account['id']}", json={"name": "admin"}), 403, FORBIDDEN)
    await refused(await stranger.delete(f"{place}/{stranger.account['id']}"), 403, FORBIDDEN)
    assert (await stranger.get(place)).status == 200


# BODIES


@pytest.mark.parametrize("word", ["user", "group"])
async def test_each_part_of_a_new_role_wrong(kadi, make, word):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/{word}s"
    await refused(await kadi.post(place, data=b"{"), 400, NOT_JSON)
    await refused(await kadi.post(place, data=b""), 400, NOT_JSON)
    role, wrong = {"name": "member"}, {"_schema": ["Invalid input type."]}
    missing, null = ["Missing data for required field."], ["Field may not be null."]
    for sent, errors in [
        ([], wrong),
        ({}, {word: missing, "role": missing}),
        ({word: None, "role": None}, {word: null, "role": null}),
        ({word: 5, "role": "member"}, {word: wrong, "role": wrong}),
        ({word: {}, "role": {}}, {word: {"id": missing}, "role": {"name": missing}}),
        ({word: {"id": None}, "role": {"name": None}}, {word: {"id": null}, "role": {"name": null}}),
        ({word: {"id": "1"}, "role": {"name": 5}}, {word: {"id": ["Not a valid integer."]}, "role": {"name": ["Not a valid string."]}}),
        ({word: {"id": True}, "role": role}, {word: {"id": ["Not a valid integer."]}}),
        ({word: {"id": 1.5}, "role": role}, {word: {"id": ["Not a valid integer."]}}),
        ({word: {"id": 99999999}, "role": role}, {word: {"id": [f"No {word} with this ID exists."]}}),
        ({word: {"id": -1}, "role": role}, {word: {"id": [f"No {word} with this ID exists."]}}),
        ({word: {"id": 2**64 - 1}, "role": role}, {word: {"id": [f"No {word} with this ID exists."]}}),
    ]:
        await refused(await kadi.post(place, json=sent), 400, INVALID, errors=errors)


@pytest.mark.parametrize("name", ["owner", "", "reader", "memb er"])
async def test_an_unknown_role(kadi, stranger, group_of, make, name):
    record = await make.record(kadi.account)
    place, number, group_id = f"/records/{record['id']}/roles", stranger.account["id"], await group_of(kadi.account)
    sentence = "A role with that name does not exist."
    await refused(await kadi.post(f"{place}/users", json=given("user", number, name)), 400, sentence)
    await refused(await kadi.post(f"{place}/groups", json=given("group", group_id, name)), 400, sentence)
    await body(await kadi.post(f"{place}/users", json=given("user", number)), 201)
    await refused(await kadi.patch(f"{place}/users/{number}", json={"name": name}), 400, sentence)


async def test_role_names_may_have_any_case(kadi, stranger, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    await body(await kadi.post(place, json=given("user", stranger.account["id"], " EDITOR ")), 201)
    assert [item["role"]["name"] for item in (await body(await kadi.get(place)))["items"]] == ["admin", "editor"]


@pytest.mark.parametrize(
    "sent, errors",
    [
        ([], {"_schema": ["Invalid input type."]}),
        ({}, {"name": ["Missing data for required field."]}),
        ({"name": None}, {"name": ["Field may not be null."]}),
        ({"name": 5}, {"name": ["Not a valid string."]}),
    ],
)
async def test_a_wrong_change(kadi, stranger, make, sent, errors):
    record = await make.record(kadi.account)
    await refused(await kadi.patch(f"/records/{record['id']}/roles/users/{stranger.account['id']}", json=sent), 400, INVALID, errors=errors)


# PEOPLE


async def test_the_life_of_a_users_role(kadi, stranger, make, anonymous):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    number = stranger.account["id"]
    assert await body(await kadi.post(place, json=given("user", number)), 201) == {}
    await refused(await kadi.post(place, json=given("user", number, "editor")), 409, "A role for that resource already exists.")
    own, other = (await body(await kadi.get(place)))["items"]
    assert (own["user"]["id"], own["role"]) == (kadi.account["id"], {"name": "admin"})
    change = f"{anonymous.url}/api/v1{place}/{number}"
    assert other == {
        "_actions": {"change": change, "remove": change},
        "role": {"name": "member"},
        "user": await body(await kadi.get(f"/users/{number}")),
    }
    response = await kadi.patch(f"{place}/{number}", json={"name": "editor"})
    assert response.status == 204 and await response.text() == ""
    assert (await stranger.patch(f"/records/{record['id']}", json={"title": "mine too"})).status == 200
    assert (await kadi.delete(f"{place}/{number}")).status == 204
    await refused(await stranger.get(f"/records/{record['id']}"), 403, FORBIDDEN)
    await refused(await kadi.delete(f"{place}/{number}"), 404, "Role does not exist.")
    await refused(await kadi.patch(f"{place}/{number}", json={"name": "editor"}), 404, "Role does not exist.")
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)
    await refused(await kadi.patch(f"{place}/99999999", json={"name": "editor"}), 404, NOT_FOUND)


async def test_the_creators_role_stays(kadi, stranger, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    await kadi.post(place, json=given("user", stranger.account["id"], "admin"))
    for client in (kadi, stranger):
        await refused(
            await client.patch(f"{place}/{kadi.account['id']}", json={"name": "member"}), 409, "Cannot change the creator's role."
        )
        await refused(await client.delete(f"{place}/{kadi.account['id']}"), 409, "Cannot remove the creator's role.")
        await refused(await client.post(place, json=given("user", kadi.account["id"])), 409, "A role for that resource already exists.")


async def test_role_changes_move_last_modified_and_make_no_revision(kadi, stranger, make):
    record = await make.record(kadi.account)
    place, number = f"/records/{record['id']}/roles/users", stranger.account["id"]
    seen = [(await body(await kadi.get(f"/records/{record['id']}")))["last_modified"]]
    for step in (
        kadi.post(place, json=given("user", number)),
        kadi.patch(f"{place}/{number}", json={"name": "editor"}),
        kadi.delete(f"{place}/{number}"),
    ):
        assert (await step).status in (201, 204)
        seen.append((await body(await kadi.get(f"/records/{record['id']}")))["last_modified"])
    assert seen == sorted(set(seen))
    assert (await body(await kadi.get(f"/records/{record['id']}/revisions")))["_pagination"]["total_items"] == 1


async def test_lists_are_ordered_filtered_and_paged(kadi, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    people = [await make.account(display_name=f"Zoë {number}%") for number in range(4)]
    for person, role in zip(people, ("member", "editor", "admin", "collaborator"), strict=True):
        await body(await kadi.post(place, json=given("user", person["id"], role)), 201)
    items = (await body(await kadi.get(place)))["items"]
    assert [item["role"]["name"] for item in items] == ["admin", "admin", "editor", "collaborator", "member"]
    assert items[0]["user"]["id"] == kadi.account["id"] and items[1]["user"]["id"] == people[2]["id"]
    found = await body(await kadi.get(f"{place}?filter=zO%C3%AB&per_page=3"))
    assert found["_pagination"]["total_items"] == 4 and len(found["items"]) == 3
    assert "filter" not in found["_pagination"]["_links"]["self"]
    assert len((await body(await kadi.get(f"{place}?filter=3%25")))["items"]) == 1
    assert (await body(await kadi.get(f"{place}?filter=_")))["items"] == []
    assert [item["user"]["id"] for item in (await body(await kadi.get(f"{place}?filter={people[0]['username'].upper()}")))["items"]] == [
        people[0]["id"]
    ]
    rest = (await body(await kadi.get(f"{place}?exclude={kadi.account['id']}&exclude=x&exclude={people[0]['id']}")))["items"]
    assert [item["user"]["id"] for item in rest] == [people[2]["id"], people[1]["id"], people[3]["id"]]


async def test_one_of_eight_parallel_grants_counts(kadi, stranger, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    responses = await asyncio.gather(*(kadi.post(place, json=given("user", stranger.account["id"])) for _ in range(8)))
    assert sorted(response.status for response in responses) == [201] + [409] * 7


async def test_who_has_no_account_here_gets_no_role_and_is_in_no_list(kadi, client_of, make, pool):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/users"
    sent = {"errors": {"user": {"id": ["No user with this ID exists."]}}}
    learner = await make.account(domains=("learning",))
    await refused(await kadi.post(place, json=given("user", learner["id"])), 400, INVALID, **sent)
    leaver = await make.account()
    await body(await kadi.post(place, json=given("user", leaver["id"])), 201)
    async with pool.acquire() as conn:
        await conn.execute("update account_domains set state = 'inactive' where account_id = $1 and domain = 'research'", leaver["id"])
    assert len((await body(await kadi.get(place)))["items"]) == 1
    assert (await kadi.delete(f"{place}/{leaver['id']}")).status == 204
    await refused(await kadi.post(place, json=given("user", leaver["id"])), 400, INVALID, **sent)


# GROUPS


async def test_the_life_of_a_groups_role(kadi, stranger, group_of, make, anonymous):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/groups"
    group_id = await group_of(kadi.account, (stranger.account, "member"), title="Our lab")
    await refused(await stranger.get(f"/records/{record['id']}"), 403, FORBIDDEN)
    assert await body(await kadi.post(place, json=given("group", group_id)), 201) == {}
    await refused(await kadi.post(place, json=given("group", group_id)), 409, "A role for that resource already exists.")
    assert (await stranger.get(f"/records/{record['id']}")).status == 200
    (item,) = (await body(await kadi.get(place)))["items"]
    change = f"{anonymous.url}/api/v1{place}/{group_id}"
    assert item["_actions"] == {"change": change, "remove": change} and item["role"] == {"name": "member"}
    assert item["group"]["title"] == "Our lab" and item["group"]["creator"]["id"] == kadi.account["id"]
    assert item["group"]["_links"]["members"] == f"{anonymous.url}/api/v1/groups/{group_id}/members"
    assert (await kadi.patch(f"{place}/{group_id}", json={"name": "editor"})).status == 204
    assert (await stranger.patch(f"/records/{record['id']}", json={"title": "ours"})).status == 200
    assert (await kadi.delete(f"{place}/{group_id}")).status == 204
    await refused(await stranger.get(f"/records/{record['id']}"), 403, FORBIDDEN)
    await refused(await kadi.delete(f"{place}/{group_id}"), 404, "Role does not exist.")
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)


async def test_a_group_that_one_may_not_read(kadi, stranger, group_of, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/groups"
    theirs = await group_of(stranger.account)
    await refused(await kadi.post(place, json=given("group", theirs)), 403, "No permission to add role to group.")
    await kadi.post(f"/records/{record['id']}/roles/users", json=given("user", stranger.account["id"], "admin"))
    await body(await stranger.post(place, json=given("group", theirs)), 201)
    (item,) = (await body(await kadi.get(place)))["items"]
    assert set(item["group"]) == {"id", "identifier", "title", "visibility"}
    await kadi.patch(f"/records/{record['id']}/roles/users/{stranger.account['id']}", json={"name": "member"})
    mine = await group_of(kadi.account)
    await body(await kadi.post(place, json=given("group", mine, "editor")), 201)
    assert [item["group"]["id"] for item in (await body(await stranger.get(place)))["items"]] == [theirs]
    assert [item["group"]["id"] for item in (await body(await kadi.get(place)))["items"]] == [mine, theirs]


async def test_group_lists_are_filtered(kadi, group_of, make):
    record = await make.record(kadi.account)
    place = f"/records/{record['id']}/roles/groups"
    for title in ("Alpha_1", "Beta"):
        await body(await kadi.post(place, json=given("group", await group_of(kadi.account, title=title))), 201)
    found = await body(await kadi.get(f"{place}?filter=A_1"))
    assert [item["group"]["title"] for item in found["items"]] == ["Alpha_1"] and found["_pagination"]["total_items"] == 1
    assert (await body(await kadi.get(f"{place}?filter=group-")))["_pagination"]["total_items"] == 2


async def test_a_public_group_may_be_given_a_role_by_anybody(kadi, stranger, group_of, make):
    record = await make.record(kadi.account)
    group_id = await group_of(stranger.account, visibility="public")
    await body(await kadi.post(f"/records/{record['id']}/roles/groups", json=given("group", group_id)), 201)


# THE TABLE


async def test_the_table_of_roles(kadi, nobody):
    await refused(await nobody.get("/roles"), 401, NO_TOKEN)
    found = await body(await kadi.get("/roles"))
    names = {noun: [role["name"] for role in roles] for noun, roles in found.items()}
    four = ["member", "collaborator", "editor", "admin"]
    assert names == {"record": four, "collection": four, "template": ["member", "editor", "admin"], "group": ["member", "editor", "admin"]}
    assert found["record"][0] == {"name": "member", "permissions": [{"action": "read", "description": "View this record and its files."}]}
    assert [item["action"] for item in found["record"][3]["permissions"]] == ["read", "link", "update", "permissions", "delete"]
    assert found["group"][2]["permissions"][2] == {"action": "members", "description": "Manage members of this group."}
    assert found["collection"][1]["permissions"][1]["description"] == "Manage links of this collection with other resources."
    assert found["template"][1]["permissions"][1]["description"] == "Edit this template."
