"""`run.py demo` as an operator starts it: on an empty folder, beside a running server, and where there are people already."""

import http.client
import json
import re

import pytest

from tests.running.conftest import folder, machine  # noqa: F401  real processes on a folder of their own

PASSWORD = "lindental-9 xx"
REFUSED = "there are people on this server already"


def may_enter(port: int, login: str, password: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/app/api/sign-in", json.dumps({"login": login, "password": password}))
    return connection.getresponse().status == 201


def test_it_fills_an_empty_folder_and_refuses_one_with_people(machine):  # noqa: F811
    filled = machine.run("demo", "--password-stdin", given=PASSWORD + "\n")
    assert filled.returncode == 0, filled.stderr
    assert f"Password of everybody: {PASSWORD}" in filled.stdout
    assert re.search(r"^katharina +Katharina Vogt", filled.stdout, re.M) and "nele.brandt@bewerbung.example" in filled.stdout
    server = machine.serve()
    assert server.setup_link is None
    assert may_enter(server.port, "katharina", PASSWORD) and may_enter(server.port, "nele.brandt@bewerbung.example", PASSWORD)
    again = machine.run("demo")
    assert (again.returncode, again.stdout) == (1, "")
    assert REFUSED in again.stderr
    assert server.stop() == 0


def test_it_fills_a_server_that_runs(machine):  # noqa: F811
    server = machine.serve()
    filled = machine.run("demo")
    assert filled.returncode == 0, filled.stderr
    password = re.search(r"Password of everybody: (\S+)", filled.stdout)[1]
    assert f"http://127.0.0.1:{server.port}" in filled.stdout
    assert may_enter(server.port, "jonas", password) and not may_enter(server.port, "jonas", password + "x")


@pytest.mark.parametrize("given, said", [("short\n", "too_short"), ("\n", "required")])
def test_a_password_that_will_not_do_stops_it_before_anything_happens(machine, given, said):  # noqa: F811
    refused = machine.run("demo", "--password-stdin", given=given)
    assert refused.returncode == 1 and said in refused.stderr
    assert not machine.data_dir.exists()
