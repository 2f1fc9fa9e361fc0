"""Every command has `--json`, prints what it declares, and is documented; so does each that comes later.

What any other test of a command prints is held against the same schemas (`Shell.run`).
"""

from __future__ import annotations

import http.client
import importlib.util
import io
import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from faxdesk import cli
from faxdesk.cli.schema import MESSAGES, type_named
from faxdesk.core import pipes
from faxdesk.practice import Pace, PracticeAccount, PracticeServer, sandbox
from faxdesk.store.webhook_calls import WebhookCalls
from tests.cli import printed_json
from tests.cli.conftest import GOOD, Run, data_folder
from tests.cli.printed_json import all_commands, validator
from tests.managed import manage
from tests.services.batches import numbers, write_list
from tests.time_limits import PATIENCE
from tests.webhook.conftest import JSON, body

ROOT = Path(__file__).resolve().parents[2]


FORGOTTEN = "+41225550187"
"""A number that only what is forgotten went to."""


@dataclass
class Desk:
    """A data folder, a practice service, and a document; commands run in this process."""

    place: Path
    document: Path

    def run(self, *words: object) -> Run:
        """Run a command with `--json` and hold what it prints against its schema."""
        arguments = [*map(str, words), "--json"]
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = cli.main(arguments)
            except SystemExit as end:
                code = int(end.code or 0)
        out.flush()
        run = Run(code, out.buffer.getvalue().decode("utf-8"), err.getvalue())
        printed_json.check(arguments, run.code, run.out, run.err)
        return run

    def send(self, *more: str) -> Any:
        """Send a fax and return what was said of it last."""
        return self.run("send", self.document, "--to", GOOD, *more).lines[-1]

    def schedule(self) -> str:
        """Leave a fax waiting at the service, and return its job."""
        when = datetime.now(UTC) + timedelta(hours=3)
        return str(self.send("--at", when.isoformat(timespec="seconds"))["job"])

    def watch(self, files: int = 1) -> Run:
        """Watch a folder that is new, with so many documents in it that become drafts."""
        folder = self.place / secrets.token_hex(4)
        folder.mkdir()
        for number in range(files):
            document = folder / f"{GOOD} Case {number}.pdf"
            document.write_bytes(self.document.read_bytes() + f"% {folder.name} {number}".encode())
        return self.run("watch", folder, "--once")

    @cached_property
    def drafts(self) -> list[int]:
        """The numbers of drafts that wait to be looked at, of which one always stays."""
        return [line["draft"] for line in self.watch(3).lines]

    @cached_property
    def delivered(self) -> str:
        """The fax id of a fax that was delivered."""
        return str(self.send("--wait")["recipients"][0]["fax_id"])

    def received(self) -> str:
        """The fax id of a fax that was received: what is sent to a number of the account arrives there."""
        self.run("send", self.document, "--to", "+41225550100", "--wait")
        return str(self.run("inbox").value[0]["fax_id"])

    @cached_property
    def waiting(self) -> str:
        """The job of a fax that waits."""
        return self.schedule()

    def list_of(self, *more: str) -> Path:
        """Return a list of its own, whose one row has a number of its own, a name and `more`."""
        lists = len(list(self.place.glob("list-*")))
        # Two digits from the others, or it would be taken for a slip of the finger.
        path, (number,) = self.place / f"list-{lists}.csv", numbers(1, 11 * lists)
        return write_list(path, ((number, "Eva", *more),), ("Fax", "Name", "Send at")[: 2 + len(more)])

    def batch(self, *then: str) -> str:
        """Start a list whose fax waits at the service, carry commands out on it, and return its id."""
        when = datetime.now(UTC) + timedelta(hours=3)
        listed = self.list_of(when.isoformat(timespec="seconds"))
        found = str(self.run("batch", listed, "--file", self.document).lines[-1]["batch"])
        for command in then:
            assert self.run("batch", command, found).code == 0
        return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, dict[str, str]]]:
    """One for all tests here, which look at what is printed and not at what there is; and its environment."""
    place = tmp_path_factory.mktemp("desk")
    with PracticeServer(PracticeAccount(pace=Pace(0.1, 0.1, 0.1, 0.1, 0.3, 0.1))) as server:
        folder = str(data_folder(place))
        own = {"FAXDESK_DATA_DIR": folder, "FAXDESK_API_URL": server.url, "FAXDESK_TOKEN": server.token}
        yield Desk(place, ROOT / "resources" / "sample.pdf"), own


