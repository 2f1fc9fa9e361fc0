"""Conditions that a computer of others may be in, made for real: files, drives, variables, names, connections.

Each is a context manager over a `Computer`, which it changes; what it has made goes with its end.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.core.model import Draft
from faxdesk.services.container import ServicesFactory
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.schema import MIGRATIONS
from tests.api.gateway import CERTIFICATES, Encrypted, Gateway, Proxy
from tests.api.silent_address import silent_address
from tests.ports import free_port
from tests.system import without_locks
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.practice import PracticeServer

ROOT = sys.platform != "win32" and os.geteuid() == 0
SECRET = "geheim-im-Proxy"
"""The password of a proxy, which nothing may say."""
LIMITED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown", "--")
"""Starts a program as root to whom the modes of files apply as to everybody."""


@dataclass
class Run:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass
class Computer:
    """A data folder with a fax that waits in it, a document, a service, and what a command is started with."""

    place: Path
    folder: Path
    document: Path
    service: PracticeServer
    url: str
    prefix: list[str] = field(default_factory=list)
    variables: dict[str, str | None] = field(default_factory=dict)
    directory: Path | None = None
    changed: list[str] = field(default_factory=list)
    """What `--to`, `--at` and other options of the command are besides."""

    def environment(self) -> dict[str, str]:
        own = {"FAXDESK_API_URL": self.url, "FAXDESK_TOKEN": self.service.token, "FAXDESK_DATA_DIR": str(self.folder)}
        whole: dict[str, str | None] = {**os.environ, **own, **self.variables}
        return {name: value for name, value in whole.items() if value is not None}

    def run(self, *arguments: str) -> Run:
        """Run a command to its end. Its output is bytes: its encoding may be part of the condition."""
        done = subprocess.run(
            [*self.prefix, sys.executable, "-m", "faxdesk", *arguments],
            env=self.environment(),
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def factory(self) -> ServicesFactory:
        """The services of this data folder, as they work when the condition is over."""
        return ServicesFactory(DataFolder(self.folder), self.service.url, PersonalToken(self.service.token))

    def keep(self, number: str) -> None:
        """Keep a fax that waits, as an earlier command did."""
        services = self.factory().open(lambda _report: None)
        services.submitter.submit(Draft((self.document,), (number,)))
        services.close()


Condition = Callable[[Computer], AbstractContextManager[None]]


@contextmanager
def nothing(_computer: Computer) -> Iterator[None]:
    yield


# ------------------------------------------------------------------------------------------- variables and words


def variables(**values: str | None) -> Condition:
    """Variables of the environment; `{}` is the place of the test, None takes one away."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        place = str(computer.place)
        computer.variables.update({name: value and value.replace("{}", place) for name, value in values.items()})
        yield

    return condition


def also(*conditions: Condition) -> Condition:
    """Several at once."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        with ExitStack() as stack:
            for one in conditions:
                stack.enter_context(one(computer))
            yield

    return condition


def at_half_past_nine_in(zone: str) -> Condition:
    """The zone of the computer, and a fax for 9:30 of tomorrow there."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        tomorrow = (datetime.now(ZoneInfo(zone)) + timedelta(days=1)).replace(
            hour=9, minute=30, second=0, microsecond=0
        )
        computer.variables["TZ"] = zone
        computer.changed += ["--at", f"{tomorrow:%Y-%m-%d %H:%M}"]
        yield
        times = [fax.send_at for fax in computer.service.account.received() if fax.send_at]
        assert times == [tomorrow.timestamp()]

    return condition


# ---------------------------------------------------------------------------------------------------------- names


def _name(name: str | bytes) -> str:
    if isinstance(name, bytes) and sys.platform != "linux":
        pytest.skip("only Linux keeps names that are no text")
    named = os.fsdecode(name)
    if sys.platform == "win32" and any(letter in named for letter in '\n?*<>|"'):
        pytest.skip("there, no file can have such a name")
    return named


