"""Search in metadata over HTTP: every type and operator, at any depth; keys, links, rights, malformed input."""

import asyncio
import json

import pytest

from tests.api.kadi.conftest import body
from tests.api.kadi.searching import extras, found, word


def entry(kind, key, value, **more):
    return {"type": kind, "key": key, "value": value, **more}


def deep(*entries):
    """Three levels down: `a.2.b.` before each key."""
    return [entry("list", "a", [{"type": "int", "value": 1}, {"type": "dict", "value": [entry("dict", "b", list(entries))]}])]


VALUES = [
    entry("str", "name", "Ada Lovelace"),
    entry("int", "count", 5, unit="pcs"),
    entry("float", "width", 2.5, unit="cm"),
    entry("bool", "done", True),
    entry("date", "day", "2024-02-29T10:00:00+00:00"),
    entry("str", "empty", None),
]


@pytest.fixture
async def kadi(client_of, make):
    return await client_of(await make.account())


@pytest.fixture
def search(kadi):
    """`await search(condition, …)`: the titles of the account's records that meet it."""

    async def titles(*conditions, **query):
        return await found(kadi, "/records", extras=extras(*conditions), user=str(kadi.account["id"]), **{"sort": "title"} | query)

    return titles


@pytest.fixture
async def shelf(kadi, make):
    """The same values at the top and three levels down, and a record with others."""
    await make.record(kadi.account, title="deep", extras=deep(*VALUES))
    await make.record(kadi.account, title="flat", extras=VALUES)
    await make.record(kadi.account, title="other", extras=[entry("str", "name", "Grace"), entry("int", "count", 50, unit="kg"),
                                                          entry("bool", "done", False),
                                                          entry("date", "day", "2025-01-01T00:00:00Z")])  # fmt: skip
    await make.record(kadi.account, title="without")


def condition(key, kind=None, value=None, **more):
    return {"key": key} | ({"type": kind} if kind else {}) | ({kind: value} if value is not None else {}) | more


# TYPES

MET = [
    ("str", "name", "lovelace"), ("str", "name", '"Ada Lovelace"'), ("str", "name", "Lovelace ADA"), ("str", "name", "Lovelase"),
    ("str", "name", "Lo"),
    ("numeric", "count", {"min": 5, "max": 5}), ("numeric", "count", {"min": 4}), ("numeric", "count", {"max": 5.0}),
    ("numeric", "count", {"max": "5"}),
    ("numeric", "count", {"max": 9, "unit": "pcs"}), ("numeric", "count", {"unit": "pcs"}), ("numeric", "width", {"min": 2.5, "max": 2.5}),
    ("numeric", "width", {"min": -1e300, "max": 3, "unit": "cm"}), ("bool", "done", True), ("bool", "done", "true"),
    ("bool", "done", " TRUE "),
    ("date", "day", {"min": "2024-02-29T10:00:00+00:00", "max": "2024-02-29T10:00:00Z"}),
    ("date", "day", {"max": "2024-02-29T12:00:00+01:00"}),
    ("date", "day", {"min": "2024-02-29", "max": "2024-02-29"}), ("date", "day", {"max": "2024-12-31"}),
    ("str", "empty", None), (None, "width", None), ("numeric", "width", None), ("bool", "done", "yes"),
]  # fmt: skip
MISSED = [
    ("str", "name", "Turing"), ("str", "name", '"Ada"'), ("str", "name", '"ada lovelace"'), ("str", "name", "Ada Turing"),
    ("str", "name", "zz"),
    ("str", "count", "5"), ("numeric", "count", {"min": 5.0001, "max": 49}), ("numeric", "count", {"max": 4}),
    ("numeric", "count", {"unit": "cm"}),
    ("numeric", "count", {"max": 9, "unit": "PCS"}), ("numeric", "name", {"min": 0}), ("bool", "count", True),
    ("date", "day", {"min": "2024-03-01", "max": "2024-03-02"}), ("date", "day", {"max": "2024-02-28"}),
    ("date", "name", {"min": "2000-01-01"}),
    ("str", "width", None), (None, "nothing", None), ("bool", "width", None), ("date", "done", None),
]  # fmt: skip


@pytest.mark.parametrize("kind, key, value", MET)
async def test_what_meets_a_condition(search, shelf, kind, key, value):
    titles = await search(condition(key, kind, value))
    assert {"deep", "flat"} <= set(titles) and "without" not in titles
    assert await search(condition(f'"{key}"', kind, value)) == [title for title in titles if title != "deep"]
    assert await search(condition(f'"a.2.b.{key}"', kind, value)) == ["deep"]
    assert await search(condition(f"a.2.b.{key}", kind, value)) == ["deep"]


@pytest.mark.parametrize("kind, key, value", MISSED)
async def test_what_does_not(search, shelf, kind, key, value):
    assert await search(condition(key, kind, value)) == []
    assert await search(condition(f'"a.2.b.{key}"', kind, value)) == []


async def test_false_is_a_value(search, shelf):
    assert await search(condition("done", "bool", False)) == ["other"] == await search(condition("done", "bool", "False"))


