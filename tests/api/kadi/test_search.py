"""Full text over HTTP, in all four searches: words, phrases, typing errors, order, rights, odd input."""

import asyncio
import string

import pytest

from tests.api.kadi.conftest import body
from tests.api.kadi.searching import found, word
from tests.make import unique

NOUNS = ["record", "collection", "template", "group"]


@pytest.fixture
async def kadi(client_of, make):
    return await client_of(await make.account())


@pytest.fixture(params=NOUNS)
def noun(request):
    return request.param


@pytest.fixture
def place(noun):
    return f"/{noun}s"


@pytest.fixture
def create(make, noun):
    """`await create(account, title=…)`: an object of the noun under test."""
    return getattr(make, noun)


# WORDS


async def test_a_word_is_found_in_identifier_title_and_description(kadi, create, place):
    one = word()
    await create(kadi.account, title="by identifier", identifier=f"{one}-1")
    await create(kadi.account, title=f"By {one.upper()}, as title")
    await create(kadi.account, title="by description", description=f"# Head\n\n*some* **{one}**!")
    await create(kadi.account, title="none", description=f"{one}{one} and {one[:6]}")
    assert sorted(await found(kadi, place, query=one)) == sorted(["by identifier", f"By {one.upper()}, as title", "by description"])


@pytest.mark.parametrize("written, asked", [
    ("Müller", "muller"), ("muller", "MÜLLER"), ("Straße", "strasse"), ("Łódź", "lodz"), ("naïve", "naive"), ("Ελλάς", "ελλας"),
    ("Жизнь", "жизнь"), ("H₂O", "h2o"), ("ﬁeld", "field"), ("e\u0301tude", "étude"),
])  # fmt: skip
async def test_case_and_accents_do_not_count(kadi, create, place, written, asked):
    mark = word()
    await create(kadi.account, title=f"one {written}{mark}")
    assert await found(kadi, place, query=f'"{asked}{mark}"') == [f"one {written}{mark}"]


async def test_scripts_without_blanks(kadi, make):
    mark = word()
    await make.record(kadi.account, title=f"石墨烯的制备 {mark}", description="ひらがな")
    assert await found(kadi, "/records", query=f'"石墨烯" {mark}') == [f"石墨烯的制备 {mark}"]
    assert f"石墨烯的制备 {mark}" in await found(kadi, "/records", query="石墨", sort="-created_at")
    assert f"石墨烯的制备 {mark}" not in await found(kadi, "/records", query='"墨石"')


async def test_any_word_counts_and_more_words_come_first(kadi, create, place):
    one, other = word(), word()
    for text in (one, other, f"{one} {other}", "neither"):
        await create(kadi.account, title=text, description=word())
    titles = await found(kadi, place, query=f"{one}   {other}")
    assert titles[0] == f"{one} {other}" and sorted(titles[1:]) == sorted([one, other])


async def test_titles_count_more_than_descriptions(kadi, create, place):
    one = word()
    await create(kadi.account, title=f"{one} in the title")
    await create(kadi.account, title="in the description", description=one)
    assert await found(kadi, place, query=one) == [f"{one} in the title", "in the description"]


async def test_rare_words_count_more_than_frequent_ones(kadi, create, place):
    frequent, rare = word(), word()
    await create(kadi.account, title=f"{rare} rare")
    for number in range(4):
        await create(kadi.account, title=f"{frequent} {number}")
    assert (await found(kadi, place, query=f"{frequent} {rare}"))[0] == f"{rare} rare"


async def test_equal_ones_come_by_last_change(kadi, create, place, noun):
    one = word()
    made = [await create(kadi.account, title=f"{one} {letter}") for letter in string.ascii_lowercase[:4]]
    await body(await kadi.request("PATCH", f"{place}/{made[1]['id']}", json={"description": "changed"}))
    assert await found(kadi, place, query=one) == [f"{one} {letter}" for letter in "bdca"]


@pytest.mark.parametrize("sort, order", [
    ("title", "abc"), ("-title", "cba"), ("created_at", "bca"), ("-created_at", "acb"), ("last_modified", "bca"),
    ("-last_modified", "acb"), ("identifier", "bca"), ("-identifier", "acb"), ("_score", "acb"), ("nonsense", "acb"),
])  # fmt: skip
async def test_every_sort_with_a_query(kadi, create, place, sort, order):
    one = word()
    for number, letter in enumerate("bca"):
        await create(kadi.account, title=f"{letter} {one}", identifier=f"{number}-{unique()}")
    assert [title[0] for title in await found(kadi, place, query=one, sort=sort)] == list(order)


