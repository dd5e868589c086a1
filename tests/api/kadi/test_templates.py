"""Templates over HTTP: get, create, change, delete, and what their data may hold."""

import asyncio

import pytest

from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused
from tests.make import unique

MISSING, NULL = ["Missing data for required field."], ["Field may not be null."]
NOT_STRING, NOT_INTEGER, EMPTY = ["Not a valid string."], ["Not a valid integer."], ["String must not be empty."]
NOT_IDENTIFIER = ["Not a valid identifier. Valid are lower case alphanumeric characters, hyphens and underscores."]
WRONG_KIND = {"_schema": ["Invalid input type."]}
OF_RECORD = {
    "identifier": "", "title": "", "description": "", "type": None, "license": None, "extras": [], "tags": [], "collections": [],
    "record_links": [], "roles": [],
}  # fmt: skip
ONE = [
    ("GET", "", "template.read", None),
    ("PATCH", "", "template.update", {}),
    ("DELETE", "", "template.delete", None),
    ("GET", "/revisions", "template.read", None),
    ("GET", "/revisions/1", "template.read", None),
]


def new(**more):
    return {"identifier": unique("template"), "title": "A title", "type": "record", "data": {}} | more


# EVERY ENDPOINT OF ONE TEMPLATE: credential, existence, permission, scope, state, in this order


@pytest.mark.parametrize("method, path, scope, given", ONE)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, method, path, scope, given):
    template, public = await make.template(kadi.account), await make.template(kadi.account, visibility="public")
    place = f"/templates/{template['id']}{path}"
    await refused(await nobody.request(method, place, json=given), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30, "%00"):
        await refused(await kadi.request(method, f"/templates/{number}{path}", json=given), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    client = await client_of(kadi.account, *({"template.read", "template.update", "template.delete", "record.read"} - {scope}))
    await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=[scope])
    for gone in (template, public):
        assert (await kadi.delete(f"/templates/{gone['id']}")).status == 204
    await refused(await kadi.request(method, place, json=given), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, json=given), 403, FORBIDDEN)
    if method == "GET":
        await refused(await stranger.request(method, f"/templates/{public['id']}{path}", json=given), 404, NOT_FOUND)


async def test_finding_by_identifier(nobody, kadi, stranger, client_of, make):
    template = await make.template(kadi.account)
    place = f"/templates/identifier/{template['identifier']}"
    await refused(await nobody.get(place), 401, NO_TOKEN)
    client = await client_of(kadi.account, "record.read")
    await refused(await client.get("/templates/identifier/none-of-us"), 401, NO_SCOPE, scopes=["template.read"])
    await refused(await kadi.get("/templates/identifier/none-of-us"), 404, NOT_FOUND)
    await refused(await kadi.get("/templates/identifier/a.b"), 404, NOT_FOUND)
    await refused(await stranger.get(place), 403, FORBIDDEN)
    found = await body(await kadi.get(f"/templates/identifier/%20{template['identifier'].upper()}"))
    assert found == await body(await kadi.get(f"/templates/{template['id']}"))


# POST


async def test_creating_needs_the_scope_and_no_guest(nobody, client_of, make):
    await refused(await nobody.post("/templates", json=new()), 401, NO_TOKEN)
    client = await client_of(await make.account(), "template.read", "record.create")
    await refused(await client.post("/templates", data=b"{"), 401, NO_SCOPE, scopes=["template.create"])
    guest = await client_of(await make.account(roles=(("research", "guest"),)))
    await refused(await guest.post("/templates", data=b"{"), 403, FORBIDDEN)


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1", "/kadi/api"])
async def test_a_template_as_documented(client_of, make, anonymous, base):
    kadi = await client_of(await make.account(), base=base)
    sent = new(identifier=unique(" Template"), title=" A  title ", description=" # Head\n*x* ", visibility="PUBLIC", id=5, state="deleted")
    made = await body(await kadi.post("/templates", json=sent), 201)
    home = f"{anonymous.url}{base}/templates/{made['id']}"
    assert made == {
        "id": made["id"],
        "identifier": sent["identifier"].strip().lower(),
        "title": "A title",
        "type": "record",
        "data": OF_RECORD,
        "description": "# Head\n*x*",
        "plain_description": "Head x",
        "visibility": "public",
        "state": "active",
        "created_at": made["created_at"],
        "last_modified": made["created_at"],
        "creator": await body(await kadi.get("/users/me")),
        "_links": {
            "self": home,
            "view": f"{anonymous.url}/templates/{made['id']}",
            "user_roles": f"{home}/roles/users",
            "group_roles": f"{home}/roles/groups",
            "revisions": f"{home}/revisions",
        },
        "_actions": {"edit": home, "delete": home, "add_user_role": f"{home}/roles/users", "add_group_role": f"{home}/roles/groups"},
    }
    assert await body(await kadi.get(f"/templates/{made['id']}")) == made


