"""The settings: whose account it is, and what the user has chosen once and for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.account_notes import notes
from faxdesk.core.errors import FaxDeskError, InputRefused
from faxdesk.core.model import MOST_REDIALS
from faxdesk.core.settings import FEED_FIELD, LONGEST_PATIENCE, MOST_UNDO_SECONDS, SHORTEST_PATIENCE
from faxdesk.store.release_record import ReleaseRecord
from faxdesk.ui.settings.notes_area import NotesArea
from faxdesk.ui.settings.releases_box import ReleasesBox
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.account_texts import note_text
from faxdesk.ui.widgets.choices import ComboBox, SpinBox
from faxdesk.ui.widgets.country_names import countries
from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from faxdesk.ui.widgets.growing_dialog import GrowingDialog
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.typography import write_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.store.service_mirror import ServiceMirror
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.ui.backend.threads import JobThread

_WINDOW_TAB = 3
_SAVE = "save"
"""The key of what is said of saving."""


@dataclass(frozen=True)
class SignedInAs:
    """Whose account the window works with: `way` as in `Settings.account`, or "environment"; "" for nobody's."""

    way: str
    address: str = ""


class SettingsPage(Protocol):
    """A page of the settings that a feature brings: its title, what is shown, and the keeping of what was chosen."""

    title: str
    widget: QWidget

    def keep(self) -> None:
        """The settings are being kept: keep those of the page too."""
        ...


