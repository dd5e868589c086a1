"""`run.py serve` as a process: started in every way, stopped, killed, and what of it survives."""

import contextlib
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from server import cluster
from tests.running.processes import Machine, is_alive, postgres_pid, wait_for
from tests.test_outgoing import self_signed

# Runs the rest of its command line in the background of a shell that is not interactive: SIGINT is then ignored at the start
IN_BACKGROUND = ["sh", "-c", '"$0" "$@" & echo $! > pid; wait $!']


def is_ready(running) -> bool:
    return running.get("/readyz")[0] == 200


def is_gone(data_dir: Path) -> bool:
    return not cluster.processes(data_dir / "postgres")


def test_first_start_prints_address_and_setup_link_and_a_warm_one_finds_everything(machine: Machine):
    first = machine.serve()
    assert re.search(r"^Athenaeum listens on http://127\.0\.0\.1:\d+$", first.said, re.MULTILINE)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/app/link#\S{20,}", first.setup_link)
    assert first.get("/healthz")[0] == 200 and is_ready(first)
    assert (machine.data_dir / "keys.toml").stat().st_mode & 0o777 == 0o600
    added = machine.run("user", "add", "--username", "mira", "--email", "mira@example.org", "--name", "Mira", "--admin")
    assert added.returncode == 0, added.stderr
    assert first.stop() == 0
    second = machine.serve()
    assert second.setup_link is None, "somebody administers it now"
    assert "mira" in machine.run("user", "list").stdout
    assert second.stop() == 0


def test_setup_link_of_an_unused_server_is_printed_again_and_the_old_one_ends(machine: Machine):
    first = machine.serve()
    first.stop()
    second = machine.serve()
    assert second.setup_link.partition("#")[2] != first.setup_link.partition("#")[2]


def test_secrets_of_the_first_start_are_not_in_the_log(machine: Machine):
    running = machine.serve()
    token = running.setup_link.partition("#")[2]
    running.get(f"/healthz?token={token}", {"Authorization": f"Bearer {token}", "SessionID": token})
    running.stop()
    assert '"path":"/healthz"' in running.log
    assert token not in running.log


def test_second_start_is_refused_with_the_holders_pid(machine: Machine):
    first = machine.serve()
    second = machine.serve(wait=False)
    assert second.process.wait(30) == 1
    assert f"already used by process {first.pid} (serve)" in second.log
    assert is_ready(first)


def test_taken_port_is_said(machine: Machine, folder):
    first = machine.serve()
    other = Machine(folder / "other")
    (folder / "other").mkdir()
    refused = other.serve("--port", str(first.port), wait=False)
    assert refused.process.wait(30) == 1
    assert f"cannot listen on 127.0.0.1:{first.port}: Address already in use" in refused.log


@pytest.mark.parametrize(("settings", "said"), [
    ({"server__colour": "red"}, "unknown setting server.colour"),
    ({"database__pool_size": "many"}, "database.pool_size: 'many' is not a whole number"),
    ({"server__tls_certificate": "/nowhere"}, "server.tls_certificate cannot be used"),
    ({"database__url": "postgresql://nobody@127.0.0.1:1/nothing"}, "the database cannot be reached"),
])  # fmt: skip
def test_unusable_setting_stops_the_start_and_is_named(machine: Machine, settings, said):
    running = machine.serve(wait=False, **settings)
    assert running.process.wait(30) == 1
    assert said in running.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signal_stops_it_cleanly(machine: Machine, number):
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # tests under nohup hand on that it is ignored
    try:
        running = machine.serve()
    finally:
        signal.signal(signal.SIGHUP, before)
    database = postgres_pid(machine.data_dir)
    assert running.stop(number) == 0
    assert not is_alive(database)
    assert not (machine.data_dir / "postgres" / "postmaster.pid").exists()
    assert "database system is shut down" in (machine.data_dir / "postgres.log").read_text()
    assert "Traceback" not in running.log


def test_sigint_stops_it_when_started_in_the_background(machine: Machine, folder):
    running = machine.serve(through=IN_BACKGROUND)
    pid = int((folder / "pid").read_text())
    ignored = re.search(r"SigIgn:\s*(\w+)", Path(f"/proc/{os.getpid()}/status").read_text())
    assert ignored is not None
    os.kill(pid, signal.SIGINT)
    assert running.process.wait(30) == 0
    assert is_gone(machine.data_dir)


def refuses(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), 1).close()
        return False
    return True


def test_running_request_is_answered_before_the_stop(machine: Machine):
    running = machine.serve()
    body = b'{"username": "nobody", "password": "wrong password"}'
    with socket.create_connection(("127.0.0.1", running.port), 20) as begun:
        head = f"POST /kms/api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        begun.sendall(head.encode() + body[:10])
        wait_for(lambda: is_ready(running))
        running.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(running.port))
        begun.sendall(body[10:])
        assert begun.recv(65536).startswith(b"HTTP/1.1 401 ")
    assert running.process.wait(30) == 0
    assert "Traceback" not in running.log


