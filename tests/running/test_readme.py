"""The first steps of the README, executed as they stand: only the address and the environment's place are ours."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.running.processes import Machine

ROOT = Path(__file__).resolve().parent.parent.parent


def blocks() -> list[tuple[str, str]]:
    """(language, text) of the examples below "First steps"."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## First steps")[2].partition("\n## ")[0]
    return re.findall(r"```(sh|python)\n(.*?)```", section, re.DOTALL)


def shell(text: str, environment: dict[str, str]) -> str:
    result = subprocess.run(["bash", "-euc", text], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_first_steps_work_as_they_are_written(machine: Machine, folder: Path):
    running = machine.serve()
    options = machine.options(None, {})
    environment = options["env"] | {"ATHENAEUM_SERVER__DATA_DIR": str(machine.data_dir)}
    here = f"http://127.0.0.1:{running.port}"
    (accounts, curl), (python,) = ([text.replace("http://127.0.0.1:8080", here) for kind, text in blocks() if kind == wanted]
                                   for wanted in ("sh", "python"))  # fmt: skip
    pat = shell(accounts.replace(".venv/bin/python", sys.executable) + "\necho $PAT", environment).split()[-1]
    assert pat.startswith("pat_")
    answers = shell(f"cd {folder}\n" + curl.replace("curl -H", "curl -sSf -H"), environment | {"PAT": pat})
    me, length = json.JSONDecoder().raw_decode(answers)
    record, more = json.JSONDecoder().raw_decode(answers, length)
    found = json.loads(answers[more:])
    assert me["identity"]["username"] == "mira"
    assert record["extras"][0]["value"] == 2.5
    assert [item["id"] for item in found["items"]] == [record["id"]]
    with zipfile.ZipFile(folder / "first.eln") as crate:
        assert "first-sample/ro-crate-metadata.json" in crate.namelist()
    (folder / "measurement.csv").write_text("a,b\n1,2\n")
    script = folder / "first.py"
    script.write_text(python.replace("pat_…", pat))
    subprocess.run([sys.executable, script], cwd=folder, check=True, timeout=60)
    assert (folder / "back.csv").read_text() == "a,b\n1,2\n"
