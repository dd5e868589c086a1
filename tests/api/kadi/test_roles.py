"""Roles of people and groups on records, collections and templates, and the table of all roles. Members of groups: test_groups.py."""

import asyncio

import pytest

from server.domain import permissions
from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused

LINES = [
    ("GET", "/roles/users", ["{}.read", "user.read"]),
    ("GET", "/roles/groups", ["{}.read", "group.read"]),
    ("POST", "/roles/users", ["{}.permissions"]),
    ("POST", "/roles/groups", ["{}.permissions"]),
    ("PATCH", "/roles/users/{}", ["{}.permissions"]),
    ("PATCH", "/roles/groups/{}", ["{}.permissions"]),
    ("DELETE", "/roles/users/{}", ["{}.permissions"]),
    ("DELETE", "/roles/groups/{}", ["{}.permissions"]),
]


@pytest.fixture(params=["record", "collection", "template"])
def noun(request):
    return request.param


@pytest.fixture
def build(make, noun):
    """`await build(account)`: an object of the kind that the test is about."""
    return getattr(make, noun)


def given(word, number, role="member"):
    return {word: {"id": number}, "role": {"name": role}}


# ALL LINES: credential, existence, permission, scope


@pytest.mark.parametrize("method, path, scopes", LINES)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, method, path, scopes, noun, build):
    thing, scopes = await build(kadi.account), [scope.format(noun) for scope in scopes]
    place = f"/{noun}s/{thing['id']}{path.format(1)}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    await refused(await kadi.request(method, f"/{noun}s/99999999{path.format(1)}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    client = await client_of(kadi.account, f"{noun}.update", *scopes[1:])
    await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    await kadi.delete(f"/{noun}s/{thing['id']}")
    await refused(await kadi.request(method, place, data=b"{"), 404, NOT_FOUND)


async def test_each_role_opens_its_actions_and_no_more(kadi, client_of, make, noun, build):
    """Everything that a role gives and denies, held by a person and by a group, as the table of roles says."""
    thing, other = await build(kadi.account), await make.account()
    place = f"/{noun}s/{thing['id']}"
    doors = {
        "read": [("GET", "", None), ("GET", "/revisions", None), ("GET", "/roles/users", None), ("GET", "/roles/groups", None)],
        "update": [("PATCH", "", {})],
        "permissions": [("POST", "/roles/users", {}), ("POST", "/roles/groups", {}), ("PATCH", f"/roles/users/{other['id']}", {}),
                        ("DELETE", f"/roles/users/{other['id']}", None), ("DELETE", "/roles/groups/99999999", None)],
        "delete": [("DELETE", "", None)],
    }  # fmt: skip
    for role, actions in {None: (), **permissions.ROLES[noun]}.items():
        for holder in ("user", "group"):
            reader = await client_of(await make.account())
            holders = reader.account if holder == "user" else await make.group(kadi.account, reader.account)
            if role is not None:
                await body(await kadi.post(f"{place}/roles/{holder}s", json=given(holder, holders["id"], role)), 201)
            for action, lines in doors.items():
                for method, path, sent in lines:
                    response = await reader.request(method, place + path, json=sent)
                    expected = action in actions
                    assert (response.status != 403) == expected, (role, holder, method, path, response.status)
                    assert response.status < 500
            if "delete" in actions:
                await body(await kadi.post(f"{place}/restore"))


async def test_administrators_may_do_all_and_guests_what_they_were_given(kadi, client_of, make, noun, build):
    thing, public = await build(kadi.account), await build(kadi.account, visibility="public")
    place = f"/{noun}s/{thing['id']}"
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    await body(await admin.patch(place, json={"title": "checked"}))
    guest = await client_of(await make.account(roles=(("research", "guest"),)))
    await refused(await guest.get(place), 403, FORBIDDEN)
    assert (await guest.get(f"/{noun}s/{public['id']}")).status == 200
    await body(await admin.post(f"{place}/roles/users", json=given("user", guest.account["id"], "editor")), 201)
    assert (await guest.patch(place, json={"title": "a guest's"})).status == 200
    assert (await admin.delete(place)).status == 204


async def test_only_who_may_manage_permissions_changes_roles(kadi, stranger, make, noun, build):
    thing, other = await build(kadi.account), await make.account()
    place = f"/{noun}s/{thing['id']}/roles/users"
    await body(await kadi.post(place, json=given("user", stranger.account["id"], "editor")), 201)
    await refused(await stranger.post(place, json=given("user", other["id"])), 403, FORBIDDEN)
    await refused(await stranger.patch(f"{place}/{stranger.account['id']}", json={"name": "admin"}), 403, FORBIDDEN)
    await refused(await stranger.delete(f"{place}/{stranger.account['id']}"), 403, FORBIDDEN)
    assert (await stranger.get(place)).status == 200


