"""Other programs that FaxDesk starts get what they need of the environment, and nothing else."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxdesk.api.transport import Transport
from faxdesk.core import child_environment
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.child_environment import WEBHOOK_SECRET
from faxdesk.core.errors import InputRefused
from faxdesk.documents.convert import heic
from faxdesk.documents.convert.libreoffice import office_to_pdf
from faxdesk.documents.worker.client import Worker
from tests.documents.files import put
from tests.source_trees import dotted, nodes, trees
from tests.time_limits import PATIENCE

TOKEN, PASSWORD, OTHER = "opensesame-2026", "proxy-secret-17", "another-secret-18"
PROXY = f"http://office:{PASSWORD}@proxy.example:8080"
posix = pytest.mark.skipif(os.name == "nt", reason="stands in for programs with shell scripts")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

STARTERS = {
    "subprocess": {"Popen", "run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"},
    "os": {"system", "popen", "startfile", "posix_spawn", "posix_spawnp", "fork", "forkpty"},
    "webbrowser": {"open", "open_new", "open_new_tab"},
    "pty": {"spawn", "fork"},
}
"""How Python starts programs, beside `os.exec…` and `os.spawn…`."""


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of an office that has its secrets there."""
    monkeypatch.setenv("FAXDESK_TOKEN", TOKEN)
    for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, PROXY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", OTHER)


