"""The arguments of the command line."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any, NoReturn

from faxdesk import __version__
from faxdesk.cli import account, check, faxes, fetch, preview, sandbox, send, watch
from faxdesk.core.argument_types import document, output, port
from faxdesk.core.model import MOST_REDIALS, MOST_RETRIES
from faxdesk.core.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in lines, whatever was typed.

    What has no type of its own is text, and must be such: a word of other bytes can be the name of a file, but can be
    neither kept nor sent.
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.register("type", None, _text)

    def error(self, message: str) -> NoReturn:
        """Print the usage and `message`; end with the code of wrong usage."""
        super().error(visible(message))


def _text(word: str) -> str:
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"“{word}” is no text (it is not in UTF-8)") from error
    return word


NAME = os.fspath
"""The type of names of files and folders, which may have any bytes."""


def parser() -> argparse.ArgumentParser:
    """Return the parser; its result has `run`, the function that carries the command out."""
    whole = _Parser(
        prog="faxdesk",
        description="Send faxes through Fax.Plus. Without a command, or with files, the window opens.",
        epilog="Exit codes: 0 done; 2 usage; 3 refused input, nothing was sent; 4 sign-in needed;"
        " 5 queued, not yet at Fax.Plus; 6 the fax failed or its outcome is unknown.",
    )
    whole.add_argument("--version", action="version", version=f"FaxDesk {__version__}")
    whole.add_argument("--data-dir", type=NAME, metavar="DIR", help="keep everything in this folder (FAXDESK_DATA_DIR)")
    whole.add_argument("--practice", action="store_true", help="use the practice account; nothing leaves this computer")
    commands = whole.add_subparsers(metavar="COMMAND", required=True)
    # All that follows it passes through here; the parser of the command looks at each word.
    commands.type = str
    _add_send(_command(commands, "send", send.send, "send documents, now or later"))
    _command(commands, "outbox", faxes.outbox, "list what waits")
    _command(commands, "sent", faxes.sent, "list what is done")
    _command(commands, "deliver", faxes.deliver, "deliver all that waits, settle what is unknown, then exit")
    _command(commands, "cancel", faxes.cancel, "cancel a fax that has not been sent").add_argument("id", metavar="ID")
    for name, run, words in (
        ("report", fetch.report, "save the confirmation report of a fax"),
        ("document", fetch.document, "save the pages of a fax as they were sent"),
    ):
        command = _command(commands, name, run, words)
        command.add_argument("id", metavar="ID", help="a job, outbox or fax id")
        command.add_argument(
            "-o", "--output", metavar="FILE", required=True, type=output, help="- writes to standard output"
        )
        if run is fetch.document:
            command.add_argument("--format", choices=("pdf", "tiff"), default="pdf")
    _command(commands, "check", check.check, "would these files be accepted?").add_argument(
        "files", nargs="+", metavar="FILE", type=document
    )
    _add_preview(_command(commands, "preview", preview.preview, "write the pages as the recipient gets them"))
    _command(commands, "account", account.account, "say whose account it is, and what it allows")
    _add_watch(_command(commands, "watch", watch.watch, "send what is put into a folder, as long as this runs"))
    _add_drafts(_command(commands, "drafts", watch.drafts, "list, send or discard what waits to be looked at"))
    _add_sandbox(_command(commands, "sandbox", sandbox.sandbox, "run the practice service alone"))
    return whole


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, run: Callable[..., int], words: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=words.capitalize() + ".")
    command.set_defaults(run=run)
    command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _add_send(command: argparse.ArgumentParser) -> None:
    # In one line, so that a wrong option is told in two.
    command.usage = "faxdesk send FILE... --to NUMBER... [OPTION...]"
    command.add_argument(
        "files", nargs="+", metavar="FILE", type=document, help="documents or pictures, in the order of the pages"
    )
    command.add_argument("--to", action="append", required=True, metavar="NUMBER", help="recipient; repeat for more")
    command.add_argument("--from", dest="sender", metavar="NUMBER", help="a number of the account")
    command.add_argument("--comment", default="", metavar="TEXT", help="a note kept with the fax")
    command.add_argument("--at", metavar="WHEN", help="2026-12-01 09:30 (local) or an ISO time with an offset")
    command.add_argument("--wait", action="store_true", help="follow the fax to its final word, through all redials")
    again = command.add_mutually_exclusive_group()
    again.add_argument(
        "--redial",
        metavar="N",
        type=int,
        choices=range(MOST_REDIALS + 1),
        default=0,
        help="where a line is busy or nobody answers, let FaxDesk send the fax again up to N times (0 to"
        f" {MOST_REDIALS}, 0 if not given), minutes later: with --wait, `faxdesk deliver` or the window",
    )
    again.add_argument(
        "--service-retries",
        metavar="N",
        type=int,
        choices=range(MOST_RETRIES + 1),
        default=0,
        help=f"let Fax.Plus itself try again up to N times (0 to {MOST_RETRIES}), when it chooses",
    )


def _add_preview(command: argparse.ArgumentParser) -> None:
    command.usage = "faxdesk preview FILE... -o OUT [OPTION...]"
    command.add_argument(
        "files", nargs="+", metavar="FILE", type=document, help="documents or pictures, in the order of the pages"
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        required=True,
        type=output,
        help="a name that ends in .tif or .tiff: the pages that *Send as shown* sends, in Group 4; any other name: a"
        " folder for page-001.png, page-002.png and so on; - writes the TIFF to standard output",
    )
    command.add_argument(
        "--mode", choices=("fine", "standard"), default="fine", help="204 x 196 or 204 x 98 dots per inch"
    )
    command.add_argument(
        "--tone", choices=("auto", "text", "photo"), default="auto", help="how pages are made black and white"
    )


def _add_watch(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", metavar="FOLDER", type=NAME, help="its faxdesk.toml says what becomes of files")
    command.add_argument("--once", action="store_true", help="deal with what is there, then exit")


def _add_drafts(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", nargs="?", choices=("list", "send", "discard"), default="list")
    command.add_argument("draft", nargs="?", metavar="ID", type=int, help="the number of a draft")


def _add_sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument("--port", type=port, default=0, metavar="N", help="0 takes a free one")
    command.add_argument(
        "--scene",
        default="",
        metavar="NAME",
        help="a kind of account, such as no-number or history-off; a wrong name lists them",
    )
    # For the window, whose practice service must not outlive it.
    command.add_argument("--until-eof", action="store_true", help=argparse.SUPPRESS)
