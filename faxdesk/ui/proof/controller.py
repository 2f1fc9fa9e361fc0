"""Saves the proof of the chosen faxes, and checks one that somebody has."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from faxdesk.core.file_names import usable
from faxdesk.ui.actions.availability import can_prove
from faxdesk.ui.actions.saved_proof import say_proof_saved
from faxdesk.ui.actions.saving import ask_for_file
from faxdesk.ui.actions.table import ActionId
from faxdesk.ui.proof.dialog import ProofDialog
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.settings import Settings
    from faxdesk.services.container import Services
    from faxdesk.services.proof import MadeProof
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.window_host import WindowHost

_KEY = "proof"


def install(host: WindowHost) -> None:
    """Let the menus save and check proofs."""
    ProofController(host)


class ProofController(QObject):
    """Asks what shall be in a proof and where it shall be, and has it made. One at a time."""

    def __init__(self, host: WindowHost) -> None:
        super().__init__(host)
        self._host = host
        self._rows: tuple[Row, ...] = ()
        self._stamped = self._busy = False
        host.handle(ActionId.SAVE_PROOF, self.ask)
        host.handle(ActionId.CHECK_PROOF, self.check)
        host.selection.changed.connect(self._enable)

    def _enable(self) -> None:
        rows = self._host.selection.rows()
        self._host.actions[ActionId.SAVE_PROOF].setEnabled(not self._busy and any(map(can_prove, rows)))

    def ask(self) -> None:
        """Ask what shall be in the proof of the chosen faxes."""
        # The rows are those of the moment when the user asked; the list may have changed since.
        self._rows = tuple(row for row in self._host.selection.rows() if can_prove(row))
        if not self._rows or self._busy:
            return
        file = self._host.settings_file
        dialog = ProofDialog(len(self._rows), file.settings, self._host.window, locked=file.locked.keys())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._ask_where)
        dialog.open()

    def check(self) -> None:
        """Open the dialog in which a proof is checked."""
        # Here: the first paint does not wait for it.
        from faxdesk.ui.proof.check_dialog import ProofCheckDialog

        dialog = ProofCheckDialog(self._host.backend, self._host.numbers, self._host.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_where(self, chosen: Settings) -> None:
        self._stamped = chosen.proof_stamp
        self._remember(chosen)
        title, kind = self.tr("Save proof"), self.tr("PDF files (*.pdf)")
        ask_for_file(self._host.window, title, self._name(), kind, self._save)

    def _remember(self, chosen: Settings) -> None:
        """Keep for the next time what was chosen now. Where that fails, this proof is made as it was asked for."""
        settings = self._host.settings_file
        if settings.settings == chosen:
            return

        def change(present: Settings) -> Settings:
            return present._replace(
                proof_stamp=chosen.proof_stamp,
                proof_beside=chosen.proof_beside,
                proof_name=chosen.proof_name,
            )

        self._host.backend.with_documents(
            self, lambda _cancel: settings.change(change), None, self._host.message_bar.fail
        )

    def _name(self) -> str:
        if len(self._rows) == 1:
            return self._host.documents.file_name(self.tr("Proof"), self._rows[0])
        name = self.tr("Proof of {faxes}.pdf").format(faxes=count_text(len(self._rows), "fax"))
        return usable(name, unfit=" ")

    def _save(self, name: str) -> None:
        """Make the proof there."""
        self._set_busy(busy=True)
        self._host.message_bar.say(self.tr("Making the proof…"), key=_KEY, stays=True)
        recipients = [row.recipient for row in self._rows if row.recipient is not None]
        region = self._host.settings_file.settings.region
        job = partial(_make, recipients, Path(name), region, stamped=self._stamped)
        self._host.backend.with_services(self, job, self._made, self._failed)

    def _made(self, made: MadeProof) -> None:
        self._set_busy(busy=False)
        say_proof_saved(self._host.message_bar, (made,), _KEY)

    def _failed(self, error: FaxDeskError) -> None:
        self._set_busy(busy=False)
        self._host.message_bar.fail(error, key=_KEY)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._enable()


def _make(
    recipients: Sequence[int], target: Path, region: str, services: Services, cancel: CancelToken, *, stamped: bool
) -> MadeProof:
    """Make the proof, in the thread for that."""
    subject = services.proofs.of_recipients(recipients)
    return services.proofs.save(subject, target, region, cancel, stamped=stamped)
