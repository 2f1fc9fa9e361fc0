"""What holds for every test: nothing of the user's is touched, nothing leaves the machine, nothing is left running.

No test needs to ask for these guards. Fixtures that a test asks for: `practice`, `sample_pdf`, `sample_tiff`.
"""

from __future__ import annotations

import faulthandler
import gc
import ipaddress
import itertools
import logging
import os
import socket
import sys
import threading
import traceback
import weakref
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from faxdesk.core import redaction
from faxdesk.core.resources import resource_path
from faxdesk.store import managed_settings_file
from faxdesk.ui.desktop.override_guard import guard_overrides
from tests import measuring, new_databases
from tests.time_limits import PATIENCE, PATIENCE_MS

if TYPE_CHECKING:
    from PySide6.QtCore import QThread
    from PySide6.QtWidgets import QApplication

    from faxdesk.practice import PracticeServer
    from tests.document_children import IdleChildren

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.platform == "win32":
    # That platform looks for fonts beside Qt, where there are none, and not where Windows has them.
    os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts"))
# Tests start FaxDesk some two hundred times; where Python may keep nothing, each of them would compile it again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A busy machine is no fault; speed is measured by the benchmarks.
hypothesis.settings.register_profile("faxdesk", deadline=None, print_blob=True)
hypothesis.settings.load_profile("faxdesk")
# As the program does, before the classes of the window are made.
guard_overrides()

# -------------------------------------------------------------------------------------- the user's own things


class MemoryKeyring(KeyringBackend):
    """A keyring that is gone with its test, as able as the real ones."""

    priority = 5

    def __init__(self) -> None:
        # That of the base class only looks for properties in the environment, in each test anew.
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryKeyring]:
    """The keyring of this test; programs that it starts have none at all."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(MemoryKeyring())


@pytest.fixture(autouse=True)
def no_secret_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets of one test are not taken out of the texts of the next."""
    for name in ("_shared", "_own"):
        monkeypatch.setattr(redaction, name, redaction.KnownSecrets())


