"""`faxdesk completion`: scripts with which shells complete commands, options and names of files.

They are made from the arguments of the command line by shtab and hold all that there is to complete: no shell starts
FaxDesk for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.cli.command_tree import commands
from faxdesk.cli.output import DONE, say_json, say_script
from faxdesk.core.argument_types import document, folder, output

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.program import CompletionScriptJson

SHELLS = ("bash", "zsh", "fish", "powershell")
_PROGRAM = "faxdesk"


def completion(options: argparse.Namespace) -> int:
    """Print the script for a shell."""
    made: CompletionScriptJson = {"shell": options.shell, "script": script(options.parser, options.shell)}
    if options.json:
        say_json(made)
    else:
        say_script(made["script"])
    return DONE


def script(whole: argparse.ArgumentParser, shell: str) -> str:
    """Return the script with which a shell of `SHELLS` completes what the parser of this program takes.

    The parser is good for nothing else afterwards.
    """
    import shtab

    whole.prog = _own_name()
    completed = {document: shtab.FILE, output: shtab.FILE, folder: shtab.DIRECTORY}
    for one in (whole, *(command.parser for command in commands(whole))):
        for action in one._actions:  # noqa: SLF001  argparse tells of its arguments in no other way
            if action.type in completed:
                # Where shtab looks for it.
                action.complete = completed[action.type]  # type: ignore[attr-defined]
    made: str = shtab.complete(whole, shell, root_prefix=_PROGRAM)
    return made


def _own_name() -> str:
    """Return by which name this program is called: packages for Windows and macOS have one of its own for terminals."""
    return Path(sys.executable).stem if getattr(sys, "frozen", False) else _PROGRAM
