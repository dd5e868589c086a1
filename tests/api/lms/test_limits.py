"""The three classes of rate limits, webhooks apart, and their headers on every answer (specs/akako.md §1.4; design §4)."""

import time
from collections import Counter

import pytest

from server.api.lms import SURFACE
from tests.api.lms import people
from tests.conftest import Client
from tests.make import unique

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture
async def limited(start_server, http) -> Client:
    """A client of a server that limits, which starts to count with this test."""
    server = await start_server(limits={"enabled": True})
    return Client(http, str(server.make_url("/lms/api")))


def numbers(response) -> tuple[int, int]:
    """The limit and what remains of it; the reset is a moment of the next minute."""
    limit, remaining, reset = (int(response.headers[name]) for name in HEADERS)
    assert time.time() - 1 <= reset <= time.time() + 61
    return limit, remaining


def class_of(method: str, path: str) -> str:
    if path.startswith("/auth/"):
        return "auth"
    if path.startswith("/webhooks/"):
        return "webhooks"
    if path == "/s3/video/stream":
        return "streams"
    return "uploads" if (method, path) in UPLOADS else "general"


UPLOADS = {("POST", "/s3/document/upload"), ("PUT", "/admin/education/topics/{id}/video")}


@pytest.mark.parametrize("route", SURFACE.routes, ids=lambda route: f"{route.method} {route.template}")
def test_every_operation_is_of_its_class(route):
    assert route.rate == class_of(route.method, route.template)


async def test_the_general_class_counts_per_address_and_account(limited, make):
    who, other = await people.admin(limited, make), await people.admin(limited, make)
    answers = [await who.get("/users?limit=1") for _ in range(102)]
    assert Counter(answer.status for answer in answers) == {200: 100, 429: 2}
    assert [numbers(answer) for answer in answers] == [(100, max(0, 100 - n)) for n in range(1, 103)]
    refused = await answers[-1].json()
    assert (refused["success"], refused["error"], refused["code"]) == (False, "Too many requests", "RATE_LIMITED")
    assert refused["details"] == {"limit": 100, "reset": int(answers[-1].headers["X-RateLimit-Reset"])}
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    again = who.using(token=await make.token(who.account))
    assert (await again.get("/users")).status == 429, "another token is the same account"
    assert (await who.get("/education/levels")).status == 429, "all general operations together"
    assert numbers(await other.get("/users?limit=1")) == (100, 99)
    assert numbers(await limited.get("/education/levels")) == (100, 99), "an address without a credential counts for itself"


async def test_strangers_of_an_address_count_together(limited):
    answers = [await limited.get("/education/levels") for _ in range(60)] + [await limited.get("/users") for _ in range(41)]
    assert Counter(answer.status for answer in answers) == {200: 60, 401: 40, 429: 1}
    assert numbers(answers[-1]) == (100, 0)


async def test_authentication_counts_per_address(limited, make):
    who, other = await people.learner(limited, make), await people.learner(limited, make)
    answers = [await (who, other, limited)[i % 3].get("/auth/profile") for i in range(9)]
    assert [numbers(answer) for answer in answers] == [(10, 9 - i) for i in range(9)]
    assert (await limited.post("/auth/sync", json={"userId": unique("user"), "email": f"{unique('a')}@example.org"})).status == 200
    answers = [await limited.post("/auth/sync", json={}), await other.put("/auth/profile", json={}), await who.get("/auth/profile")]
    assert [(answer.status, numbers(answer)) for answer in answers] == [(429, (10, 0))] * 3
    assert (await who.get("/education/levels")).status == 200, "other classes go on"


async def test_uploads_count_per_account(limited, make):
    who, other = await people.mentor(limited, make), await people.mentor(limited, make)
    answers = [await who.post("/s3/document/upload", data=b"") for _ in range(22)]
    assert [answer.status == 429 for answer in answers] == [False] * 20 + [True] * 2
    assert [numbers(answer) for answer in answers] == [(20, max(0, 20 - n)) for n in range(1, 23)]
    assert (await who.put("/admin/education/topics/x/video", data=b"")).status == 429, "documents and videos together"
    assert numbers(await other.post("/s3/document/upload", data=b"")) == (20, 19)


async def test_webhooks_share_no_limit_with_people(limited):
    answers = [await limited.post("/webhooks/clerk", data=b"{}") for _ in range(101)]
    assert 429 not in {answer.status for answer in answers}
    assert numbers(answers[-1]) == (600, 499)
    assert numbers(await limited.get("/education/levels")) == (100, 99)
    assert numbers(await limited.get("/auth/profile")) == (10, 9)


async def test_every_answer_carries_the_numbers(limited, make):
    admin, who = await people.admin(limited, make), await people.learner(limited, make)
    stranger, narrow = await people.learner(limited, make, domains=("research",)), await people.admin(limited, make, scopes=("user.read",))
    wrong = limited.using(token="a.b.c")
    seen = Counter()
    name = unique("level")
    for client, method, path, body, status, limit in (
        (admin, "GET", "/users?limit=1", None, 200, 100),
        (admin, "POST", "/admin/education/levels", {"name": name}, 201, 100),
        (admin, "POST", "/admin/education/levels", {"name": name}, 409, 100),
        (admin, "POST", "/admin/education/levels", {}, 422, 100),
        (admin, "GET", "/users/x", None, 404, 100),
        (admin, "PUT", f"/users/{admin.account['uuid']}", {"status": "SUSPENDED"}, 400, 100),
        (who, "GET", "/users", None, 403, 100),
        (stranger, "GET", "/users", None, 403, 100),
        (narrow, "GET", "/users", None, 403, 100),
        (wrong, "GET", "/users", None, 401, 100),
        (wrong, "GET", "/education/levels", None, 401, 100),
        (limited, "GET", "/education/levels", None, 200, 100),
        (limited, "GET", "/auth/profile", None, 401, 10),
        (stranger, "GET", "/auth/profile", None, 403, 10),
        (who, "PUT", "/auth/profile", {"firstName": 5}, 422, 10),
        (limited, "POST", "/auth/sync", {}, 422, 10),
        (who, "POST", "/s3/document/upload", None, 403, 20),
        (limited, "POST", "/s3/document/upload", None, 401, 20),
    ):  # fmt: skip
        response = await client.request(method, path, json=body)
        assert (response.status, numbers(response)[0]) == (status, limit), (method, path)
        seen[status] += 1
    assert set(seen) == {200, 201, 400, 401, 403, 404, 409, 422}


@pytest.mark.parametrize("server_settings", [{"workers": 2}])
async def test_several_processes_count_together(start_server, http, make, server_settings):
    servers = [await start_server(limits={"enabled": True}, server=server_settings) for _ in range(2)]
    clients = [Client(http, str(server.make_url("/lms/api"))) for server in servers]
    who = await people.learner(clients[0], make)
    answers = [await clients[i % 2].using(token=who.token).get("/education/levels") for i in range(101)]
    assert [answer.status for answer in answers] == [200] * 100 + [429]


async def test_a_setting_changes_a_class(start_server, http, make):
    server = await start_server(limits={"enabled": True, "rules": ("lms.auth = 2/minute", "lms.uploads = off")})
    client = Client(http, str(server.make_url("/lms/api")))
    assert [(await client.get("/auth/profile")).status for _ in range(3)] == [401, 401, 429]
    assert "X-RateLimit-Limit" not in (await client.post("/s3/document/upload")).headers
