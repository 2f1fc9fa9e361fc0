"""A package that lacks a part says which, in a sentence."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from faxdesk import __main__ as program
from faxdesk.core import package_parts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package of one library and one file of data."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / package_parts.LIST).write_text("- PySide6/Qt6Gui.dll\n5 tzdata/zones\n", encoding="utf-8")
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "Qt6Gui.dll").touch()
    return tmp_path


def test_a_whole_package_runs(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["faxdesk", "outbox"])
    monkeypatch.setattr(program, "main", lambda: 7)
    assert program.main_of_package() == 7


@pytest.mark.parametrize("part", ["PySide6/Qt6Gui.dll", "resources/parts.txt"])
def test_a_library_that_is_missing_is_named(
    part: str, package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (package / part).unlink()
    monkeypatch.setattr(sys, "argv", ["faxdesk", "outbox"])
    monkeypatch.setattr(program, "main", lambda: pytest.fail("it must not go on"))
    assert program.main_of_package() == 1
    said = capsys.readouterr().err
    assert part.rpartition("/")[2] in said
    assert said.endswith("is missing. Install FaxDesk again.\n")


def test_a_module_that_is_missing_is_named(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        raise ModuleNotFoundError("No module named 'werkzeug'")

    monkeypatch.setattr(sys, "argv", ["faxdesk", "sandbox"])
    monkeypatch.setattr(program, "main", run)
    assert program.main_of_package() == 1
    assert capsys.readouterr().err == "FaxDesk is not whole: No module named 'werkzeug'. Install FaxDesk again.\n"
