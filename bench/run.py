"""All measurements in one go, interleaved with their floors, as ratios of medians.

    python bench/run.py [--records 100000] [--rounds 5] [--seconds 2] [--only NAME,…] [--json FILE]

Starts a server with an embedded database of its own (fsync on, one process, limits off) and the floor (`floor.py`) on
the same database and disk; each round measures both, one after the other. Prints a table; nothing is asserted.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import load, measures  # noqa: E402
from bench.server import Server  # noqa: E402


def commit() -> str:
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()


def cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


async def measured(measure: measures.Measure, rounds: int, seconds: float) -> dict:
    """Ours and the floor in turn, `rounds` times; higher is better (rates), unless the measure is a time."""
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(await measure.ours(seconds))
        if measure.floor:
            floor.append(await measure.floor(seconds))
    result = {"name": measure.name, "unit": measure.unit, "bar": measure.bar, "ours": statistics.median(ours),
              "ours_range": [min(ours), max(ours)]}  # fmt: skip
    if floor:
        result |= {"floor": statistics.median(floor), "ratio": statistics.median(a / b for a, b in zip(ours, floor, strict=True))}
    return result


def line(result: dict) -> str:
    text = f"{result['name']:38} {result['ours']:>11,.1f} {result['unit']:6}"
    if "floor" in result:
        text += f" floor {result['floor']:>11,.1f}   ratio {result['ratio']:.2f}"
    return f"{text}   {result['bar']}".rstrip()


async def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.directory) as folder:
        os.chmod(folder, 0o755)
        async with Server(Path(folder)) as server:
            started = time.perf_counter()
            setting = await measures.prepare(server, Path(folder), records=options.records)
            print(f"# {commit()} · Python {platform.python_version()} · {cpu()} × {os.cpu_count()} · {options.records:,} records"
                  f" · prepared in {time.perf_counter() - started:.0f} s", flush=True)  # fmt: skip
            results = []
            chosen = options.only.split(",") if options.only else None
            try:
                for measure in measures.all_of(setting):
                    if chosen is None or any(part in measure.name for part in chosen):
                        results.append(await measured(measure, measure.rounds or options.rounds, options.seconds))
                        print(line(results[-1]), flush=True)
            finally:
                await measures.clean(setting)
            if options.json:
                Path(options.json).write_text(json.dumps({"commit": commit(), "results": results}, indent=1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", default="")
    parser.add_argument("--directory", default=None)
    try:
        asyncio.run(main(parser.parse_args()))
    except load.WrongAnswer as error:
        sys.exit(f"the benchmark cannot go on: {error}")