def data_in(name: str | bytes) -> Condition:
    """A data folder of this name."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        new = computer.place / _name(name)
        new.parent.mkdir(parents=True, exist_ok=True)
        computer.folder = Path(shutil.move(computer.folder, new))
        yield

    return condition


def document_named(name: str | bytes) -> Condition:
    """A document of this name."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        named = computer.place / _name(name)
        named.parent.mkdir(parents=True, exist_ok=True)
        computer.document = shutil.copyfile(computer.document, named)
        yield

    return condition


@contextmanager
def data_folder_is_a_file(computer: Computer) -> Iterator[None]:
    computer.folder.rename(computer.place / "aside")
    computer.folder.write_text("in the way")
    yield
    computer.folder.unlink()
    (computer.place / "aside").rename(computer.folder)


@contextmanager
def relative_names(computer: Computer) -> Iterator[None]:
    computer.directory = computer.place
    computer.variables["FAXDESK_DATA_DIR"] = computer.folder.name
    shutil.copyfile(computer.document, computer.place / "letter.pdf")
    computer.document = Path("letter.pdf")
    yield
    computer.document = computer.place / "letter.pdf"


@contextmanager
def tilde_in_data_dir(computer: Computer) -> Iterator[None]:
    computer.variables.update(HOME=str(computer.place), FAXDESK_DATA_DIR=f"~/{computer.folder.name}")
    yield


@contextmanager
def present_folder_is_gone(computer: Computer) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("there, nobody can remove a folder in which somebody is")
    gone = computer.place / "gone"
    gone.mkdir()
    computer.prefix = ["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', str(gone)]
    yield


def record_says(column: str, value: object) -> Condition:
    """The record of the fax that waits says what no FaxDesk has written."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        table, name = column.split(".")

        def put(this: object) -> object:
            with contextlib.closing(sqlite3.connect(computer.folder / "faxdesk.sqlite3")) as database, database:
                before = database.execute(f"SELECT {name} FROM {table}").fetchone()[0]  # noqa: S608  names of the table
                database.execute(f"UPDATE {table} SET {name} = ? WHERE {name} = ?", (this, before))  # noqa: S608  the same
            return before

        before = put(value)
        yield
        with contextlib.closing(sqlite3.connect(computer.folder / "faxdesk.sqlite3")) as database, database:
            database.execute(f"UPDATE {table} SET {name} = ? WHERE {name} = ?", (before, value))  # noqa: S608  the same

    return condition


@contextmanager
def database_is_none(computer: Computer) -> Iterator[None]:
    database = computer.folder / "faxdesk.sqlite3"
    kept = database.read_bytes()
    database.write_bytes(b"not a database " * 1000)
    yield
    assert database.read_bytes() == b"not a database " * 1000
    database.write_bytes(kept)


@contextmanager
def database_of_tomorrow(computer: Computer) -> Iterator[None]:
    def version(number: int) -> None:
        with contextlib.closing(sqlite3.connect(computer.folder / "faxdesk.sqlite3")) as database, database:
            database.execute(f"PRAGMA user_version = {number}")

    version(10_000)
    yield
    version(len(MIGRATIONS))


def settings_say(content: bytes) -> Condition:
    """The settings file holds this."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        (computer.folder / "settings.json").write_bytes(content)
        yield

    return condition


# --------------------------------------------------------------------------------------------------- disks and rights


@contextmanager
def drive(computer: Computer, name: str, size: str = "8m") -> Iterator[Path]:
    """A drive of its own, in memory."""
    mount = shutil.which("mount")
    if not ROOT or mount is None or sys.platform != "linux":
        pytest.skip("only root may mount a drive")
    place = computer.place / name
    place.mkdir()
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False)
    if done.returncode:
        pytest.skip("no drive can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)  # noqa: S607  a system with mount has it


def _fill(place: Path, but: int = 0) -> Path:
    """Fill a drive, but for so many bytes."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)) == 4096:
            pass
    if but:
        os.truncate(filler, filler.stat().st_size - but)
    return filler


def full_disk(but: int = 0) -> Condition:
    """A disk with the data folder on it, that has room for so many bytes."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        with drive(computer, "drive") as place:
            computer.folder = Path(shutil.move(computer.folder, place / "data"))
            filler = _fill(place, but)
            yield
            filler.unlink()
            computer.folder = Path(shutil.move(computer.folder, computer.place / "data"))

    return condition


@contextmanager
def full_temporary_disk(computer: Computer) -> Iterator[None]:
    with drive(computer, "tmp") as place:
        computer.variables["TMPDIR"] = str(place)
        _fill(place)
        yield


@contextmanager
def read_only_disk(computer: Computer) -> Iterator[None]:
    with drive(computer, "drive") as place:
        computer.folder = Path(shutil.move(computer.folder, place / "data"))
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)  # noqa: S607  a system with drives has it
        yield
        subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)  # noqa: S607  the same
        computer.folder = Path(shutil.move(computer.folder, computer.place / "data"))


