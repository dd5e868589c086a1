"""Runs kadi-apy's command line for tests: one JSON line in (arguments, what is typed), one out (exit, output)."""

import json
import sys
import traceback

from click.testing import CliRunner
from kadi_apy.cli.main import kadi_apy


def main() -> None:
    answers, runner = sys.stdout, CliRunner()
    for line in sys.stdin:
        asked = json.loads(line)
        result = runner.invoke(kadi_apy, asked["arguments"], input=asked["typed"] or None)
        output = result.output
        if result.exception and not isinstance(result.exception, SystemExit):
            output += "".join(traceback.format_exception(result.exception))
        print(json.dumps({"exit": result.exit_code, "output": output}), file=answers, flush=True)


if __name__ == "__main__":
    main()
