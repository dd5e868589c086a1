"""Whatever is sent, the answer is one of the documented ones: never a 5xx, always the surface's own shape."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from tests.make import unique

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
texts = st.text(max_size=20) | st.sampled_from(
    ["\0", "\u202e", "-1", "9" * 40, "1e5", "%", "_", "\\", "'", '"', "null", "[]", "../", "\ud800"]
)
leaves = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | texts
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=10)
entries = st.lists(
    st.dictionaries(st.sampled_from(["type", "key", "value", "unit", "description", "term", "validation"]), values, max_size=7)
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["str", "int", "float", "bool", "date", "dict", "list"]), "key": texts, "value": values}
    )
    | values,
    max_size=4,
)
FIELDS = ["identifier", "title", "type", "description", "license", "visibility", "tags"]
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=7) | values
PAGED = ["page", "per_page"]
SEARCH = ["query", "extras", "sort", "visibility", "explicit_permissions", "user", "collection", "child_collections", "type", "tag"]
QUERIES = [
    ("/records", [*PAGED, *SEARCH, "tag_operator", "mimetype", "instance"]), ("/users", [*PAGED, "filter", "inactive"]),
    ("/licenses", [*PAGED, "filter"]), ("/tags", [*PAGED, "filter", "type"]), ("/trash", [*PAGED, "filter"]),
    ("/records/{id}/revisions", PAGED), ("/records/{id}/roles/users", [*PAGED, "filter", "exclude"]),
    ("/records/{id}/roles/groups", [*PAGED, "filter"]), ("/users/{user}/records", [*PAGED, "filter", "sort", "shared"]),
    *((f"/users/{{user}}/{noun}s", [*PAGED, "filter", "sort", "shared", "common"]) for noun in ("collection", "template", "group")),
    *((f"/groups/{{group}}/{noun}s", [*PAGED, "filter", "sort"]) for noun in ("record", "collection", "template")),
    ("/groups/{group}/members", [*PAGED, "filter", "exclude"]),
]  # fmt: skip


def encoded(value):
    """As Python's own writer spells it: with NaN, lone surrogates as escapes, integers of any length."""
    return json.dumps(value).encode()


def assert_documented(response, text):
    assert response.status < 500, text
    shown = json.loads(text) if text else None
    if response.status >= 400:
        assert shown["code"] == response.status and {"code", "message", "description"} <= set(shown)


async def sent(client, method, path, **options):
    response = await client.request(method, path, **options)
    assert_documented(response, await response.text())


@QUIET
@given(given=bodies, more=entries)
async def test_bodies_of_records(kadi, make, given, more):
    await sent(kadi, "POST", "/records", data=encoded(given))
    record = await make.record(kadi.account)
    await sent(kadi, "PATCH", f"/records/{record['id']}", data=encoded(given))
    await sent(kadi, "PATCH", f"/records/{record['id']}", data=encoded({"extras": more}))
    await sent(kadi, "POST", "/records", data=encoded({"identifier": unique(), "title": "t", "extras": more}))
    await sent(kadi, "GET", f"/records/{record['id']}/revisions")


LINKS = st.lists(st.dictionaries(st.sampled_from(["direction", "record", "name", "term"]), values, max_size=4) | values, max_size=3)
ROLES = st.lists(st.dictionaries(st.sampled_from(["subject_type", "subject_id", "role"]), values, max_size=3) | values, max_size=3)
data_of_records = st.fixed_dictionaries(
    {},
    optional={name: values for name in FIELDS if name != "visibility"}
    | {"extras": entries, "collections": values, "record_links": LINKS, "roles": ROLES},
)


@QUIET
@given(given=bodies, data=data_of_records | entries | values, kind=st.sampled_from(["record", "extras"]))
async def test_bodies_of_templates_and_groups(kadi, make, given, data, kind):
    for noun in ("template", "group"):
        await sent(kadi, "POST", f"/{noun}s", data=encoded(given))
        thing = await getattr(make, noun)(kadi.account)
        await sent(kadi, "PATCH", f"/{noun}s/{thing['id']}", data=encoded(given))
    new = {"identifier": unique(), "title": "t", "type": kind, "data": data}
    response = await kadi.post("/templates", data=encoded(new))
    assert_documented(response, await response.text())
    if response.status == 201:
        made = await response.json()
        again = await kadi.patch(f"/templates/{made['id']}", json={"data": made["data"]})
        assert await again.json() == made, "what was stored is accepted and no change"


@QUIET
@given(given=st.fixed_dictionaries({}, optional={"user": values, "group": values, "role": values, "name": values}) | values)
async def test_bodies_of_roles(kadi, make, given):
    record = await make.record(kadi.account)
    for kind in ("users", "groups"):
        await sent(kadi, "POST", f"/records/{record['id']}/roles/{kind}", data=encoded(given))
    await sent(kadi, "PATCH", f"/records/{record['id']}/roles/users/{kadi.account['id']}", data=encoded(given))


@QUIET
@given(data=st.data())
async def test_query_strings(kadi, make, data):
    path, names = data.draw(st.sampled_from(QUERIES))
    clean = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | texts.filter(lambda text: "\ud800" not in text)
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), clean), max_size=8))
    record, group = await make.record(kadi.account), await make.group(kadi.account)
    await sent(kadi, "GET", path.format(id=record["id"], user=kadi.account["id"], group=group["id"]), params=pairs)


@QUIET
@given(raw=st.binary(max_size=40))
async def test_raw_bytes_in_addresses_and_bodies(kadi, make, raw):
    record = await make.record(kadi.account)
    escaped = "".join(f"%{byte:02X}" for byte in raw)
    for path in (f"/records?query={escaped}&type={escaped}", f"/records/identifier/{escaped or 1}", f"/users/local/{escaped or 1}"):
        url = URL(kadi.url + path, encoded=True)
        async with kadi.session.get(url, headers={"Authorization": f"Bearer {kadi.token}"}) as response:
            assert_documented(response, await response.text())
    await sent(kadi, "POST", "/records", data=raw)
    await sent(kadi, "PATCH", f"/records/{record['id']}", data=raw)