async def test_without_a_key_any_key_counts(search, shelf):
    assert await search({"type": "numeric", "numeric": {"min": 50}}) == ["other"]
    assert await search({"type": "str", "str": "grace"}) == ["other"]
    assert await search({"type": "str", "key": "", "str": '"Grace"'}) == ["other"]


async def test_numbers_at_the_ends_of_what_is_stored(kadi, make, search):
    biggest = 2**53 - 1
    await make.record(kadi.account, title="big", extras=[entry("int", "n", biggest), entry("float", "f", 1e308)])
    assert await search(condition("n", "numeric", {"min": biggest, "max": biggest})) == ["big"]
    assert await search(condition("n", "numeric", {"max": biggest - 1})) == []
    assert await search(condition("f", "numeric", {"min": 1e308})) == ["big"]


async def test_long_texts(kadi, make, search):
    """Longer than what an index could hold."""
    last = word()
    text = " ".join(f"word{number}" for number in range(3000)) + " " + last
    await make.record(kadi.account, title="long", extras=[entry("str", "s", text), entry("str", "k" * 3000, "x")])
    assert await search(condition("s", "str", last)) == ["long"]
    assert await search(condition("s", "str", f'"{text[:300]}"')) == []
    assert await search(condition("k" * 3000)) == ["long"]


# KEYS


@pytest.mark.parametrize("key, is_found", [
    ("temperature", True), ("Temperature", True), ("temperatur", True), ("tempreature", True), ("te", True), ("laser temperature", True),
    ("setup.laser", True), ("LASER.temperature", True), ("setup.laser.temperature", True), ('"setup.laser.temperature"', True),
    ("temp", False), ("humidity", False), ("setup.temperature", False), ("temperature.laser", False), ("em", False), ("laser.te", False),
    ('"setup.laser.Temperature"', False), ('"temperature"', False), ('"setup.laser.temp"', False), ("%", False), ("...", False),
])  # fmt: skip
async def test_keys(kadi, make, search, key, is_found):
    await make.record(
        kadi.account, title="there", extras=[entry("dict", "setup", [entry("dict", "laser", [entry("int", "temperature", 1)])])]
    )
    assert await search(condition(key, "numeric", {"min": 1})) == (["there"] if is_found else [])


async def test_places_in_lists_count_from_one_and_have_to_be_right(kadi, make, search):
    await make.record(kadi.account, title="list", extras=[entry("list", "runs", [
        {"type": "int", "value": 10}, {"type": "list", "value": [{"type": "int", "value": 20}]}])])  # fmt: skip
    assert await search(condition("runs.1", "numeric", {"min": 10, "max": 10})) == ["list"]
    assert await search(condition("runs.2.1", "numeric", {"min": 20})) == ["list"]
    assert await search(condition("runs.0", "numeric", {"min": 10})) == []
    assert await search(condition("runs.2", "numeric", {"min": 10})) == ["list"]  # a part of the path runs.2.1
    assert await search(condition('"runs.2"', "numeric", {"min": 10})) == []
    assert await search(condition('"runs.2"')) == ["list"]


async def test_as_deep_as_metadata_may_be(kadi, make, search):
    entries = [entry("int", "bottom", 7)]
    for level in range(50):
        entries = [entry("dict", f"l{level}", entries)]
    await make.record(kadi.account, title="deep", extras=entries)
    assert await search(condition("bottom", "numeric", {"min": 7, "max": 7})) == ["deep"]


# LINKS


async def test_and_binds_tighter_than_or(search, shelf):
    flat, other, none = condition('"width"'), condition('"name"', "str", '"Grace"'), condition('"nothing"')
    conj, disj = {"link": "and"}, {"link": "or"}
    assert await search(flat, conj | other) == []
    assert await search(flat, disj | other) == ["flat", "other"]
    assert await search(flat, conj | none, disj | other) == ["other"]
    assert await search(other, disj | flat, conj | none) == ["other"]
    assert await search(none, disj | flat, conj | condition('"done"', "bool", True)) == ["flat"]
    assert await search(flat, conj | none, disj | flat, conj | other) == []


async def test_the_first_link_and_a_missing_one(search, shelf):
    flat, other = condition('"width"'), condition('"name"', "str", '"Grace"')
    assert await search({"link": "or"} | flat, {"link": "or"} | other) == ["flat", "other"]
    assert await search(flat, condition('"done"')) == ["flat"]
    assert await search(flat, {"link": "nonsense"} | other) == []


async def test_the_same_condition_twice(search, shelf):
    assert await search(*[condition('"width"')] * 3) == ["flat"]


async def test_one_object_instead_of_an_array(kadi, shelf):
    given = json.dumps(condition('"width"'))
    assert await found(kadi, "/records", extras=given, user=str(kadi.account["id"])) == ["flat"]


async def test_query_and_filters_and_metadata(kadi, make, search, shelf):
    one = word()
    await make.record(kadi.account, title=f"{one} 1", extras=VALUES, visibility="public")
    await make.record(kadi.account, title=f"{one} 2")
    assert await search(condition('"width"'), query=one) == [f"{one} 1"]
    assert await search(condition('"width"'), visibility="public") == [f"{one} 1"]
    assert await search(condition('"width"'), query=one, visibility="private") == []
    assert await search(condition('"nothing"'), query=one) == []


