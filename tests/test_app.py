"""The window as a program of its own: how it starts, what it loads before it is seen, and that it leaves nothing."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.time_limits import PATIENCE, wait_until

FAXDESK = [sys.executable, "-m", "faxdesk"]

QT_SAYS = (
    "This plugin does not support propagateSizeHints",
    "Detected locale",
    "Qt depends on a UTF-8 locale",
    "If this causes problems, reconfigure your locale",
    "for more information.",
)
"""What Qt says of the offscreen platform, and of a locale without UTF-8 (LC_ALL=C)."""

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process that is sent a signal")


@contextlib.contextmanager
def start(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start the program; a test that fails does not wait for its end."""
    pipe = subprocess.PIPE
    with subprocess.Popen([*FAXDESK, *arguments], stdout=pipe, stderr=pipe, encoding="utf-8") as program:
        try:
            yield program
        finally:
            program.kill()


def end(program: subprocess.Popen[str]) -> None:
    """Ask the program to end, and wait. Windows ends it at once."""
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0 or sys.platform == "win32"


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


# --------------------------------------------------------------------------------------------------- self-test


@linux
def test_the_self_test_passes_and_leaves_neither_a_process_nor_data(tmp_path: Path) -> None:
    home, report = tmp_path / "home", tmp_path / "report.json"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "FAXDESK_DATA_DIR": str(home / "data")}
    command = [*FAXDESK, "--self-test", "--report", str(report)]
    started: set[int] = set()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as program:
        while program.poll() is None:
            started |= set(children(program.pid))
        assert program.stdout is not None
        assert program.stderr is not None
        said, errors = program.stdout.read(), program.stderr.read()
    assert program.returncode == 0, said
    assert [
        line for line in errors.splitlines() if not line.startswith((*QT_SAYS, "This plugin does not support"))
    ] == []
    told = json.loads(report.read_text("utf-8"))
    assert told["passed"]
    assert {"fax", "page", "single instance", "keyring", "certificates"} <= {check["name"] for check in told["checks"]}
    assert started, "the practice service is a process of its own"
    assert [pid for pid in started if alive(pid)] == []
    assert not (home / "data").exists()


# -------------------------------------------------------------------------------------------------- first paint

_BEFORE_PAINT = """
import sys
from faxdesk.launcher import main
from faxdesk.ui.session import Session

heavy = ("requests", "urllib3", "keyring", "PIL", "pypdfium2", "phonenumbers", "werkzeug", "truststore")

def begin(session):
    print(*[name for name in heavy if name in sys.modules])
    session.window.close()

Session._begin = begin
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("options", [[], ["--practice"]])
def test_nothing_heavy_is_loaded_before_the_window_is_painted(options: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE_PAINT, "--data-dir", str(tmp_path), *options],
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout.split() == []
    assert done.returncode == 0, done.stderr


def test_no_feature_is_loaded_before_the_window_has_been_drawn(tmp_path: Path) -> None:
    code = """
import sys
from faxdesk.launcher import main
from faxdesk.ui.session import Session
draw = Session._draw_icons
def told(session):
    print(*sorted(name for name in sys.modules if name.startswith("faxdesk.")))
    draw(session)
    session.window.features_installed.connect(session.window.close)
