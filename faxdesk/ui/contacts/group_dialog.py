"""The question which group is to have another name, and which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from faxdesk.core.contacts import LONGEST_NAME
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.primary_button import PrimaryButton
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import reason_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.contacts import Group
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.services.local_services import LocalServices
    from faxdesk.ui.backend.backend import Backend


class GroupDialog(GrowingDialog):
    """Renames one of some groups; where that is not possible it stays, and says why."""

    renamed = Signal(str, object)
    """The name that the group had, and the `Group` as it is now."""

    def __init__(self, backend: Backend, groups: Sequence[Group], chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._backend = backend
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Rename group"))
        self.setMinimumWidth(tokens.QUESTION_WIDTH)
        self.group_box = ComboBox()
        for group in groups:
            text = self.tr("{group} ({contacts})").format(group=group.name, contacts=count_text(group.size, "contact"))
            self.group_box.addItem(text, group.name)
        self.group_box.setCurrentIndex(max(0, self.group_box.findData(chosen)))
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.note = InlineNote(self)
        box = QDialogButtonBox(self)
        self.rename_button = PrimaryButton(self.tr("&Rename"), parent=box)
        self.rename_button.setDefault(True)
        cancel = QPushButton(self.tr("Cancel"), box)
        cancel.setAutoDefault(False)
        box.addButton(self.rename_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.rename_button.stand_beside(cancel)
        box.accepted.connect(self._rename)
        box.rejected.connect(self.reject)
        rows = QFormLayout()
        rows.addRow(self.tr("&Group"), self.group_box)
        rows.addRow(self.tr("&New name"), self.name)
        layout = QVBoxLayout(self)
        margin = tokens.SPACE_L
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(tokens.SPACE_M)
        layout.addLayout(rows)
        layout.addWidget(self.note)
        layout.addStretch()
        layout.addWidget(box)
        self.group_box.currentIndexChanged.connect(self._offer_name)
        self.name.textChanged.connect(self._enable)
        self._offer_name()
        self.name.setFocus()

    def _offer_name(self) -> None:
        self.name.setText(self.group_box.currentData())
        self.name.selectAll()

    def _enable(self) -> None:
        self.note.say("")
        name = self.name.text().strip()
        self.rename_button.setEnabled(bool(name) and name != self.group_box.currentData())

    def _rename(self) -> None:
        before, name = self.group_box.currentData(), self.name.text()
        self._backend.request(self, partial(_renamed, before, name), partial(self._done, before), self._failed)

    def _done(self, before: str, group: Group) -> None:
        self.accept()
        self.renamed.emit(before, group)

    def _failed(self, error: FaxDeskError) -> None:
        self.note.say(reason_text(error), Severity.ERROR)
        self.name.setFocus()


def _renamed(before: str, name: str, services: LocalServices) -> Group:
    return services.store.contacts.rename_group(before, name)