@contextmanager
def document_on_read_only_disk(computer: Computer) -> Iterator[None]:
    with drive(computer, "cdrom") as place:
        plain = computer.document
        computer.document = shutil.copyfile(plain, place / "letter.pdf")
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)  # noqa: S607  a system with drives has it
        yield
        computer.document = plain


def no_locks(error: int, *, fresh: bool = False) -> Condition:
    """A network drive that refuses locks with this error; `fresh`: nothing is on it yet."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        if not without_locks.is_possible():
            pytest.skip("the filter is that of Linux")
        computer.prefix = [sys.executable, without_locks.__file__, str(error)]
        # What measures the tests locks its own file.
        computer.variables.update({name: None for name in os.environ if name.startswith("COVERAGE_")})
        kept = computer.folder
        if fresh:
            computer.folder = computer.place / "share"
        yield
        computer.folder = kept

    return condition


NO_LOCKS, UNSUPPORTED = errno.ENOLCK, errno.EOPNOTSUPP


def mode_of(what: Callable[[Computer], Path], mode: int) -> Condition:
    """A file or folder with this mode, for a user who is not above modes."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        if sys.platform == "win32":
            pytest.skip("Windows has other rights")
        if ROOT:
            if shutil.which(LIMITED[0]) is None:
                pytest.skip("without setpriv, root is above modes")
            computer.prefix = list(LIMITED)
        path = what(computer)
        before = path.stat().st_mode
        path.chmod(mode)
        yield
        path.chmod(before)

    return condition


def _data(computer: Computer) -> Path:
    return computer.folder


def _database(computer: Computer) -> Path:
    return computer.folder / "faxdesk.sqlite3"


def _document(computer: Computer) -> Path:
    computer.document = shutil.copyfile(computer.document, computer.place / "private.pdf")
    return computer.document


def _temporary(computer: Computer) -> Path:
    folder = computer.place / "tmp"
    folder.mkdir(exist_ok=True)
    computer.variables["TMPDIR"] = str(folder)
    return folder


def _home(computer: Computer) -> Path:
    folder = computer.place / "home"
    folder.mkdir(exist_ok=True)
    computer.variables["HOME"] = str(folder)
    return folder


folder_of_another_user = mode_of(_data, 0o000)
folder_that_others_own = mode_of(_data, 0o500)
database_of_another_user = mode_of(_database, 0o000)
document_of_another_user = mode_of(_document, 0o000)
folder_for_everybody = mode_of(_data, 0o777)
temporary_folder_is_not_writable = mode_of(_temporary, 0o500)
home_is_not_writable = mode_of(_home, 0o500)


@contextmanager
def temporary_folder_is_a_file(computer: Computer) -> Iterator[None]:
    file = computer.place / "tmp-file"
    file.write_text("")
    computer.variables["TMPDIR"] = str(file)
    yield


@contextmanager
def as_root(_computer: Computer) -> Iterator[None]:
    if not ROOT:
        pytest.skip("only root is root")
    yield


# ---------------------------------------------------------------------------------------------------------- network


def proxy(address: str, *names: str) -> Condition:
    """A proxy in the environment, on the way to a service whose name is not looked up."""

    @contextmanager
    def condition(computer: Computer) -> Iterator[None]:
        computer.url = "https://elsewhere.invalid/v3"
        for name in names or ("HTTPS_PROXY",):
            computer.variables[name] = address.replace("{port}", str(free_port()))
        yield

    return condition


