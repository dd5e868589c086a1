"""Makes the environment: .venv with what requirements.txt names, for tests also what they need of the system.

    python3 .ci/environment.py run|test

Does nothing when nothing changed. Needs Python 3.11 and pip, not ensurepip, no network when all is there.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FILES = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-test.txt"]}
# What the tests need of the system: a program, and Debian's package that brings it
PROGRAMS = {
    "chromium": "chromium",
    "curl": "curl",
    "node": "nodejs",
    "useradd": "passwd",
    "runuser": "util-linux",
    "git": "git",
    "redis-server": "redis-server",
}


def main() -> None:
    wanted = sys.argv[1]
    if sys.version_info < (3, 11):  # noqa: UP036 - this runs before anything has chosen the right Python
        sys.exit("Athenaeum needs Python 3.11 or newer")
    if not works(PYTHON):
        make_venv()
    install_packages(wanted)
    if wanted == "test":
        install_programs()


def works(python: Path) -> bool:
    """Is the environment there, and does its interpreter still exist?"""
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def make_venv() -> None:
    """An environment without a pip of its own: where ensurepip is missing, the pip outside installs into it."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], check=True)


def pip() -> list[str]:
    """The pip outside, told to work for our interpreter; else the one inside."""
    for command in ([sys.executable, "-m", "pip"], ["pip3"], ["pip"]):
        try:
            found = subprocess.run([*command, "--python", PYTHON, "--version"], capture_output=True, check=False)
        except OSError:
            continue
        if found.returncode == 0:
            return [*command, "--python", str(PYTHON)]
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    sys.exit("pip 22.3 or newer is needed (Debian: apt-get install python3-pip)")


def install_packages(wanted: str) -> None:
    digest = hashlib.sha256(sys.version.encode())
    for name in FILES[wanted]:
        digest.update((ROOT / name).read_bytes())
    stamp = VENV / f".installed-{wanted}"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    lists = [part for name in FILES[wanted] for part in ("-r", str(ROOT / name))]
    quiet = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-input"]
    print(f"installing {', '.join(FILES[wanted])} into .venv", flush=True)
    subprocess.run([*pip(), "install", *quiet, *lists], check=True)
    stamp.write_text(digest.hexdigest())


def install_programs() -> None:
    """Installs with apt what the tests need and this machine lacks; who may not install is told what is missing."""
    missing = {program: package for program, package in PROGRAMS.items() if not find(program)}
    if not missing:
        return
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        print(f"missing for some tests: {', '.join(missing)} (Debian packages: {', '.join(missing.values())})", flush=True)
        return
    apt_install(list(missing.values()))


def apt_install(packages: list[str]) -> None:
    """Packages of Debian, without questions."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {', '.join(packages)}", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


if __name__ == "__main__":
    main()