async def test_without_user_read_nobody_is_named(client_of, make):
    client = await client_of(await make.account(), "template.create", "template.read")
    made = await body(await client.post("/templates", json=new()), 201)
    assert "creator" not in made
    assert "user" not in (await body(await client.get(f"/templates/{made['id']}/revisions")))["items"][0]


async def test_defaults(kadi):
    made = await body(await kadi.post("/templates", json=new(type=" EXTRAS ", data=[])), 201)
    assert (made["type"], made["data"], made["description"], made["visibility"]) == ("extras", [], "", "private")


@pytest.mark.parametrize("raw", [b"", b"{", b"nonsense"])
async def test_what_is_no_json(kadi, make, raw):
    await refused(await kadi.post("/templates", data=raw), 400, NOT_JSON)
    template = await make.template(kadi.account)
    await refused(await kadi.patch(f"/templates/{template['id']}", data=raw), 400, NOT_JSON)


@pytest.mark.parametrize(
    "given, errors",
    [
        ({"identifier": None}, {"identifier": NULL}),
        ({"identifier": 5}, {"identifier": NOT_STRING}),
        ({"identifier": " "}, {"identifier": EMPTY}),
        ({"identifier": "ä"}, {"identifier": NOT_IDENTIFIER}),
        ({"identifier": "a" * 51}, {"identifier": ["Longer than maximum length 50."]}),
        ({"title": None}, {"title": NULL}),
        ({"title": ""}, {"title": EMPTY}),
        ({"title": "a" * 151}, {"title": ["Longer than maximum length 150."]}),
        ({"description": None}, {"description": NULL}),
        ({"description": "a" * 50_001}, {"description": ["Longer than maximum length 50000."]}),
        ({"visibility": None}, {"visibility": NULL}),
        ({"visibility": "open"}, {"visibility": ["Must be one of: private, public."]}),
        ({"data": None}, {"data": NULL}),
        ({"data": 5}, {"data": WRONG_KIND}),
        ({"data": []}, {"data": WRONG_KIND}),
        ({"title": 5, "data": "x"}, {"title": NOT_STRING, "data": WRONG_KIND}),
    ],
)
async def test_each_field_wrong(kadi, make, given, errors):
    await refused(await kadi.post("/templates", json=new(**given)), 400, INVALID, errors=errors)
    template = await make.template(kadi.account)
    await refused(await kadi.patch(f"/templates/{template['id']}", json=given), 400, INVALID, errors=errors)
    assert (await body(await kadi.get(f"/templates/{template['id']}")))["title"] == template["title"]


async def test_what_a_new_template_needs(kadi):
    errors = {"identifier": MISSING, "title": MISSING, "type": MISSING, "data": MISSING}
    await refused(await kadi.post("/templates", json={}), 400, INVALID, errors=errors)
    await refused(await kadi.post("/templates", json=[]), 400, INVALID, errors=WRONG_KIND)
    for kind, sentences in ((None, NULL), (5, NOT_STRING), (" ", EMPTY), ("records", ["Must be one of: record, extras."])):
        await refused(await kadi.post("/templates", json=new(type=kind)), 400, INVALID, errors={"type": sentences})


# DATA OF A RECORD