# RIGHTS AND TIME


async def test_nobody_finds_by_metadata_what_he_may_not_read(kadi, stranger, make):
    secret = word()
    await make.record(kadi.account, title="private", extras=[entry("str", "note", secret)])
    await make.record(kadi.account, title="public", extras=[entry("str", "note", secret)], visibility="public")
    for given in (condition("note", "str", secret), condition("note", "str", f'"{secret}"'), {"type": "str", "str": secret}):
        assert await found(kadi, "/records", extras=extras(given), sort="title") == ["private", "public"]
        assert await found(stranger, "/records", extras=extras(given)) == ["public"]
        assert await found(stranger, "/records", extras=extras(given), explicit_permissions="true") == []


async def test_changed_metadata_is_found_at_once(kadi, search):
    made = await body(await kadi.post("/records", json={"identifier": word(), "title": "t", "extras": [entry("int", "n", 1)]}), 201)
    assert await search(condition("n", "numeric", {"min": 1, "max": 1})) == ["t"]
    await body(await kadi.request("PATCH", f"/records/{made['id']}", json={"extras": [entry("float", "m", 2.0)]}))
    assert await search(condition("n")) == []
    assert await search(condition("m", "numeric", {"min": 2, "max": 2})) == ["t"]
    await body(await kadi.request("PATCH", f"/records/{made['id']}", json={"extras": []}))
    assert await search(condition("m")) == []


async def test_parallel_creates_with_the_same_new_keys(kadi, search):
    keys = [word() for _ in range(10)]

    async def create(number):
        entries = [entry("str", key, keys[0]) for key in keys[number:] + keys[:number]]
        return (await kadi.post("/records", json={"identifier": word(), "title": "t", "extras": entries})).status

    assert await asyncio.gather(*(create(number) for number in range(10))) == [201] * 10
    assert await search(condition(keys[3], "str", keys[0])) == ["t"] * 10


# MALFORMED


@pytest.mark.parametrize("given", [
    "", "x", "[", "5", "null", '"text"', "[5]", '[["a"]]', "{}", "[{}]", '[{"type": "str"}]', '[{"key": 5}]', '[{"key": ""}]',
    '[{"key": "  "}]', '[{"key": "width"}, 5]',
    '[{"key": "width", "type": "integer"}]', '[{"key": "width", "type": ["str"]}]', '[{"type": "numeric", "numeric": {"min": "x"}}]',
    '[{"type": "numeric", "numeric": {"min": true}}]', '[{"type": "date", "date": {"min": "yesterday"}}]', '[{"type": "bool", "bool": 2}]',
    '[{"type": "date", "date": "2024"}]', '[{"type": "numeric", "numeric": 5}]', '[{"type": "str", "str": 5}]', '[{"key": "a\\u0000b"}]',
    '[{"type": "str", "str": "\\u0000"}]', '[{"key": "\\ud800"}]', "[" * 1500, '[{"type": "numeric", "numeric": {"min": NaN}}]',
    '[{"type": "date", "date": {"min": "0001-01-01T00:00:00+14:00"}}]', json.dumps([{"key": "width"}] * 101),
])  # fmt: skip
async def test_what_is_malformed_counts_as_empty(kadi, shelf, given):
    assert await found(kadi, "/records", extras=given, user=str(kadi.account["id"]), sort="title") == ["deep", "flat", "other", "without"]


async def test_a_malformed_condition_beside_a_good_one(search, shelf):
    assert await search({"type": "nonsense"}, {"link": "or"} | condition('"width"')) == ["flat"]
    assert await search(condition('"width"', "numeric", {"min": "x", "max": 3})) == ["flat"]
    assert await search(condition('"width"', "numeric", {"min": "x"})) == ["flat"]


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "' or 1=1 --", "a & !b", "x:*", "{}", "$$", "();", "🜁", "\t", "<->"])
async def test_odd_texts(search, shelf, text):
    for given in (condition(text), condition(f'"{text}"'), condition("name", "str", f"{text} zz"), condition("name", "str", f'"{text}"')):
        assert await search(given) in ([], ["deep", "flat", "other", "without"])


async def test_as_many_conditions_as_count(kadi, search, shelf):
    """A hundred of the dearest kind end in time."""
    async with asyncio.timeout(25):
        many = [{"link": "or", "key": f"nam{number}", "type": "str", "str": "Lovelac"} for number in range(60)]
        assert await search(*many) == ["deep", "flat"]
        assert await search(*[{"key": "t", "link": "or"}] * 100) == []


async def test_the_links_repeat_what_was_asked(kadi):
    given = extras(condition("a b", "numeric", {"min": 1}))
    answer = await body(await kadi.get("/records", params={"extras": given}))
    assert "&extras=%5B%7B%22key%22%3A+%22a+b%22%2C+%22type%22%3A+%22numeric%22%2C" in answer["_pagination"]["_links"]["self"]