class SettingsDialog(GrowingDialog):
    """Shows the settings, and keeps them when "Save" is pressed.

    The file is written in the thread of `jobs`: a disk may take seconds. Until that has ended the dialog stays.
    """

    saved = Signal(object)
    """The new `Settings`, which are in the file."""
    connect_wanted = Signal()
    """The user wants to give a token. The dialog has closed, without saving."""
    disconnect_wanted = Signal()
    """The user wants FaxDesk to forget the token, or to leave the practice account. The dialog has closed."""
    reconnect_wanted = Signal()
    """The `Settings` that were `saved` name another way to Fax.Plus, which counts from now on."""

    def __init__(
        self,
        jobs: JobThread[object],
        settings_file: SettingsFile,
        mirror: ServiceMirror,
        signed_in: SignedInAs,
        folder: Path,
        parent: QWidget | None = None,
        *,
        releases: ReleaseRecord | None = None,
        pages: Sequence[SettingsPage] = (),
    ) -> None:
        """`releases` is what is known of newer versions, None where nobody looks for them.

        `pages` are further ones, of features that have settings of their own.
        """
        super().__init__(parent)
        self._pages = pages
        self._jobs, self._settings_file, self._opened_with = jobs, settings_file, settings_file.settings
        self._saving = False
        self.setWindowTitle(self.tr("Settings"))
        self._message_bar = MessageBar()
        self._sender = _combo(self.tr("Send from"))
        self._region = _combo(self.tr("Country"))
        self._appearance = _combo(self.tr("Appearance"))
        self._enhancement = QCheckBox(self.tr("Let Fax.Plus sharpen &text"))
        self._copies = QCheckBox(self.tr("Keep the &pages and the report of each fax"))
        self._notify = QCheckBox(self.tr("Tell me when a fax was &delivered or failed"))
        self._undo = SpinBox()
        self._undo.setAccessibleName(self.tr("Time to undo"))
        self._undo.setRange(0, MOST_UNDO_SECONDS)
        self._undo.setSuffix(self.tr(" s"))
        self._undo.setSpecialValueText(self.tr("None: send at once"))
        self._redials = SpinBox()
        self._redials.setAccessibleName(self.tr("Try again"))
        self._redials.setRange(0, MOST_REDIALS)
        self._redials.setSpecialValueText(self.tr("Never"))
        self._redials.valueChanged.connect(self._say_times)
        self._lost_answers = _combo(self.tr("After a lost answer"))
        self._lost_answers.currentIndexChanged.connect(self._say_what_is_lost)
        self._patience = SpinBox()
        self._patience.setAccessibleName(self.tr("Time without a trace"))
        self._patience.setRange(SHORTEST_PATIENCE, LONGEST_PATIENCE)
        self._patience.setSuffix(self.tr(" minutes"))
        self._risk = _hint("")
        self._account = _AccountBox(mirror, signed_in)
        self._account.connect_wanted.connect(self._to_connect)
        self._account.disconnect_wanted.connect(self._to_disconnect)
        self._proxy = QLineEdit()
        self._proxy.setAccessibleName(self.tr("Proxy"))
        self._proxy.setPlaceholderText(self.tr("As the operating system"))
        self._releases = ReleasesBox(self._opened_with, releases or ReleaseRecord())
        self._lay_out(folder, signed_in)
        self._fill(self._opened_with, mirror)

    # ------------------------------------------------------------------------------------------------ layout

    def _lay_out(self, folder: Path, signed_in: SignedInAs) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        column.setSpacing(tokens.SPACE_M)
        # Pages, so that it fits on a small screen at twice the size.
        self._tabs = tabs = QTabWidget()
        network = self._network_box()
        # The practice account is on this computer, where no proxy is asked.
        network.setHidden(signed_in.way == "practice")
        tabs.addTab(_page(self._account, network), self.tr("Account"))
        tabs.addTab(_page(self._sending_box()), self.tr("Sending"))
        tabs.addTab(_page(self._failures_box()), self.tr("If it fails"))
        # As above: the practice account asks nobody outside of this computer.
        self._releases.setHidden(signed_in.way == "practice")
        tabs.addTab(_page(self._window_box(), self._releases), self.tr("Window"))
        tabs.addTab(_page(self._copies_box(), self._folder_box(folder)), self.tr("Storage"))
        for page in self._pages:
            tabs.addTab(page.widget, page.title)
        column.addWidget(tabs, 1)
        column.addWidget(self._message_bar)
        self._buttons = standard_buttons(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self._buttons.accepted.connect(self._save)
        self._buttons.rejected.connect(self.reject)
        column.addWidget(self._buttons)
        self.setMinimumWidth(tokens.SETTINGS_DIALOG_WIDTH)

    def _sending_box(self) -> QWidget:
        box = QWidget()
        form = _form(box)
        form.addRow(self.tr("Send &from"), self._sender)
        form.addRow(self.tr("&Country"), self._region)
        hint = self.tr(
            "Fax numbers without a country code belong to this country, and pages that FaxDesk makes have its paper. If"
            " none is chosen, the paper is that of this computer."
        )
        form.addRow("", _hint(hint))
        form.addRow(self.tr("Time to &undo"), self._undo)
        form.addRow("", _hint(self.tr("For so long after Send FaxDesk waits, and the fax can be taken back.")))
        form.addRow("", self._enhancement)
        form.addRow("", _hint(self.tr("Best for letters and forms. Leave it off for photographs.")))
        return box

    def _failures_box(self) -> QWidget:
        box = QWidget()
        form = _form(box)
        form.addRow(self.tr("Try a&gain"), self._redials)
        form.addRow("", _hint(self.tr("When a line is busy or nobody answers, minutes later.")))
        form.addRow(self.tr("After a &lost answer"), self._lost_answers)
        form.addRow(self.tr("&Time without a trace"), self._patience)
        form.addRow("", self._risk)
        return box

    def _window_box(self) -> QWidget:
        box = QWidget()
        form = _form(box)
        form.addRow(self.tr("&Appearance"), self._appearance)
        form.addRow("", self._notify)
        return box

    def _copies_box(self) -> QWidget:
        box = QWidget()
        form = _form(box)
        form.addRow("", self._copies)
        form.addRow("", _hint(self.tr("Fetched soon after a fax has ended: Fax.Plus may delete them after some days.")))
        return box

    def _network_box(self) -> QGroupBox:
        box = QGroupBox(self.tr("Network"))
        form = _form(box)
        form.addRow(self.tr("Pro&xy"), self._proxy)
        form.addRow("", _hint(self.tr("If it wants a password, leave this empty and set HTTPS_PROXY.")))
        return box

    def _folder_box(self, folder: Path) -> QGroupBox:
        box = QGroupBox(self.tr("Data folder"))
        path = QLineEdit(str(folder))
        path.setReadOnly(True)
        path.setAccessibleName(self.tr("Data folder"))
        path.setCursorPosition(0)
        show = QPushButton(self.tr("&Open folder"))
        show.setAutoDefault(False)
        show.clicked.connect(self._open_folder)
        self._folder = folder
        row = QHBoxLayout(box)
        row.addWidget(path, 1)
        row.addWidget(show)
        return box

    # ----------------------------------------------------------------------------------------------- values

    def _fill(self, settings: Settings, mirror: ServiceMirror) -> None:
        from faxdesk.core import phone

        self._sender.addItem(self.tr("The number used last"), settings.sender)
        for number in mirror.numbers():
            if number.usable:
                self._sender.addItem(phone.display(number.number), number.number)
        self._region.addItem(self.tr("That of the number sent from"), "")
        for name, code in countries():
            self._region.addItem(name, code)
        _choose(self._region, settings.region)
        for words, value in (
            (self.tr("As the operating system"), "system"),
            (self.tr("Light"), "light"),
            (self.tr("Dark"), "dark"),
        ):
            self._appearance.addItem(words, value)
        _choose(self._appearance, settings.appearance)
        self._enhancement.setChecked(settings.enhancement)
        self._copies.setChecked(settings.keep_copies)
        self._notify.setChecked(settings.notify)
        self._undo.setValue(settings.undo_seconds)
        self._redials.setValue(settings.redials)
        self._lost_answers.addItem(self.tr("Ask me"), "ask")
        self._lost_answers.addItem(self.tr("Send again by itself"), "resend")
        _choose(self._lost_answers, settings.lost_answers)
        self._patience.setValue(settings.resend_minutes)
        self._say_what_is_lost()
        self._proxy.setText(settings.proxy)
        self._proxy.setCursorPosition(0)
        self._say_times(self._redials.value())

    def _say_what_is_lost(self) -> None:
        resends = self._lost_answers.currentData() == "resend"
        self._patience.setEnabled(resends)
        self._risk.setText(
            self.tr(
                "When the connection breaks as a fax is handed over, and Fax.Plus shows no trace of it for so long,"
                " FaxDesk sends it again. If Fax.Plus takes even longer, the fax arrives twice, and both are billed."
                " Where FaxDesk cannot be certain, it asks you."
            )
            if resends
            else self.tr(
                "When the connection breaks as a fax is handed over, and Fax.Plus does not show it, you decide whether"
                " it is sent again."
            )
        )

    def _say_times(self, times: int) -> None:
        self._redials.setSuffix(self.tr(" time") if times == 1 else self.tr(" times"))

    def _shown(self) -> Settings:
        """Return the settings as the fields show them."""
        return replace(
            self._opened_with,
            sender=self._sender.currentData() or "",
            region=self._region.currentData() or "",
            enhancement=self._enhancement.isChecked(),
            appearance=self._appearance.currentData(),
            notify=self._notify.isChecked(),
            undo_seconds=self._undo.value(),
            redials=self._redials.value(),
            lost_answers=self._lost_answers.currentData(),
            resend_minutes=self._patience.value(),
            proxy=self._proxy.text(),
            keep_copies=self._copies.isChecked(),
            look_for_releases=self._releases.look_for_releases,
            release_feed=self._releases.release_feed,
        )

    def _save(self) -> None:
        file, before, shown = self._settings_file, self._opened_with, self._shown()

        def save(_context: object, _cancel: CancelToken) -> Settings:
            # It loads the client.
            from faxdesk.services.release_check import checked_feed
            from faxdesk.services.sign_in import checked_proxy

            proxy, feed = checked_proxy(shown.proxy), shown.release_feed
            if feed != before.release_feed:
                feed = checked_feed(feed)
            changed = _differences(before, replace(shown, proxy=proxy, release_feed=feed))
            return file.change(lambda present: replace(present, **changed))

        self._wait(True)
        self._jobs.submit(self, save, self._kept, self._not_kept)

    def _wait(self, saving: bool) -> None:
        self._saving = saving
        self._tabs.setEnabled(not saving)
        self._buttons.setEnabled(not saving)
        if saving:
            self._message_bar.say(self.tr("Saving…"), key=_SAVE, stays=True)
        else:
            self._message_bar.take_back(_SAVE)

    def _kept(self, settings: Settings) -> None:
        self._wait(False)
        for page in self._pages:
            page.keep()
        self.accept()
        self.saved.emit(settings)
        if settings.proxy != self._opened_with.proxy:
            self.reconnect_wanted.emit()

    def _not_kept(self, error: FaxDeskError) -> None:
        self._wait(False)
        self._message_bar.fail(error, key=_SAVE)
        if isinstance(error, InputRefused):
            field = self._releases.feed if error.field == FEED_FIELD else self._proxy
            self._tabs.setCurrentIndex(_WINDOW_TAB if field is self._releases.feed else 0)
            field.setFocus()

    def reject(self) -> None:
        """Close without saving, but for what is being saved: that cannot be taken back any more."""
        if not self._saving:
            super().reject()

    # ----------------------------------------------------------------------------------------------- buttons

    def _to_connect(self) -> None:
        self.reject()
        self.connect_wanted.emit()

    def _to_disconnect(self) -> None:
        self.reject()
        self.disconnect_wanted.emit()

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder))):
            self._message_bar.fail(FaxDeskError(self.tr("No program on this computer shows folders.")), key="folder")


