"""Ratios against a floor: the two sides run in turn, and the median of the pairs counts.

A machine that is busy with other things slows both sides of a pair, so a ratio stays what it is where seconds drift.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent
_COMPILED = ROOT / ".pytest_cache" / "bench"
"""Where compiled modules are kept, beside the other things that only tests need."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. `value` is the ratio of `ours` to `floor`, or `ours` itself where there is no floor.

    `goal` is the most that `value` may be; None where nothing was promised. `ours` and `floor` are texts with a unit;
    `unit` is that of a goal that is no ratio.
    """

    what: str
    ours: str
    floor: str
    value: float
    goal: float | None
    note: str = ""
    unit: str = "ms"

    def __str__(self) -> str:
        sides = f"{self.ours} : {self.floor} = {self.value:.2f}" if self.floor else self.ours
        verdict = "" if self.goal is None else f", goal {self.goal:g}: {'met' if self.met else 'missed'}"
        return f"{self.what}: {sides}{verdict}{f' ({self.note})' if self.note else ''}"

    @property
    def met(self) -> bool:
        """Whether the goal is reached, or there is none."""
        return self.goal is None or self.value <= self.goal


Note = Callable[[Figure], None]
"""Puts a figure into the table."""


@dataclass(frozen=True)
class Pairs:
    """What was measured on both sides, pair by pair."""

    ours: tuple[float, ...]
    floors: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The median of the ratios of the pairs."""
        return median(mine / floor for mine, floor in zip(self.ours, self.floors, strict=True))

    def figure(self, what: str, unit: str, goal: float | None, note: str = "") -> Figure:
        """Return the line of the table."""
        ours, floor = (f"{median(side):.4g} {unit}" for side in (self.ours, self.floors))
        return Figure(what, ours, floor, self.ratio, goal, note)


def in_pairs(loop: int, ours: Callable[[], float], floor: Callable[[], float]) -> Pairs:
    """Measure both sides `loop` times in turn; who goes first changes, and an extra round before warms the caches."""
    ours(), floor()
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(loop):
        if number % 2:
            mine.append(ours())
            theirs.append(floor())
        else:
            theirs.append(floor())
            mine.append(ours())
    return Pairs(tuple(mine), tuple(theirs))


def taken(clock: Callable[[], float], job: Callable[[], object]) -> float:
    """Return what a job takes, in milliseconds of the clock."""
    start = clock()
    job()
    return (clock() - start) * 1000


def command(program: str, *arguments: object) -> list[str]:
    """Return the command line of a program of this folder."""
    return [sys.executable, str(PROGRAMS / program), *map(str, arguments)]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a measured program: its modules are kept compiled, as those of an installed one are.

    Where the tests run that may be switched off, and then every start compiles FaxDesk, but not the floor.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(_COMPILED), **more}


def outcome(program: str, *arguments: object, seconds: float = 300, **more: str) -> dict[str, Any]:
    """Run a program of this folder to its end, within `seconds`, and return the JSON object that it prints."""
    done = subprocess.run(
        command(program, *arguments),
        env=environment(**more),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        timeout=seconds,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def pauses(what: str, runs: Sequence[float], goal: float, most: float, idle: float) -> list[Figure]:
    """Return the lines for the longest pause of each run, in ms: the median of the runs, and the worst of all.

    `idle` is the longest pause while nothing worked: what the machine itself adds.
    """
    middle, worst = median(runs), max(runs)
    note = f"idle {idle:.1f} ms"
    return [
        Figure(f"{what}: median of {len(runs)}", f"{middle:.1f} ms", "", middle, goal, note),
        Figure(f"{what}: worst of {len(runs)}", f"{worst:.1f} ms", "", worst, most, note),
    ]