def environment_of(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")


def assert_clean(environment: str) -> None:
    assert "PATH=" in environment
    assert [secret for secret in (TOKEN, PASSWORD, OTHER) if secret in environment] == []


# ------------------------------------------------------------------------------------------------------- who starts


def is_call_of(name: str, node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def starts(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that start a program by Python's own means."""
    for node in nodes(tree):
        if isinstance(node, ast.Call) and is_call_of("ChildProcess", node):
            yield node
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            module, name = node.func.value.id, node.func.attr
            if name in STARTERS.get(module, ()) or (module == "os" and name.startswith(("exec", "spawn"))):
                yield node


def test_every_program_is_started_with_an_environment_of_its_own() -> None:
    found, bare = 0, []
    for path, tree in trees():
        for call in starts(tree):
            found += 1
            given = [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg == "env"]
            if not given or "environ" in given[0].replace("child_environment", ""):
                bare.append(f"{path}:{call.lineno}")
    assert found >= 5, "the search finds what there is"
    assert bare == []


def test_every_program_that_qt_starts_is_given_one_too() -> None:
    bare = []
    for path, tree in trees():
        made = any(is_call_of("QProcess", node) for node in nodes(tree))
        if made and "setProcessEnvironment" not in ast.unparse(tree):
            bare.append(path)
        # Without an object there is nothing that an environment could be given to.
        bare += [path for node in nodes(tree) if dotted(node) == "QProcess.startDetached"]
    assert bare == []


@pytest.mark.parametrize(
    "code", ["import subprocess; subprocess.run(['x'])", "ChildProcess(['x'], 1)", "import os; os.execv('x', [])"]
)
def test_the_rule_sees_them(code: str) -> None:
    assert len(list(starts(ast.parse(code)))) == 1


# ------------------------------------------------------------------------------------------------ what they are given


@linux
def test_the_child_that_opens_documents(sample_pdf: Path) -> None:
    with Worker() as worker:
        assert worker.examine(sample_pdf).pages == 2
        assert worker._process is not None
        assert_clean(environment_of(worker._process.pid))


@posix
def test_libreoffice(tmp_path: Path) -> None:
    told = tmp_path / "told"
    office = put(tmp_path, "soffice", f'#!/bin/sh\nenv > "{told}"\n'.encode())
    office.chmod(0o755)
    with pytest.raises(InputRefused):
        office_to_pdf(office, put(tmp_path, "a.rtf", b"{}"), tmp_path / "a.pdf", "a.rtf", ".rtf", NeverCancelled())
    text = told.read_text()
    assert_clean(text)
    folders = [line for line in text.splitlines() if line.startswith(("TMPDIR=", "TEMP=", "TMP="))]
    assert len(folders) == 3
    assert all(str(tmp_path) in line and "office-" in line for line in folders), "Windows knows TEMP and TMP only"
    assert "http_proxy=http://127.0.0.1:9" in text, "whatever asks for the network asks a proxy that is not there"


@posix
def test_the_converter_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    monkeypatch.setattr(heic, "_command", lambda source, out: ["/bin/sh", "-c", f'env > "{told}"'])
    with pytest.raises(InputRefused):
        heic.heic_to_pictures(put(tmp_path, "a.heic", b"x"), tmp_path, "a.heic")
    assert_clean(told.read_text())


_WINDOW = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from faxdesk import launcher
from faxdesk.ui.session import Session

def children():
    return [int(child) for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]

def environments():
    return [Path(f"/proc/{pid}/environ").read_bytes() for pid in children()]

real = Session._begin

def begin(session):
    real(session)
    session._practice.ready.connect(lambda *_: done(session))

def done(session):
    sys.stdout.buffer.write(b"\\n".join(environments()))
    # What the browser and the file manager are started with.
    sys.stdout.buffer.write(b"\\nBROWSER " + repr(dict(os.environ)).encode())
    os.system("env > " + sys.argv[3])
    sys.stdout.flush()
    session.window.close()

Session._begin = begin
sys.exit(launcher.main(sys.argv[1:3] + ["--practice"]))
"""


@linux
def test_the_practice_service_and_whatever_the_desktop_starts(tmp_path: Path) -> None:
    told = tmp_path / "told"
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW, "--data-dir", str(tmp_path / "data"), str(told)],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
    )
    service, browser = done.stdout.decode(errors="replace").split("\nBROWSER ")
    assert "PATH=" in service
    for text in (service, browser, told.read_text()):
        assert [secret for secret in (TOKEN, PASSWORD, OTHER) if secret in text and secret != OTHER] == []
    assert OTHER not in service
    assert "http://proxy.example:8080" in browser, "the browser finds its way all the same"


# ------------------------------------------------------------------------------------------- what FaxDesk itself keeps


@pytest.mark.parametrize(
    ("address", "left"),
    [
        (PROXY, "http://proxy.example:8080"),
        ("office:p@ss@proxy.example:8080", "proxy.example:8080"),
        ("http://[::1", "http://[::1"),
        ("http://proxy.example:8080", "http://proxy.example:8080"),
        ("", ""),
    ],
)
def test_the_login_of_a_proxy_is_withheld_and_known_here(
    address: str, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_environment, "_withheld", {})
    environment = {"HTTPS_PROXY": address, "PATH": "/bin", "FAXDESK_TOKEN": TOKEN}
    before = child_environment.withhold_secrets(environment)
    assert environment == {"HTTPS_PROXY": left, "PATH": "/bin"}
    assert before == {"HTTPS_PROXY": address, "PATH": "/bin", "FAXDESK_TOKEN": TOKEN}
    assert child_environment.proxy_with_login(left) == address


def test_faxdesk_itself_logs_in_at_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_environment, "_withheld", {})
    child_environment.withhold_secrets(os.environ)
    assert PASSWORD not in os.environ["https_proxy"]
    assert Transport("https://fax.invalid/v3")._proxies["https"] == PROXY


def test_the_receiver_alone_gets_the_secret_of_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_environment, "_withheld", {})
    assert WEBHOOK_SECRET not in child_environment.for_receiver()
    monkeypatch.setenv(WEBHOOK_SECRET, TOKEN)
    child_environment.withhold_secrets(os.environ)
    assert WEBHOOK_SECRET not in {*os.environ, *child_environment.for_faxdesk(), *child_environment.for_tool()}
    assert child_environment.for_receiver()[WEBHOOK_SECRET] == TOKEN


def test_another_window_gets_all_but_the_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setenv(WEBHOOK_SECRET, TOKEN)
    assert child_environment.for_window()["DISPLAY"] == ":7"
    assert TOKEN not in child_environment.for_window().values()


def test_children_keep_their_language_and_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT"):
        monkeypatch.setenv(name, "kept")
        assert child_environment.for_tool()[name] == "kept"
    monkeypatch.setenv("PYTHONPATH", "kept")
    assert child_environment.for_faxdesk()["PYTHONPATH"] == "kept"
    assert "PYTHONPATH" not in child_environment.for_office()
