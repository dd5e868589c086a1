"""What is private stays unknown: no search tells a stranger which words it has. The look for near words counts fifty, the one
for parts of titles a hundred; where a private word took the place of somebody's own, he would miss that one."""

import pytest

from tests.api.kadi.searching import LETTERS, found, word
from tests.make import unique

KINDS = ("records", "collections", "templates", "groups")


async def put(client, kind, **fields):
    more = {"type": "extras", "data": []} if kind == "templates" else {}
    response = await client.post(f"/{kind}", json={"identifier": unique("secret"), "title": "secret"} | more | fields)
    assert response.status == 201, await response.text()


def changed(asked: str, place: int, letters: str) -> list[str]:
    return [asked[:place] + letter + asked[place + 1 :] for letter in letters if letter != asked[place]]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_private_word_takes_no_place_among_the_near_ones(client_of, make, stranger, kind):
    """Fifty words of the stranger's are one letter away; the private one is too and would come first."""
    asked = word(10)
    near = [other for place in range(4) for other in changed(asked, place, LETTERS)][:50]
    assert len(near) == 50 and asked not in near
    last, secret = max(near), "a" + asked[1:]
    for other in near:
        await put(stranger, kind, title=f"mine {other}" if other != last else "the last", description=other)
    assert "the last" in await found(stranger, f"/{kind}", query=asked)
    owner = await client_of(await make.account())
    await put(owner, kind, description=secret)
    assert "the last" in await found(stranger, f"/{kind}", query=asked)
    assert "secret" in await found(owner, f"/{kind}", query=asked)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_private_title_takes_no_place_among_those_with_a_fragment(client_of, make, stranger, kind):
    fragment = word(6)
    words = [f"{fragment}{one}{other}" for one in "bcdfghjklmn" for other in "bcdfghjklm"][:100]
    for start in range(0, 90, 10):
        await put(stranger, kind, title=" ".join(words[start : start + 10]))
    for other in words[90:99]:
        await put(stranger, kind, title=other)
    await put(stranger, kind, title=f"{fragment}zz")
    assert f"{fragment}zz" in await found(stranger, f"/{kind}", query=fragment)
    await put(await client_of(await make.account()), kind, title=f"{fragment}a")
    assert f"{fragment}zz" in await found(stranger, f"/{kind}", query=fragment)


async def test_what_is_shared_or_public_counts_among_many(client_of, make, stranger):
    """Where there are more near words than count, those of others count where one may read them."""
    asked = word(10)
    near = [other for place in range(4) for other in changed(asked, place, LETTERS)][:60]
    owner = await client_of(await make.account())
    await put(owner, "records", description=" ".join(near))
    assert await found(stranger, "/records", query=asked) == []
    await put(owner, "records", description=near[0], visibility="public")
    assert await found(stranger, "/records", query=asked) == ["secret"]
    shared = await make.record(owner.account, description=near[1], title="shared")
    given = {"user": {"id": stranger.account["id"]}, "role": {"name": "member"}}
    assert (await owner.post(f"/records/{shared['id']}/roles/users", json=given)).status == 201
    assert sorted(await found(stranger, "/records", query=asked)) == ["secret", "shared"]
    nested = [{"type": "dict", "key": near[2], "value": [{"type": "str", "key": "a", "value": "b"}]}]
    await put(stranger, "records", title="nested", extras=nested)
    conditions = f'[{{"key": "{asked}"}}]'
    assert await found(stranger, "/records", extras=conditions) == ["nested"]
