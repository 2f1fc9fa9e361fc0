"""The arguments of the command line."""

from __future__ import annotations

import argparse

from faxdesk import __version__
from faxdesk.cli import (
    account,
    check,
    completion,
    contacts,
    costs,
    diagnostics,
    drafts,
    faxes,
    fetch,
    forget,
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
from faxdesk.cli.command_parser import CommandParser, add_command, add_group
from faxdesk.cli.output_types import lines, listed, value
from faxdesk.cli.sending_arguments import add_batch, add_preview, add_send, add_send_anyway, add_watch
from faxdesk.core.argument_types import document, folder, output, port
from faxdesk.core.child_environment import WEBHOOK_SECRET
from faxdesk.core.settings import WEBHOOK_PORT
from faxdesk.core.webhook_events import FAX_SENT, WEBHOOK_EVENTS

_MOST_LISTED = 100_000
"""Faxes that are printed at most: each is read whole."""


def parser() -> argparse.ArgumentParser:
    """Return the parser; its result has `run`, the function that carries the command out."""
    whole = CommandParser(
        prog="faxdesk",
        # In one line, so that a wrong option is told in two.
        usage="faxdesk [OPTION...] COMMAND ...",
        description="Send faxes through Fax.Plus. Without a command, or with files, the window opens.",
        epilog="Exit codes: 0 done; 2 usage; 3 refused input, nothing was sent; 4 sign-in needed;"
        " 5 queued, not yet at Fax.Plus; 6 the fax failed or its outcome is unknown; 7 the number is doubted,"
        " nothing was sent.",
    )
    whole.add_argument("--version", action="version", version=f"FaxDesk {__version__}")
    whole.add_argument(
        "--data-dir", type=folder, metavar="DIR", help="keep everything in this folder (FAXDESK_DATA_DIR)"
    )
    whole.add_argument("--profile", metavar="NAME", help="use this profile, one of `faxdesk profiles`")
    whole.add_argument("--practice", action="store_true", help="use the practice account; nothing leaves this computer")
    commands = whole.add_commands()
    _add_faxes(commands)
    _add_documents_and_account(commands)
    _add_office(commands)
    helps = "print what somebody who helps needs to know, without secrets, numbers and names"
    add_command(commands, "diagnostics", diagnostics.diagnostics, helps, listed("diagnostics.DiagnosticsSection"))
    whole.set_defaults(parser=whole)
    schemas = "print JSON Schemas of what the commands print with --json"
    _add_schema(add_command(commands, "schema", schema.schema, schemas, schema.OUTPUT))
    return whole


def _add_faxes(commands: argparse._SubParsersAction[CommandParser]) -> None:
    add_send(add_command(commands, "send", send.send, "send documents, now or later", lines("faxes.Submission")))
    for name, run, words in (("outbox", faxes.outbox, "list what waits"), ("sent", faxes.sent, "list what is done")):
        _add_csv(add_command(commands, name, run, words, listed("faxes.ListedFax")))
    came_in = "list received faxes, mark them, give them a comment, delete them"
    _add_inbox(add_group(commands, "inbox", came_in, short_for="list"))
    deliver = "deliver all that waits, settle what is unknown, then exit"
    add_command(commands, "deliver", faxes.deliver, deliver, listed("faxes.JobFax"))
    waiting = "cancel a fax that has not been sent"
    _add_id(add_command(commands, "cancel", faxes.cancel, waiting, value("faxes.Submission")))
    for name, run, words in (
        ("report", fetch.report, "save the confirmation report of a fax"),
        ("document", fetch.document, "save the pages of a fax as they were sent"),
    ):
        command = add_command(commands, name, run, words, value("faxes.SavedFile"))
        _add_id(command)
        command.add_argument(
            "-o", "--output", metavar="FILE", required=True, type=output, help="where to; - is standard output"
        )
        if run is fetch.document:
            command.add_argument("--format", choices=("pdf", "tiff"), default="pdf", help="pdf if not given")
    pack = "write one PDF that proves a fax, all faxes of a job, or a batch"
    _add_proof(add_command(commands, "proof", proof.proof, pack, value("proof.SavedProof")))
    alone = "check a proof: whether it holds, without a network and on any computer"
    add_command(commands, "verify", proof.verify, alone, value("proof.CheckedProof")).add_argument(
        "file", metavar="FILE.pdf", type=document, help="a PDF of `faxdesk proof`, or one that the window has saved"
    )


def _add_documents_and_account(commands: argparse._SubParsersAction[CommandParser]) -> None:
    add_command(
        commands, "check", check.check, "say whether files would be accepted", listed("documents.CheckedFile")
    ).add_argument("files", nargs="+", metavar="FILE", type=document, help="documents, pictures or folders")
    pages = "write the pages as the recipient gets them"
    add_preview(add_command(commands, "preview", preview.preview, pages, value("documents.Preview")))
    whose = "say whose account it is, and what it allows"
    add_command(commands, "account", account.account, whose, value("account.Account"))
    alone = "run the practice service alone"
    _add_sandbox(add_command(commands, "sandbox", sandbox.sandbox, alone, lines("program.Sandbox")))
    _add_completion(
        add_command(
            commands,
            "completion",
            completion.completion,
            "print what a shell needs to complete commands and options",
            value("program.CompletionScript"),
        )
    )


def _add_office(commands: argparse._SubParsersAction[CommandParser]) -> None:
    inside = "find faxes by numbers, names, comments, files and what is written in their documents"
    _add_search(add_command(commands, "search", search.search, inside, listed("search.FoundFax")))
    _add_csv(add_command(commands, "costs", costs.costs, "print what faxes have cost by month", listed("costs.Cost")))
    put = "send what is put into a folder, as long as this runs"
    add_watch(add_command(commands, "watch", watch.watch, put, lines("watch.WatchedFile")))
    looked_at = "list, send or discard drafts: faxes that are not finished, or wait to be looked at"
    _add_drafts(add_group(commands, "drafts", looked_at, short_for="list"))
    people = "import, export or list contacts: whom faxes go to"
    _add_contacts(add_group(commands, "contacts", people, short_for="list"))
    add_batch(add_group(commands, "batch", "send one fax for each row of a list", short_for="start"))
    _add_webhook(add_group(commands, "webhook", "have Fax.Plus call this computer when a fax is done"))
    _add_settings(add_group(commands, "settings", "show the settings, or check those for all users", short_for="list"))
    several = "list, add, rename or remove profiles: accounts with faxes and settings of their own"
    _add_profiles(add_group(commands, "profiles", several, short_for="list"))
    _add_retention(
        add_group(commands, "retention", "see what is stored of old faxes, and delete it here or at Fax.Plus")
    )
    _add_forget(add_group(commands, "forget", "see what there is of a person, and forget them here or at Fax.Plus"))


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


def _add_webhook(commands: argparse._SubParsersAction[CommandParser]) -> None:
    listen = "listen for calls until Ctrl-C; the first line is the address"
    serve = add_command(commands, "serve", webhook.serve, listen, lines("webhooks.Listening", "webhooks.CallEvent"))
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
    add = add_command(commands, "add", webhook.add, "register an address at Fax.Plus", value("webhooks.AddedWebhook"))
    add.add_argument("url", metavar="URL", help="the first line of `faxdesk webhook serve`")
    add.add_argument("--event", choices=WEBHOOK_EVENTS, default=FAX_SENT, help=f"{FAX_SENT} if not given")
    known = "list what is registered, and when it was last heard"
    add_command(commands, "list", webhook.show, known, value("webhooks.Webhooks"))
    remove = add_command(commands, "remove", webhook.remove, "remove a registration", value("webhooks.RemovedWebhook"))
    remove.add_argument("id", metavar="ID", help="an id of `faxdesk webhook list`")
    arrives = "call the registered addresses, and see whether that arrives"
    test = add_command(commands, "test", webhook.test, arrives, listed("webhooks.TestedWebhook"))
    test.add_argument("id", nargs="?", default="", metavar="ID", help="only this one")
    _add_secret(test, "sign the calls with this secret")
    once_more = "take a call once more, as if it had just come"
    replay = add_command(commands, "replay", webhook.replay, once_more, value("webhooks.Call"))
    replay.add_argument(
        "call", metavar="FILE|ID", type=document, help="a file with the body of a call, or the number of one"
    )


def _add_secret(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument(
        "--secret",
        metavar="S",
        help=f"{words}; others on this computer can read it here, and not in {WEBHOOK_SECRET}",
    )


def _add_drafts(commands: argparse._SubParsersAction[CommandParser]) -> None:
    add_command(commands, "list", drafts.list_, "list the drafts, as without a command", listed("drafts.Draft"))
    for name, run, words in (
        ("send", drafts.send, "send a draft as it is"),
        ("discard", drafts.discard, "discard a draft, which is not sent"),
    ):
        command = add_command(commands, name, run, words, value("drafts.SettledDraft"))
        command.add_argument("id", metavar="ID", help="the number of a draft, from `faxdesk drafts`")
        if run is drafts.send:
            add_send_anyway(command)


def _add_inbox(commands: argparse._SubParsersAction[CommandParser]) -> None:
    newest = "list received faxes, the newest first, as without a command"
    listing = add_command(commands, "list", inbox.list_, newest, listed("inbox.ReceivedFax"))
    listing.add_argument("--unread", action="store_true", help="only those that are not marked as read")
    _add_person(listing)
    _add_days(listing)
    _add_csv(listing)
    for name, run, words in (
        ("read", inbox.read, "mark received faxes as read"),
        ("unread", inbox.unread, "mark received faxes as not read"),
    ):
        _add_received_ids(add_command(commands, name, run, words, listed("inbox.ReceivedFax")))
    noted = "give a received fax another comment"
    comment = add_command(commands, "comment", inbox.comment, noted, value("inbox.ReceivedFax"))
    comment.add_argument("id", metavar="ID", help="an id of `faxdesk inbox`")
    comment.add_argument("text", metavar="TEXT", help='the comment; "" for none')
    gone = "delete received faxes, here and at Fax.Plus"
    _add_received_ids(add_command(commands, "delete", inbox.delete, gone, listed("inbox.DeletedFax")))


def _add_received_ids(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", nargs="+", metavar="ID", help="an id of `faxdesk inbox`")


def _add_contacts(commands: argparse._SubParsersAction[CommandParser]) -> None:
    every = "list the contacts, as without a command"
    listing = add_command(commands, "list", contacts.list_, every, listed("contacts.Contact"))
    listing.add_argument(
        "words", nargs="*", metavar="WORD", help="only those that have these words in their names or numbers"
    )
    _add_group_option(listing, "only those of this group")
    taken = "take contacts out of an address book (vCard) or a list"
    begin = add_command(commands, "import", contacts.import_, taken, value("contacts.ContactImport"))
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
    command = add_command(commands, "export", contacts.export, written, value("contacts.ContactExport"))
    command.add_argument("output", metavar="OUT", type=output, help="a name that ends in .vcf or .csv")
    _add_group_option(command, "only those of this group")
    named = "give a group another name"
    renamed = add_command(commands, "rename-group", contacts.rename_group, named, value("contacts.ContactGroup"))
    renamed.add_argument("group", metavar="GROUP", help="its name now")
    renamed.add_argument("name", metavar="NAME", help="the new one")


def _add_group_option(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--group", default="", metavar="NAME", help=words)


def _add_profiles(commands: argparse._SubParsersAction[CommandParser]) -> None:
    add_command(commands, "list", profiles.list_, "list the profiles, as without a command", listed("profiles.Profile"))
    new = add_command(commands, "add", profiles.add, "make a profile, with nothing in it", value("profiles.Profile"))
    new.add_argument("name", metavar="NAME", help="its name, up to 40 letters")
    other = "give a profile another name"
    rename = add_command(commands, "rename", profiles.rename, other, value("profiles.Profile"))
    rename.add_argument("profile_name", metavar="PROFILE", help="the name that it has")
    rename.add_argument("name", metavar="NAME", help="the name that it gets")
    gone = "remove a profile with all its faxes, contacts and settings, and its token"
    remove = add_command(commands, "remove", profiles.remove, gone, value("profiles.RemovedProfile"))
    remove.add_argument("profile_name", metavar="PROFILE", help="its name")
    remove.add_argument("--dry-run", action="store_true", help="only say what would go with it")


def _add_retention(commands: argparse._SubParsersAction[CommandParser]) -> None:
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
        add_command(commands, name, run, words, value(f"retention.{prints}")).add_argument(
            "--older-than",
            type=int,
            required=True,
            metavar="DAYS",
            help="only faxes that ended so many days ago, and none that still needs you",
        )


def _add_forget(commands: argparse._SubParsersAction[CommandParser]) -> None:
    for name, run, words, prints in (
        ("preview", forget.preview, "say what the other two would remove, and what would stay", "ForgetPreview"),
        (
            "delete-here",
            forget.delete_here,
            "remove all that there is of a person from this computer: faxes, contacts, drafts, texts and files",
            "PersonHere",
        ),
        (
            "delete-at-fax-plus",
            forget.delete_there,
            "delete the faxes to and from a person at Fax.Plus; what is stored on this computer stays",
            "ForgottenThere",
        ),
    ):
        add_command(commands, name, run, words, value(f"forget.{prints}")).add_argument(
            "person", metavar="PERSON", help="a fax number, or the whole name of a contact"
        )


def _add_settings(commands: argparse._SubParsersAction[CommandParser]) -> None:
    hold = "list the settings and whose choice they are, as without a command"
    add_command(commands, "list", settings.list_, hold, listed("settings.Setting"))
    check_file = "say what is wrong with a file of settings for all users of a computer"
    add_command(commands, "check", settings.check, check_file, value("settings.CheckedSettings")).add_argument(
        "file", nargs="?", type=document, metavar="FILE", help="the file; if not given, the one of this computer"
    )
    described = "print the JSON Schema of such a file, for editors"
    add_command(commands, "schema", settings.schema, described, value("program.Schema"))


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
