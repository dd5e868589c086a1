"""People as researchers see each other."""

import pytest

from tests.api.kadi.conftest import NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.make import unique

LINES = ["/users", "/users/me", "/users/{id}", "/users/local/{username}", "/users/{id}/identities", "/users/{id}/records",
         "/users/{id}/collections", "/users/{id}/templates", "/users/{id}/groups"]  # fmt: skip
# The last word of a line → the scope that it needs besides.
SCOPE_OF = {f"{noun}s": f"{noun}.read" for noun in ("record", "collection", "template", "group")}
SHARED = ("record", "collection", "template")


@pytest.mark.parametrize("line", LINES)
async def test_every_line_needs_a_token_with_user_read(nobody, client_of, make, line):
    account = await make.account()
    path = line.format(id=account["id"], username=account["username"])
    await refused(await nobody.get(path), 401, NO_TOKEN)
    scopes = ["user.read"] + [scope for word, scope in SCOPE_OF.items() if path.endswith(f"/{word}")]
    for missing in scopes:
        client = await client_of(account, *({"record.create", *scopes} - {missing}))
        await refused(await client.get(path), 401, NO_SCOPE, scopes=scopes)
    assert (await (await client_of(account, *scopes)).get(path)).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/users/99999999",
        "/users/99999999/identities",
        "/users/99999999/records",
        "/users/99999999/collections",
        "/users/99999999/templates",
        "/users/99999999/groups",
        "/users/local/none-of-us",
        "/users/ldap/{username}",
        "/users/oidc/{username}",
        "/users/-1",
        "/users/0",
        "/users/%00",
    ],
)
async def test_who_is_not_there(kadi, path):
    await refused(await kadi.get(path.format(username=kadi.account["username"])), 404, NOT_FOUND)


async def test_oneself_and_others(kadi, make, anonymous, client_of, pool):
    other = await make.account(display_name="Ünï")
    async with pool.acquire() as conn:
        created_at = (await conn.fetchval("select created_at from accounts where id = $1", other["id"])).isoformat()
    home = f"{anonymous.url}/api/v1/users/{other['id']}"
    public = {
        "id": other["id"],
        "displayname": "Ünï",
        "orcid": None,
        "state": "active",
        "identity": {"type": "local", "username": other["username"]},
        "_links": {
            "self": home,
            "view": f"{anonymous.url}/users/{other['id']}",
            "identities": f"{home}/identities",
            "records": f"{home}/records",
            "collections": f"{home}/collections",
            "templates": f"{home}/templates",
            "groups": f"{home}/groups",
        },
    }
    assert await body(await kadi.get(f"/users/{other['id']}")) == public
    assert await body(await kadi.get(f"/users/local/{other['username'].upper()}")) == public
    assert await body(await kadi.get(f"/users/{other['id']}/identities")) == [public["identity"]]
    identity = public["identity"] | {"email": other["email"], "email_confirmed": False}
    own = await client_of(other)
    assert await body(await own.get("/users/me")) == public | {"identity": identity, "created_at": created_at}
    assert await body(await own.get(f"/users/{other['id']}/identities")) == [identity]
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    assert await body(await admin.get(f"/users/{other['id']}")) == public | {
        "identity": identity,
        "created_at": created_at,
        "is_sysadmin": False,
        "system_role": "member",
    }
    me = await body(await admin.get("/users/me"))
    assert (me["is_sysadmin"], me["system_role"]) == (True, "admin")


async def test_a_public_address_shows_to_everybody(kadi, make, pool):
    other = await make.account()
    async with pool.acquire() as conn:
        await conn.execute("update accounts set is_email_public = true where id = $1", other["id"])
    assert (await body(await kadi.get(f"/users/{other['id']}")))["identity"]["email"] == other["email"]


async def test_the_list_is_newest_first_and_filtered(kadi, make):
    word = unique("word").upper()
    people = [await make.account(display_name=f"{word} {number}_%") for number in range(3)]
    found = await body(await kadi.get(f"/users?filter={word.lower()}&per_page=2"))
    assert [item["id"] for item in found["items"]] == [people[2]["id"], people[1]["id"]]
    assert found["_pagination"]["total_items"] == 3
    assert found["_pagination"]["_links"]["next"].endswith(f"/api/v1/users?page=2&per_page=2&filter={word.lower()}&inactive=False")
    assert [item["id"] for item in (await body(await kadi.get(f"/users?filter={people[0]['username'].upper()}")))["items"]] == [
        people[0]["id"]
    ]
    assert len((await body(await kadi.get(f"/users?filter={word}+1_%25")))["items"]) == 1
    blanks = await body(await kadi.get(f"/users?filter=+{word}%09"))
    assert len(blanks["items"]) == 3 and f"&filter={word}&" in blanks["_pagination"]["_links"]["self"]
    assert (await body(await kadi.get(f"/users?filter={word}%25")))["items"] == []


