"""Schemathesis finds nothing in the training API that its own document does not say, but for what the contract forces."""

from typing import Any

import pytest
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.generation.case import Case

from server import keys
from tests.api.kms import people
from tests.api.schema_driven import Maker, check, other_urllib3, seed_of
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

__all__ = ["other_urllib3"]
BASE = "/kms/api/v1"
SMALL: dict[str, Any] = {"examples": 4, "phases": {"coverage": {"enabled": False}, "stateful": {"generation": {"max-examples": 4}}}}
FULL: dict[str, Any] = {"examples": 100, "phases": {"stateful": {"generation": {"max-examples": 150}}}}


@pytest.fixture
async def small_server(fresh_database, start_server, anonymous):
    """A server with a database of its own."""
    server = await start_server(dsn=fresh_database)
    return Client(anonymous.session, str(server.make_url("")).rstrip("/")), Make(server.app[keys.POOL], server.app[keys.CONFIG])


class Things(Maker):
    """What the path and the body of a request need to succeed, made through the API by an administrator of training."""

    def person(self) -> dict[str, Any]:
        name = unique("person")
        new = {"username": name, "email": f"{name}@example.org", "full_name": name, "password": PASSWORD}
        return self.ask("POST", "/auth/register", json=new)

    def training(self) -> int:
        return self.ask("POST", "/trainings", json={"title": unique("T")} | people.FIELDS)["training"]["id"]

    def registration(self) -> int:
        return self.ask("POST", "/registrations", json={"training_id": self.training()})["registration"]["id"]

    def parameters(self, case: Case) -> dict[str, Any]:
        make = {"user_id": lambda: self.person()["user"]["id"], "training_id": self.training, "registration_id": self.registration}
        return {name: make[name]() for name in case.path_parameters}

    def body(self, case: Case, body: dict[str, Any]) -> dict[str, Any]:
        path = case.path.removeprefix(BASE)
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


@pytest.mark.sized("fuzz")
async def test_the_document_says_what_the_server_does(small_server, full_size):
    client, make = small_server
    account = await make.account(roles=(("training", "admin"),), password=PASSWORD)
    token, seed = await make.session(account, idle_seconds=7200), seed_of(full_size)
    things = Things(client.url + BASE, token, seed)
    await check(client.url, "kms", token, things, forced, FULL if full_size else SMALL, seed=seed, full_size=full_size)
