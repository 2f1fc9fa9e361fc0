"""Do what a newcomer does: clone FaxDesk on a bare system and type the two commands of the README.

    sudo python3 build/dev.py fresh                                           everything; this takes hours
    sudo python3 build/dev.py fresh --system debian12 --user plain --command run
    sudo python3 build/dev.py fresh --command test --tests "tests/core -x"    with a selection of the tests

Each line of the table is a new copy of the system in which nothing was done before: Python, git and sudo are there,
and no Python package, font or locale. What is cloned is the last commit of this checkout. Who may not install system
packages is told by FaxDesk what to type; that is typed, and the command is given once more.

The systems are made by debootstrap and kept in a folder; delete it to have them made anew. They reach package mirrors
and indexes in the way that this machine is set to.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple, Protocol

from bare_system import REPOSITORY, Answer, BareSystem, make_base
from console import say, stop
from environments import ROOT
from system_packages import install_system_packages

SYSTEMS = {"debian12": "bookworm", "debian13": "trixie", "testing": "testing"}
"""What can be chosen, and what debootstrap calls it; `testing` is the newest Debian, and its Python too."""

USUAL_SYSTEMS = ("debian12", "testing")
USERS = ("root", "sudo", "plain")
COMMANDS = ("run", "test")
HINT = "apt-get update && "
"""What FaxDesk tells people to type has this in it."""


class Outcome(NamedTuple):
    """What became of one command on one bare system."""

    system: str
    user: str
    command: str
    fault: str
    seconds: float
    log: Path


class System(Protocol):
    """Where a person types a line and gets an answer."""

    def call(self, person: str, line: str) -> Answer:
        """Type it."""


class Trial(NamedTuple):
    """One user, who types one command on one system."""

    system: str
    user: str
    command: str
    tests: str

    @property
    def line(self) -> str:
        """What the user types in the folder of the project."""
        return f"python3 build/dev.py {self.command}" + (f" {self.tests}" if self.command == "test" else "")

    @property
    def person(self) -> str:
        """Who types it."""
        return "root" if self.user == "root" else "newcomer"

    def run(self, machine: System) -> str:
        """Type it, and what it asks for; return what went wrong, or nothing."""
        person = self.person
        if machine.call(person, f"git clone {REPOSITORY} faxdesk").code:
            return "git could not clone the project"
        first = machine.call(person, self.line)
        wanted = [line.strip() for line in first.output.splitlines() if HINT in line]
        if person == "root" or not wanted:
            return f"exit code {first.code}" if first.code else ""
        if first.code != 1 or len(wanted) != 1:
            return f"it asked for {len(wanted)} commands, with exit code {first.code}"
        if machine.call("root" if self.user == "plain" else person, wanted[0]).code:
            return "the command that it asked for did not work"
        second = machine.call(person, self.line)
        if HINT in second.output:
            return "it asked for one more command"
        return f"exit code {second.code}" if second.code else ""


def main(arguments: list[str]) -> int:
    """Run what was chosen, print the table, and return 1 if anything failed."""
    options = _parse(arguments)
    _need_root_and_debootstrap()
    cache = Path(options.cache).absolute()
    outcomes = []
    for system in options.system or USUAL_SYSTEMS:
        base = make_base(SYSTEMS[system], cache, options.mirror)
        for user in options.user or USERS:
            for command in options.command or COMMANDS:
                outcome = _try(Trial(system, user, command, options.tests), base, cache)
                outcomes.append(outcome)
                say(_row(outcome))
    say("== summary")
    for outcome in outcomes:
        say(_row(outcome))
    return int(any(outcome.fault for outcome in outcomes))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py fresh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="only this one; may be repeated")
    parser.add_argument("--user", action="append", choices=USERS, help="only this one; may be repeated")
    parser.add_argument("--command", action="append", choices=COMMANDS, help="only this one; may be repeated")
    parser.add_argument("--tests", default="", metavar="ARGUMENTS", help="arguments for pytest, as one word")
    parser.add_argument("--mirror", help="where debootstrap finds the packages")
    parser.add_argument("--cache", default=ROOT / "dist" / ".fresh", metavar="FOLDER", help="where systems are kept")
    return parser.parse_args(arguments)


def _need_root_and_debootstrap() -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        stop("Bare systems can be made by root on Linux only: type `sudo python3 build/dev.py fresh` there.")
    if not shutil.which("debootstrap"):
        install_system_packages(("debootstrap", "debian-archive-keyring"))
    if not shutil.which("debootstrap"):
        stop("Install debootstrap with your package manager, and run this again.")
    changed = ["git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no"]
    if subprocess.run(changed, capture_output=True, check=False).stdout:
        say("Only what is committed is tried; this checkout has changes that are not.")


def _try(trial: Trial, base: Path, cache: Path) -> Outcome:
    name = f"{trial.system}-{trial.user}-{trial.command}"
    log = cache / f"{name}.log"
    say(f"== {trial.system}, {trial.user}: {trial.line}")
    start = time.monotonic()
    copy = cache / "copies" / name
    with BareSystem(base, copy, log, person=trial.person, may_sudo=trial.user == "sudo") as machine:
        fault = trial.run(machine)
    return Outcome(trial.system, trial.user, trial.command, fault, time.monotonic() - start, log)


def _row(outcome: Outcome) -> str:
    verdict = f"FAILED: {outcome.fault}; see {outcome.log}" if outcome.fault else "passed"
    return f"{outcome.system:9} {outcome.user:6} {outcome.command:5} {outcome.seconds:7.0f} s  {verdict}"
