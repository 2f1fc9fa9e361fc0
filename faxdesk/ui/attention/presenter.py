"""What is said of each thing that needs the user, and its next steps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.core.account_notes import Weight, notes
from faxdesk.core.errors import AccountBlocked, KeyringTrouble
from faxdesk.core.lifecycle import ENDED_BADLY, State
from faxdesk.core.model import Document
from faxdesk.core.service_status import Remedy
from faxdesk.core.visible_text import visible
from faxdesk.services.events import Link
from faxdesk.ui.actions.availability import is_asked
from faxdesk.ui.attention.item import AttentionItem, ItemAction
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.account_texts import note_text
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.icons import IconTone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from faxdesk.core.account_notes import AccountNote
    from faxdesk.store.drafts import KeptDraft
    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.actions.compose_launcher import ComposeLauncher
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.widgets.fax_texts import NumberFormatter


class AttentionPresenter(QObject):
    """Makes the lines of the panel.

    `show` brings a fax into view, `open_details` its details, and `connect` the dialog in which one signs in.
    """

    def __init__(
        self,
        backend: Backend,
        launcher: ComposeLauncher,
        numbers: NumberFormatter,
        show: Callable[[int], None],
        open_details: Callable[[], None],
        connect: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._backend, self._launcher, self._numbers = backend, launcher, numbers
        self._show, self._open_details, self._connect = show, open_details, connect

    def sign_in(self) -> AttentionItem:
        error = self._backend.condition.error
        if isinstance(error, AccountBlocked):
            known = [note for note in notes(self._backend.store.service_mirror.state()) if note.weight is Weight.BLOCKS]
            return self._blocked(note_text(known[0]) if known else str(error))
        sentence = str(error) if error is not None else self.tr("Fax.Plus does not let FaxDesk in.")
        sentence = self.tr("{sentence} What waits goes out as soon as you have signed in.").format(sentence=sentence)
        steps = (ItemAction(self.tr("Connect…"), self._connect, self.tr("Sign in to Fax.Plus")),)
        if not isinstance(error, KeyringTrouble):
            return AttentionItem("sign-in", self.tr("Sign-in needed"), sentence, "", "link", IconTone.BAD, steps)
        again = ItemAction(self.tr("Try again"), self._backend.look_for_sign_in, self.tr("Ask the keyring again"))
        return AttentionItem("keyring", self.tr("Keyring"), sentence, "", "link", IconTone.BAD, (again, *steps))

    def trouble(self) -> AttentionItem:
        condition = self._backend.condition
        folder = condition.link is Link.TROUBLE
        title = self.tr("Trouble with the data folder") if folder else self.tr("Sending is interrupted")
        sentence = self.tr("{sentence} FaxDesk tries again by itself; what waits stays saved.")
        sentence = sentence.format(sentence=condition.error or "").strip()
        again = ItemAction(self.tr("Try again"), self._backend.refresh, self.tr("Try again now"))
        return AttentionItem("trouble", title, sentence, "", "warning", IconTone.BAD, (again,))

    def account(self, note: AccountNote) -> AttentionItem:
        """Return the line for what keeps the account from sending, while nothing has been tried yet."""
        return self._blocked(note_text(note))

    def _blocked(self, sentence: str) -> AttentionItem:
        steps = (ItemAction(self.tr("Connect…"), self._connect, self.tr("Sign in with another account or token")),)
        return AttentionItem("account", self.tr("The account cannot send"), sentence, "", "link", IconTone.BAD, steps)

    def of(self, row: Row) -> AttentionItem:
        if row.turned_up_at is not None and not is_asked(row):
            return self._twice(row)
        name, tone = fax_texts.state_icon(row)
        return AttentionItem(
            f"fax {row.recipient}",
            self.tr("{state}: {number}").format(
                state=fax_texts.state_word(row.state), number=self._numbers.whom(row.to, row.name)
            ),
            self._sentence(row),
            self._when(row.at),
            name,
            tone,
            self._unknown_steps(row) if is_asked(row) else self._ended_steps(row),
            partial(self._show, row.recipient or 0),
        )

    def draft(self, kept: KeptDraft) -> AttentionItem:
        """Return the line for a fax that is to be looked at before it is sent."""
        names = ", ".join(document.name for document in kept.draft.files if isinstance(document, Document))
        to = ", ".join(self._numbers.text(number) for number in kept.draft.recipients)
        title = self.tr("To look at: {names}, to {to}") if to else self.tr("To look at: {names}")
        sentence = self.tr("{reason} It is from {folder}.").format(reason=kept.reason, folder=kept.origin)
        steps = (
            ItemAction(
                self.tr("Open…"), partial(self._launcher.open_draft, kept), self.tr("Look at the fax, then send it")
            ),
            ItemAction(
                self.tr("Discard"),
                partial(self._backend.commands.discard_draft, kept.id),
                self.tr("Do not send it. The document is kept in the folder “failed”."),
            ),
        )
        return AttentionItem(
            f"draft {kept.id}",
            title.format(names=visible(names), to=to),
            sentence,
            self._when(kept.created_at),
            "new-fax",
            IconTone.DOUBT,
            steps,
        )

    def _twice(self, row: Row) -> AttentionItem:
        return AttentionItem(
            f"fax {row.recipient}",
            self.tr("May arrive twice: {number}").format(number=self._numbers.whom(row.to, row.name)),
            self.tr(
                "Fax.Plus showed no trace of this fax, so it was sent again; then the first one turned up. Tell the"
                " recipient. A longer time in the settings makes this less likely."
            ),
            self._when(row.turned_up_at or row.at),
            "state-unknown",
            IconTone.DOUBT,
            (*self._earlier_steps(row), *self._steps_beside(row)),
            partial(self._show, row.recipient or 0),
        )

    def _steps_beside(self, row: Row) -> tuple[ItemAction, ...]:
        return self._ended_steps(row) if row.state in ENDED_BADLY else (self._dismissal(row),)

    def _earlier_steps(self, row: Row) -> tuple[ItemAction, ...]:
        if not row.earlier_cancellable:
            return ()
        step = partial(self._backend.commands.cancel_earlier, row.recipient or 0)
        tip = self.tr("Asks Fax.Plus once more not to send the earlier one of the two")
        return (ItemAction(self.tr("Cancel the first one"), step, tip),)

    def _unknown_steps(self, row: Row) -> tuple[ItemAction, ...]:
        tip = self.tr("See what is known of the fax, and decide whether it is sent again")
        return (ItemAction(self.tr("Decide…"), partial(self._decide, row.recipient or 0), tip),)

    def _decide(self, recipient: int) -> None:
        self._show(recipient)
        self._open_details()

    def _when(self, at: datetime) -> str:
        return fax_texts.near_text(at, self._backend.factory.now())

    def _sentence(self, row: Row) -> str:
        sentence = fax_texts.state_sentence(row)
        if not row.earlier_attempts or row.state is not State.FAILED:
            return sentence
        tried = self.tr("It was tried {times}.").format(times=count_text(row.earlier_attempts + 1, "time"))
        return f"{sentence} {tried}"

    def _dismissal(self, row: Row) -> ItemAction:
        return ItemAction(
            self.tr("Dismiss"),
            partial(self._backend.commands.dismiss, (row.recipient or 0,)),
            self.tr("Nothing more is to be done. The fax stays in its list."),
            closes=True,
        )

    def _ended_steps(self, row: Row) -> tuple[ItemAction, ...]:
        again = ItemAction(
            self.tr("Send again…"),
            partial(self._launcher.send_again, [row]),
            self.tr("Look at the fax once more, then send it"),
        )
        dismiss = self._dismissal(row)
        remedies = {
            Remedy.NUMBER: (self.tr("Change number…"), self.tr("Correct the number, then send the fax to it")),
            Remedy.DOCUMENTS: (self.tr("Change documents…"), self.tr("Open the fax anew, with other documents")),
        }.get(row.remedy)
        if remedies is None:
            return again, dismiss
        text, tip = remedies
        return ItemAction(text, partial(self._launcher.correct, row), tip), again, dismiss