@contextmanager
def working_proxy(computer: Computer) -> Iterator[None]:
    with Encrypted(computer.service.port, "elsewhere.pem") as front, Proxy(front.port) as gate:
        computer.url = "https://elsewhere.invalid/v3"
        computer.variables.update(HTTPS_PROXY=gate.address, REQUESTS_CA_BUNDLE=str(CERTIFICATES / "elsewhere.pem"))
        yield
        assert set(gate.asked) == {"elsewhere.invalid:443"}


@contextmanager
def encrypted_proxy(computer: Computer) -> Iterator[None]:
    """A proxy whose own address begins with https."""

    class Gate(Proxy):
        def _welcome(self, near: socket.socket) -> socket.socket:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / "loopback.pem")
            return super()._welcome(context.wrap_socket(near, server_side=True))

    with Encrypted(computer.service.port, "elsewhere.pem") as front, Gate(front.port) as gate:
        bundle = computer.place / "both.pem"
        bundle.write_text("".join((CERTIFICATES / name).read_text() for name in ("elsewhere.pem", "loopback.pem")))
        computer.url = "https://elsewhere.invalid/v3"
        secure = gate.address.replace("http://", "https://")
        computer.variables.update(HTTPS_PROXY=secure, REQUESTS_CA_BUNDLE=str(bundle))
        yield
        assert set(gate.asked) == {"elsewhere.invalid:443"}


def _in_place_of(computer: Computer, name: str, content: str) -> None:
    """Let a command see other content in a file of the system: a mount that nobody else sees."""
    if not ROOT or sys.platform != "linux" or shutil.which("unshare") is None:
        pytest.skip("only root may show a program other system files")
    file = computer.place / Path(name).name
    file.write_text(content)
    script = 'mount --bind "$0" "$1" && shift && exec "$@"'
    computer.prefix = ["unshare", "-m", "sh", "-c", script, str(file), name]
    if subprocess.run([*computer.prefix, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no mount of its own can be made here")


@contextmanager
def dead_first_address(computer: Computer) -> Iterator[None]:
    """The first address of the service is one that answers nothing: of IPv6, where this computer has any."""
    with ExitStack() as stack:
        for dead in ("::1", "127.0.0.2"):
            with contextlib.suppress(OSError):
                stack.enter_context(silent_address(dead, computer.service.port))
                break
        else:
            pytest.skip("no address can be made dead here")
        _in_place_of(computer, "/etc/hosts", f"{dead} localhost\n127.0.0.1 localhost\n")
        computer.url = f"http://localhost:{computer.service.port}/v3"
        yield


@contextmanager
def slow_names(computer: Computer) -> Iterator[None]:
    """A name server that does not answer."""
    _in_place_of(computer, "/etc/resolv.conf", "nameserver 127.0.0.54\noptions timeout:1 attempts:1\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        try:
            silent.bind(("127.0.0.54", 53))
        except OSError:
            pytest.skip("the port of name servers is taken")
        computer.url = "https://fax.example/v3"
        yield


class _Hinting(Gateway):
    """A server on the way that sends early hints before each answer."""

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self.target)) as far, contextlib.suppress(OSError):
            back = threading.Thread(target=self._answers, args=(far, near), daemon=True)
            back.start()
            while block := near.recv(65536):
                far.sendall(block)
            far.shutdown(socket.SHUT_WR)
            back.join()

    @staticmethod
    def _answers(far: socket.socket, near: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while block := far.recv(65536):
                hints = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
                near.sendall(hints + block if block.startswith(b"HTTP/1.") else block)


@contextmanager
def early_hints(computer: Computer) -> Iterator[None]:
    with _Hinting(computer.service.port) as gateway:
        computer.url = f"{gateway.address}/v3"
        yield


@contextmanager
def no_network(computer: Computer) -> Iterator[None]:
    computer.url = f"http://127.0.0.1:{free_port()}/v3"
    yield


@contextmanager
def clock_of_another_boot(computer: Computer) -> Iterator[None]:
    """The even clock of the system is far from that of the programs before: it has restarted, or slept for months."""
    computer.prefix = ["unshare", "-T", "--monotonic", "20000000", "--boottime", "20000000"]
    if sys.platform != "linux" or subprocess.run([*computer.prefix, "true"], check=False).returncode:
        pytest.skip("only root may have clocks of its own")
    yield