@pytest.fixture
def desk(
    kept: tuple[Desk, dict[str, str]], document_children_are_shared: None, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    found, environment = kept
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    # The log is that of a whole process, which this one is not; the practice service would never end.
    monkeypatch.setattr("faxdesk.store.logfile.start", lambda *_words: None)
    # What stands still in a folder here is whole.
    monkeypatch.setattr("faxdesk.services.watched_folder.LOOK_SECONDS", 0.05)
    monkeypatch.setattr(sandbox, "_wait", lambda _ends, **_: None)
    return found


def _after(_before: object, run: Run) -> Run:
    return run


def _hear_a_call() -> None:
    """Call the receiver as Fax.Plus does."""
    with closing(WebhookCalls(Path(os.environ["FAXDESK_DATA_DIR"], "webhooks.sqlite3"))) as calls:
        address = urlsplit(calls.address())
    with closing(http.client.HTTPConnection(address.netloc, timeout=PATIENCE)) as line:
        line.request("POST", address.path, json.dumps(body()).encode(), JSON)
        assert line.getresponse().status == 204


def _serve(desk: Desk) -> Run:
    """Run the receiver until it has heard a call."""
    caller = Thread(target=_hear_a_call)

    def has_ended(_stream: int) -> bool:
        if caller.ident is None:
            caller.start()
        return not caller.is_alive()

    with pytest.MonkeyPatch.context() as patch:
        # Standard input is that of the tests.
        patch.setattr(pipes, "has_ended", has_ended)
        run = desk.run("webhook", "serve", "--port", "0", "--until-eof")
    assert [line["event"] for line in run.lines] == ["listening", "call"]
    return run


def _register(desk: Desk) -> Run:
    """Register an address where something answers: that of the service."""
    return desk.run("webhook", "add", os.environ["FAXDESK_API_URL"])


def _replay(desk: Desk) -> Run:
    file = desk.place / "call.json"
    file.write_text(json.dumps(body()), "utf-8")
    return desk.run("webhook", "replay", file)


def _import(desk: Desk) -> Run:
    return desk.run("contacts", "import", desk.list_of(), "--group", "Dentists")


def _verify(desk: Desk) -> Run:
    file = desk.place / "verified.pdf"
    assert desk.run("proof", desk.delivered, "-o", file).code == 0
    return desk.run("verify", file)


RUNS: Mapping[str, Callable[[Desk], Run]] = {
    "send": lambda desk: desk.run("send", desk.document, "--to", GOOD, "--to", "+41225550123", "--wait"),
    "outbox": lambda desk: _after(desk.waiting, desk.run("outbox")),
    "sent": lambda desk: _after(desk.delivered, desk.run("sent")),
    "inbox list": lambda desk: _after(desk.received(), desk.run("inbox", "list", "--unread")),
    "inbox read": lambda desk: desk.run("inbox", "read", desk.received()),
    "inbox unread": lambda desk: desk.run("inbox", "unread", desk.received()),
    "inbox comment": lambda desk: desk.run("inbox", "comment", desk.received(), "Paid"),
    "inbox delete": lambda desk: desk.run("inbox", "delete", desk.received()),
    "deliver": lambda desk: _after(desk.waiting, desk.run("deliver")),
    "cancel": lambda desk: desk.run("cancel", desk.schedule()),
    "report": lambda desk: desk.run("report", desk.delivered, "-o", desk.place / "report.pdf"),
    "document": lambda desk: desk.run("document", desk.delivered, "-o", desk.place / "pages.pdf"),
    "proof": lambda desk: desk.run("proof", desk.delivered, "-o", desk.place / "proof.pdf"),
    "verify": _verify,
    "check": lambda desk: desk.run("check", desk.document),
    "preview": lambda desk: desk.run("preview", desk.document, "-o", desk.place / "pages"),
    "batch start": lambda desk: desk.run("batch", desk.list_of(), "--file", desk.document, "--wait"),
    "batch list": lambda desk: _after(desk.batch(), desk.run("batch", "list")),
    "batch show": lambda desk: desk.run("batch", "show", desk.batch()),
    "batch pause": lambda desk: desk.run("batch", "pause", desk.batch()),
    "batch resume": lambda desk: desk.run("batch", "resume", desk.batch("pause")),
    "batch cancel": lambda desk: desk.run("batch", "cancel", desk.batch()),
    "search": lambda desk: _after(desk.delivered, desk.run("search", "practice", "--wait")),
    "account": lambda desk: desk.run("account"),
    "webhook serve": _serve,
    "webhook add": _register,
    "webhook list": lambda desk: _after(_register(desk), _after(_replay(desk), desk.run("webhook", "list"))),
    "webhook remove": lambda desk: desk.run("webhook", "remove", _register(desk).value["id"]),
    "webhook test": lambda desk: _after(_register(desk), desk.run("webhook", "test")),
    "webhook replay": _replay,
    "watch": lambda desk: desk.watch(),
    "drafts list": lambda desk: _after(desk.drafts, desk.run("drafts", "list")),
    "drafts send": lambda desk: desk.run("drafts", "send", desk.drafts.pop()),
    "drafts discard": lambda desk: desk.run("drafts", "discard", desk.drafts.pop()),
    "contacts list": lambda desk: _after(_import(desk), desk.run("contacts", "list")),
    "contacts import": _import,
    "contacts export": lambda desk: desk.run("contacts", "export", desk.place / "contacts.vcf"),
    "contacts rename-group": lambda desk: _after(
        _import(desk), desk.run("contacts", "rename-group", "Dentists", "Dental offices")
    ),
    "settings list": lambda desk: desk.run("settings", "list"),
    "settings check": lambda desk: desk.run(
        "settings", "check", manage(desk.place / "managed.json", notify={"default": False}, undo_seconds={"lock": 5})
    ),
    "settings schema": lambda desk: desk.run("settings", "schema"),
    "profiles list": lambda desk: desk.run("profiles", "list"),
    "profiles add": lambda desk: desk.run("profiles", "add", secrets.token_hex(4)),
    "profiles rename": lambda desk: desk.run(
        "profiles", "rename", desk.run("profiles", "add", secrets.token_hex(4)).value["profile"], secrets.token_hex(4)
    ),
    "costs": lambda desk: _after(desk.delivered, desk.run("costs")),
    "profiles remove": lambda desk: desk.run(
        "profiles", "remove", desk.run("profiles", "add", secrets.token_hex(4)).value["profile"]
    ),
    "retention preview": lambda desk: _after(desk.delivered, desk.run("retention", "preview", "--older-than", "1")),
    "retention delete-here": lambda desk: desk.run("retention", "delete-here", "--older-than", "1"),
    "retention delete-at-fax-plus": lambda desk: desk.run("retention", "delete-at-fax-plus", "--older-than", "1"),
    "forget preview": lambda desk: _after(desk.delivered, desk.run("forget", "preview", GOOD)),
    # Others need the fax to GOOD.
    "forget delete-here": lambda desk: _after(
        desk.run("send", desk.document, "--to", FORGOTTEN, "--wait"), desk.run("forget", "delete-here", FORGOTTEN)
    ),
    "forget delete-at-fax-plus": lambda desk: _after(
        desk.delivered, desk.run("forget", "delete-at-fax-plus", FORGOTTEN)
    ),
    "diagnostics": lambda desk: _after(desk.delivered, desk.run("diagnostics")),
    "sandbox": lambda desk: desk.run("sandbox"),
    "completion": lambda desk: desk.run("completion", "bash"),
    "schema": lambda desk: desk.run("schema"),
}
"""A run of each command that ends well and prints all kinds of objects that it has."""


def test_each_command_has_a_run_here_and_is_known_by_its_first_word() -> None:
    assert set(RUNS) == set(all_commands())
    assert {name.split()[0] for name in all_commands()} == set(cli.COMMANDS)


@pytest.mark.parametrize("name", RUNS)
def test_what_a_command_prints_is_what_it_declares(name: str, desk: Desk) -> None:
    run = RUNS[name](desk)
    assert run.code == 0, run.err
    printed = [json.loads(line) for line in run.out.splitlines()] if _is_lines(name) else run.value
    # A list without members would prove nothing.
    assert printed
    everything: list[dict[str, Any]] = printed if isinstance(printed, list) else [printed]
    for one in everything:
        stranger = {**one, "another": 1}
        strange = stranger if isinstance(printed, dict) or _is_lines(name) else [stranger]
        # A JSON Schema may have any member.
        assert name in ("schema", "settings schema") or not validator(name).is_valid(strange)


def _is_lines(name: str) -> bool:
    return all_commands()[name].prints.form == "lines"


@pytest.mark.parametrize("name", RUNS)
def test_every_argument_and_every_member_is_explained(name: str) -> None:
    command = all_commands()[name]
    arguments = {action.dest: action.help for action in command.parser._actions}
    assert "json" in arguments
    assert [dest for dest, words in arguments.items() if not words] == []
    assert all(type_named(one) for one in command.prints.types)
    for title, one in validator(name).schema["$defs"].items():  # type: ignore[index]
        assert one["description"], title
        assert one["additionalProperties"] is False
        assert [member for member, told in one["properties"].items() if not told.get("description")] == []


def test_a_schema_is_asked_for_by_the_words_of_the_command(desk: Desk) -> None:
    everything = desk.run("schema").value
    assert set(everything) == {*all_commands(), MESSAGES}
    for name, schema in everything.items():
        assert desk.run("schema", *name.split()).value == schema
    wrong = desk.run("schema", "fly")
    assert (wrong.code, wrong.out) == (3, "")


# ------------------------------------------------------------------------------------------------------ messages


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["send", "letter.pdf"], 2, {"code": "usage", "advice": "See `faxdesk send --help`."}),
        (["fly"], 2, {"code": "usage"}),
        (["cancel", "nothing"], 3, {"subject": "ID", "advice": "`faxdesk outbox` lists what can be cancelled."}),
        (["gone/letter.pdf"], 3, {"subject": None, "advice": "Check its name and its folder."}),
        (["report", "nothing", "-o", "-"], 2, {"subject": "-o"}),
        (["report", "nothing", "-o", "report.pdf"], 6, {"subject": None, "code": None}),
    ],
)
def test_an_error_is_one_object_on_standard_error(
    words: list[str], code: int, message: dict[str, Any], desk: Desk
) -> None:
    run = desk.run(*words)
    (told,) = (json.loads(line) for line in run.err.splitlines())
    assert (run.code, run.out) == (code, "")
    assert told["text"].endswith(told["advice"] or ".")
    assert message.items() <= told.items()
    assert (told["level"], told["exit_code"]) == ("error", code)


