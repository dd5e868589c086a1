"""The commands of run.py, on a stopped and on a running server; what they change counts there at once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from tests.running.processes import Machine, wait_for

PASSWORD = "correct horse battery"


@pytest.fixture(params=["stopped", "running"])
def either(request, machine: Machine):
    """A machine whose server runs, and one whose server does not (any more)."""
    machine.server = machine.serve()
    if request.param == "stopped":
        machine.server.stop()
    return machine


@pytest.fixture
def running(machine: Machine):
    machine.server = machine.serve()
    return machine


def add_user(machine: Machine, username: str, *options: str) -> str:
    done = machine.run("user", "add", "--username", username, *options, "--password-stdin", given=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def add_token(machine: Machine, username: str, *options: str) -> str:
    done = machine.run("token", "add", "--user", username, "--name", "test", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def status(machine: Machine, token: str, path: str = "/api/v1/users/me") -> int:
    return machine.server.get(path, {"Authorization": f"Bearer {token}"})[0]


def test_user_add_prints_the_id_and_a_link_for_people(either: Machine):
    done = either.run("user", "add", "--username", "mira", "--email", "mira@example.org", "--name", "Mira Sole")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"\d+\n", done.stdout)
    assert re.search(rf"{re.escape(either.server.said.split()[3])}/app/link#\S{{20,}}", done.stderr)
    listed = either.run("user", "list").stdout.splitlines()
    fields = listed[0].split("\t")
    assert fields == [done.stdout.strip(), "mira", "mira@example.org", "active", "research,training,learning,assessment",
                      "learning:learner", "Mira Sole"]  # fmt: skip


def test_a_username_that_is_the_id_of_another_leads_nowhere(running: Machine):
    mira = add_user(running, "mira")
    squatter = add_user(running, mira)
    refused = running.run("user", "disable", mira)
    assert refused.returncode != 0 and "say it another way" in refused.stderr
    for name in ("mira", squatter):
        assert running.run("user", "disable", name).returncode == 0
    assert [line.split("\t")[3] for line in running.run("user", "list").stdout.splitlines()] == ["disabled", "disabled"]


def test_user_add_with_password_prints_nothing_else(either: Machine):
    done = either.run("user", "add", "--username", "mira", "--password-stdin", given=PASSWORD + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().isdigit()


@pytest.mark.parametrize(("options", "domains", "roles"), [
    (["--admin"], "research,training,learning,assessment", "learning:learner,*:admin"),
    (["--guest", "--domains", "research"], "research", "research:guest"),
    (["--domains", "training,learning"], "training,learning", "learning:learner"),
    (["--domains", "research", "assessment"], "research,assessment", "-"),
])  # fmt: skip
def test_user_add_gives_domains_and_roles(machine: Machine, options, domains, roles):
    add_user(machine, "mira", *options)
    fields = machine.run("user", "list").stdout.strip().split("\t")
    assert (sorted(fields[4].split(",")), sorted(fields[5].split(","))) == (sorted(domains.split(",")), sorted(roles.split(",")))


async def test_admin_of_everything_gets_a_login_in_the_first_company(machine: Machine, fresh_database: str):
    external = ("--database-url", fresh_database)
    add_user(machine, "mira", "--admin", *external)
    add_user(machine, "bo", *external)
    conn = await asyncpg.connect(fresh_database)
    rows = await conn.fetch("""select username, company_name, is_organisation_supervisor, is_test_author
                                 from logins join accounts on accounts.id = account_id join companies on companies.id = company_id""")
    await conn.close()
    assert [tuple(row) for row in rows] == [("mira", "Athenaeum", True, True)]


@pytest.mark.parametrize(("arguments", "given", "said"), [
    (["user", "add"], "", "needs --username or --email"),
    (["user", "add", "--username", "a/b"], "", "username"),
    (["user", "add", "--username", "mira", "--email", "no address"], "", "email"),
    (["user", "add", "--username", "mira", "--domains", "cooking"], "", "domains"),
    (["user", "add", "--username", "mira", "--password-stdin"], "short\n", "password: too_short"),
    (["user", "add", "--username", "MIRA2"], "", "username_taken"),
    (["user", "password", "nobody"], "", "there is no account 'nobody'"),
    (["user", "disable", "nobody"], "", "there is no account 'nobody'"),
    (["user", "disable", "mira2"], "", "last_admin"),
    (["token", "add", "--user", "nobody", "--name", "x"], "", "there is no account 'nobody'"),
    (["token", "add", "--user", "mira2", "--name", ""], "", "name: required"),
    (["token", "add", "--user", "mira2", "--name", "x", "--scope", "record.fly"], "", "scopes"),
    (["token", "add", "--user", "mira2", "--name", "x", "--expires", "2001-01-01"], "", "expires_at"),
    (["token", "add", "--user", "mira2", "--name", "x", "--company", "00000000-0000-0000-0000-000000000001"], "", "company"),
    (["token", "revoke", "--user", "mira2", "--name", "none"], "", "has no token named 'none'"),
    (["user", "list", "--config", "/nowhere.toml"], "", "/nowhere.toml cannot be read"),
])  # fmt: skip
def test_refusals_are_one_line_and_change_nothing(refusing: Machine, arguments, given, said):
    done = refusing.run(*arguments, given=given)
    assert done.returncode == 1
    assert done.stderr.startswith("run.py: ") and said in done.stderr
    assert done.stderr.count("\n") == 1 and done.stdout == ""


@pytest.fixture(scope="module")
def refusing(tmp_path_factory):
    """One machine with one admin for the whole table."""
    folder = tmp_path_factory.mktemp("refusing")
    machine = Machine(folder)
    machine.server = machine.serve()
    add_user(machine, "mira2", "--admin")
    yield machine
    machine.end()


def test_token_counts_at_once_until_it_is_revoked(running: Machine):
    add_user(running, "mira")
    token = add_token(running, "mira", "--expires", "90d")
    assert re.fullmatch(r"pat_\w{20,}", token)
    assert status(running, token) == 200
    assert running.run("token", "revoke", "--user", "mira", "--name", "test").returncode == 0
    assert status(running, token) == 401


def test_token_with_scopes_gives_only_those(running: Machine):
    add_user(running, "mira")
    token = add_token(running, "mira", "--scope", "record.read", "record.create")
    assert status(running, token, "/api/v1/records") == 200
    assert status(running, token, "/api/v1/users") == 401


def test_disabled_account_is_out_at_once(running: Machine):
    add_user(running, "mira")
    token = add_token(running, "mira")
    assert status(running, token) == 200
    assert running.run("user", "disable", "mira").returncode == 0
    assert status(running, token) == 401
    assert "\tdisabled\t" in running.run("user", "list").stdout


def test_disabled_account_is_out_at_once_in_every_process(machine: Machine):
    machine.server = machine.serve(server__workers="2")
    add_user(machine, "mira")
    token = add_token(machine, "mira")
    assert {status(machine, token) for _ in range(10)} == {200}
    assert machine.run("user", "disable", "mira").returncode == 0
    assert {status(machine, token) for _ in range(10)} == {401}


def test_password_can_be_given_again(either: Machine):
    add_user(either, "mira")
    assert either.run("user", "password", "mira", "--password-stdin", given="another good one\n").returncode == 0
    link = either.run("user", "password", "mira")
    assert link.returncode == 0 and "/app/link#" in link.stderr and link.stdout == ""


def test_token_made_before_the_start_counts_afterwards(machine: Machine):
    add_user(machine, "mira", "--admin")
    token = add_token(machine, "mira")
    machine.server = machine.serve()
    assert status(machine, token) == 200
    assert machine.server.setup_link is None


def test_commands_at_once_wait_for_each_other(machine: Machine):
    add_user(machine, "first")
    with ThreadPoolExecutor(4) as threads:
        ids = list(threads.map(lambda number: add_user(machine, f"user{number}"), range(4)))
    assert len(set(ids)) == 4
    assert len(machine.run("user", "list").stdout.splitlines()) == 5


def test_migrate_says_what_it_did(machine: Machine):
    first = machine.run("migrate")
    assert first.returncode == 0 and "0001_identity" in first.stdout.split()
    assert machine.run("migrate").stdout == "nothing to do\n"


def test_commands_use_an_external_database(machine: Machine, fresh_database: str):
    done = machine.run("user", "add", "--username", "mira", "--password-stdin", "--database-url", fresh_database, given=PASSWORD + "\n")
    assert done.returncode == 0, done.stderr
    token = machine.run("token", "add", "--user", "mira", "--name", "x", "--database-url", fresh_database).stdout.strip()
    machine.server = machine.serve("--database-url", fresh_database)
    assert status(machine, token) == 200
    assert not (machine.data_dir / "postgres").exists()


def test_openapi_is_printed_without_a_database(machine: Machine):
    done = machine.run("openapi")
    document = json.loads(done.stdout)
    assert document["openapi"].startswith("3.1") and "/api/v1/records" in document["paths"]
    assert not machine.data_dir.exists()
    assert "/app/api/session" in " ".join(json.loads(machine.run("openapi", "app").stdout)["paths"])


def test_server_finds_a_database_that_a_command_still_holds(machine: Machine):
    """A start while a command works waits for it instead of failing."""
    with ThreadPoolExecutor(1) as threads:
        adding = threads.submit(add_user, machine, "mira")
        wait_for(lambda: (machine.data_dir / "postgres.lock").exists() or adding.done())
        machine.serve()
        assert adding.result().isdigit()