async def test_data_of_a_record_in_its_stored_form(kadi, make):
    link = {"direction": "out", "record": 99999999, "name": "  made   by ", "term": " http://example.org/x ", "id": 7}
    data = {
        "identifier": " Run-1 ", "title": " A  run ", "description": " *x* ", "type": " My  Type", "license": " CC-BY-4.0 ",
        "tags": ["b", " A  c ", "b"], "collections": [3, 99999999], "record_links": [link, {"direction": "in", "record": 1, "name": "n"}],
        "roles": [{"subject_type": "user", "subject_id": 5, "role": "editor", "x": 1},
                  {"subject_type": "group", "subject_id": 5, "role": "member"}],
        "extras": [{"type": "float", "key": "f", "value": 1, "unit": " cm ", "validation": {"required": True}}], "unknown": 1,
    }  # fmt: skip
    stored = {
        "identifier": "run-1", "title": "A run", "description": "*x*", "type": "my type", "license": "CC-BY-4.0", "tags": ["a c", "b"],
        "collections": [3, 99999999],
        "record_links": [{"direction": "out", "record": 99999999, "name": "made by", "term": "http://example.org/x"},
                         {"direction": "in", "record": 1, "name": "n", "term": None}],
        "roles": [{"subject_type": "user", "subject_id": 5, "role": "editor"},
                  {"subject_type": "group", "subject_id": 5, "role": "member"}],
        "extras": [{"type": "float", "key": "f", "value": 1.0, "unit": "cm", "validation": {"required": True}}],
    }  # fmt: skip
    made = await body(await kadi.post("/templates", json=new(data=data)), 201)
    assert made["data"] == stored
    again = await body(await kadi.patch(f"/templates/{made['id']}", json={"data": stored}))
    assert again == made, "what was stored is accepted again and is no change"


@pytest.mark.parametrize("name", ["identifier", "title", "description"])
async def test_blank_texts_mean_nothing_given(kadi, name):
    assert (await body(await kadi.post("/templates", json=new(data={name: "  "})), 201))["data"] == OF_RECORD


LINK = {"direction": "in", "record": 1, "name": "x"}
ROLE = {"subject_type": "user", "subject_id": 1, "role": "member"}
AT_LEAST_ONE = ["Must be greater than or equal to 1."]


@pytest.mark.parametrize(
    "data, errors",
    [
        ({"identifier": None}, {"identifier": NULL}),
        ({"identifier": "ü"}, {"identifier": NOT_IDENTIFIER}),
        ({"identifier": "a" * 51}, {"identifier": ["Longer than maximum length 50."]}),
        ({"title": None}, {"title": NULL}),
        ({"title": "a" * 151}, {"title": ["Longer than maximum length 150."]}),
        ({"description": None}, {"description": NULL}),
        ({"description": 1}, {"description": NOT_STRING}),
        ({"type": ""}, {"type": EMPTY}),
        ({"type": "a" * 51}, {"type": ["Longer than maximum length 50."]}),
        ({"license": ""}, {"license": EMPTY}),
        ({"license": "none of them"}, {"license": ["No license with this name exists."]}),
        ({"tags": None}, {"tags": NULL}),
        ({"tags": "x"}, {"tags": ["Invalid type."]}),
        ({"tags": ["x", 5, ""]}, {"tags": {"1": NOT_STRING, "2": EMPTY}}),
        ({"extras": None}, {"extras": NULL}),
        ({"extras": {}}, {"extras": WRONG_KIND}),
        ({"extras": [{"type": "int", "key": "n", "value": "x"}, 5]}, {"extras": {"0": {"value": NOT_INTEGER}, "1": WRONG_KIND}}),
        ({"collections": None}, {"collections": NULL}),
        ({"collections": 5}, {"collections": ["Not a valid list."]}),
        ({"collections": [1, 0, "2", True, 1.5, None]},
         {"collections": {"1": AT_LEAST_ONE, "2": NOT_INTEGER, "3": NOT_INTEGER, "4": NOT_INTEGER, "5": NULL}}),
        ({"record_links": None}, {"record_links": NULL}),
        ({"record_links": {}}, {"record_links": WRONG_KIND}),
        ({"record_links": [5, {}]}, {"record_links": {"0": WRONG_KIND, "1": {"direction": MISSING, "record": MISSING, "name": MISSING}}}),
        ({"record_links": [LINK | {"direction": "both", "record": 0, "name": " ", "term": "a b"}]},
         {"record_links": {"0": {"direction": ["Must be one of: out, in."], "record": AT_LEAST_ONE, "name": EMPTY,
                                 "term": ["Not a valid IRI."]}}}),
        ({"record_links": [LINK | {"direction": None, "record": None, "name": None, "term": ""}]},
         {"record_links": {"0": {"direction": NULL, "record": NULL, "name": NULL, "term": EMPTY}}}),
        ({"record_links": [LINK, LINK | {"name": "a" * 151, "term": "a" * 2049, "direction": 1}]},
         {"record_links": {"1": {"direction": NOT_STRING, "name": ["Longer than maximum length 150."],
                                 "term": ["Longer than maximum length 2048."]}}}),
        ({"roles": None}, {"roles": NULL}),
        ({"roles": "x"}, {"roles": WRONG_KIND}),
        ({"roles": [[], {}]}, {"roles": {"0": WRONG_KIND, "1": {"subject_type": MISSING, "subject_id": MISSING, "role": MISSING}}}),
        ({"roles": [ROLE, ROLE | {"subject_type": "role", "subject_id": -1, "role": "owner"}]},
         {"roles": {"1": {"subject_type": ["Must be one of: user, group."], "subject_id": AT_LEAST_ONE,
                          "role": ["Must be one of: member, collaborator, editor, admin."]}}}),
        ({"title": 5, "license": "none of them", "roles": 5},
         {"title": NOT_STRING, "license": ["No license with this name exists."], "roles": WRONG_KIND}),
    ],
)  # fmt: skip
async def test_each_part_of_a_records_data_wrong(kadi, make, data, errors):
    await refused(await kadi.post("/templates", json=new(data=data)), 400, INVALID, errors={"data": errors})
    template = await make.template(kadi.account)
    await refused(await kadi.patch(f"/templates/{template['id']}", json={"data": data, "title": ""}), 400, INVALID,
                  errors={"data": errors, "title": EMPTY})  # fmt: skip