Session._draw_icons = told
sys.exit(main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.split()
    later = (
        "ui.attention",
        "ui.fax_details",
        "ui.compose",
        "ui.cover_page",
        "ui.page_editor",
        "ui.settings",
        "ui.account",
        "ui.actions.controller",
        "ui.actions.fax_documents",
        "ui.backend.document_intake",
        "ui.main_window.features",
        "ui.widgets.drop_target",
        "ui.widgets.message_bar",
        "ui.widgets.mime_documents",
        "core.search_text",
        "services.text_indexing",
        "store.search_index",
        "ui.widgets.disclosure",
        "api",
        "core.cover",
        "core.model",
        "documents",
        "practice",
        "services.container",
        "store.service_mirror",
        "store.submissions",
    )
    assert not [name for name in loaded if name.removeprefix("faxdesk.").startswith(later)]


def test_the_icons_are_read_as_soon_as_the_window_has_been_drawn_without_them(tmp_path: Path) -> None:
    code = """
import sys
from PySide6.QtCore import QTimer
from faxdesk.launcher import main
from faxdesk.ui.session import Session

read = []

def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith(".svg"):
        read.append(str(arguments[0]))

sys.addaudithook(note)
draw = Session._draw_icons

def told(session):
    print(*read)
    draw(session)
    look = QTimer(session)
    look.setInterval(20)
    # Nothing else has this one drawn anew.
    look.timeout.connect(lambda: session.window.close() if "new-fax" in str(read) else None)
    look.start()

Session._draw_icons = told
sys.exit(main(sys.argv[1:]))
"""
    command = [sys.executable, "-c", code, "--data-dir", str(tmp_path), "--practice"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.stdout.split() == []
    assert done.returncode == 0, done.stderr


def test_the_command_line_does_not_load_qt() -> None:
    code = "import sys; from faxdesk.__main__ import main\ntry: main(['--version'])\nexcept SystemExit: pass\n"
    code += "print(*[name for name in sys.modules if name.startswith('PySide6')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == ""


# -------------------------------------------------------------------------------------------------- start and end


def test_a_second_start_ends_at_once_and_the_first_goes_on(tmp_path: Path, sample_pdf: Path) -> None:
    with start("--data-dir", str(tmp_path)) as first:
        wait_until((tmp_path / "window.lock").exists, "the window")
        second = subprocess.run([*FAXDESK, "--data-dir", str(tmp_path), str(sample_pdf)], timeout=PATIENCE, check=False)
        assert second.returncode == 0
        assert first.poll() is None
        end(first)


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@linux
def test_a_signal_ends_the_window_and_its_service(number: signal.Signals, tmp_path: Path) -> None:
    with start("--data-dir", str(tmp_path), "--practice") as program:
        wait_until(lambda: children(program.pid), "the start of the service")
        (service,) = children(program.pid)
        program.send_signal(number)
        assert program.wait(PATIENCE) == 0
        assert not alive(service)
        assert program.stderr is not None
        assert "Traceback" not in program.stderr.read()


@linux
def test_the_service_ends_when_the_window_is_killed(tmp_path: Path) -> None:
    with start("--data-dir", str(tmp_path), "--practice") as program:
        wait_until(lambda: children(program.pid), "the start of the service")
        (service,) = children(program.pid)
        program.kill()
        program.wait(PATIENCE)
    wait_until(lambda: not alive(service), "the end of the service")


def test_after_a_crash_the_window_opens_again(tmp_path: Path) -> None:
    with start("--data-dir", str(tmp_path)) as program:
        wait_until((tmp_path / "window.lock").exists, "the window")
        second = subprocess.run([*FAXDESK, "--data-dir", str(tmp_path)], timeout=PATIENCE, check=False)
        assert second.returncode == 0
        program.kill()
    (tmp_path / "window.address").unlink(missing_ok=True)
    with start("--data-dir", str(tmp_path)) as again:
        wait_until((tmp_path / "window.address").exists, "the window")
        end(again)


def test_a_folder_that_cannot_be_used_is_said_in_a_window(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with start("--data-dir", str(tmp_path / "file")) as program:
        assert program.stderr is not None
        line = program.stderr.readline()
        while line.startswith(QT_SAYS):
            line = program.stderr.readline()
        assert "is a file" in line
        assert program.poll() is None, "it waits until the user has read it"
        program.kill()


@linux
def test_without_a_screen_it_names_the_command_line(tmp_path: Path) -> None:
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [*FAXDESK, "--data-dir", str(tmp_path)],
        env=bare,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "faxdesk send" in done.stderr


@posix
def test_a_service_that_never_answers_does_not_keep_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("FAXDESK_TOKEN", "alohi_pat_x")
        monkeypatch.setenv("FAXDESK_API_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/v3")
        with start("--data-dir", str(tmp_path)) as program:
            # Somebody has called, and waits for an answer.
            silent.settimeout(PATIENCE)
            caller, _address = silent.accept()
            with caller:
                program.send_signal(signal.SIGTERM)

                def ended() -> bool:
                    # An answer without end: whoever waits for it, waits for ever.
                    with contextlib.suppress(ConnectionError):
                        caller.send(b"x")
                    return program.poll() is not None

                wait_until(ended, "the end of the program")
                assert program.returncode == 0
