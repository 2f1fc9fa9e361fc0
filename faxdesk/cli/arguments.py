"""The arguments of the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from faxdesk import __version__
from faxdesk.cli import (
    account,
    batch,
    check,
    completion,
    contacts,
    diagnostics,
    drafts,
    faxes,
    fetch,
    inbox,
    preview,
    profiles,
    proof,
    retention,
    sandbox,
    schema,
    search,
    send,
    settings,
    watch,
    webhook,
)
from faxdesk.cli.output import USAGE, fail, messages_are_json
from faxdesk.cli.output_types import Output, lines, listed, value
from faxdesk.core.argument_types import document, folder, output, port
from faxdesk.core.batch import STOP_AT
from faxdesk.core.child_environment import WEBHOOK_SECRET
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MOST_REDIALS, MOST_RETRIES
from faxdesk.core.settings import WEBHOOK_PORT
from faxdesk.core.visible_text import visible
from faxdesk.core.webhook_events import FAX_SENT, WEBHOOK_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


_MOST_LISTED = 100_000
"""Faxes that are printed at most: each is read whole."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in lines, whatever was typed.

    What has no type of its own is text, and must be such: a word of other bytes can be the name of a file, but can be
    neither kept nor sent.
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.register("type", None, _text)
        self.short_for = ""
        self.one_of: tuple[str, ...] = ()
        """Options of which one at least has to be given."""
        self._commands: argparse._SubParsersAction[_Parser] | None = None

    def add_commands(self, *, short_for: str = "") -> argparse._SubParsersAction[_Parser]:
        """Return its commands, of which one is needed; `short_for` is the one that is meant where none is named."""
        self.short_for = short_for
        commands: argparse._SubParsersAction[_Parser] = self.add_subparsers(
            metavar="COMMAND", required=True, prog=self.prog
        )
        # All that follows it passes through here; the parser of the command looks at each word.
        commands.type = str
        self._commands = commands
        return commands

    def in_full(self, words: Sequence[str]) -> list[str]:
        """Return the words that follow its name; where it is short for one of its commands, with the name of that.

        `--json` may stand before that name.
        """
        named = self._commands.choices if self._commands else ()
        if words[:1] == ["--json"] and words[1:2] and words[1] in named:
            words = [words[1], words[0], *words[2:]]
        is_short = bool(self.short_for) and (not words or words[0] not in (*named, "-h", "--help"))
        return [self.short_for, *words] if is_short else [*words]

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Parse words as those are that they are short for."""
        found, rest = super().parse_known_args(args if args is None else self.in_full(args), namespace)
        if self.one_of and not any(getattr(found, name) for name in self.one_of):
            self.error(f"one of the arguments {' '.join(f'--{name}' for name in self.one_of)} is required")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Print the usage and `message`; end with the code of wrong usage."""
        if messages_are_json():
            sentence = f"{message[:1].upper()}{message[1:]}."
            wrong = InputRefused("", sentence, f"See `{self.prog} --help`.", code="usage")
            self.exit(fail(wrong, USAGE))
        super().error(visible(message))


def _text(word: str) -> str:
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"“{word}” is no text (it is not in UTF-8)") from error
    return word


