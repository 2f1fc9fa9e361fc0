"""What the settings say of webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from faxdesk.core.settings import Settings
from faxdesk.ui.webhooks.settings_page import WebhooksSettings
from tests.ui.accessible_names import nameless

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(), "The receiver is off."),
        (Settings(webhook_receiver=True, webhook_port=8001), "The receiver runs while FaxDesk is open, at port 8001."),
    ],
)
def test_whether_the_receiver_runs_is_said(settings: Settings, words: str, qtbot: QtBot) -> None:
    page = WebhooksSettings(settings)
    qtbot.addWidget(page)
    assert words in [label.text() for label in page.findChildren(QLabel)]
    assert nameless(page) == []
    with qtbot.waitSignal(page.wanted):
        page.button.click()
