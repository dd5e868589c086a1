"""Schemathesis finds nothing in the training API that its own document does not say, but for what the contract forces."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest
import requests
import schemathesis
import schemathesis.transport.requests
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine import from_schema
from schemathesis.generation.case import Case
from schemathesis.generation.meta import TestPhase

from server import keys
from tests.api.kms import people
from tests.api.schema_driven import Exploration, furnished, look
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

BASE = "/kms/api/v1"
SMALL: dict[str, Any] = {"examples": 4, "phases": {"coverage": {"enabled": False}, "stateful": {"generation": {"max-examples": 4}}}}
FULL: dict[str, Any] = {"examples": 100, "phases": {"stateful": {"generation": {"max-examples": 150}}}}


@pytest.fixture
async def small_server(start_server, fresh_database, anonymous):
    """A server with a database of its own."""
    server = await start_server(dsn=fresh_database)
    return Client(anonymous.session, str(server.make_url("")).rstrip("/")), Make(server.app[keys.POOL], server.app[keys.CONFIG])


@pytest.fixture(autouse=True)
def other_urllib3(monkeypatch):
    """kadi-apy brings a fork of urllib3 that takes its place; Schemathesis counts the connections of the original."""
    monkeypatch.setattr(schemathesis.transport.requests, "_count_opened_connections", lambda session: 0)


class Things:
    """What the path and the body of a request need to succeed, made through the API by an administrator of training."""

    def __init__(self, url: str, token: str, seed: int) -> None:
        self.base, self.session, self.chance = url + BASE, requests.Session(), random.Random(seed)
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.session.request(method, self.base + path, json=body, timeout=60)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:300]}"
        return answer.json()

    def person(self) -> dict[str, Any]:
        name = unique("person")
        return self.ask(
            "POST", "/auth/register", {"username": name, "email": f"{name}@example.org", "full_name": name, "password": PASSWORD}
        )

    def training(self) -> int:
        return self.ask("POST", "/trainings", {"title": unique("T")} | people.FIELDS)["training"]["id"]

    def registration(self) -> int:
        return self.ask("POST", "/registrations", {"training_id": self.training()})["registration"]["id"]

    def furnish(self, case: Case) -> None:
        """Puts real things into most of the cases that are meant to be valid."""
        meta = case.meta
        if meta is None or case.method.lower() != case.operation.method.lower():
            return
        if self.chance.random() < (0.8 if meta.phase.name is TestPhase.COVERAGE else 0.25):
            return
        valid = {location for location, component in meta.components.items() if component.mode.is_positive}
        if ParameterLocation.PATH in valid and case.path_parameters and meta.phase.name is not TestPhase.STATEFUL:
            make = {"user_id": lambda: self.person()["user"]["id"], "training_id": self.training, "registration_id": self.registration}
            case.path_parameters.update({name: make[name]() for name in case.path_parameters})
        if ParameterLocation.BODY in valid and isinstance(case.body, dict):
            case.body = self.body(case.path.removeprefix(BASE), case.body)

    def body(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path == "/auth/login":
            return {"username": self.person()["user"]["username"], "password": PASSWORD}
        if path == "/auth/refresh":
            return {"refresh_token": self.person()["refresh_token"]}
        if path == "/auth/change-password":
            return {"current_password": PASSWORD, "new_password": PASSWORD}
        new = {"username": unique("person"), "email": f"{unique('person')}@example.org"} if path == "/auth/register" else {}
        if path == "/users/{user_id}" and "email" in body:
            new = {"email": f"{unique('person')}@example.org"}
        return body | new | ({"training_id": self.training()} if path == "/registrations" else {})


# What is said of a refusal, or the code → the line of specs/openkms.md that wants it
REFUSALS = {
    "value is not a valid email address": "§2 register: a valid email",
    "value has characters that are not allowed": "§2 register: a username is the name of an account on every door",
    "a username with @ must be the email": "§2 register: a username is the name of an account on every door",
    "this status cannot follow on the one before": "§5 PUT: 422; the changes of a status",
    "ensure this value has at least 1 characters": "§4: a title is at least one character that is no blank",
}
CODES = {
    "USER_EXISTS": "§1.1: USER_EXISTS", "INCORRECT_PASSWORD": "§1.1: INCORRECT_PASSWORD", "ALREADY_REGISTERED": "§1.1: ALREADY_REGISTERED",
    "TRAINING_FULL": "§1.1: TRAINING_FULL", "TRAINING_NOT_PUBLISHED": "§5 POST: not PUBLISHED is a 400",
    "TRAINING_IN_USE": "§4 DELETE: with registrations is a 400", "REGISTRATION_OVER": "§5 DELETE: who took part stays",
    "OWN_ACCOUNT": "§3: nobody ends his own account",
}  # fmt: skip

KEPT = {"/users/": "§3 DELETE: sets is_active false, keeps the row", "/registrations/": "§5 DELETE: sets CANCELLED, keeps the row"}


def forced(failure: Failure, case: Case, response: Response) -> str | None:
    """The line of the contract that wants this answer, although a check does not."""
    check = failure.checks[0] if failure.checks else type(failure).__name__
    if check == "use_after_free" and response.status_code == 200:
        return next((line for path, line in KEPT.items() if case.path.startswith(BASE + path)), None)
    if check == "positive_data_acceptance" and response.status_code == 400:
        return CODES.get(response.json()["code"])
    if check == "positive_data_acceptance" and response.status_code == 422:
        lines = [REFUSALS.get(fault["msg"]) for fault in response.json()["detail"]]
        return "; ".join(sorted({line for line in lines if line})) if all(lines) else None
    return None


def explore(url: str, token: str, things: Things, *, seed: int, examples: int, phases: dict[str, Any]) -> Exploration:
    """Runs the phases against a server; blocks, so it belongs into a thread of its own."""
    config = schemathesis.Config.from_dict({
        "seed": seed, "base-url": url, "continue-on-failure": True, "suppress-health-check": ["all"], "phases": phases,
        "auth": {"openapi": {"bearer": {"bearer": token}}},
        "generation": {"max-examples": examples, "no-shrink": True, "database": "none", "allow-x00": False},
    })  # fmt: skip
    schema = schemathesis.openapi.from_url(f"{url}/kms/openapi.json", config=config)
    seen = Exploration(statuses={operation.ok().label: Counter() for operation in schema.get_all_operations()})

    @schema.hook
    def filter_failure(context, failure, case, response) -> bool:
        line = forced(failure, case, response)
        if line:
            seen.excused[line] += 1
        return line is None

    with furnished(things):
        for event in from_schema(schema).execute():
            look(seen, event)
    return seen


@pytest.mark.sized("fuzz")
async def test_the_document_says_what_the_server_does(small_server, full_size):
    client, make = small_server
    seed = random.randrange(2**32) if full_size else 1
    account = await make.account(roles=(("training", "admin"),), password=PASSWORD)
    token = await make.session(account, idle_seconds=7200)
    things = Things(client.url, token, seed)
    seen = await asyncio.to_thread(explore, client.url, token, things, seed=seed, **(FULL if full_size else SMALL))
    print(f"seed {seed}: {seen.requests} requests", *(f"{count:6} {line}" for line, count in seen.excused.most_common()), sep="\n")
    print(*(f"{name}: {dict(sorted(statuses.items()))}" for name, statuses in seen.statuses.items()), sep="\n")
    assert not seen.errors, f"seed {seed}:\n" + "\n".join(seen.errors[:20])
    assert not seen.failures, f"seed {seed}:\n" + "\n\n".join(seen.failures.values())
    if full_size:
        assert seen.never_succeeded() == []