async def test_inactive_people_are_listed_on_request_only(kadi, make, pool):
    word = unique("word")
    people = [await make.account(display_name=word) for _ in range(3)]
    async with pool.acquire() as conn:
        await conn.execute("update account_domains set state = 'inactive' where account_id = $1 and domain = 'research'", people[0]["id"])
        await conn.execute("update accounts set is_active = false where id = $1", people[1]["id"])
    assert [item["id"] for item in (await body(await kadi.get(f"/users?filter={word}")))["items"]] == [people[2]["id"]]
    found = (await body(await kadi.get(f"/users?filter={word}&inactive=True")))["items"]
    assert [(item["id"], item["state"]) for item in found] == [
        (people[2]["id"], "active"),
        (people[1]["id"], "inactive"),
        (people[0]["id"], "inactive"),
    ]
    assert (await body(await kadi.get(f"/users/{people[0]['id']}")))["state"] == "inactive"


async def test_people_of_other_domains_are_in_no_list_but_named_where_a_row_does(kadi, make):
    learner = await make.account(domains=("learning",))
    assert (await body(await kadi.get(f"/users?filter={learner['username']}&inactive=True")))["items"] == []
    await refused(await kadi.get(f"/users/local/{learner['username']}"), 404, NOT_FOUND)
    for line in ("", "/identities", "/records"):
        await refused(await kadi.get(f"/users/{learner['id']}{line}"), 404, NOT_FOUND)


ROLE_ON = "insert into {0}_account_roles ({0}_id, account_id, role) values ($1, $2, 'member')"
REVISION_OF = "insert into {0}_revisions ({0}_id, account_id, data) values ($1, $2, '{{}}')"
MEMBERSHIP = "insert into memberships (group_id, account_id, role) values ($1, $2, 'member')"


@pytest.mark.parametrize("noun", ["record", "collection", "template", "group"])
@pytest.mark.parametrize("trace", ["creator", "role", "revision"])
async def test_who_left_the_domain_is_found_while_a_row_names_him(kadi, make, pool, noun, trace):
    leaver = await make.account()
    thing = await getattr(make, noun)(leaver if trace == "creator" else kadi.account)
    async with pool.acquire() as conn:
        if trace == "role":
            await conn.execute(MEMBERSHIP if noun == "group" else ROLE_ON.format(noun), thing["id"], leaver["id"])
        elif trace == "revision":
            await conn.execute(REVISION_OF.format(noun), thing["id"], leaver["id"])
    await assert_found_after_leaving(kadi, pool, leaver)


@pytest.mark.parametrize("trace", ["file", "file revision", "link"])
async def test_files_and_links_name_people_too(kadi, make, pool, trace):
    leaver, record, other = await make.account(), await make.record(kadi.account), await make.record(kadi.account)
    async with pool.acquire() as conn:
        if trace == "link":
            await conn.execute(
                "insert into record_links (from_id, to_id, creator_id, name) values ($1, $2, $3, 'x')",
                record["id"],
                other["id"],
                leaver["id"],
            )
        else:
            creator = leaver if trace == "file" else kadi.account
            file = await conn.fetchval(
                "insert into files (record_id, creator_id, name, mimetype, magic_mimetype, size_bytes, blob_id)"
                " values ($1, $2, 'a', 'a/b', 'a/b', 0, gen_random_uuid()) returning id", record["id"], creator["id"],
            )  # fmt: skip
            if trace == "file revision":
                await conn.execute("insert into file_revisions (file_id, account_id, data) values ($1, $2, '{}')", file, leaver["id"])
    await assert_found_after_leaving(kadi, pool, leaver)


async def assert_found_after_leaving(kadi, pool, leaver):
    async with pool.acquire() as conn:
        await conn.execute("delete from account_domains where account_id = $1 and domain = 'research'", leaver["id"])
    found = await body(await kadi.get(f"/users/{leaver['id']}"))
    assert (found["id"], found["state"]) == (leaver["id"], "inactive")
    assert (await body(await kadi.get(f"/users/{leaver['id']}/identities")))[0]["username"] == leaver["username"]
    for line in SCOPE_OF:
        assert (await body(await kadi.get(f"/users/{leaver['id']}/{line}")))["items"] == []


