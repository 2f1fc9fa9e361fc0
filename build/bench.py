"""Measure FaxDesk beside the least that its tasks can cost, and print the table: what `build/dev.py bench` runs.

    python build/bench.py [ARGUMENTS]    ARGUMENTS go to pytest, for example `-k upload`

Needs the interpreter of `.venv`. A figure is a ratio to a floor that was measured in turn with it, or a pause of the
window. The exit code is 1 where a goal is missed; on a machine that does other work, run it again before believing it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEAD = ("what", "ours", "floor", "ratio", "goal", "")


def cells(figure: dict[str, Any]) -> tuple[str, ...]:
    """Return a figure of `tests/bench` as a line of the table."""
    value, goal = figure["value"], figure["goal"]
    ratio = f"{value:.2f}" if figure["floor"] else ""
    if goal is None:
        verdict = "no goal"
    elif value <= goal:
        verdict = "met"
    else:
        verdict = f"missed by {100 * (value / goal - 1):.0f} %"
    unit = "" if figure["floor"] else f" {figure['unit']}"
    words = f"{verdict}; {figure['note']}" if figure["note"] else verdict
    return figure["what"], figure["ours"], figure["floor"], ratio, "" if goal is None else f"{goal:g}{unit}", words


def table(figures: list[dict[str, Any]]) -> str:
    """Return the figures below each other, in columns."""
    lines = [HEAD, *map(cells, figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def main(arguments: list[str]) -> int:
    """Run the benches one after another, print the table, and return the exit code of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures"
        kept.touch()
        # In the order of the files: two that ran at the same time would measure each other.
        command = [sys.executable, "-m", "pytest", "-m", "bench", "-p", "no:randomly", *arguments]
        if not any(argument.startswith("tests") for argument in arguments):
            command.append("tests/bench")
        code = subprocess.call(command, cwd=ROOT, env={**os.environ, "BENCH_TABLE": str(kept)})
        figures = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    print("\n" + table(figures), flush=True)
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