# PHRASES


async def test_a_quoted_text_is_a_phrase(kadi, create, place):
    one, other = word(), word()
    await create(kadi.account, title=f"a {one.title()}-{other} in the title")
    await create(kadi.account, title="description", description=f"before {one}\n\n_{other}_ after")
    await create(kadi.account, title="apart", description=f"{one} and {other}")
    await create(kadi.account, title="turned", description=f"{other} {one}")
    await create(kadi.account, title=one, description=other)
    await create(kadi.account, title="longer", description=f"{one} {other}x")
    assert await found(kadi, place, query=f'"{one} {other}"') == [f"a {one.title()}-{other} in the title", "description"]


async def test_a_quoted_word_is_not_mistyped(kadi, create, place):
    one = word()
    await create(kadi.account, title=one[:-1] + "a")
    assert await found(kadi, place, query=one) == [one[:-1] + "a"]
    assert await found(kadi, place, query=f'"{one}"') == []


async def test_phrases_and_words_together(kadi, create, place):
    one, other, third = word(), word(), word()
    await create(kadi.account, title=f"{one} {other}")
    await create(kadi.account, title=f"{third}")
    await create(kadi.account, title=f"{other} {one}")
    assert sorted(await found(kadi, place, query=f'{third} "{one} {other}"')) == sorted([f"{one} {other}", third])


@pytest.mark.parametrize("query", ['{0} "', '"{0}', '"" {0}', '" " {0}', '{0} "...'])
async def test_a_quotation_mark_without_a_partner_is_none(kadi, create, place, query):
    one = word()
    await create(kadi.account, title=one)
    assert await found(kadi, place, query=query.format(one)) == [one]


# TYPING ERRORS


