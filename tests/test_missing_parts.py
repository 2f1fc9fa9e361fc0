"""A program of which a part is missing, as after an installation that was cut off: a sentence and an exit code."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo

from faxdesk import launcher
from faxdesk.core.errors import InternalFault
from faxdesk.core.settings import APP_ID
from faxdesk.ui.desktop.startup_checks import look_for_resources, missing_platform
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.unmeasured

_WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from faxdesk.__main__ import main
sys.exit(main(sys.argv[2:]))
"""


def start(code: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **variables},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("name", ["PySide6.QtWidgets", "faxdesk.ui.session", "faxdesk.cli", "faxdesk.app"])
def test_a_missing_module_is_a_sentence(name: str, tmp_path: Path) -> None:
    done = start(_WITHOUT, name, "--data-dir", str(tmp_path / "data"))
    assert done.returncode == 1
    assert done.stderr == f"A part of FaxDesk is missing: {name}. Install FaxDesk again.\n"
    assert not (tmp_path / "data").exists()


def test_what_draws_windows_is_missed_before_qt_ends_the_program(tmp_path: Path) -> None:
    code = "import sys; from faxdesk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    done = start(code, "--data-dir", str(tmp_path / "data"), QT_QPA_PLATFORM="gone")
    assert done.returncode == 1
    assert done.stderr.startswith("A part of FaxDesk is missing: ")
    assert done.stderr.endswith("platforms. Install FaxDesk again.\n")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("platform", ["", "offscreen", "offscreen:configfile=x", "minimal;offscreen"])
def test_a_whole_program_can_draw_windows(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_platform() == ""


@pytest.mark.parametrize(
    ("system", "platform", "file", "other"),
    [
        ("win32", "", "qwindows.dll", "qoffscreen.dll"),
        ("win32", "offscreen", "qoffscreen.dll", "qwindows.dll"),
        ("darwin", "", "libqcocoa.dylib", "libqoffscreen.dylib"),
        ("linux", "", "libqxcb.so", "libqoffscreen.so"),
        ("linux", "offscreen:size=1x1", "libqoffscreen.so", "libqxcb.so"),
    ],
)
def test_each_system_has_its_own_part_that_draws_windows(
    system: str, platform: str, file: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(QLibraryInfo, "path", lambda _kind: str(tmp_path))
    monkeypatch.setattr(QCoreApplication, "libraryPaths", list)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / other).touch()
    assert missing_platform().startswith("A part of FaxDesk is missing: ")
    (tmp_path / "platforms" / file).touch()
    assert missing_platform() == ""


def test_the_pictures_that_come_with_it_are_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_for_resources()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    with pytest.raises(InternalFault, match="A part of FaxDesk is missing"):
        look_for_resources()
    (tmp_path / "resources" / "icons").mkdir(parents=True)
    with pytest.raises(InternalFault):
        look_for_resources()


def test_windows_knows_the_program_before_there_is_any_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the buttons of its windows stand with those of another program in the taskbar."""
    done: list[object] = []

    class Shell:
        shell32 = property(lambda self: self)

        def SetCurrentProcessExplicitAppUserModelID(self, name: str) -> None:  # noqa: N802  as Windows calls it
            done.append(name)

    class Recorded:
        def __init__(self, _arguments: Sequence[str]) -> None:
            done.append("application")

        setApplicationName = setApplicationVersion = setOrganizationDomain = setDesktopFileName = staticmethod(  # noqa: N815
            lambda _text: None
        )

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", Shell(), raising=False)
    monkeypatch.setattr(launcher, "Application", Recorded)
    launcher.make_application()
    assert done == [APP_ID, "application"]