def parser() -> argparse.ArgumentParser:
    """Return the parser; its result has `run`, the function that carries the command out."""
    whole = _Parser(
        prog="faxdesk",
        # In one line, so that a wrong option is told in two.
        usage="faxdesk [OPTION...] COMMAND ...",
        description="Send faxes through Fax.Plus. Without a command, or with files, the window opens.",
        epilog="Exit codes: 0 done; 2 usage; 3 refused input, nothing was sent; 4 sign-in needed;"
        " 5 queued, not yet at Fax.Plus; 6 the fax failed or its outcome is unknown.",
    )
    whole.add_argument("--version", action="version", version=f"FaxDesk {__version__}")
    whole.add_argument(
        "--data-dir", type=folder, metavar="DIR", help="keep everything in this folder (FAXDESK_DATA_DIR)"
    )
    whole.add_argument("--profile", metavar="NAME", help="use this profile, one of `faxdesk profiles`")
    whole.add_argument("--practice", action="store_true", help="use the practice account; nothing leaves this computer")
    commands = whole.add_commands()
    _add_send(_command(commands, "send", send.send, "send documents, now or later", lines("faxes.Submission")))
    for name, run, words in (("outbox", faxes.outbox, "list what waits"), ("sent", faxes.sent, "list what is done")):
        _add_csv(_command(commands, name, run, words, listed("faxes.ListedFax")))
    came_in = "list received faxes, mark them, give them a comment, delete them"
    _add_inbox(_group(commands, "inbox", came_in, short_for="list"))
    deliver = "deliver all that waits, settle what is unknown, then exit"
    _command(commands, "deliver", faxes.deliver, deliver, listed("faxes.JobFax"))
    waiting = "cancel a fax that has not been sent"
    _add_id(_command(commands, "cancel", faxes.cancel, waiting, value("faxes.Submission")))
    for name, run, words in (
        ("report", fetch.report, "save the confirmation report of a fax"),
        ("document", fetch.document, "save the pages of a fax as they were sent"),
    ):
        command = _command(commands, name, run, words, value("faxes.SavedFile"))
        _add_id(command)
        command.add_argument(
            "-o", "--output", metavar="FILE", required=True, type=output, help="where to; - is standard output"
        )
        if run is fetch.document:
            command.add_argument("--format", choices=("pdf", "tiff"), default="pdf", help="pdf if not given")
    pack = "write one PDF that proves a fax, all faxes of a job, or a batch"
    _add_proof(_command(commands, "proof", proof.proof, pack, value("proof.SavedProof")))
    alone = "check a proof: whether it holds, without a network and on any computer"
    _command(commands, "verify", proof.verify, alone, value("proof.CheckedProof")).add_argument(
        "file", metavar="FILE.pdf", type=document, help="a PDF of `faxdesk proof`, or one that the window has saved"
    )
    _command(
        commands, "check", check.check, "say whether files would be accepted", listed("documents.CheckedFile")
    ).add_argument("files", nargs="+", metavar="FILE", type=document, help="documents, pictures or folders")
    pages = "write the pages as the recipient gets them"
    _add_preview(_command(commands, "preview", preview.preview, pages, value("documents.Preview")))
    whose = "say whose account it is, and what it allows"
    _command(commands, "account", account.account, whose, value("account.Account"))
    alone = "run the practice service alone"
    _add_sandbox(_command(commands, "sandbox", sandbox.sandbox, alone, lines("program.Sandbox")))
    _add_completion(
        _command(
            commands,
            "completion",
            completion.completion,
            "print what a shell needs to complete commands and options",
            value("program.CompletionScript"),
        )
    )
    inside = "find faxes by numbers, names, comments, files and what is written in their documents"
    _add_search(_command(commands, "search", search.search, inside, listed("search.FoundFax")))
    put = "send what is put into a folder, as long as this runs"
    _add_watch(_command(commands, "watch", watch.watch, put, lines("watch.WatchedFile")))
    looked_at = "list, send or discard drafts: faxes that are not finished, or wait to be looked at"
    _add_drafts(_group(commands, "drafts", looked_at, short_for="list"))
    people = "import, export or list contacts: whom faxes go to"
    _add_contacts(_group(commands, "contacts", people, short_for="list"))
    _add_batch(_group(commands, "batch", "send one fax for each row of a list", short_for="start"))
    _add_webhook(_group(commands, "webhook", "have Fax.Plus call this computer when a fax is done"))
    _add_settings(_group(commands, "settings", "show the settings, or check those for all users", short_for="list"))
    several = "list, add or rename profiles: accounts with faxes and settings of their own"
    _add_profiles(_group(commands, "profiles", several, short_for="list"))
    _add_retention(_group(commands, "retention", "see what is stored of old faxes, and delete it here or at Fax.Plus"))
    helps = "print what somebody who helps needs to know, without secrets, numbers and names"
    _command(commands, "diagnostics", diagnostics.diagnostics, helps, listed("diagnostics.DiagnosticsSection"))
    whole.set_defaults(parser=whole)
    schemas = "print JSON Schemas of what the commands print with --json"
    _add_schema(_command(commands, "schema", schema.schema, schemas, schema.OUTPUT))
    return whole


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, run: Callable[..., int], words: str, prints: Output
) -> _Parser:
    """Add a command; `prints` names the types of `output_types` that it prints with `--json`."""
    command = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
    command.set_defaults(run=run, prints=prints)
    form = "JSON Lines" if prints.form == "lines" else "JSON"
    command.add_argument("--json", action="store_true", help=f"print {form}, and messages as JSON Lines")
    return command