@pytest.mark.parametrize("length, edits, is_found", [
    (3, 1, True), (5, 1, True), (5, 2, False), (6, 1, True), (6, 2, True), (6, 3, False), (12, 2, True), (12, 3, False),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["replaced", "left out", "added"])
async def test_edit_distance(kadi, make, length, edits, is_found, kind):
    """Wherever the edits are: the letters a, e, i, o, u are in no word of `word`."""
    one, mark = word(length), word()
    await make.record(kadi.account, title=one, tags=[mark])
    for start in range(length - edits + 1):
        places = range(start, start + edits) if start % 2 else [*range(start, start + edits - 1), length - 1][:edits]
        letters = list(one)
        for place in sorted(set(places), reverse=True):
            letters[place : place + 1] = {"replaced": ["a"], "left out": [], "added": [letters[place], "e"]}[kind]
        asked = "".join(letters)
        if len(set(places)) < edits or (kind == "left out" and (len(asked) < 3 or (len(asked) >= 6) != (length >= 6) or is_found is False)):
            continue
        if kind == "added" and (len(asked) >= 6) != (length >= 6):
            continue  # the length of what is asked decides
        assert await found(kadi, "/records", query=asked, tag=mark) == ([one] if is_found else []), asked


async def test_swapped_letters_are_one_edit(kadi, make):
    one, mark = "".join(dict.fromkeys(word(40)))[:5], word()
    await make.record(kadi.account, title=one, tags=[mark])
    for place in range(4):
        asked = one[:place] + one[place + 1] + one[place] + one[place + 2 :]
        assert await found(kadi, "/records", query=asked, tag=mark) == [one]


async def test_typing_errors_in_descriptions(kadi, create, place):
    one = word()
    await create(kadi.account, title="there", description=f"some {one} text")
    assert await found(kadi, place, query="a" + one[1:]) == ["there"]


async def test_whole_words_come_before_near_ones(kadi, create, place):
    one = word()
    await create(kadi.account, title="whole", description=f"some text with {one}")
    await create(kadi.account, title=f"{one}a {one}e {one}i", identifier=f"{one}o-{one}u-{unique()}"[:50])
    assert await found(kadi, place, query=one) == ["whole", f"{one}a {one}e {one}i"]


async def test_numbers_have_to_be_right(kadi, make):
    mark = word()
    for number in (1234, 1235, 124):
        await make.record(kadi.account, title=f"no {number}", tags=[mark])
    assert await found(kadi, "/records", query="1234", tag=mark) == ["no 1234"]


# PARTS OF WORDS


async def test_parts_of_titles_and_identifiers(kadi, create, place):
    one = word()
    await create(kadi.account, title=f"{one} title")
    await create(kadi.account, title="by identifier", identifier=f"x{one}x-{unique()}"[:50])
    await create(kadi.account, title="description only", description=one)
    for part in (one[:6], one[3:9], one[-6:]):
        assert sorted(await found(kadi, place, query=part)) == sorted([f"{one} title", "by identifier"])


async def test_three_letters_are_a_part(kadi, make):
    one, mark = word(), word()
    await make.record(kadi.account, title=one, tags=[mark])
    assert await found(kadi, "/records", query=one[4:7], tag=mark) == [one]


async def test_two_letters_are_a_beginning(kadi, make):
    mark, one = word(), word()
    await make.record(kadi.account, title=f"{one} first", tags=[mark])
    await make.record(kadi.account, title="inside", identifier=f"inside-{one}", tags=[mark])
    await make.record(kadi.account, title=f"z{one}", tags=[mark])
    await make.record(kadi.account, title="description", description=f"{one} {one[:2]}", tags=[mark])
    await make.record(kadi.account, title="beginning in description", description=one, tags=[mark])
    assert sorted(await found(kadi, "/records", query=one[:2], tag=mark)) == sorted([f"{one} first", "inside", "description"])


async def test_one_letter_is_a_beginning(kadi, make):
    mark = word()
    for title in ("Yes", "no", "oh yes", "any"):
        await make.record(kadi.account, title=title, tags=[mark], description="y" if title == "no" else "yet")
    assert sorted(await found(kadi, "/records", query="y", tag=mark)) == ["Yes", "no", "oh yes"]


# ORDER OF EVENTS


async def test_what_was_committed_is_found_by_the_next_search(kadi, place, noun):
    more = {"type": "extras", "data": []} if noun == "template" else {}
    for _ in range(5):
        one, other = word(), word()
        made = await body(await kadi.post(place, json={"identifier": unique(), "title": one, **more}), 201)
        assert await found(kadi, place, query=one) == [one]
        await body(await kadi.request("PATCH", f"{place}/{made['id']}", json={"title": other}))
        assert await found(kadi, place, query=other) == [other]
        assert await found(kadi, place, query=one) == []
        assert (await kadi.delete(f"{place}/{made['id']}")).status == 204
        assert await found(kadi, place, query=other) == []
        await body(await kadi.post(f"{place}/{made['id']}/restore"))
        assert await found(kadi, place, query=other) == [other]


async def test_parallel_creates_with_the_same_new_words(kadi, place, noun):
    words = [word() for _ in range(20)]
    more = {"type": "extras", "data": []} if noun == "template" else {}

    async def create(number):
        turned = words[number:] + words[:number]
        return await kadi.post(place, json={"identifier": unique(), "title": f"no {number}", "description": " ".join(turned), **more})

    assert [response.status for response in await asyncio.gather(*map(create, range(12)))] == [201] * 12
    assert len(await found(kadi, place, query=words[7])) == 12


async def test_what_is_purged_leaves_nothing_behind(kadi, make, pool):
    record = await make.record(kadi.account, title=word(), description=word(), extras=[{"type": "int", "key": "a", "value": 1}])
    tables = ("record_texts", "record_wordings", "extra_values")
    counted = "select " + " + ".join(f"(select count(*) from {table} where record_id = $1)" for table in tables)  # noqa: S608
    async with pool.acquire() as conn:
        assert await conn.fetchval(counted, record["id"]) == 3
        await conn.execute("delete from records where id = $1", record["id"])
        assert await conn.fetchval(counted, record["id"]) == 0


# RIGHTS


async def test_nobody_finds_what_he_may_not_read(kadi, stranger, create, place):
    one = word()
    await create(kadi.account, title=f"{one} private", description=one)
    await create(kadi.account, title=f"{one} public", visibility="public")
    for query in (one, f'"{one}"', "a" + one[1:], one[:7]):
        assert len(await found(kadi, place, query=query)) == 2
        assert await found(stranger, place, query=query) == [f"{one} public"]


async def test_a_role_opens_the_search_and_its_end_closes_it(kadi, stranger, create, place, noun):
    one = word()
    made = await create(kadi.account, title=one)
    where = f"{place}/{made['id']}/" + ("members" if noun == "group" else "roles/users")
    assert (await kadi.post(where, json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}})).status == 201
    assert await found(stranger, place, query=one) == [one]
    assert (await kadi.delete(f"{where}/{stranger.account['id']}")).status == 204
    assert await found(stranger, place, query=one) == []


async def test_order_does_not_depend_on_what_is_hidden(kadi, stranger, make):
    """How often a word occurs counts among what one may read."""
    one, other = word(), word()
    await make.record(kadi.account, title=f"{one} seen", visibility="public")
    await make.record(kadi.account, title=f"{other} seen", visibility="public")
    before = await found(stranger, "/records", query=f"{one} {other}")
    for _ in range(5):
        await make.record(kadi.account, title=f"{other} hidden")
    assert await found(stranger, "/records", query=f"{one} {other}") == before


