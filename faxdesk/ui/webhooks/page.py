"""The page *Webhooks*: who needs them, the receiver of this window, what is registered, and how to be reachable."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from faxdesk.core.settings import WEBHOOK_PORT
from faxdesk.core.webhook_events import FAX_SENT, WEBHOOK_EVENTS
from faxdesk.ui.webhooks import texts
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox, SpinBox
from faxdesk.ui.widgets.dialog_buttons import standard_buttons
from faxdesk.ui.widgets.focus_ring import FocusRing
from faxdesk.ui.widgets.message_bar import MessageBar
from faxdesk.ui.widgets.page_dialog import PageDialog
from faxdesk.ui.widgets.severity import Severity
from faxdesk.ui.widgets.tooltips import plain_tip

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Webhook
    from faxdesk.services.container import Services
    from faxdesk.services.webhooks import ListedWebhook, TestedWebhook
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.webhooks.receiver import WindowReceiver

_LEAST_PORT, _LAST_PORT = 1024, 65_535
"""Lower ports belong to the system."""
_SIZE = QSize(*tokens.WEBHOOKS_DIALOG)
_HEARD_MS = 5_000
"""Milliseconds between two looks at what was heard, while the page is open."""
_TROUBLE = "webhooks"


class WebhooksPage(PageDialog):
    """Shows what there is, and hands on what the user wants. Nothing here waits for Fax.Plus."""

    def __init__(self, receiver: WindowReceiver, backend: Backend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner, self._backend = receiver, backend
        self._listed: tuple[ListedWebhook, ...] = ()
        self._tested: dict[str, TestedWebhook] = {}
        self.setWindowTitle(self.tr("Webhooks"))
        self._message_bar = MessageBar()
        self._receiver = ReceiverBox(receiver)
        self._receiver.register.clicked.connect(self._add)
        self._table = _table(self.tr("Registered webhooks"))
        self._none = _plain(texts.nothing_registered())
        self._none.hide()
        self._table.itemSelectionChanged.connect(self._choose)
        self._refresh, self._test, self._remove = (
            QPushButton(text) for text in (self.tr("Re&fresh"), self.tr("&Test"), self.tr("Re&move"))
        )
        self._refresh.clicked.connect(self.look)
        self._test.clicked.connect(self._try)
        self._remove.clicked.connect(self._take_away)
        self._ways = QPlainTextEdit()
        self._ways.setReadOnly(True)
        self._ways.setAccessibleName(self.tr("Being reachable"))
        self._lay_out()
        self._look_again = QTimer(self)
        self._look_again.setInterval(_HEARD_MS)
        self._look_again.timeout.connect(self._show_listed)
        self._look_again.start()
        receiver.changed.connect(self._show_receiver)
        self._show_receiver()
        self._choose()
        self.look()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        column.setSpacing(tokens.SPACE_M)
        tabs = QTabWidget()
        overview = QWidget()
        box = QVBoxLayout(overview)
        box.setSpacing(tokens.SPACE_L)
        box.addWidget(_plain(texts.who_needs_them()))
        box.addWidget(self._receiver)
        box.addStretch(1)
        # So that it fits on a small screen at twice the size.
        scroll = QScrollArea()
        FocusRing(scroll)
        scroll.setAccessibleName(self.tr("Receiver"))
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(overview)
        tabs.addTab(scroll, self.tr("Receiver"))
        registered = QWidget()
        box = QVBoxLayout(registered)
        box.addWidget(self._table, 1)
        box.addWidget(self._none)
        buttons = QHBoxLayout()
        for button in (self._refresh, self._test, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        box.addLayout(buttons)
        tabs.addTab(registered, self.tr("Registered at Fax.Plus"))
        tabs.addTab(self._ways, self.tr("Being reachable"))
        column.addWidget(tabs, 1)
        column.addWidget(self._message_bar)
        close = standard_buttons(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column.addWidget(close)
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))

    # ------------------------------------------------------------------------------------------- what is shown

    def _show_receiver(self) -> None:
        self._receiver.show_state()
        self._ways.setPlainText(texts.ways_in(self._runner.here or f"http://127.0.0.1:{self._receiver.port}"))

    def look(self) -> None:
        """Ask Fax.Plus what is registered."""
        self._message_bar.take_back(_TROUBLE)
        self._backend.ask_service(self, _registered, self._found, self._failed)

    def _found(self, listed: tuple[ListedWebhook, ...]) -> None:
        self._listed = listed
        self._none.setVisible(not listed)
        self._fill()

    def _show_listed(self) -> None:
        """Show when each was last heard, which needs no question to Fax.Plus."""
        if self._listed:
            self._backend.ask_service(self, partial(_renewed, self._listed), self._found, self._failed)

    def _fill(self) -> None:
        chosen = self._chosen()
        self._table.setRowCount(len(self._listed))
        for row, one in enumerate(self._listed):
            said = texts.remarks(one, self._tested.get(one.webhook.target))
            cells = (texts.event(one.webhook.event), one.webhook.target, texts.heard(one), said)
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self._table.setItem(row, place, item)
            if chosen is not None and one.webhook.id == chosen.id:
                self._table.selectRow(row)
        self._choose()

    def _chosen(self) -> Webhook | None:
        rows = {index.row() for index in self._table.selectionModel().selectedRows()}
        return self._listed[min(rows)].webhook if rows and min(rows) < len(self._listed) else None

    def _choose(self) -> None:
        self._remove.setEnabled(self._chosen() is not None)
        self._test.setEnabled(bool(self._listed))

    def _failed(self, error: FaxDeskError) -> None:
        self._message_bar.fail(error, key=_TROUBLE)

    # ----------------------------------------------------------------------------------------- what is wanted

    def _add(self) -> None:
        address, event = self._runner.address, self._receiver.chosen_event

        def add(services: Services, _cancel: CancelToken) -> bool:
            return services.webhooks.add(address, event)[1]

        self._backend.ask_service(self, add, self._added, self._failed)

    def _added(self, fresh: bool) -> None:
        text = self.tr("It is registered at Fax.Plus.") if fresh else self.tr("It was registered already.")
        self._message_bar.say(text, Severity.GOOD if fresh else Severity.PLAIN, key=_TROUBLE)
        self._backend.ask_service(self, _registered, self._found, self._failed)

    def _take_away(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        webhook_id = chosen.id

        def remove(services: Services, _cancel: CancelToken) -> tuple[ListedWebhook, ...]:
            services.webhooks.remove(webhook_id)
            return services.webhooks.registered()

        self._backend.ask_service(self, remove, self._found, self._failed)

    def _try(self) -> None:
        targets = {one.webhook.target: one.webhook for one in self._listed}
        self._test.setEnabled(False)

        def test(services: Services, cancel: CancelToken) -> tuple[TestedWebhook, ...]:
            return tuple(services.webhooks.test(one) for one in targets.values() if not cancel.is_set())

        self._backend.ask_service(self, test, self._tried, self._not_tried)

    def _tried(self, tested: tuple[TestedWebhook, ...]) -> None:
        self._tested = {one.webhook.target: one for one in tested}
        self._fill()

    def _not_tried(self, error: FaxDeskError) -> None:
        self._choose()
        self._failed(error)


class ReceiverBox(QGroupBox):
    """Whether the receiver runs, where it listens, and the address to register."""

    def __init__(self, receiver: WindowReceiver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = receiver
        settings = receiver.settings
        self.setTitle(self.tr("Receiver on this computer"))
        self._runs = QCheckBox(self.tr("Receive &calls while FaxDesk is open"))
        self._runs.setChecked(settings.webhook_receiver)
        self._port = SpinBox()
        self._port.setAccessibleName(self.tr("Port"))
        self._port.setRange(_LEAST_PORT, _LAST_PORT)
        self._port.setValue(settings.webhook_port)
        self._url = QLineEdit(settings.webhook_url)
        self._url.setAccessibleName(self.tr("Public address"))
        self._url.setPlaceholderText(self.tr("https://desk.example.com, of your proxy or tunnel"))
        self._state = _plain("")
        self._address = QLineEdit()
        self._address.setAccessibleName(self.tr("Address to register"))
        self._address.setReadOnly(True)
        self._event = ComboBox()
        self._event.setAccessibleName(self.tr("Event"))
        for name in WEBHOOK_EVENTS:
            self._event.addItem(texts.event(name), name)
        self._copy, self.register = QPushButton(self.tr("C&opy")), QPushButton(self.tr("&Register"))
        self._copy.clicked.connect(self._copy_address)
        self._runs.toggled.connect(self._change)
        self._port.editingFinished.connect(self._change_if_other)
        self._url.editingFinished.connect(self._change_if_other)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setVerticalSpacing(tokens.SPACE_S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._runs)
        form.addRow(self.tr("&Port"), self._port)
        form.addRow(self.tr("Public &address"), self._url)
        form.addRow(self._state)
        form.addRow(self.tr("Address to register"), self._address)
        row = QHBoxLayout()
        # It would take that of the form, which has none for both directions.
        row.setSpacing(form.horizontalSpacing())
        for widget in (self._event, self.register, self._copy):
            row.addWidget(widget)
        row.addStretch(1)
        form.addRow("", row)

    @property
    def port(self) -> int:
        """The port that is shown."""
        return self._port.value()

    @property
    def chosen_event(self) -> str:
        """The event that is chosen for registering."""
        return str(self._event.currentData() or FAX_SENT)

    def show_state(self) -> None:
        """Show how the receiver is doing."""
        receiver = self._runner
        self._address.setText(receiver.address)
        self._address.setCursorPosition(0)
        for widget in (self._address, self._event, self._copy, self.register):
            widget.setEnabled(bool(receiver.address))
        self._state.setText(self._words())

    def _words(self) -> str:
        receiver = self._runner
        if receiver.trouble is not None:
            return str(receiver.trouble)
        if receiver.here:
            return self.tr("It listens at {address}.").format(address=receiver.here)
        return self.tr("It starts…") if receiver.process is not None else self.tr("It does not run.")

    def _copy_address(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())

    def _change_if_other(self) -> None:
        settings = self._runner.settings
        if (self._port.value(), self._url.text().strip()) != (settings.webhook_port, settings.webhook_url):
            self._change()

    def _change(self) -> None:
        self._runner.change(
            runs=self._runs.isChecked(), port=self._port.value() or WEBHOOK_PORT, public_url=self._url.text()
        )


def _registered(services: Services, _cancel: CancelToken) -> tuple[ListedWebhook, ...]:
    return services.webhooks.registered()


def _renewed(listed: tuple[ListedWebhook, ...], services: Services, _cancel: CancelToken) -> tuple[ListedWebhook, ...]:
    return services.webhooks.judged([one.webhook for one in listed])


def _table(name: str) -> QTableWidget:
    table = QTableWidget(0, 4)
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels([texts.column(title) for title in ("event", "address", "heard", "remarks")])
    table.verticalHeader().hide()
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
    return table


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
