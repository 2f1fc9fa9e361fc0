"""What is said of FaxDesk, and of the work of others that comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QWidget

from faxdesk.core import resources
from faxdesk.ui.main_window import help_menu

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot


def _about(qtbot: QtBot) -> tuple[QWidget, QMessageBox]:
    window = QWidget()
    qtbot.addWidget(window)
    help_menu.show_about(window)
    (box,) = window.findChildren(QMessageBox)
    return window, box


def test_a_package_shows_the_licences_of_others(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / resources.NOTICES).write_text("Qt: LGPL-3.0\nZürich & <b>", encoding="utf-8")
    monkeypatch.setattr(help_menu, "resource_path", lambda name: tmp_path / name)
    window, box = _about(qtbot)
    (button,) = [one for one in box.buttons() if "Licences" in one.text()]
    button.click()
    (dialog,) = [one for one in window.findChildren(QDialog) if not isinstance(one, QMessageBox)]
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert text.toPlainText() == "Qt: LGPL-3.0\nZürich & <b>"
    assert text.isReadOnly()
    dialog.close()


def test_what_runs_from_its_source_has_none_to_show(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(help_menu, "resource_path", lambda name: tmp_path / name)
    _window, box = _about(qtbot)
    assert [one.text() for one in box.buttons() if "Licences" in one.text()] == []
    box.close()