async def test_filters_and_query_go_together(kadi, stranger, make):
    one, tag = word(), word()
    await make.record(kadi.account, title=f"{one} a", tags=[tag], type="x", visibility="public")
    await make.record(kadi.account, title=f"{one} b", type="y")
    assert await found(kadi, "/records", query=one, tag=tag) == [f"{one} a"]
    assert await found(kadi, "/records", query=one, type="Y") == [f"{one} b"]
    assert await found(kadi, "/records", query=one, visibility="private") == [f"{one} b"]
    assert await found(kadi, "/records", query=one, user=str(kadi.account["id"]), sort="title") == [f"{one} a", f"{one} b"]
    assert await found(kadi, "/records", query=one, user="0") == []
    assert await found(stranger, "/records", query=one, explicit_permissions="1") == []
    assert await found(stranger, "/records", query=one) == [f"{one} a"]


# PAGES AND ODD INPUT


async def test_pages_of_a_query(kadi, create, place):
    one = word()
    for number in range(7):
        await create(kadi.account, title=f"{one} {number}")
    url, seen = f"{place}?query={one}&per_page=3", []
    while url:
        answer = await body(await kadi.get(url))
        assert answer["_pagination"]["total_items"] == 7
        seen += [item["title"] for item in answer["items"]]
        url = answer["_pagination"]["_links"].get("next")
    assert seen == [f"{one} {number}" for number in reversed(range(7))]
    past = await body(await kadi.get(f"{place}?query={one}&per_page=3&page=9"))
    assert past["items"] == [] and past["_pagination"]["total_items"] == 7 and "prev" in past["_pagination"]["_links"]


@pytest.mark.parametrize("query", ["%", "_", "\\", "%%%", "...", "' or 1=1 --", "🜁", "!", "\u200b\u00a0x"])
async def test_what_has_no_words_or_stands_nowhere_finds_nothing(kadi, place, query):
    answer = await body(await kadi.get(place, params={"query": f"{query}", "user": str(kadi.account["id"])}))
    assert answer["items"] == []


async def test_blanks_are_no_query(kadi, create, place):
    await create(kadi.account, title="there")
    assert await found(kadi, place, query="   ", user=str(kadi.account["id"])) == ["there"]


@pytest.mark.parametrize("query", [
    "{0} & !{0}", "{0} | {0}:*", "'{0}'", "{0} <-> {0}", "({0}", "{0}\\", "{0}''", "{0}%", "{0};--", "{0}\t\n{0}", "$${0}$$",
])  # fmt: skip
async def test_operators_are_no_operators(kadi, create, place, query):
    one = word()
    await create(kadi.account, title=one)
    assert await found(kadi, place, query=query.format(one)) == [one]


@pytest.mark.parametrize("query", [
    "a " * 2000, "x" * 4000, " ".join(f"{a}{b}" for a in string.ascii_lowercase for b in string.ascii_lowercase), "\u0301" * 1000,
    '"' * 4000, '"a" ' * 1000, "ab" * 2000 + " " + "é" * 300,
])  # fmt: skip
async def test_long_queries_are_bounded_work(kadi, make, place, query):
    async with asyncio.timeout(25):
        assert (await kadi.get(place, params={"query": query})).status in (200, 414)


async def test_queries_beyond_the_longest_line(kadi, place):
    assert (await kadi.get(place, params={"query": "word " * 2000})).status in (400, 414)


async def test_long_descriptions(kadi, make):
    """As long as they may be: every word counts, wherever it stands."""
    last, mark = word(), word()
    text = " ".join(f"w{number}" for number in range(10_000))[: 50_000 - len(last) - 2 - len(mark)]
    await make.record(kadi.account, title="long", description=f"{text} {mark} {last}")
    await make.record(kadi.account, title="letters", description="a " * 24_000 + mark)
    assert await found(kadi, "/records", query=f'"{mark} {last}"') == ["long"]
    assert sorted(await found(kadi, "/records", query=mark)) == ["letters", "long"]
    assert await found(kadi, "/records", query=f'"a {mark}"') == ["letters"]


async def test_words_longer_than_what_is_kept(kadi, make):
    one = word(100)
    await make.record(kadi.account, title=one)
    assert await found(kadi, "/records", query=one) == [one]
    assert await found(kadi, "/records", query=f'"{one}"') == [one]