@pytest.fixture(scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """New folders, one for each test. Pytest would look for a free name among those of all tests before."""
    above = tmp_path_factory.mktemp("own")
    return (above / str(number) for number in itertools.count())


@pytest.fixture
def own_folder(own_folders: Iterator[Path]) -> Path:
    """What a test has of the computer, beside its documents."""
    folder = next(own_folders)
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def home(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, where every platform's folders for data, settings and caches are; no FAXDESK_ variable."""
    folder = own_folder / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(folder))
    for name in [name for name in os.environ if name.startswith(("FAXDESK_", "XDG_"))]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def managed_settings(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the administrator's file would be, which no test finds there unless it writes it."""
    path = own_folder / managed_settings_file.FILE
    monkeypatch.setattr(managed_settings_file, "standard_path", lambda: path)
    return path


@pytest.fixture(autouse=True)
def databases_are_made_in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every test makes a new database, and few are about how one comes through the versions to the newest."""
    new_databases.make_in_one_step(monkeypatch)


# ------------------------------------------------------------------------------------------- the network


def _is_here(host: object) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded_connect(real: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            pytest.fail(f"A test tried to reach {address[0]}; tests stay on this machine.")
        return real(self, address)

    return connect


def _guarded_getaddrinfo(real: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: object, *args: Any, **kwargs: Any) -> Any:
        if str(host).endswith(".invalid"):
            # The reserved name that does not exist anywhere (RFC 6761), without asking a name server.
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not _is_here(host):
            pytest.fail(f"A test looked up {host}; tests stay on this machine.")
        return real(host, *args, **kwargs)

    return getaddrinfo


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Fail whatever tries to reach another machine, or to find out its address."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded_connect(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo(socket.getaddrinfo))
        yield


# --------------------------------------------------------------------------------------- nothing left behind


_started_qthreads: weakref.WeakSet[QThread] = weakref.WeakSet()
_abandoned: list[QThread] = []
"""Threads that did not end: Qt aborts the process when their objects go."""


def _trace(thread: QThread) -> None:
    """Let coverage see what a QThread runs: its hook for new threads reaches those of Python only."""
    hook = threading.gettrace()
    if hook is None:
        return
    run = thread.run

    def traced_run() -> None:
        del thread.run
        sys.settrace(hook)
        run()

    thread.run = traced_run  # type: ignore[method-assign]  # Qt calls what the object itself has


@pytest.fixture(autouse=True, scope="session")
def qthreads_are_noted() -> Iterator[None]:
    """Note every QThread that is started; Qt itself keeps no list of them."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        yield
        return
    real = core.QThread.start

    def start(self: QThread, *args: Any) -> None:
        _started_qthreads.add(self)
        _trace(self)
        real(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.QThread, "start", start)
        yield


def _running_qthreads() -> list[QThread]:
    if not _started_qthreads:
        return []
    from shiboken6 import isValid

    running = [thread for thread in _started_qthreads if isValid(thread) and thread.isRunning()]
    left = [thread for thread in running if thread not in _abandoned and not thread.wait(PATIENCE_MS)]
    _abandoned.extend(left)
    return left


def _running_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that would keep the program from ending."""
    new = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in new:
        thread.join(PATIENCE)
    return [thread for thread in new if thread.is_alive()]


def _application() -> QApplication | None:
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _windows() -> dict[int, str]:
    """The top-level widgets that nobody owns, as address and description."""
    application = _application()
    if application is None or not hasattr(application, "topLevelWidgets"):
        return {}
    from shiboken6 import getCppPointer

    free = [widget for widget in application.topLevelWidgets() if widget.parent() is None]
    return {getCppPointer(widget)[0]: f"{widget!r} {widget.windowTitle()!r}" for widget in free}


def _open_windows(before: dict[int, str]) -> list[str]:
    left = _windows().keys() - before.keys()
    if not left:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    for thoroughly in (False, True):
        if thoroughly:
            gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        left = _windows().keys() - before.keys()
        if not left:
            return []
    return [text for address, text in _windows().items() if address in left]


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread running or a window open, not the one after it."""
    threads, windows = set(threading.enumerate()), _windows()
    yield
    left = [
        *(f"QThread {thread!r}" for thread in _running_qthreads()),
        *(f"thread {thread.name}" for thread in _running_threads(threads)),
        *(f"window {text}" for text in _open_windows(windows)),
    ]
    if left:
        pytest.fail(f"This test left behind: {', '.join(left)}")


@pytest.fixture(scope="session", autouse=True)
def hypothesis_has_begun() -> None:
    """Let Hypothesis make its source of chance first: it looks who holds that, and finds nobody who is frozen."""

    @hypothesis.given(hypothesis.strategies.none())
    def nothing(_none: None) -> None:
        pass

    nothing()


_tests_since_collection = itertools.count()


@pytest.fixture(autouse=True)
def main_thread_collects() -> None:
    """Let only the main thread collect garbage: in another thread it would destroy Qt objects in its thread.

    What lives on between tests, modules and thousands of collected tests, is left out of all later collections: with
    it each of them takes many times as long, and most tests of the window need one.
    """
    if next(_tests_since_collection) % 20 == 0:
        gc.collect()
        gc.freeze()
    gc.disable()


# ------------------------------------------------------------------------------------------- what is measured


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Measure what FaxDesk does when it is imported, and not how the tests are found; collect no garbage meanwhile."""
    gc.disable()
    measuring.import_everything()
    with measuring.paused():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Choose what is measured while the tests are in the order of their files; put the longest ones before all others.

    Those of a worker that is at one of them are taken over by the others, which would wait for it if it came last.
    """
    measuring.leave_out_most_cases(items)
    yield
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure no coverage in a test that is marked as `unmeasured`, nor in what is set up for it."""
    with measuring.paused() if item.get_closest_marker("unmeasured") else nullcontext():
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def measured_by_children() -> dict[str, str]:
    """The variables by which programs measure themselves, which are not in the environment of the tests."""
    measuring.leave_out_practice_threads()
    return measuring.take_variables()


@pytest.fixture(scope="module")
def children_are_measured(measured_by_children: dict[str, str]) -> Iterator[None]:
    """Asked for by tests of what runs only in programs that are started: most tests start one for what is around it."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in measured_by_children.items():
            patch.setenv(name, value)
        yield


# -------------------------------------------------------------------------------------------- faults of FaxDesk


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Write half surrogate pairs in what a test has logged as escapes: reports go to another process as UTF-8."""
    report = yield
    report.sections = [
        (name, content.encode("utf-8", "backslashreplace").decode("utf-8")) for name, content in report.sections
    ]
    return report


class _FaultNotes(logging.Handler):
    """Notes the tracebacks that FaxDesk writes into its log."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.noted: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            trace = "".join(traceback.format_tb(record.exc_info[2]))
            self.noted.append(f"{record.getMessage()}: {type(record.exc_info[1]).__name__}\n{trace}")


@pytest.fixture
def faults_are_expected() -> None:
    """Asked for by a test in which something has a fault: nothing else may have one unseen."""


@pytest.fixture(autouse=True)
def no_fault_is_hidden(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test in which FaxDesk had a fault: it goes on with its work, and says so only in the log."""
    notes, log = _FaultNotes(), logging.getLogger("faxdesk")
    log.addHandler(notes)
    yield
    log.removeHandler(notes)
    if notes.noted and "faults_are_expected" not in request.fixturenames:
        pytest.fail("FaxDesk had a fault: " + "\n".join(notes.noted))


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Leave the log, and what is written at a crash, as they were: a window that a test opens starts its own."""
    log = logging.getLogger("faxdesk")
    before = (log.handlers[:], log.propagate, log.level)
    crashes = faulthandler.is_enabled()
    yield
    started = set(log.handlers) - set(before[0])
    for handler in started:
        handler.close()
    log.handlers[:] = before[0]
    log.propagate = before[1]
    log.setLevel(before[2])
    if started and crashes and sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)


# ------------------------------------------------------------------------------------------- for the asking


@pytest.fixture(scope="session")
def idle_children() -> Iterator[IdleChildren]:
    """The document children of this session that have nothing to do."""
    from tests.document_children import IdleChildren

    children = IdleChildren()
    yield children
    children.end()


@pytest.fixture
def document_children_are_shared(idle_children: IdleChildren, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for by tests that are not about how such a child starts and ends: theirs has been that of another test."""
    idle_children.serve_all(monkeypatch)


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    """A Fax.Plus of our own on loopback, with a fresh account whose faxes are finished at once."""
    from faxdesk.practice import Pace, PracticeAccount, PracticeServer

    account = PracticeAccount(pace=Pace.instant())
    with PracticeServer(account) as server:
        yield server


@pytest.fixture
def sample_pdf() -> Path:
    """A PDF of two A4 pages with text."""
    return resource_path("sample.pdf")


@pytest.fixture
def sample_tiff() -> Path:
    """A TIFF of two fax pages: Group 4, 1728 pixels wide, 204 by 196 dots per inch."""
    return resource_path("sample.tiff")