# DATA OF METADATA


async def test_data_of_metadata_may_leave_required_values_open(kadi, make):
    required = {"required": True}
    data = [
        {"type": "str", "key": " a  b ", "value": " ", "validation": required},
        {"type": "dict", "key": "d", "value": [{"type": "list", "key": "l", "value": [{"type": "int", "validation": required}]}]},
    ]
    made = await body(await kadi.post("/templates", json=new(type="extras", data=data)), 201)
    assert made["data"] == [
        {"type": "str", "key": "a b", "value": None, "validation": required},
        {
            "type": "dict",
            "key": "d",
            "value": [{"type": "list", "key": "l", "value": [{"type": "int", "value": None, "unit": None, "validation": required}]}],
        },
    ]
    assert await body(await kadi.patch(f"/templates/{made['id']}", json={"data": made["data"]})) == made


@pytest.mark.parametrize(
    "data, errors",
    [
        ({}, WRONG_KIND),
        ("x", WRONG_KIND),
        ([5], {"0": WRONG_KIND}),
        ([{}], {"0": {"type": [*MISSING, "Invalid value."], "key": MISSING}}),
        ([{"type": "int", "key": "n", "value": 1.5}], {"0": {"value": NOT_INTEGER}}),
        ([{"type": "str", "key": "k"}, {"type": "str", "key": "k"}], {"1": {"key": ["Duplicate value."]}}),
        ([{"type": "dict", "key": "d", "value": [{"type": "bool", "key": "b", "value": 1}]}],
         {"0": {"value": {"0": {"value": ["Not a valid boolean."]}}}}),
    ],
)  # fmt: skip
async def test_each_part_of_metadata_wrong(kadi, make, data, errors):
    await refused(await kadi.post("/templates", json=new(type="extras", data=data)), 400, INVALID, errors={"data": errors})
    template = await make.template(kadi.account, type="extras")
    await refused(await kadi.patch(f"/templates/{template['id']}", json={"data": data}), 400, INVALID, errors={"data": errors})


# PATCH


async def test_a_change_changes_what_is_given(kadi, make):
    template = await make.template(kadi.account, description="kept")
    before = await body(await kadi.get(f"/templates/{template['id']}"))
    after = await body(
        await kadi.patch(f"/templates/{template['id']}", json={"title": "Other", "data": {"title": "T"}, "visibility": "public"})
    )
    assert after == before | {
        "title": "Other",
        "data": OF_RECORD | {"title": "T"},
        "visibility": "public",
        "last_modified": after["last_modified"],
    }
    assert after["last_modified"] > before["last_modified"]
    assert (await body(await kadi.get(f"/templates/{template['id']}/revisions")))["items"][0]["diff"] == {
        "title": before["title"],
        "data": OF_RECORD,
        "visibility": "private",
    }


@pytest.mark.parametrize("kind, data", [("record", {"title": "x"}), ("extras", [{"type": "str", "key": "k", "value": None}])])
async def test_the_type_stays(kadi, make, kind, data):
    template = await make.template(kadi.account, type=kind, data=data)
    for given in ("record", "extras", "nonsense", None, 5):
        found = await body(await kadi.patch(f"/templates/{template['id']}", json={"type": given, "description": str(given)}))
        assert (found["type"], found["description"]) == (kind, str(given))
    other = [] if kind == "record" else {}
    await refused(
        await kadi.patch(f"/templates/{template['id']}", json={"type": "extras" if kind == "record" else "record", "data": other}),
        400, INVALID, errors={"data": WRONG_KIND},
    )  # fmt: skip


