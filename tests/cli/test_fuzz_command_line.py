"""Any bytes in any argument, file, variable, setting, keyring entry, row and answer: a sentence and an exit code.

The commands run in this process, with a clock that jumps where they would sleep. A few random stories are told each
time, and 10,000 by `build/dev.py soak`; `FAXDESK_FUZZ_EXAMPLES` asks for another number.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keyring
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from keyring.errors import KeyringError, KeyringLocked

from faxdesk import cli
from faxdesk.api.auth import PersonalToken
from faxdesk.cli import context
from faxdesk.core.model import Draft
from faxdesk.core.settings import APP_ID, Settings
from faxdesk.practice import sandbox
from faxdesk.services import container, single_thread_loop
from faxdesk.services.container import ServicesFactory
from faxdesk.store.data_folder import DataFolder
from tests.cli import printed_json
from tests.cli.in_process import told
from tests.services.conftest import GOOD, OTHER
from tests.services.fuzz_service import NOON, PLANS, Hastened, Plan, WildService, posted_twice

pytestmark = pytest.mark.unmeasured

FEW, MANY = 40, 10_000
EXAMPLES = int(os.environ.get("FAXDESK_FUZZ_EXAMPLES", "0"))
CODES = (0, 2, 3, 4, 5, 6, 130)
PATIENCE = 120.0
"""Seconds, of the clock that jumps, after which whoever started a command presses Ctrl+C."""

_FREE = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.integers(0xDC80, 0xDCFF).map(chr), max_size=20
)
_ODD = st.sampled_from(
    [
        *(
            "",
            " ",
            "-",
            "--",
            "---",
            "~",
            "~nobody-is-called-so",
            "\n",
            "\r",
            "\x1b[2J",
            "\u202e",
            "\ud83d",
            "%s",
            "%(x)d",
        ),
        *(
            "x" * 300,
            "x" * 5000,
            "9" * 400,
            "..",
            ".",
            "gone/x",
            "/dev/null",
            "/dev/full",
            "/dev",
            "@file",
            "=",
            "--x=y",
        ),
        *("-1", "0", "1e9", "0x1", "٣", "nan", "null", "true", "[]", "\ufeff", "a\tb", "💥" * 50, "ß", "{}"),
    ]
)


def _harmless(text: str) -> str:
    """Nothing is written outside the folder of the test."""
    return text.lstrip("/").replace("../", "") if text not in ("/dev/null", "/dev/full", "/dev") else text


TEXTS = (_FREE | _ODD).map(_harmless).filter(lambda text: not text.startswith("~r"))


def _mostly(*values: str) -> st.SearchStrategy[str]:
    """One of these, three times out of four: what is wrong everywhere comes no further than to the parser."""
    right = st.sampled_from(values)
    return st.one_of(right, right, right, TEXTS)


NAMES = ["letter.pdf", "odd.bin", "folder", "link", b"\xff\xfe.pdf".decode("utf-8", "surrogateescape"), "data"]
FILES = _mostly("letter.pdf", "letter.pdf", *NAMES)
NUMBERS = _mostly(GOOD, OTHER, "044 555 01 23", "+1", "112", "00")
IDS = _mostly("f1", "f2", "JOB")
WHEN = (
    st.sampled_from(["2026-12-01 09:30", "2026-11-29T09:30+01:00", "tomorrow", "9999-12-31 23:59", "0001-01-01"])
    | TEXTS
)
_OPTIONS: Mapping[str, st.SearchStrategy[str]] = {
    "--to": NUMBERS,
    "--from": NUMBERS,
    "--comment": TEXTS,
    "--at": WHEN,
    "--redial": _mostly("0", "3", "-1", "99"),
    "--service-retries": _mostly("0", "1"),
    "--mode": _mostly("fine", "standard"),
    "--tone": _mostly("auto", "text", "photo"),
    "--format": _mostly("pdf", "tiff"),
    "-o": _mostly("out.pdf", "out.tiff", "-", "folder", "link", "gone/out"),
    "--port": _mostly("0", "-1", "70000"),
}
_FLAGS = st.sampled_from(["--json", "--wait", "--practice", "--help", "-h", "--version", "--jso", "--"])


@st.composite
def _command(draw: st.DrawFn) -> list[str]:
    """A command that is mostly right, with what it needs and what it does not."""
    name = draw(st.sampled_from(cli.COMMANDS))
    needs = {
        "send": [draw(FILES), "--to", draw(NUMBERS)],
        "check": [draw(FILES)],
        "preview": [draw(FILES), "-o", draw(_OPTIONS["-o"])],
        "report": [draw(IDS), "-o", draw(_OPTIONS["-o"])],
        "document": [draw(IDS), "-o", draw(_OPTIONS["-o"])],
        "cancel": [draw(IDS)],
    }
    words = [name, *needs.get(name, [])]
    for _ in range(draw(st.integers(0, 2))):
        option = draw(st.sampled_from(sorted(_OPTIONS)))
        words += draw(st.sampled_from([[draw(_FLAGS)], [option, draw(_OPTIONS[option])], [draw(TEXTS)]]))
    before = draw(
        st.sampled_from([[], [], [], [], [], [], ["--practice"], ["--data-dir", draw(FILES)], ["--data-dir="]])
    )
    return before + words


COMMANDS = (
    _command()
    | _command()
    | _command()
    | _command()
    | st.lists(TEXTS | st.sampled_from(cli.COMMANDS) | _FLAGS, max_size=5)
)

_VARIABLES = st.sampled_from(
    [
        *(
            "FAXDESK_TOKEN",
            "FAXDESK_API_URL",
            "FAXDESK_DATA_DIR",
            "FAXDESK_ODD",
            "TZ",
            "TMPDIR",
            "HOME",
            "LANG",
            "LC_ALL",
        ),
        *("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NETRC"),
        *("COLUMNS", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"),
    ]
)
_VALUES = st.sampled_from(
    ["http://127.0.0.1:1/v3", "https://fax.invalid/v3", "socks5://127.0.0.1:1", "http://[::1", "file:///x", "://"]
) | TEXTS.filter(lambda text: text.isprintable() or "\n" in text)
ENVIRONMENTS: st.SearchStrategy[dict[str, str]] = st.dictionaries(_VARIABLES, _VALUES, max_size=2) | st.just({})

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
_MEMBERS = st.sampled_from(sorted(Settings._fields))
SETTINGS = (
    st.none()
    | st.binary(max_size=40)
    | st.dictionaries(_MEMBERS | TEXTS, _JSON | _VALUES, max_size=4).map(
        lambda values: json.dumps(values).encode("utf-8", "surrogatepass")
    )
    | st.sampled_from([b"[" * 100_000, b"{" + b'"a":{' * 50_000, b'{"undo_seconds":1e999}', b"\xff\xfe{}", b"9" * 5000])
    | st.sampled_from(["token", "oauth", "practice"]).map(lambda way: json.dumps({"account": way}).encode())
)


class Broken(Exception):
    """What a keyring of others raises, which no document tells."""


KEYRINGS = st.none() | TEXTS | st.sampled_from([KeyringLocked("x"), KeyringError("y"), Broken("z"), OSError(5, "bus")])
CELLS = st.tuples(
    st.integers(0, 200),
    st.none()
    | st.sampled_from([0, -1, 1, 2**63 - 1, -(2**63), 10**15, b"\xff\xfe", 1e308])
    | TEXTS.filter(lambda text: text.isprintable()),
)
ROWS: st.SearchStrategy[list[tuple[int, Any]]] = st.just([]) | st.lists(CELLS, max_size=3)


@dataclass(frozen=True)
class Story:
    """What one command is given."""

    words: list[str]
    environment: dict[str, str]
    settings: bytes | None
    secret: Any
    cells: list[tuple[int, Any]]
    content: bytes
    plan: Plan


STORIES = st.builds(
    Story,
    COMMANDS,
    ENVIRONMENTS,
    SETTINGS,
    KEYRINGS,
    ROWS,
    st.binary(max_size=60) | st.sampled_from([b"", b"%PDF-1.7", b"II*\0", b"From: x\n\nhello", b"PK\3\4"]),
    st.just({}) | PLANS,
)


@pytest.fixture
def clock(hosted: None, monkeypatch: pytest.MonkeyPatch) -> Hastened:
    hastened = Hastened()
    monkeypatch.setattr(context, "time", SimpleNamespace(sleep=hastened.sleep))
    monkeypatch.setattr(single_thread_loop, "ServiceLoop", partial(single_thread_loop.ServiceLoop, clock=hastened.even))
    monkeypatch.setattr(container, "ServicesFactory", partial(ServicesFactory, now=hastened.now))
    # It would never end.
    monkeypatch.setattr(sandbox, "_wait", lambda _ends, **_: None)
    real = socket.getaddrinfo

    def look_up(host: Any, *words: Any, **more: Any) -> Any:
        if host in ("127.0.0.1", "localhost", "::1", None):
            return real(host, *words, **more)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return hastened


@pytest.fixture
def kept(tmp_path: Path, sample_pdf: Path) -> tuple[Path, str]:
    """A data folder with a fax that waits, and its job."""
    folder = DataFolder(tmp_path / "kept")
    services = ServicesFactory(folder, "http://127.0.0.1:1/v3", PersonalToken("x"), now=lambda: NOON).open(print)
    job = services.submitter.submit(Draft((sample_pdf,), (OTHER,), comment="kept")).job
    services.close()
    return folder.path, job


def _spoil(database: Path, cells: list[tuple[int, Any]]) -> None:
    """Put values into columns, as a bug, a tool or a bad sector does, and as far as SQLite lets them in."""
    connection = sqlite3.connect(database)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    columns = [(table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")]
    for place, value in cells:
        table, column = columns[place % len(columns)]
        asked = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        with suppress(sqlite3.Error, UnicodeEncodeError, OverflowError):
            connection.execute(f"UPDATE {table} SET {column} = {asked}", (value,))  # noqa: S608  names of our own
    connection.commit()
    connection.close()


def _told(words: list[str], clock: Hastened) -> tuple[int, bytes, str]:
    """Run a command; return its code and what it has written."""
    clock.end = clock.seconds + PATIENCE
    cli.is_command(words)
    code, out, err = told(words, cli.main)
    return code, out, err.decode("utf-8", "replace")


def _judge(story: Story, code: int, out: bytes, err: str) -> None:
    said = out.decode("utf-8", "replace") + err
    assert code in CODES, said
    assert "Traceback" not in said
    assert "had a fault." not in said, said
    assert not [letter for letter in err if unicodedata.category(letter) == "Cc" and letter not in "\n\t"]
    assert code in (0, 130) or (err + out.decode("utf-8", "replace")).strip(), "an end without a word"
    if printed_json.asks_for_json(story.words) and not out.startswith((b"usage", b"FaxDesk")):
        printed_json.check(story.words, code, out.decode("utf-8"), err)


def _still_there(data: Path, job: str, story: Story) -> None:
    connection = sqlite3.connect(data / "faxdesk.sqlite3")
    jobs = [row[0] for row in connection.execute("SELECT CAST(job AS TEXT) FROM submission")]
    documents = connection.execute("SELECT count(*) FROM document").fetchone()[0]
    connection.close()
    assert documents >= 1
    if not story.cells:
        assert job in jobs
    assert [path for path in (data / "spool").rglob("*") if path.is_file()]


def _play(story: Story, clock: Hastened, kept: tuple[Path, str], sample: Path, place: Path) -> None:
    original, job = kept
    data, work = place / "work" / "data", place / "work"
    shutil.copytree(original, data)
    shutil.copyfile(sample, work / "letter.pdf")
    (work / "odd.bin").write_bytes(story.content)
    (work / "folder").mkdir()
    (work / "link").symlink_to("letter.pdf")
    with suppress(OSError):
        (work / NAMES[4]).write_bytes(story.content)
    if story.settings is not None:
        (data / "settings.json").write_bytes(story.settings)
    _spoil(data / "faxdesk.sqlite3", story.cells)
    words = [job if word == "JOB" else word for word in story.words]
    with WildService(story.plan) as service, pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        patch.setattr(tempfile, "tempdir", None)
        plain = {"FAXDESK_TOKEN": "alohi_pat_x", "FAXDESK_API_URL": service.url, "FAXDESK_DATA_DIR": str(data)}
        if b"account" in (story.settings or b""):
            # What the environment has would come first.
            del plain["FAXDESK_TOKEN"]
        for name, value in {**plain, **story.environment}.items():
            if "\ud83d" not in value:
                patch.setenv(name, value)
        _fill_keyring(story.secret, patch)
        code, out, err = _told(words, clock)
        _judge(story, code, out, err)
        assert posted_twice(service) == []
    _still_there(data, job, story)
    assert (
        code
        or any(word.startswith("-o") for word in words)
        or (work / "letter.pdf").read_bytes() == sample.read_bytes()
    )


def _fill_keyring(secret: Any, patch: pytest.MonkeyPatch) -> None:
    if isinstance(secret, Exception):

        def refuse(*_words: object) -> None:
            raise secret

        for name in ("get_password", "set_password", "delete_password"):
            patch.setattr(type(keyring.get_keyring()), name, refuse)
    elif secret is not None:
        for name in ("token", "refresh-token", "client-secret"):
            keyring.set_password(APP_ID, name, secret)


def _run(examples: int, clock: Hastened, kept: tuple[Path, str], sample: Path) -> None:
    place = kept[0].parent

    @given(STORIES)
    @settings(
        max_examples=EXAMPLES or examples,
        derandomize=examples == FEW and not EXAMPLES,
        database=None,
        deadline=None,
        report_multiple_bugs=True,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    def tell(story: Story) -> None:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            (Path(folder) / "work").mkdir()
            _play(story, clock, kept, sample, Path(folder))

    tell()


@pytest.mark.skipif(sys.platform == "win32", reason="names and variables of any bytes are those of POSIX")
def test_whatever_a_command_is_given_it_ends_with_a_sentence_and_nothing_is_lost(
    clock: Hastened, kept: tuple[Path, str], sample_pdf: Path
) -> None:
    _run(FEW, clock, kept, sample_pdf)


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="names and variables of any bytes are those of POSIX")
def test_ten_thousand_stories(clock: Hastened, kept: tuple[Path, str], sample_pdf: Path) -> None:
    _run(MANY, clock, kept, sample_pdf)