def _add_csv(command: argparse.ArgumentParser) -> None:
    command.add_argument("--csv", type=output, metavar="OUT.csv", help="write the list as a table for spreadsheets too")


def _add_id(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="a job, outbox or fax id")


def _add_search(command: argparse.ArgumentParser) -> None:
    command.usage = "faxdesk search WORDS... [OPTION...]"
    command.add_argument(
        "words", nargs="*", metavar="WORDS", help="all of them have to be in the fax or its documents, in any place"
    )
    _add_person(command)
    command.add_argument(
        "--state",
        action="append",
        default=[],
        choices=search.STATES,
        metavar="STATE",
        help="only faxes that are in this state, such as delivered or failed; repeat for more",
    )
    _add_days(command)
    command.add_argument("--from", dest="sender", default="", metavar="NUMBER", help="only what was sent from it")
    command.add_argument("--account", default="", metavar="ID", help="only of this account, an id of `faxdesk account`")
    command.add_argument(
        "--limit", type=_count, default=search.MOST, metavar="N", help=f"the latest N at most; {search.MOST}"
    )
    command.add_argument(
        "--wait", action="store_true", help="first read all documents that have not been read yet, however many"
    )


def _add_person(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--person", action="append", default=[], metavar="WORDS", help="look for these in numbers and names only"
    )