def test_certificate_makes_it_speak_tls(machine: Machine, folder):
    pem = self_signed(folder, "localhost")
    running = machine.serve(server__tls_certificate=str(pem))
    assert re.fullmatch(r"https://127\.0\.0\.1:\d+/app/link#\S+", running.setup_link)
    context = ssl.create_default_context(cafile=pem)
    connection = http.client.HTTPSConnection("localhost", running.port, context=context, timeout=10)
    connection.request("GET", "/openapi.json")
    assert connection.getresponse().status == 200
    connection.close()
    assert running.get("/healthz")[0] != 200, "without TLS"


def test_killed_server_leaves_no_orphan_and_the_next_start_works(machine: Machine):
    running = machine.serve()
    database = postgres_pid(machine.data_dir)
    running.stop(signal.SIGKILL)
    wait_for(lambda: not is_alive(database) and is_gone(machine.data_dir))
    again = machine.serve()
    running = machine.started[-1]
    again.stop(signal.SIGKILL)
    assert is_ready(machine.serve()), "also while the database of the killed one is still stopping"


def test_killed_database_is_started_again_while_requests_get_503(machine: Machine):
    running = machine.serve()
    database = postgres_pid(machine.data_dir)
    os.kill(database, signal.SIGKILL)
    seen = set()

    def is_back() -> bool:
        status, _ = running.get("/readyz")
        seen.add(status)
        return status == 200 and postgres_pid(machine.data_dir) != database

    wait_for(is_back, 30)
    assert seen <= {200, 503}
    assert running.get("/api/v1/info", {"Authorization": "Bearer pat_unknown"})[0] == 401
    assert running.process.poll() is None
    assert running.stop() == 0


def test_pid_file_of_an_innocent_process_is_ignored_and_the_process_lives(machine: Machine):
    machine.serve().stop()
    innocent = subprocess.Popen(["sleep", "600"])
    try:
        (machine.data_dir / "postgres" / "postmaster.pid").write_text(f"{innocent.pid}\n{machine.data_dir}/postgres\n1\n5432\n")
        assert machine.serve().stop() == 0
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_cut_off_pid_file_does_not_stop_the_start(machine: Machine):
    machine.serve().stop()
    (machine.data_dir / "postgres" / "postmaster.pid").write_text("")
    assert machine.serve().stop() == 0


def test_data_directory_below_a_file_is_refused_clearly(machine: Machine, folder):
    machine.data_dir = folder / "file" / "data"
    (folder / "file").write_text("")
    running = machine.serve(wait=False)
    assert running.process.wait(30) == 1
    assert "/file/data cannot be written: Not a directory" in running.log
    assert "Traceback" not in running.log


def test_workers_share_a_port_are_replaced_and_end_with_their_parent(machine: Machine):
    running = machine.serve(server__workers="2")
    assert running.get("/healthz")[0] == 200

    def workers() -> list[int]:
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"--worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    before = workers()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: len(workers()) == 2 and before[0] not in workers(), 30)
    wait_for(lambda: running.get("/healthz")[0] == 200)
    family = [*workers(), postgres_pid(machine.data_dir)]
    running.stop(signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in family))


def test_workers_stop_cleanly(machine: Machine):
    running = machine.serve(server__workers="2")
    assert running.stop() == 0
    assert is_gone(machine.data_dir)
    assert "Traceback" not in running.log


@pytest.mark.root
@pytest.mark.parametrize("run_as", ["auto", "namespace", "user"])
def test_root_with_a_closed_home_can_run_it(machine: Machine, folder, run_as):
    home = folder / "home"
    home.mkdir(mode=0o700)
    machine.data_dir = home / "var"
    running = machine.serve(database__run_as=run_as)
    assert is_ready(running)
    assert home.stat().st_mode & 0o777 == 0o700
    assert running.stop() == 0
    assert is_gone(machine.data_dir)


@pytest.mark.root
@pytest.mark.useradd
class TestAsAnOrdinaryUser:
    @pytest.fixture
    def own(self, machine: Machine, person):
        """A data directory in the user's closed home."""
        person.home.chmod(0o700)
        machine.data_dir = person.home / f"var-{time.monotonic_ns()}"
        return machine

    def test_it_runs_stops_and_runs_again(self, own: Machine, person):
        for _ in range(2):
            running = own.serve(person=person)
            assert is_ready(running)
            assert Path(f"/proc/{postgres_pid(own.data_dir)}").stat().st_uid == person.uid
            assert running.stop() == 0
        assert is_gone(own.data_dir)

    def test_killed_it_leaves_no_orphan(self, own: Machine, person):
        running = own.serve(person=person)
        running.stop(signal.SIGKILL)
        wait_for(lambda: is_gone(own.data_dir))
        assert is_ready(own.serve(person=person))

    def test_root_can_run_it_in_between_and_the_owner_stays(self, own: Machine, person):
        assert own.serve(person=person).stop() == 0
        assert own.serve().stop() == 0
        assert (own.data_dir / "postgres").stat().st_uid == person.uid

    def test_data_directory_of_somebody_else_is_refused_clearly(self, machine: Machine, person, folder):
        machine.data_dir = folder / "roots"
        machine.data_dir.mkdir(mode=0o755)
        running = machine.serve(person=person, wait=False)
        assert running.process.wait(30) == 1
        assert f"The data directory {machine.data_dir} cannot be written: Permission denied" in running.log
        assert "Traceback" not in running.log
