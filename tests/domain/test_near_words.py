"""The look for near words against the plain definition: what the lookup of unchanged parts finds is all there is."""

import random
import string

import pytest

from server.db import sql


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, second in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != second)))
        before = now
    return before[-1]


def is_swap(one: str, other: str) -> bool:
    return any(one[:place] + one[place + 1] + one[place] + one[place + 2 :] == other for place in range(len(one) - 1))


def is_near(asked: str, word: str) -> bool:
    if asked == word or len(asked) < 2:
        return False
    return distance(asked, word) <= 2 if len(asked) >= 6 else distance(asked, word) <= 1 or is_swap(asked, word)


def mistyped(rng: random.Random, word: str, edits: int) -> str:
    letters = list(word)
    for _ in range(edits):
        place, kind = rng.randrange(len(letters) + 1), rng.choice("+-~x")
        if kind == "+":
            letters.insert(place, rng.choice("abcdé"))
        elif place < len(letters) and kind == "-" and len(letters) > 1:
            del letters[place]
        elif place < len(letters) and kind == "~":
            letters[place] = rng.choice("abcdé")
        elif place + 1 < len(letters):
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return "".join(letters)


@pytest.fixture
async def admin(conn, make):
    """Somebody who may know every word."""
    account = await make.account()
    await conn.execute("insert into role_assignments (account_id, role, domain) values ($1, 'admin', 'research')", account["id"])
    return account["id"]


async def near(conn, words, reader=0):
    rows = await sql.search.words(conn, texts=words, is_tolerant=[True] * len(words), reader=reader, noun="record")
    assert [row["word"] for row in rows] == words
    return {row["word"]: (set(row["near"]), set(row["fragments"])) for row in rows}


@pytest.mark.parametrize("seed", range(4))
async def test_no_near_word_is_missed_and_no_other_found(conn, admin, seed):
    """A small alphabet, so that many words are near each other; the letters keep them away from words of other tests."""
    rng = random.Random(seed)
    words = {"".join(rng.choices("abcd", k=rng.randint(1, 12))) + rng.choice(["", "zqj"]) for _ in range(150)}
    words |= {mistyped(rng, word, rng.randint(1, 3)) for word in list(words)}
    words = {word.replace("é", "e") for word in words}
    await conn.execute("delete from search_words")
    await conn.executemany("insert into search_words (word, is_title) values ($1, $2)", [(word, rng.random() < 0.5) for word in words])
    asked = sorted(rng.sample(sorted(words), 60))
    for word, (found, _) in (await near(conn, asked, admin)).items():
        expected = {other for other in words if is_near(word, other)}
        assert found == expected if len(expected) <= 50 else len(found) == 50 and found < expected, word


async def test_fragments_are_those_of_titles(conn):
    await conn.execute("delete from search_words")
    rows = [
        ("spectroscopy", True),
        ("microscope", True),
        ("scope", True),
        ("telescope", False),
        ("scope", False),
        ("sco", True),
        ("co", True),
    ]
    await conn.executemany("insert into search_words (word, is_title) values ($1, $2)", rows)
    found = await near(conn, ["scope", "sco", "co"])
    assert found["scope"][1] == {"microscope"}
    assert found["sco"][1] == {"spectroscopy", "microscope", "scope"}
    assert found["co"][1] == set()


async def test_the_nearest_count_where_there_are_many(conn, admin):
    await conn.execute("delete from search_words")
    words = [f"aaaaaa{one}{two}" for one in string.ascii_lowercase for two in string.ascii_lowercase if (one, two) != ("a", "a")]
    await conn.executemany("insert into search_words (word, is_title) values ($1, true)", [(word,) for word in words])
    found, fragments = (await near(conn, ["aaaaaaaa"], admin))["aaaaaaaa"]
    assert len(found) == 50 and {word for word in words if distance("aaaaaaaa", word) == 1} == found
    assert len((await near(conn, ["aaaaaa"], admin))["aaaaaa"][1]) == 100 and not fragments


async def test_only_the_first_words_are_forgiven_errors(conn):
    await conn.execute("delete from search_words")
    await conn.executemany("insert into search_words (word, is_title) values ($1, false)", [(f"x{n:03}y",) for n in range(200)])
    asked = [f"x{number:03}y" for number in range(0, 200, 2)]
    rows = await sql.search.words(conn, texts=asked, is_tolerant=[True] * len(asked), reader=0, noun="record")
    assert [bool(row["near"]) for row in rows] == [True] * 64 + [False] * 36


@pytest.mark.parametrize("text, words", [
    ("", []), ("...", []), ("a_b-c.d", ["a", "b", "c", "d"]), ("Ünï-Cödé", ["uni", "code"]), ("x\u00a0y\u2028z\tq", ["x", "y", "z", "q"]),
    ("石墨 abc", ["石", "墨", "abc"]), ("カタカナ", ["カタカナ"]),
    ("한국어 텍스트", ["한국어", "텍스트"]), ("10°C", ["10", "c"]), ("don't", ["don", "t"]),
    ("x" * 70, ["x" * 60]), ("ǅ ﬀ Ⅻ", ["dz", "ff", "xii"]), ("\U0001f600 a", ["\U0001f600", "a"]),
])  # fmt: skip
async def test_words_of_texts(conn, text, words):
    rows = await sql.search.words(conn, texts=[text], is_tolerant=[False], reader=0, noun="record")
    assert [row["word"] for row in rows if row["word"] is not None] == words
    assert rows[0]["spaced"] == " ".join(await conn.fetchval("select words_in_order($1)", text)) or len(text) == 70
