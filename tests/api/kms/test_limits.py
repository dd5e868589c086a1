"""The rate-limit classes of the document, and their headers on every answer (seed 000, specs/openkms.md §7; design §4)."""

import time
from collections import Counter

import pytest

from tests.api.kms import people
from tests.conftest import Client
from tests.make import PASSWORD, unique

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
CLASSES = {"/auth/me": 100, "/users": 100, "/users/{id}": 100, "/trainings": 200, "/registrations": 100}


@pytest.fixture
async def limited(start_server, http) -> Client:
    """A client of a server that limits, which starts to count with this test."""
    server = await start_server(limits={"enabled": True})
    return Client(http, str(server.make_url("/kms/api/v1")))


def numbers(response) -> tuple[int, int]:
    """The limit and what remains of it; the reset is a moment of the next minute."""
    limit, remaining, reset = (int(response.headers[name]) for name in HEADERS)
    assert time.time() - 1 <= reset <= time.time() + 61
    return limit, remaining


@pytest.mark.parametrize("path", CLASSES)
async def test_a_class_counts_per_account(limited, make, path):
    who, other, limit = await people.admin(limited, make), await people.admin(limited, make), CLASSES[path]
    path = path.format(id=who.account["id"])
    answers = [await who.get(path) for _ in range(limit + 2)]
    assert Counter(answer.status for answer in answers) == {200: limit, 429: 2}
    assert [numbers(answer) for answer in answers] == [(limit, max(0, limit - n)) for n in range(1, limit + 3)]
    assert await answers[-1].json() == {
        "detail": "Too many requests, please try again later", "status": "error", "code": "RATE_LIMITED"}  # fmt: skip
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert int(answers[-1].headers["X-RateLimit-Reset"]) - time.time() == pytest.approx(int(answers[-1].headers["Retry-After"]), abs=2)
    again = who.using(token=await make.token(who.account))
    assert (await again.get(path)).status == 429, "another token is the same account"
    assert numbers(await other.get(path.replace(str(who.account["id"]), str(other.account["id"])))) == (limit, limit - 1)


async def test_classes_count_apart_and_operations_of_one_together(limited, make):
    who = await people.admin(limited, make)
    for remaining, path in ((99, "/auth/me"), (98, "/users"), (97, f"/users/{who.account['id']}"), (96, "/users/")):
        assert numbers(await who.get(path)) == (100, remaining)
    training = await people.training(who)
    assert numbers(await who.get(f"/trainings/{training['id']}")) == (200, 197)
    await people.registered(who, training["id"])
    assert numbers(await who.get("/registrations")) == (100, 98)


@pytest.mark.parametrize("path, body", [
    ("/auth/login", {"username": "nobody", "password": "wrong"}),
    ("/auth/register", {"username": "a/b", "email": "a@example.org", "full_name": "A", "password": "8 letters"}),
    ("/auth/refresh", {"refresh_token": "a.b.c"}),
])  # fmt: skip
async def test_a_door_opens_five_times_a_minute(limited, path, body):
    answers = [await limited.post(path, json=body) for _ in range(7)]
    assert [answer.status == 429 for answer in answers] == [False] * 5 + [True] * 2
    assert [numbers(answer) for answer in answers] == [(5, n) for n in (4, 3, 2, 1, 0, 0, 0)]
    assert all(("Retry-After" in answer.headers) == (answer.status == 429) for answer in answers)
    other = {name: unique("x") if isinstance(value, str) else value for name, value in body.items()}
    assert numbers(await limited.post(path, json=other)) == (5, 4), "another name counts for itself"


async def test_a_password_is_changed_five_times_a_minute(limited, make):
    account = await make.account(password=PASSWORD)
    who = limited.using(session_id=await make.session(account))
    wrong = {"current_password": "wrong", "new_password": "8 letters"}
    answers = [await who.post("/auth/change-password", json=wrong) for _ in range(6)]
    assert [answer.status for answer in answers] == [400] * 5 + [429]
    assert [numbers(answer) for answer in answers] == [(5, n) for n in (4, 3, 2, 1, 0, 0)]


async def test_an_address_has_sixty_attempts_over_all_names(limited):
    answers = [await limited.post("/auth/refresh", json={"refresh_token": unique("t")}) for _ in range(61)]
    assert [answer.status for answer in answers] == [401] * 60 + [429]


async def test_every_answer_carries_the_numbers(limited, make):
    admin, who = await people.admin(limited, make), await people.employee(limited, make)
    stranger, narrow = await people.employee(limited, make, domains=("research",)), await people.admin(limited, make, scopes=("user.read",))
    account = await make.account(password=PASSWORD)
    new = {"username": unique("new"), "email": f"{unique('new')}@example.org", "full_name": "New", "password": "8 letters"}
    training = await people.training(admin)
    held = {"training_id": training["id"]}
    seen = Counter()
    for client, method, path, body, status, limit in (
        (admin, "GET", "/users", None, 200, 100),
        (admin, "POST", "/trainings", {"title": "x"} | people.FIELDS, 201, 200),
        (who, "POST", "/registrations", held, 201, 100),
        (who, "POST", "/registrations", held, 400, 100),
        (limited, "POST", "/auth/login", {"username": account["username"], "password": PASSWORD}, 200, 5),
        (limited, "POST", "/auth/register", new, 201, 5),
        (limited, "POST", "/auth/register", new, 400, 5),
        (limited, "GET", "/users", None, 401, 100),
        (limited, "GET", "/trainings", None, 401, 200),
        (limited, "DELETE", "/registrations/1", None, 401, 100),
        (limited, "POST", "/auth/change-password", {}, 401, 60),
        (who, "GET", "/users", None, 403, 100),
        (who, "POST", "/trainings", {}, 403, 200),
        (stranger, "GET", "/users", None, 403, 100),
        (stranger, "GET", "/trainings", None, 403, 200),
        (stranger, "GET", "/registrations", None, 403, 100),
        (narrow, "GET", "/registrations", None, 403, 100),
        (admin, "GET", "/users/999999999999", None, 404, 100),
        (admin, "GET", "/trainings/999999999999", None, 404, 200),
        (admin, "DELETE", "/registrations/999999999999", None, 404, 100),
        (admin, "GET", "/users?limit=1001", None, 422, 100),
        (admin, "PUT", "/trainings/x", {}, 422, 200),
        (who, "POST", "/registrations", {}, 422, 100),
        (limited, "POST", "/auth/login", {}, 422, 60),
        (who, "GET", "/metadata/roles", None, 200, 200),
        (limited, "GET", "/metadata/roles", None, 401, 200),
    ):  # fmt: skip
        response = await client.request(method, path, json=body)
        assert (response.status, numbers(response)[0]) == (status, limit), (method, path)
        seen[status] += 1
    assert set(seen) == {200, 201, 400, 401, 403, 404, 422}
