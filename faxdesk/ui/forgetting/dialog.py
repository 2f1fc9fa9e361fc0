"""The dialog that forgets a person: two acts, each with what exactly it removes, and what stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from faxdesk.core.cancel_token import AnyOf
from faxdesk.core.errors import FaxDeskError, Stopped
from faxdesk.core.quantities import size_text
from faxdesk.services.forgetting import Forgetter, person_of_contact, person_of_number
from faxdesk.services.home_region import home_region
from faxdesk.ui.backend.callbacks import CancellableTask
from faxdesk.ui.forgetting.act_page import ActPage
from faxdesk.ui.forgetting.texts import fax_entry, item_entry
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.message_bar import MessageAction, MessageBar
from faxdesk.ui.widgets.number_text import number_text
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tab_bar import QuietTabBar
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.forgetting import FaxThere, Person, PersonHere
    from faxdesk.services.container import Services
    from faxdesk.store.store import Store
    from faxdesk.ui.backend.backend import Backend

_KEY = "forgetting"


class _Seen(NamedTuple):
    """What was found of a person, and shown."""

    person: Person
    here: PersonHere
    there: tuple[FaxThere, ...]


class ForgetDialog(QDialog):
    """Shows what there is of a person, and removes it here or at Fax.Plus, as the user asks for either."""

    _progressed = Signal(int, int)
    """So many of so many are deleted at Fax.Plus, from the thread that does it."""

    def __init__(self, backend: Backend, whose: Callable[[Store], Person], parent: QWidget) -> None:
        """`whose` finds the person: `whose_number` or `whose_contact`."""
        super().__init__(parent)
        self._backend, self._whose = backend, whose
        self._seen: _Seen | None = None
        self._task = CancellableTask(self)
        self._acts = self._closes = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Forget this person"))
        self.resize(*tokens.FORGET_DIALOG)
        self.title, self.numbers = QLabel(self.tr("Looking…")), QLabel()
        for label in (self.title, self.numbers):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        write_in(self.title, tokens.TITLE, bold=True)
        self.message_bar = MessageBar()
        self.here = ActPage(self.tr("What goes from this computer"), self.tr("&Remove from this computer…"))
        self.there = ActPage(self.tr("What is deleted at Fax.Plus"), self.tr("&Delete at Fax.Plus…"))
        self.stays = ActPage(self.tr("What stays"))
        self.tabs = QTabWidget()
        self.tabs.setTabBar(QuietTabBar())
        self.tabs.setDocumentMode(True)
        self.stop_button = QPushButton(self.tr("&Stop"))
        self.stop_button.setAutoDefault(False)
        self.close_button = QPushButton(self.tr("&Close"))
        self._lay_out()
        self.here.button.clicked.connect(self._ask_here)
        self.there.button.clicked.connect(self._ask_there)
        self.stop_button.clicked.connect(self._stop)
        self._progressed.connect(self._show_progress)
        self.finished.connect(self._task.cancel)
        self._left_there = 0
        self._look()

    def _lay_out(self) -> None:
        for page in (self.here, self.there, self.stays):
            self.tabs.addTab(page, page.list.accessibleName())
        box = QDialogButtonBox(self)
        box.addButton(self.stop_button, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.stop_button.hide()
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        column.setSpacing(tokens.SPACE_S)
        for widget in (self.title, self.numbers, self.message_bar):
            column.addWidget(widget)
        column.addWidget(self.tabs, 1)
        column.addWidget(box)

    # ------------------------------------------------------------------------------------------------ looking

    def _look(self) -> None:
        whose = self._whose if self._seen is None else _same(self._seen.person)
        # All records are looked at: not where lists are read.
        self._backend.with_services(self, partial(_find, whose), self._show, self._not_found)

    def _not_found(self, error: FaxDeskError) -> None:
        if self._seen is None:
            self.title.setText(self.windowTitle())
        self._tell(error)

    def _show(self, seen: _Seen) -> None:
        self._seen = seen
        person, here, there = seen
        numbers = ", ".join(map(number_text, person.numbers))
        self.title.setText(self.tr("Forget {who}").format(who=", ".join(person.names) or numbers))
        self.numbers.setText(numbers if person.names else "")
        self.numbers.setVisible(bool(self.numbers.text()))
        self.here.say(self._what_goes(here), list(map(item_entry, here.goes)), usable=bool(here.goes))
        self.there.say(self._what_is_there(there), list(map(fax_entry, there)), usable=bool(there))
        self.stays.say(
            self.tr("Neither button removes this: it is not finished yet, or it is not theirs alone.")
            if here.stays
            else self.tr("Nothing of them stays."),
            list(map(item_entry, here.stays)),
        )
        for place, (words, count) in enumerate(
            (
                (self.tr("On this computer ({count})"), len(here.goes)),
                (self.tr("At Fax.Plus ({count})"), len(there)),
                (self.tr("What stays ({count})"), len(here.stays)),
            )
        ):
            self.tabs.setTabText(place, words.format(count=count))

    def _what_goes(self, here: PersonHere) -> str:
        if not here.goes:
            return self.tr("There is nothing of them on this computer that could go.")
        if not here.files:
            return self.tr("All of this is removed from this computer.")
        return self.tr("All of this is removed from this computer, with {files}, {size}.").format(
            files=count_text(here.files, "file"), size=size_text(here.size)
        )

    def _what_is_there(self, there: Sequence[FaxThere]) -> str:
        if there:
            return self.tr("These faxes are deleted at Fax.Plus, with their reports. What is on this computer stays.")
        if self._left_there:
            return self._still_there()
        return self.tr("As far as is known here, this account has no fax of theirs at Fax.Plus.")

    def _still_there(self) -> str:
        """Say what nobody could find out afterwards."""
        return self.tr(
            "Fax.Plus still has {faxes} of theirs, and FaxDesk does not know any more which. Delete them at Fax.Plus"
            " yourself."
        ).format(faxes=count_text(self._left_there, "fax"))

    # ----------------------------------------------------------------------------------------------- removing

    def _ask_here(self) -> None:
        if self._seen is None:
            return
        words = self.tr("Remove all of this from this computer? It cannot be taken back.")
        if self._seen.there:
            words = self.tr(
                "Remove all of this from this computer? It cannot be taken back. Fax.Plus still has {faxes}, and"
                " FaxDesk will not know afterwards whose they are. If you want them deleted, do that first."
            ).format(faxes=count_text(len(self._seen.there), "fax"))
        self.message_bar.ask(
            words,
            MessageAction(self.tr("&Remove from this computer"), self._forget_here),
            MessageAction(self.tr("&Leave it"), self.here.list.setFocus),
        )

    def _ask_there(self) -> None:
        if self._seen is None:
            return
        self.message_bar.ask(
            self.tr("Delete {faxes} at Fax.Plus? It cannot be taken back.").format(
                faxes=count_text(len(self._seen.there), "fax")
            ),
            MessageAction(self.tr("&Delete at Fax.Plus"), self._delete_there),
            MessageAction(self.tr("&Leave it"), self.there.list.setFocus),
        )

    def _forget_here(self) -> None:
        if self._seen is not None:
            self._begin(self.tr("Removing from this computer…"))
            job = partial(_forget, self._seen, self._task.token)
            self._backend.with_services(self, job, self._forgotten_here, self._fail)

    def _delete_there(self) -> None:
        if self._seen is not None:
            self._begin(self.tr("Deleting at Fax.Plus…"))
            self.stop_button.show()
            job = partial(_delete, self._seen, self._task.token, self._progressed.emit)
            self._backend.with_services(self, job, self._deleted_there, self._fail)

    def _begin(self, words: str) -> None:
        self._acts = True
        self.message_bar.say(words, key=_KEY, stays=True)
        self.here.button.setEnabled(False)
        self.there.button.setEnabled(False)

    def _show_progress(self, done: int, whole: int) -> None:
        self.message_bar.change(
            _KEY, self.tr("Deleting at Fax.Plus: {done} of {whole}").format(done=done, whole=count_text(whole, "fax"))
        )

    def _forgotten_here(self, gone: PersonHere) -> None:
        self._left_there = 0 if self._seen is None else len(self._seen.there)
        self._end()
        if gone.left:
            words = self.tr("Removed from this computer, but for {files} that another program has open.").format(
                files=count_text(gone.left, "file")
            )
            self._tell(FaxDeskError(words, self.tr("Close that program. FaxDesk removes them later by itself.")))
        elif not self._close_at_last():
            self.message_bar.say(self.tr("Removed from this computer."), Severity.GOOD, key=_KEY)
            if self._left_there:
                self.message_bar.say(self._still_there(), Severity.WARNING, stays=True)

    def _deleted_there(self, faxes: int) -> None:
        self._end()
        if self._close_at_last():
            return
        self.message_bar.say(
            self.tr("Deleted at Fax.Plus: {faxes}.").format(faxes=count_text(faxes, "fax")), Severity.GOOD, key=_KEY
        )

    def _end(self) -> None:
        self._acts = False
        self.stop_button.hide()
        self.message_bar.take_back(_KEY)
        self._backend.touch()
        self._look()

    def _stop(self) -> None:
        self._task.cancel()
        self._task = CancellableTask(self)
        self.finished.connect(self._task.cancel)

    def reject(self) -> None:
        """Close. An act comes to its end first, or is stopped: whoever has asked for it hears where it fails."""
        if not self._acts:
            super().reject()
            return
        self._closes = True
        if self.stop_button.isVisibleTo(self):
            self._stop()

    def _close_at_last(self) -> bool:
        """Close where the user wanted that while something was being removed; return whether it was so."""
        closes, self._closes = self._closes, False
        if closes:
            super().reject()
        return closes

    def _fail(self, error: FaxDeskError) -> None:
        self._end()
        self._tell(error)
        if isinstance(error, Stopped):
            self._close_at_last()
        self._closes = False

    def _tell(self, error: FaxDeskError) -> None:
        if not isinstance(error, Stopped):
            self.message_bar.fail(error, key=_KEY)


def whose_number(number: str) -> Callable[[Store], Person]:
    """Return what finds the person with a number (E.164)."""
    return partial(_of_number, number)


def whose_contact(contact: int) -> Callable[[Store], Person]:
    """Return what finds the person that a contact is, by its id."""
    return partial(_of_contact, contact)


def _of_number(number: str, store: Store) -> Person:
    return person_of_number(store, number)


def _of_contact(contact: int, store: Store) -> Person:
    return person_of_contact(store, contact)


def _same(person: Person) -> Callable[[Store], Person]:
    """Return what finds the same person again, of whom the contact may have gone."""
    return lambda _store: person


def _find(whose: Callable[[Store], Person], services: Services, _cancel: CancelToken) -> _Seen:
    store = services.store
    person, acts = whose(store), Forgetter(store, home_region(store))
    return _Seen(person, acts.preview_here(person), tuple(acts.preview_there(person)))


def _forget(seen: _Seen, stop: CancelToken, services: Services, cancel: CancelToken) -> PersonHere:
    acts = Forgetter(services.store, home_region(services.store))
    return acts.forget_here(seen.person, seen.here, AnyOf(cancel, stop))


def _delete(
    seen: _Seen, stop: CancelToken, progress: Callable[[int, int], None], services: Services, cancel: CancelToken
) -> int:
    acts = Forgetter(services.store, home_region(services.store))
    return acts.delete_there(services.api, seen.person, seen.there, AnyOf(cancel, stop), progress)
