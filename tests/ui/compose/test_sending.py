"""From the dialog to the service: what was entered arrives there, once."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from faxdesk.api.auth import PersonalToken
from faxdesk.core.settings import Settings
from faxdesk.services.container import ServicesFactory
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.fax_lists import Listing
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.compose import ComposeDialog
from tests.ui.compose.compose_backend import GOOD, ZURICH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.practice import PracticeServer


@pytest.fixture
def backend(practice: PracticeServer, tmp_path: Path) -> Iterator[Backend]:
    gc.disable()
    backend = Backend(ServicesFactory(DataFolder(tmp_path / "data"), practice.url, PersonalToken(practice.token)))
    backend.start()
    yield backend
    backend.stop()
    gc.enable()


def test_a_fax_from_the_dialog_is_delivered_once(
    qtbot: QtBot, backend: Backend, practice: PracticeServer, sample_pdf: Path, sample_tiff: Path
) -> None:
    qtbot.waitUntil(lambda: bool(backend.store.service_mirror.numbers()))
    dialog = ComposeDialog(backend, Settings(), [sample_pdf, sample_tiff], zone=ZURICH)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.recipients_field.edit, "044 555 01 23")
    qtbot.keyClicks(dialog.comment_edit, "Offer 17")
    with qtbot.waitSignal(dialog.kept):
        qtbot.mouseClick(dialog.send_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: backend.store.fax_lists.count(Listing.SENT) == 1)
    (row,) = backend.store.fax_lists.all(Listing.SENT)
    assert (row.to, row.comment, row.state.value) == (GOOD, "Offer 17", "delivered")
    (fax,) = practice.account.received()
    assert (fax.destination, fax.comment) == (GOOD, "Offer 17")
    assert list(fax.sha256) == [hashlib.sha256(path.read_bytes()).hexdigest() for path in (sample_pdf, sample_tiff)]