async def test_no_difference_is_no_change(kadi, make):
    template = await make.template(kadi.account)
    before = await body(await kadi.get(f"/templates/{template['id']}"))
    same = {name: before[name] for name in ("identifier", "title", "description", "visibility", "data", "type")}
    for given in ({}, same, {"unknown": 1}, {"data": {"extras": []}}):
        assert await body(await kadi.patch(f"/templates/{template['id']}", json=given)) == before
    assert (await body(await kadi.get(f"/templates/{template['id']}/revisions")))["_pagination"]["total_items"] == 1


async def test_a_taken_identifier(kadi, make):
    first, second = await make.template(kadi.account), await make.template(kadi.account)
    taken = {"errors": {"identifier": ["Identifier is already in use."]}}
    await refused(await kadi.post("/templates", json=new(identifier=first["identifier"].upper())), 400, INVALID, **taken)
    await refused(await kadi.patch(f"/templates/{second['id']}", json={"identifier": first["identifier"]}), 400, INVALID, **taken)
    await kadi.delete(f"/templates/{first['id']}")
    await refused(await kadi.post("/templates", json=new(identifier=first["identifier"])), 400, INVALID, **taken)
    await kadi.post(f"/templates/{first['id']}/purge")
    await body(await kadi.post("/templates", json=new(identifier=first["identifier"])), 201)
    record = await make.record(kadi.account)
    await body(await kadi.post("/templates", json=new(identifier=record["identifier"])), 201)


async def test_one_of_eight_gets_the_identifier(kadi, make):
    sent = new()
    responses = await asyncio.gather(*(kadi.post("/templates", json=sent) for _ in range(8)))
    assert sorted(response.status for response in responses)[0] == 201
    for response in responses:
        if response.status == 409:
            await refused(response, 409, "Error creating template.")
        elif response.status != 201:
            await refused(response, 400, INVALID, errors={"identifier": ["Identifier is already in use."]})
    assert [response.status for response in responses].count(201) == 1
    several = [await make.template(kadi.account) for _ in range(6)]
    wanted = unique("wanted")
    changes = await asyncio.gather(*(kadi.patch(f"/templates/{one['id']}", json={"identifier": wanted}) for one in several))
    assert [response.status for response in changes].count(200) == 1
    for response in changes:
        if response.status == 409:
            await refused(response, 409, "Error updating template.")


@pytest.mark.parametrize("role, may", [("member", False), ("editor", True), ("admin", True)])
async def test_who_may_change_one(kadi, stranger, make, role, may):
    template = await make.template(kadi.account)
    place = f"/templates/{template['id']}"
    await body(await kadi.post(f"{place}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": role}}), 201)
    assert (await stranger.get(place)).status == 200
    response = await stranger.patch(place, json={"title": "mine"})
    assert response.status == (200 if may else 403)
    assert (await stranger.delete(place)).status == (204 if role == "admin" else 403)


# REVISIONS


async def test_revisions_hold_the_documented_fields(kadi, stranger, make):
    template = await make.template(kadi.account, type="extras", data=[{"type": "str", "key": "k"}])
    place = f"/templates/{template['id']}"
    await body(await kadi.patch(place, json={"data": []}))
    await kadi.delete(place)
    await body(await kadi.post(f"{place}/restore"))
    items = (await body(await kadi.get(f"{place}/revisions")))["items"]
    assert [item["diff"] for item in items[:3]] == [{"state": "deleted"}, {"state": "active"}, {"data": template_data("k")}]
    assert set(items[3]["data"]) == {"identifier", "title", "description", "visibility", "data", "state"}
    assert items[3]["diff"] == dict.fromkeys(items[3]["data"]) and items[3]["data"]["data"] == template_data("k")
    assert {item["object_id"] for item in items} == {template["id"]}
    compared = await body(await kadi.get(f"{place}/revisions/{items[0]['id']}?revision={items[3]['id']}"))
    assert compared["diff"] == {"data": template_data("k")}
    await refused(await kadi.get(f"{place}/revisions/99999999"), 404, NOT_FOUND)
    other = await make.template(kadi.account)
    await refused(await kadi.get(f"/templates/{other['id']}/revisions/{items[0]['id']}"), 404, NOT_FOUND)


def template_data(key):
    return [{"type": "str", "key": key, "value": None}]