def test_sign_in_and_the_queue_have_their_codes_in_the_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAXDESK_TOKEN", "wrong")
    run = desk.run("send", desk.document, "--to", GOOD)
    assert run.code == 4
    job = run.lines[-1]["job"]
    assert [one["exit_code"] for one in map(json.loads, run.err.splitlines()) if one["level"] == "error"] == [4]
    monkeypatch.setenv("FAXDESK_API_URL", "http://127.0.0.1:1/v3")
    listed = desk.run("outbox")
    (warning,) = (json.loads(line) for line in listed.err.splitlines())
    assert (listed.code, warning["level"], warning["exit_code"]) == (0, "warning", None)
    assert [fax["state"] for fax in listed.value if fax["job"] == job] == ["queued"]


def test_without_a_standard_error_nothing_gets_into_the_output(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(["cancel", "nothing", "--json"]) == 3
    assert cli.main(["cancel", "nothing"]) == 3
    assert out.getvalue() == ""


# --------------------------------------------------------------------------------------------------- the document


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("document_commands", ROOT / "build" / "document_commands.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_document_is_current_and_has_an_example_of_each_command() -> None:
    generator = _generator()
    page = generator.PAGE.read_text("utf-8")
    assert generator.redrawn(page) == page, "run .venv/bin/python build/document_commands.py"
    sections = dict(re.findall(r"^## faxdesk (.+?)\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL))
    assert set(sections) == set(all_commands())
    examples = {name: re.findall(r"^```console\n(.*?)^```", text, re.M | re.S) for name, text in sections.items()}
    assert [name for name, found in examples.items() if f"faxdesk {name}" not in "".join(found)] == []


def test_a_new_command_gets_a_section_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = _generator()
    made = generator.parts() | {"fly": "    faxdesk fly\n"}
    monkeypatch.setattr(generator, "parts", lambda: made)
    page = generator.redrawn(generator.PAGE.read_text("utf-8"))
    assert f"## faxdesk fly\n\n{generator.mark('fly')}    faxdesk fly\n{generator.END}" in page


def test_a_schema_that_is_printed_can_be_used_as_it_is(desk: Desk) -> None:
    schema = desk.run("schema", "account").value
    jsonschema.validate(desk.run("account").value, schema)
