"""The arguments of the commands that send: one fax, a list, what is put into a folder; and of the look before that."""

from __future__ import annotations

import argparse

from faxdesk.cli import batch
from faxdesk.cli.command_parser import CommandParser, add_command
from faxdesk.cli.output_types import lines, listed, value
from faxdesk.core.argument_types import document, folder, output
from faxdesk.core.batch import STOP_AT
from faxdesk.core.model import MOST_REDIALS, MOST_RETRIES


def add_send(command: CommandParser) -> None:
    """Declare what `faxdesk send` takes."""
    # In one line, so that a wrong option is told in two.
    command.usage = "faxdesk send FILE... (--to NUMBER... | --template NAME) [OPTION...]"
    command.add_argument(
        "files", nargs="+", metavar="FILE", type=document, help="documents or pictures, in the order of the pages"
    )
    command.add_argument("--to", action="append", default=[], metavar="NUMBER", help="recipient; repeat for more")
    command.one_of = ("to", "template")
    command.add_argument(
        "--template",
        metavar="NAME",
        help="a template: its recipients, its comment and its cover page",
    )
    command.add_argument(
        "--from",
        dest="sender",
        metavar="NUMBER",
        help="a number of the account; else that of the settings, else the first of the account",
    )
    command.add_argument("--comment", default="", metavar="TEXT", help="a note kept with the fax")
    command.add_argument(
        "--at",
        metavar="WHEN",
        help="2026-12-01 09:30 (local), an ISO time with an offset, or `opening`: when their office opens",
    )
    command.add_argument(
        "--in-turn", action="store_true", help="wait until faxes to the same numbers that are on their way have ended"
    )
    add_send_anyway(command)
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


def add_send_anyway(command: argparse.ArgumentParser) -> None:
    """Declare the option that sends a fax to a number that may be wrong."""
    command.add_argument(
        "--send-anyway",
        action="store_true",
        help="send it though something speaks against its number; without this you are asked on a terminal, and nothing"
        " is sent elsewhere",
    )


def add_preview(command: argparse.ArgumentParser) -> None:
    """Declare what `faxdesk preview` takes."""
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


def add_batch(commands: argparse._SubParsersAction[CommandParser]) -> None:
    """Declare the commands of `faxdesk batch`."""
    going = lines("batch.BatchProgress", "batch.BatchResult")
    begin = "start a list, or go on with one that was started; the word start may be left out"
    _add_batch_start(add_command(commands, "start", batch.start, begin, lines("batch.BatchPlan", *going.types)))
    add_command(commands, "list", batch.list_, "list the batches, the newest first", listed("batch.Batch"))
    each = "say what has become of each row of a batch"
    show = _add_batch_id(add_command(commands, "show", batch.show, each, value("batch.BatchWithRows")))
    _add_summary(show, "write OUT.csv or OUT.pdf")
    for_now = "send nothing more of a batch for now"
    _add_batch_id(add_command(commands, "pause", batch.pause, for_now, value("batch.Batch")))
    resume = add_command(commands, "resume", batch.resume, "go on with a batch that was paused or has stopped", going)
    _add_following(_add_batch_id(resume))
    at_service = "send nothing more of a batch, and ask Fax.Plus to cancel what waits there"
    _add_batch_id(add_command(commands, "cancel", batch.cancel, at_service, value("batch.Batch")))


def _add_batch_id(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("id", metavar="ID", help="an id of `faxdesk batch list`")
    return command


def _add_following(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wait", action="store_true", help="follow every fax to its final word")
    _add_summary(command, "write OUT.csv or OUT.pdf at the end, when each fax has ended")


def _add_summary(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--summary", type=output, metavar="OUT", help=words)


def _add_batch_start(command: argparse.ArgumentParser) -> None:
    command.usage = "faxdesk batch LIST [--file DOC]... [OPTION...]"
    command.add_argument(
        "list", metavar="LIST", type=document, help="a list (CSV, XLSX, XLSB, XLS, ODS) with a fax number in each row"
    )
    command.add_argument(
        "--file",
        action="append",
        default=[],
        type=document,
        metavar="DOC",
        help="a document for each row that names none of its own; repeat for more",
    )
    command.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN,...",
        help="which column is to, name, company, file, comment, at, subject, message or signature, by title, letter or"
        " number; + joins columns, nothing after = leaves a field out",
    )
    command.add_argument(
        "--sheet",
        default="",
        metavar="NAME",
        help="the sheet of a spreadsheet; else the first that is shown and has something in it",
    )
    command.add_argument(
        "--from",
        dest="sender",
        metavar="NUMBER",
        help="a number of the account; else that of the settings, else the first of the account",
    )
    command.add_argument(
        "--comment", default="", metavar="TEXT", help="a note kept with each fax; {Title} is filled in"
    )
    command.add_argument("--cover", action="store_true", help="send a cover page to each")
    for name, words in (("subject", "subject"), ("message", "message"), ("from", "name of the sender")):
        command.add_argument(
            f"--cover-{name}", default="", metavar="TEXT", help=f"{words} of the cover page; {{Title}} is filled in"
        )
    command.add_argument("--dry-run", action="store_true", help="say what would be sent, and keep nothing")
    command.add_argument(
        "--pace", type=batch.pace, default=0, metavar="N/min", help="faxes a minute for the sender's number at the most"
    )
    command.add_argument(
        "--stop-at",
        type=batch.percent,
        default=STOP_AT,
        metavar="PERCENT",
        help=f"stop where more than this share of at least 20 faxes failed ({STOP_AT} if not given; 100 never stops)",
    )
    command.add_argument(
        "--redial", metavar="N", type=int, choices=range(MOST_REDIALS + 1), default=0, help="as in send"
    )
    command.add_argument("--again", action="store_true", help="send a list again that has come to its end")
    command.add_argument(
        "--all-or-none", action="store_true", help="send nothing while a row has an error; else the other rows go"
    )
    command.add_argument(
        "--send-anyway",
        action="store_true",
        help="send also rows whose number may be wrong; without this you are asked on a terminal, and they are left out"
        " elsewhere",
    )
    _add_following(command)


def add_watch(command: argparse.ArgumentParser) -> None:
    """Declare what `faxdesk watch` takes."""
    command.add_argument(
        "folder",
        metavar="FOLDER",
        type=folder,
        help="a folder for faxes alone; its faxdesk.toml says what becomes of files, without it they become drafts",
    )
    command.add_argument("--once", action="store_true", help="deal with what is there, then exit")