class _AccountBox(QGroupBox):
    """Whose account it is, and the way out of it."""

    connect_wanted = Signal()
    disconnect_wanted = Signal()

    def __init__(self, mirror: ServiceMirror, signed_in: SignedInAs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Account"))
        form = _form(self)
        form.addRow(_plain(self._who(mirror, signed_in)))
        if found := notes(mirror.state()) if signed_in.way else ():
            form.addRow(NotesArea(self.tr("About this account"), [_hint(note_text(note)) for note in found]))
        if signed_in.address:
            form.addRow(_hint(self.tr("Address: {address}").format(address=signed_in.address)))
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SPACE_S)
        for text, signal in self._ways(signed_in.way):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        buttons.addStretch(1)
        form.addRow(buttons)

    def _who(self, mirror: ServiceMirror, signed_in: SignedInAs) -> str:
        account = mirror.account()
        name = account.title if account is not None else self.tr("an account whose name is not known")
        return {
            "": self.tr("FaxDesk is not connected to Fax.Plus."),
            "practice": self.tr("The practice account. Nothing leaves this computer."),
            "token": self.tr("Connected with a token to {account}.").format(account=name),
            "oauth": self.tr("Connected through your API client to {account}.").format(account=name),
            "environment": self.tr("Connected with the token in FAXDESK_TOKEN to {account}.").format(account=name),
        }[signed_in.way]

    def _ways(self, way: str) -> tuple[tuple[str, object], ...]:
        connect, leave = self.connect_wanted, self.disconnect_wanted
        return {
            "": ((self.tr("Co&nnect…"), connect),),
            "practice": ((self.tr("Co&nnect to Fax.Plus…"), connect), (self.tr("&Leave practice"), leave)),
            "environment": (),
        }.get(way, ((self.tr("Cha&nge token…"), connect), (self.tr("Disc&onnect"), leave)))


def _differences(before: Settings, after: Settings) -> dict[str, Any]:
    """Return the members that the user has changed: others may have been changed elsewhere meanwhile."""
    old = asdict(before)
    return {name: value for name, value in asdict(after).items() if value != old[name]}


def _page(*boxes: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for box in boxes:
        column.addWidget(box)
    column.addStretch(1)
    return page


def _combo(name: str) -> QComboBox:
    combo = ComboBox()
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(24)
    return combo


def _choose(combo: QComboBox, value: str) -> None:
    combo.setCurrentIndex(max(0, combo.findData(value)))


def _form(box: QWidget) -> QFormLayout:
    form = QFormLayout(box)
    form.setVerticalSpacing(tokens.SPACE_S)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _hint(text: str) -> QLabel:
    label = _plain(text)
    write_in(label, tokens.CAPTION)
    return label
