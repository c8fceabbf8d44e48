"""Write one report: its JSON on standard input, the file on standard output."""

from __future__ import annotations

import importlib
import json
import sys

from consult.writers import FORMATS
from consult.writers.barrier_summary import BarrierSummary
from consult.writers.plain import NotAReport

REFUSED = 1
WRONG_USAGE = 2


def main(arguments: list[str]) -> int:
    """Write the report in the format that the only argument names; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in FORMATS:
        sys.stderr.write(
            f"Usage: python -m consult.writers {{{','.join(FORMATS)}}} < REPORT.json\n"
        )
        return WRONG_USAGE
    try:
        plain = json.loads(sys.stdin.buffer.read())
        summary = BarrierSummary.from_dict(plain)
    except NotAReport as refusal:
        sys.stderr.write(f"{refusal}\n")
        return REFUSED
    except ValueError as refusal:
        sys.stderr.write(f"The report is not JSON ({refusal}). Give what the json format writes.\n")
        return REFUSED
    writer = importlib.import_module(f"consult.writers.{arguments[0]}")
    sys.stdout.buffer.write(writer.write(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
