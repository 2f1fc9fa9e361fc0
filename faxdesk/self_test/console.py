"""Checks of the command line: the sample is sent through the practice account, by commands as a script gives them."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from faxdesk.core.child_environment import for_faxdesk
from faxdesk.core.resources import resource_path
from faxdesk.documents.common.pipes import NO_WINDOW
from faxdesk.self_test.results import CheckFailed, Results

NUMBER = "+41445550123"
"""A number of the practice account that always answers."""
_SECONDS = 120.0
"""How long one command may take; sending takes five on a slow computer."""

_FEWEST_LINES = 50
"""A script that completes all commands has more lines."""


def check_all(results: Results, folder: Path) -> None:
    """Send a fax in the data folder `folder`, and fetch what came of it."""
    results.check("version", version)
    results.check("scripts", scripts)
    jobs: list[str] = []
    if results.check("send", partial(send, folder, jobs)):
        results.check("report", partial(report, folder, jobs))


def run(folder: Path, *words: str) -> bytes:
    """Run a command with the practice account, and return what it wrote. Raises `CheckFailed` with what it said."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "faxdesk"]
    command = [sys.executable, *module, "--data-dir", str(folder), "--practice", *words]
    pipe = subprocess.PIPE
    done = subprocess.run(  # noqa: S603  FaxDesk itself
        command,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        timeout=_SECONDS,
        check=False,
        env=for_faxdesk(),
        creationflags=NO_WINDOW,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise CheckFailed(f"`faxdesk {words[0]}` ended with {done.returncode}: {said}")
    return done.stdout


def version() -> str:
    """Have the command line say its version."""
    from faxdesk import __version__

    module = [] if getattr(sys, "frozen", False) else ["-m", "faxdesk"]
    command = [sys.executable, *module, "--version"]
    said = subprocess.run(  # noqa: S603  FaxDesk itself
        command, stdout=subprocess.PIPE, timeout=_SECONDS, check=True, env=for_faxdesk(), creationflags=NO_WINDOW
    ).stdout.decode("utf-8")
    if __version__ not in said:
        raise CheckFailed(f"the version is {__version__}, and “{said.strip()}” was printed")
    return said.strip()


def scripts() -> str:
    """Make what shells and programs read of the command line."""
    from faxdesk.cli.arguments import parser
    from faxdesk.cli.command_tree import commands
    from faxdesk.cli.completion import SHELLS, script
    from faxdesk.cli.schema import schema_of

    found = [schema_of(command.name, command.prints) for command in commands(parser())]
    lines = {shell: script(parser(), shell).count("\n") for shell in SHELLS}
    if min(lines.values()) < _FEWEST_LINES or not all("description" in schema for schema in found):
        raise CheckFailed(f"{len(found)} schemas, and so many lines of completion: {lines}")
    return f"{len(found)} schemas, and completion for {', '.join(lines)}"


def send(folder: Path, jobs: list[str]) -> str:
    """Send the sample and wait until it is delivered; note its job in `jobs`."""
    words = ("send", str(resource_path("sample.pdf")), "--to", NUMBER, "--wait", "--json")
    last = json.loads(run(folder, *words).decode("utf-8").splitlines()[-1])
    state = last["recipients"][0]["state"]
    if state != "delivered":
        raise CheckFailed(f"the sample is {state}")
    jobs.append(last["job"])
    return "the sample was delivered by the practice account"


def report(folder: Path, jobs: list[str]) -> str:
    """Fetch the confirmation report of the fax."""
    path = folder / "report.pdf"
    run(folder, "report", jobs[0], "-o", str(path))
    if not path.read_bytes().startswith(b"%PDF-"):
        raise CheckFailed("the confirmation report is no PDF")
    return f"{path.stat().st_size:,} bytes"