def _add_days(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", default="", metavar="DAY", help="only from this day on, such as 2026-12-01")
    command.add_argument("--until", default="", metavar="DAY", help="only up to the end of this day")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_LISTED:
        raise argparse.ArgumentTypeError(f"it has to be from 1 to {_MOST_LISTED}")
    return number


def _add_proof(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="a job, outbox or fax id, or one of `faxdesk batch list`")
    command.add_argument(
        "-o", "--output", metavar="OUT.pdf", required=True, type=output, help="where to; - is standard output"
    )
    command.add_argument(
        "--stamp", action="store_true", help="show the first page large as well, with the result stamped above it"
    )
    command.add_argument(
        "--paper",
        choices=proof.PAPERS,
        default="",
        help="else that of the country in the settings, or of this computer",
    )


def _add_completion(command: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=completion.SHELLS, metavar="SHELL", help=", ".join(completion.SHELLS))


def _add_schema(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "words", nargs="*", metavar="COMMAND", help="the command, or messages for what goes to standard error; else all"
    )


def _group(
    commands: argparse._SubParsersAction[_Parser], name: str, words: str, *, short_for: str = ""
) -> argparse._SubParsersAction[_Parser]:
    """Return the commands of a command that is a name for several; `short_for` is the one that needs no name."""
    command = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
    return command.add_commands(short_for=short_for)


def _add_webhook(commands: argparse._SubParsersAction[_Parser]) -> None:
    listen = "listen for calls until Ctrl-C; the first line is the address"
    serve = _command(commands, "serve", webhook.serve, listen, lines("webhooks.Listening", "webhooks.CallEvent"))
    serve.add_argument(
        "--host", default="127.0.0.1", metavar="HOST", help="127.0.0.1, which only this computer reaches"
    )
    serve.add_argument(
        "--port", type=port, default=WEBHOOK_PORT, metavar="N", help=f"{WEBHOOK_PORT}; 0 takes a free one"
    )
    serve.add_argument(
        "--public-url", default="", metavar="URL", help="where the proxy or tunnel is reached that leads here"
    )
    _add_secret(serve, "take only calls that are signed with this secret (Standard Webhooks)")
    # For the window, whose receiver must not outlive it.
    serve.add_argument("--until-eof", action="store_true", help=argparse.SUPPRESS)
    add = _command(commands, "add", webhook.add, "register an address at Fax.Plus", value("webhooks.AddedWebhook"))
    add.add_argument("url", metavar="URL", help="the first line of `faxdesk webhook serve`")
    add.add_argument("--event", choices=WEBHOOK_EVENTS, default=FAX_SENT, help=f"{FAX_SENT} if not given")
    known = "list what is registered, and when it was last heard"
    _command(commands, "list", webhook.show, known, value("webhooks.Webhooks"))
    remove = _command(commands, "remove", webhook.remove, "remove a registration", value("webhooks.RemovedWebhook"))
    remove.add_argument("id", metavar="ID", help="an id of `faxdesk webhook list`")
    arrives = "call the registered addresses, and see whether that arrives"
    test = _command(commands, "test", webhook.test, arrives, listed("webhooks.TestedWebhook"))
    test.add_argument("id", nargs="?", default="", metavar="ID", help="only this one")
    _add_secret(test, "sign the calls with this secret")
    once_more = "take a call once more, as if it had just come"
    replay = _command(commands, "replay", webhook.replay, once_more, value("webhooks.Call"))
    replay.add_argument(
        "call", metavar="FILE|ID", type=document, help="a file with the body of a call, or the number of one"
    )


def _add_secret(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument(
        "--secret",
        metavar="S",
        help=f"{words}; others on this computer can read it here, and not in {WEBHOOK_SECRET}",
    )


def _add_send(command: _Parser) -> None:
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


def _add_batch(commands: argparse._SubParsersAction[_Parser]) -> None:
    going = lines("batch.BatchProgress", "batch.BatchResult")
    begin = "start a list, or go on with one that was started; the word start may be left out"
    _add_batch_start(_command(commands, "start", batch.start, begin, lines("batch.BatchPlan", *going.types)))
    _command(commands, "list", batch.list_, "list the batches, the newest first", listed("batch.Batch"))
    each = "say what has become of each row of a batch"
    show = _add_batch_id(_command(commands, "show", batch.show, each, value("batch.BatchWithRows")))
    _add_summary(show, "write OUT.csv or OUT.pdf")
    for_now = "send nothing more of a batch for now"
    _add_batch_id(_command(commands, "pause", batch.pause, for_now, value("batch.Batch")))
    resume = _command(commands, "resume", batch.resume, "go on with a batch that was paused or has stopped", going)
    _add_following(_add_batch_id(resume))
    at_service = "send nothing more of a batch, and cancel what waits at Fax.Plus"
    _add_batch_id(_command(commands, "cancel", batch.cancel, at_service, value("batch.Batch")))


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
        "list", metavar="LIST", type=document, help="a list (CSV, XLSX, XLS, ODS) with a fax number in each row"
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
    command.add_argument("--sheet", default="", metavar="NAME", help="the sheet of a spreadsheet; else the first")
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
            f"--cover-{name}", default="", metavar="TEXT", help=f"{words} of the cover page; {{Title}} is filled"
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
    command.add_argument("--all-or-none", action="store_true", help="send nothing where a row has an error")
    _add_following(command)


def _add_watch(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "folder",
        metavar="FOLDER",
        type=folder,
        help="a folder for faxes alone; its faxdesk.toml says what becomes of files, without it they become drafts",
    )
    command.add_argument("--once", action="store_true", help="deal with what is there, then exit")


def _add_drafts(commands: argparse._SubParsersAction[_Parser]) -> None:
    _command(commands, "list", drafts.list_, "list the drafts, as without a command", listed("drafts.Draft"))
    for name, run, words in (
        ("send", drafts.send, "send a draft as it is"),
        ("discard", drafts.discard, "discard a draft, which is not sent"),
    ):
        _command(commands, name, run, words, value("drafts.SettledDraft")).add_argument(
            "id", metavar="ID", help="the number of a draft, from `faxdesk drafts`"
        )


def _add_inbox(commands: argparse._SubParsersAction[_Parser]) -> None:
    newest = "list received faxes, the newest first, as without a command"
    listing = _command(commands, "list", inbox.list_, newest, listed("inbox.ReceivedFax"))
    listing.add_argument("--unread", action="store_true", help="only those that are not marked as read")
    _add_person(listing)
    _add_days(listing)
    _add_csv(listing)
    for name, run, words in (
        ("read", inbox.read, "mark received faxes as read"),
        ("unread", inbox.unread, "mark received faxes as not read"),
    ):
        _add_received_ids(_command(commands, name, run, words, listed("inbox.ReceivedFax")))
    noted = "give a received fax another comment"
    comment = _command(commands, "comment", inbox.comment, noted, value("inbox.ReceivedFax"))
    comment.add_argument("id", metavar="ID", help="an id of `faxdesk inbox`")
    comment.add_argument("text", metavar="TEXT", help='the comment; "" for none')
    gone = "delete received faxes, here and at Fax.Plus"
    _add_received_ids(_command(commands, "delete", inbox.delete, gone, listed("inbox.DeletedFax")))


def _add_received_ids(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", nargs="+", metavar="ID", help="an id of `faxdesk inbox`")


def _add_contacts(commands: argparse._SubParsersAction[_Parser]) -> None:
    every = "list the contacts, as without a command"
    listing = _command(commands, "list", contacts.list_, every, listed("contacts.Contact"))
    listing.add_argument(
        "words", nargs="*", metavar="WORD", help="only those with these words: beginnings of names, or digits"
    )
    _add_group_option(listing, "only those of this group")
    taken = "take contacts out of an address book (vCard) or a list"
    begin = _command(commands, "import", contacts.import_, taken, value("contacts.ContactImport"))
    begin.usage = "faxdesk contacts import FILE [OPTION...]"
    begin.add_argument(
        "file", metavar="FILE", type=document, help="vCards, or a list (CSV, XLSX, XLS, ODS) with a contact in each row"
    )
    begin.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN,...",
        help="which column of a list is to, name, company or comment, by title, letter or number; + joins columns",
    )
    begin.add_argument("--sheet", default="", metavar="NAME", help="the sheet of a spreadsheet; else the first")
    _add_group_option(begin, "put all of them into this group")
    begin.add_argument(
        "--replace-numbers",
        action="store_true",
        help="the numbers of the file take the place of those of a contact that is there; else they are added to them",
    )
    begin.add_argument("--dry-run", action="store_true", help="say what would become of them, and keep nothing")
    written = "write contacts as vCard or CSV, for other programs"
    command = _command(commands, "export", contacts.export, written, value("contacts.ContactExport"))
    command.add_argument("output", metavar="OUT", type=output, help="a name that ends in .vcf or .csv")
    _add_group_option(command, "only those of this group")


def _add_group_option(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--group", default="", metavar="NAME", help=words)


def _add_profiles(commands: argparse._SubParsersAction[_Parser]) -> None:
    _command(commands, "list", profiles.list_, "list the profiles, as without a command", listed("profiles.Profile"))
    new = _command(commands, "add", profiles.add, "make a profile, with nothing in it", value("profiles.Profile"))
    new.add_argument("name", metavar="NAME", help="its name, up to 40 letters")
    other = "give a profile another name"
    rename = _command(commands, "rename", profiles.rename, other, value("profiles.Profile"))
    rename.add_argument("profile_name", metavar="PROFILE", help="the name that it has")
    rename.add_argument("name", metavar="NAME", help="the name that it gets")


def _add_retention(commands: argparse._SubParsersAction[_Parser]) -> None:
    for name, run, words, prints in (
        ("preview", retention.preview, "say what the other two would delete", "RetentionPreview"),
        (
            "delete-here",
            retention.delete_here,
            "delete documents, pages and reports from this computer; what was sent when and to whom stays listed",
            "StoredHere",
        ),
        (
            "delete-at-fax-plus",
            retention.delete_there,
            "delete faxes that were sent from here at Fax.Plus; what is stored on this computer stays",
            "DeletedThere",
        ),
    ):
        _command(commands, name, run, words, value(f"retention.{prints}")).add_argument(
            "--older-than",
            type=int,
            required=True,
            metavar="DAYS",
            help="only faxes that ended so many days ago, and none that still needs you",
        )


def _add_settings(commands: argparse._SubParsersAction[_Parser]) -> None:
    hold = "list the settings and whose choice they are, as without a command"
    _command(commands, "list", settings.list_, hold, listed("settings.Setting"))
    check_file = "say what is wrong with a file of settings for all users of a computer"
    _command(commands, "check", settings.check, check_file, value("settings.CheckedSettings")).add_argument(
        "file", nargs="?", type=document, metavar="FILE", help="the file; if not given, the one of this computer"
    )
    described = "print the JSON Schema of such a file, for editors"
    _command(commands, "schema", settings.schema, described, value("program.Schema"))


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