@pytest.mark.parametrize("username", ["with space", "ünï", "a.b+c", "100%", "a?b", "a#b"])
async def test_odd_usernames_are_found(kadi, make, username):
    from urllib.parse import quote

    account = await make.account(username=f"{username}{unique('')}", email=None)
    assert (await body(await kadi.get(f"/users/local/{quote(account['username'], safe='')}")))["id"] == account["id"]


# OBJECTS OF A USER


def ids(found):
    return [item["id"] for item in found["items"]]


@pytest.mark.parametrize("noun", [*SHARED, "group"])
async def test_created_objects_that_one_may_read(kadi, stranger, make, noun):
    build = getattr(make, noun)
    private, public = await build(kadi.account, title="Private b"), await build(kadi.account, title="a Public", visibility="public")
    deleted = await build(kadi.account, visibility="public")
    await kadi.delete(f"/{noun}s/{deleted['id']}")
    place, option = f"/users/{kadi.account['id']}/{noun}s", "common" if noun == "group" else "shared"
    found = await body(await kadi.get(place))
    assert ids(found) == [public["id"], private["id"]] and found["_pagination"]["total_items"] == 2
    assert found["items"][1] == await body(await kadi.get(f"/{noun}s/{private['id']}"))
    found = await body(await stranger.get(f"{place}?sort=title"))
    assert ids(found) == [public["id"]] and found["_pagination"]["total_items"] == 1
    assert found["_pagination"]["_links"]["self"].endswith(f"?page=1&per_page=10&filter=&sort=title&{option}=False")
    await kadi.patch(f"/{noun}s/{private['id']}", json={"description": "newest"})
    for query, things in (
        ("sort=title", [private, public] if noun == "group" else [public, private]), ("sort=nonsense", [private, public]),
        ("sort=-created_at", [private, public] if noun == "group" else [public, private]), ("filter=PRIV", [private]),
        (f"filter={public['identifier']}", [public]), ("filter=P_iv", []), ("per_page=1&page=2", [public]), ("per_page=1&page=3", []),
        (f"{option}=nonsense", [private, public]),
    ):  # fmt: skip
        assert ids(await body(await kadi.get(f"{place}?{query}"))) == [thing["id"] for thing in things], query


@pytest.mark.parametrize("noun", SHARED)
async def test_shared_objects_are_mine_with_a_role_of_theirs(kadi, stranger, make, noun):
    """Public ones do not count; a role through a group does. What a system administrator may read anyway is not shared with him."""
    build = getattr(make, noun)
    shared, grouped, public = await build(kadi.account), await build(kadi.account), await build(kadi.account, visibility="public")
    own, group = await build(stranger.account), await make.group(kadi.account, stranger.account)
    given = {"user": {"id": stranger.account["id"]}, "role": {"name": "member"}}
    await body(await kadi.post(f"/{noun}s/{shared['id']}/roles/users", json=given), 201)
    await body(
        await kadi.post(f"/{noun}s/{grouped['id']}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "member"}}), 201
    )
    place = f"/users/{stranger.account['id']}/{noun}s?shared=true"
    found = await body(await kadi.get(f"{place}&sort=created_at"))
    assert ids(found) == [shared["id"], grouped["id"]] and found["_pagination"]["total_items"] == 2
    assert found["_pagination"]["_links"]["self"].endswith("&sort=created_at&shared=True")
    assert public["id"] not in ids(found)
    assert ids(await body(await stranger.get(place))) == [own["id"]], "what oneself made and holds a role on"
    admin = await make.account(roles=(("research", "admin"),))
    assert ids(await body(await kadi.get(f"/users/{admin['id']}/{noun}s?shared=true"))) == []


async def test_common_groups_are_those_of_both_by_last_change(kadi, stranger, make):
    both = [await make.group(kadi.account, stranger.account), await make.group(await make.account(), kadi.account, stranger.account)]
    await make.group(kadi.account), await make.group(stranger.account, visibility="public")
    place = f"/users/{stranger.account['id']}/groups?common=true"
    found = await body(await kadi.get(f"{place}&sort=created_at"))
    assert ids(found) == [both[1]["id"], both[0]["id"]] and found["_pagination"]["total_items"] == 2
    assert found["_pagination"]["_links"]["self"].endswith("&sort=created_at&common=True")
    assert ids(await body(await stranger.get(f"/users/{kadi.account['id']}/groups?common=true"))) == ids(found)
    assert ids(await body(await kadi.get(f"{place}&filter={both[0]['identifier'].upper()}"))) == [both[0]["id"]]
    admin = await make.account(roles=(("research", "admin"),))
    assert ids(await body(await kadi.get(f"/users/{admin['id']}/groups?common=true"))) == []
