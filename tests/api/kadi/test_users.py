"""People as researchers see each other."""

import pytest

from tests.api.kadi.conftest import NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.make import unique

LINES = ["/users", "/users/me", "/users/{id}", "/users/local/{username}", "/users/{id}/identities", "/users/{id}/records"]


@pytest.mark.parametrize("line", LINES)
async def test_every_line_needs_a_token_with_user_read(nobody, client_of, make, line):
    account = await make.account()
    path = line.format(id=account["id"], username=account["username"])
    await refused(await nobody.get(path), 401, NO_TOKEN)
    scopes = ["user.read", "record.read"] if path.endswith("records") else ["user.read"]
    await refused(await (await client_of(account, "record.create", *scopes[1:])).get(path), 401, NO_SCOPE, scopes=scopes)
    assert (await (await client_of(account, *scopes)).get(path)).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/users/99999999",
        "/users/99999999/identities",
        "/users/99999999/records",
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


@pytest.mark.parametrize("trace", ["record", "role", "revision", "file", "file revision", "membership"])
async def test_who_left_the_domain_is_found_while_a_row_names_him(kadi, make, client_of, pool, trace):
    leaver, record = await make.account(), await make.record(kadi.account)
    both = record["id"], leaver["id"]
    made = await make.record(leaver) if trace == "record" else None
    async with pool.acquire() as conn:
        if trace == "role":
            await conn.execute("insert into record_account_roles (record_id, account_id, role) values ($1, $2, 'member')", *both)
        elif trace == "revision":
            await conn.execute("insert into record_revisions (record_id, account_id, data) values ($1, $2, '{}')", *both)
        elif trace == "membership":
            group = await make.group(kadi.account)
            await conn.execute("insert into memberships (group_id, account_id, role) values ($1, $2, 'member')", group["id"], leaver["id"])
        elif trace in ("file", "file revision"):
            creator = leaver if trace == "file" else kadi.account
            file = await conn.fetchval(
                "insert into files (record_id, creator_id, name, mimetype, magic_mimetype, size_bytes, blob_id)"
                " values ($1, $2, 'a', 'a/b', 'a/b', 0, gen_random_uuid()) returning id", record["id"], creator["id"],
            )  # fmt: skip
            if trace == "file revision":
                await conn.execute("insert into file_revisions (file_id, account_id, data) values ($1, $2, '{}')", file, leaver["id"])
        await conn.execute("delete from account_domains where account_id = $1 and domain = 'research'", leaver["id"])
    found = await body(await kadi.get(f"/users/{leaver['id']}"))
    assert (found["id"], found["state"]) == (leaver["id"], "inactive")
    assert (await body(await kadi.get(f"/users/{leaver['id']}/identities")))[0]["username"] == leaver["username"]
    assert made is None or (await body(await kadi.get(f"/users/{leaver['id']}/records")))["items"] == []


@pytest.mark.parametrize("username", ["with space", "ünï", "a.b+c", "100%", "a?b", "a#b"])
async def test_odd_usernames_are_found(kadi, make, username):
    from urllib.parse import quote

    account = await make.account(username=f"{username}{unique('')}", email=None)
    assert (await body(await kadi.get(f"/users/local/{quote(account['username'], safe='')}")))["id"] == account["id"]


# RECORDS OF A USER


async def test_created_records_that_one_may_read(kadi, stranger, make):
    private, public = (
        await make.record(kadi.account, title="Private b"),
        await make.record(kadi.account, title="a Public", visibility="public"),
    )
    place = f"/users/{kadi.account['id']}/records"
    assert [item["id"] for item in (await body(await kadi.get(place)))["items"]] == [public["id"], private["id"]]
    found = await body(await stranger.get(f"{place}?sort=title"))
    assert [item["id"] for item in found["items"]] == [public["id"]] and found["_pagination"]["total_items"] == 1
    assert found["_pagination"]["_links"]["self"].endswith("?page=1&per_page=10&filter=&sort=title&shared=False")
    assert [item["id"] for item in (await body(await kadi.get(f"{place}?sort=title")))["items"]] == [public["id"], private["id"]]
    assert [item["id"] for item in (await body(await kadi.get(f"{place}?filter=PRIV")))["items"]] == [private["id"]]
    assert [item["id"] for item in (await body(await kadi.get(f"{place}?filter={public['identifier']}")))["items"]] == [public["id"]]
    assert (await body(await kadi.get(f"{place}?filter=P_iv")))["items"] == []


async def test_shared_records_are_mine_with_a_role_of_theirs(kadi, stranger, make, pool):
    """Public ones do not count; a role through a group does."""
    shared, grouped, public = (
        await make.record(kadi.account),
        await make.record(kadi.account),
        await make.record(kadi.account, visibility="public"),
    )
    await kadi.post(f"/records/{shared['id']}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}})
    async with pool.acquire() as conn, conn.transaction():
        group_id = await conn.fetchval(
            "insert into groups (creator_id, identifier, title) values ($1, $2, 'G') returning id", stranger.account["id"], unique("group")
        )
        await conn.execute("insert into memberships values ($1, $2, 'admin')", group_id, stranger.account["id"])
        await conn.execute("insert into record_group_roles values ($1, $2, 'member')", grouped["id"], group_id)
    place = f"/users/{stranger.account['id']}/records"
    found = await body(await kadi.get(f"{place}?shared=true&sort=created_at"))
    assert [item["id"] for item in found["items"]] == [shared["id"], grouped["id"]]
    assert (await body(await stranger.get(f"{place}?shared=true")))["items"] == []
    assert public["id"] not in [item["id"] for item in found["items"]]