# BODIES


@pytest.mark.parametrize("word", ["user", "group"])
async def test_each_part_of_a_new_role_wrong(kadi, word, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/{word}s"
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
async def test_an_unknown_role(kadi, stranger, make, name, noun, build):
    thing = await build(kadi.account)
    place, number, group_id = f"/{noun}s/{thing['id']}/roles", stranger.account["id"], (await make.group(kadi.account))["id"]
    sentence = "A role with that name does not exist."
    await refused(await kadi.post(f"{place}/users", json=given("user", number, name)), 400, sentence)
    await refused(await kadi.post(f"{place}/groups", json=given("group", group_id, name)), 400, sentence)
    await body(await kadi.post(f"{place}/users", json=given("user", number)), 201)
    await refused(await kadi.patch(f"{place}/users/{number}", json={"name": name}), 400, sentence)


async def test_templates_have_no_collaborators(kadi, stranger, make):
    template = await make.template(kadi.account)
    sent = given("user", stranger.account["id"], "collaborator")
    await refused(await kadi.post(f"/templates/{template['id']}/roles/users", json=sent), 400, "A role with that name does not exist.")


async def test_role_names_may_have_any_case(kadi, stranger, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
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
async def test_a_wrong_change(kadi, stranger, sent, errors, noun, build):
    thing = await build(kadi.account)
    await refused(await kadi.patch(f"/{noun}s/{thing['id']}/roles/users/{stranger.account['id']}", json=sent), 400, INVALID, errors=errors)


# PEOPLE


async def test_the_life_of_a_users_role(kadi, stranger, anonymous, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
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
    assert (await stranger.patch(f"/{noun}s/{thing['id']}", json={"title": "mine too"})).status == 200
    assert (await kadi.delete(f"{place}/{number}")).status == 204
    await refused(await stranger.get(f"/{noun}s/{thing['id']}"), 403, FORBIDDEN)
    await refused(await kadi.delete(f"{place}/{number}"), 404, "Role does not exist.")
    await refused(await kadi.patch(f"{place}/{number}", json={"name": "editor"}), 404, "Role does not exist.")
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)
    await refused(await kadi.patch(f"{place}/99999999", json={"name": "editor"}), 404, NOT_FOUND)


async def test_the_creators_role_stays(kadi, stranger, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
    await kadi.post(place, json=given("user", stranger.account["id"], "admin"))
    for client in (kadi, stranger):
        await refused(
            await client.patch(f"{place}/{kadi.account['id']}", json={"name": "member"}), 409, "Cannot change the creator's role."
        )
        await refused(await client.delete(f"{place}/{kadi.account['id']}"), 409, "Cannot remove the creator's role.")
        await refused(await client.post(place, json=given("user", kadi.account["id"])), 409, "A role for that resource already exists.")


async def test_role_changes_move_last_modified_and_make_no_revision(kadi, stranger, noun, build):
    thing = await build(kadi.account)
    place, number = f"/{noun}s/{thing['id']}/roles/users", stranger.account["id"]
    seen = [(await body(await kadi.get(f"/{noun}s/{thing['id']}")))["last_modified"]]
    for step in (
        kadi.post(place, json=given("user", number)),
        kadi.patch(f"{place}/{number}", json={"name": "editor"}),
        kadi.delete(f"{place}/{number}"),
    ):
        assert (await step).status in (201, 204)
        seen.append((await body(await kadi.get(f"/{noun}s/{thing['id']}")))["last_modified"])
    assert seen == sorted(set(seen))
    assert (await body(await kadi.get(f"/{noun}s/{thing['id']}/revisions")))["_pagination"]["total_items"] == 1


async def test_lists_are_ordered_filtered_and_paged(kadi, make, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
    people = [await make.account(display_name=f"Zoë {number}%") for number in range(4)]
    third = "member" if noun == "template" else "collaborator"
    for person, role in zip(people, ("member", "editor", "admin", third), strict=True):
        await body(await kadi.post(place, json=given("user", person["id"], role)), 201)
    items = (await body(await kadi.get(place)))["items"]
    assert [item["role"]["name"] for item in items] == ["admin", "admin", "editor", third, "member"]
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


async def test_one_of_eight_parallel_grants_counts(kadi, stranger, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
    responses = await asyncio.gather(*(kadi.post(place, json=given("user", stranger.account["id"])) for _ in range(8)))
    assert sorted(response.status for response in responses) == [201] + [409] * 7


async def test_who_has_no_account_here_gets_no_role_and_is_in_no_list(kadi, client_of, make, pool, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/users"
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


async def test_the_life_of_a_groups_role(kadi, stranger, make, anonymous, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/groups"
    group_id = (await make.group(kadi.account, stranger.account, title="Our lab"))["id"]
    await refused(await stranger.get(f"/{noun}s/{thing['id']}"), 403, FORBIDDEN)
    assert await body(await kadi.post(place, json=given("group", group_id)), 201) == {}
    await refused(await kadi.post(place, json=given("group", group_id)), 409, "A role for that resource already exists.")
    assert (await stranger.get(f"/{noun}s/{thing['id']}")).status == 200
    (item,) = (await body(await kadi.get(place)))["items"]
    change = f"{anonymous.url}/api/v1{place}/{group_id}"
    assert item["_actions"] == {"change": change, "remove": change} and item["role"] == {"name": "member"}
    assert item["group"]["title"] == "Our lab" and item["group"]["creator"]["id"] == kadi.account["id"]
    assert item["group"]["_links"]["members"] == f"{anonymous.url}/api/v1/groups/{group_id}/members"
    assert (await kadi.patch(f"{place}/{group_id}", json={"name": "editor"})).status == 204
    assert (await stranger.patch(f"/{noun}s/{thing['id']}", json={"title": "ours"})).status == 200
    assert (await kadi.delete(f"{place}/{group_id}")).status == 204
    await refused(await stranger.get(f"/{noun}s/{thing['id']}"), 403, FORBIDDEN)
    await refused(await kadi.delete(f"{place}/{group_id}"), 404, "Role does not exist.")
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)


async def test_a_group_that_one_may_not_read(kadi, stranger, make, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/groups"
    theirs = (await make.group(stranger.account))["id"]
    await refused(await kadi.post(place, json=given("group", theirs)), 403, "No permission to add role to group.")
    await kadi.post(f"/{noun}s/{thing['id']}/roles/users", json=given("user", stranger.account["id"], "admin"))
    await body(await stranger.post(place, json=given("group", theirs)), 201)
    (item,) = (await body(await kadi.get(place)))["items"]
    assert set(item["group"]) == {"id", "identifier", "title", "visibility"}
    await kadi.patch(f"/{noun}s/{thing['id']}/roles/users/{stranger.account['id']}", json={"name": "member"})
    mine = (await make.group(kadi.account))["id"]
    await body(await kadi.post(place, json=given("group", mine, "editor")), 201)
    assert [item["group"]["id"] for item in (await body(await stranger.get(place)))["items"]] == [theirs]
    assert [item["group"]["id"] for item in (await body(await kadi.get(place)))["items"]] == [mine, theirs]


async def test_group_lists_are_filtered(kadi, make, noun, build):
    thing = await build(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/groups"
    for title in ("Alpha_1", "Beta"):
        await body(await kadi.post(place, json=given("group", (await make.group(kadi.account, title=title))["id"])), 201)
    found = await body(await kadi.get(f"{place}?filter=A_1"))
    assert [item["group"]["title"] for item in found["items"]] == ["Alpha_1"] and found["_pagination"]["total_items"] == 1
    assert (await body(await kadi.get(f"{place}?filter=group-")))["_pagination"]["total_items"] == 2


async def test_the_role_of_a_group_in_the_trash_is_out_of_reach_until_it_comes_back(kadi, make, noun, build):
    thing, group = await build(kadi.account), await make.group(kadi.account)
    place = f"/{noun}s/{thing['id']}/roles/groups"
    await body(await kadi.post(place, json=given("group", group["id"], "editor")), 201)
    await kadi.delete(f"/groups/{group['id']}")
    await refused(await kadi.patch(f"{place}/{group['id']}", json={"name": "member"}), 404, NOT_FOUND)
    await refused(await kadi.delete(f"{place}/{group['id']}"), 404, NOT_FOUND)
    assert (await body(await kadi.get(place)))["items"] == []
    await kadi.post(f"/groups/{group['id']}/restore")
    assert [item["role"] for item in (await body(await kadi.get(place)))["items"]] == [{"name": "editor"}]


async def test_a_public_group_may_be_given_a_role_by_anybody(kadi, stranger, make, noun, build):
    thing = await build(kadi.account)
    group_id = (await make.group(stranger.account, visibility="public"))["id"]
    await body(await kadi.post(f"/{noun}s/{thing['id']}/roles/groups", json=given("group", group_id)), 201)


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
