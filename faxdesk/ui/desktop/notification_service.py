"""The notification service of a Linux desktop: https://specifications.freedesktop.org/notification-spec/1.2/.

Qt's own message of a tray icon reaches nobody there whose desktop has no tray.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.settings import APP_ID
from faxdesk.core.visible_text import visible
from faxdesk.ui.desktop.notice import NoticeKind
from faxdesk.ui.widgets.tooltips import plain_notice

if TYPE_CHECKING:
    from jeepney import DBusAddress, Message

    from faxdesk.ui.desktop.notice import Notice
    from faxdesk.ui.desktop.session_bus import SessionBus

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_CHOSEN = "default"
"""The action of a message that is clicked itself (section 4)."""
_LOW, _NORMAL = 0, 1
"""Urgency (section 3): what was delivered asks for nothing. Never critical: such a message covers the screen until it
is dismissed, and what it tells stands in the window anyway."""
_CATEGORIES = {NoticeKind.DELIVERY: "transfer.complete", NoticeKind.NEED: "transfer.error"}
"""What a message is about, in the words of the specification (section 5)."""
_AS_THE_SERVICE_LIKES, _UNTIL_IT_IS_SEEN = -1, 0
"""How long a message stays (section 9). What needs the user waits for one who has left the desk, and is taken back when
they come to the window."""
_MOST_IN_A_NAME = 60
"""Letters of the name of a service that are shown."""


class NotificationService(QObject):
    """Shows messages, takes them back, and knows how the service stands. Made only where there is a session bus."""

    known = Signal()
    """It is known, anew or for the first time, how the service stands."""
    chosen = Signal(str)
    """The key of a notice whose message the user has chosen."""

    def __init__(self, bus: SessionBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus = bus
        self.name = ""
        """What the service calls itself; "" where there is none, or it is not known yet."""
        self.asked = False
        """True once it is known whether there is a service."""
        self.inhibited = False
        """True while the desktop keeps messages from the screen, as while the user does not want to be disturbed."""
        self._numbers: dict[str, int] = {}
        self._activation_token = ""
        bus.signalled.connect(self._hear)
        bus.listen(f"type='signal',interface='{NAME}',path='{PATH}'")

    @property
    def there(self) -> bool:
        """True where a service has answered."""
        return bool(self.name)

    # -------------------------------------------------------------------------------------------- how it stands

    def ask(self) -> None:
        """Find out how the service stands, and tell that it is `known`."""
        self._bus.call(self._method("GetServerInformation"), self._introduced, self._absent)

    def _introduced(self, answer: tuple[object, ...]) -> None:
        name = visible(str(answer[0]))[:_MOST_IN_A_NAME] if answer else ""
        self.name = name or NAME
        # A property that only newer services have; others answer with an error.
        from jeepney import Properties

        self._bus.call(Properties(self._address()).get("Inhibited"), self._told, self._not_told)

    def _told(self, answer: tuple[object, ...]) -> None:
        value = answer[0] if answer else None
        self._settle(inhibited=isinstance(value, tuple) and value[-1] is True)

    def _not_told(self, _why: str) -> None:
        self._settle(inhibited=False)

    def _absent(self, _why: str) -> None:
        self.name = ""
        self._settle(inhibited=False)

    def _settle(self, *, inhibited: bool) -> None:
        self.asked, self.inhibited = True, inhibited
        self.known.emit()

    # ------------------------------------------------------------------------------------------------- messages

    def show(self, notice: Notice, body: str, done: Callable[[], None], failed: Callable[[str], None]) -> None:
        """Show a message in the place of the one before with this key.

        `done` is called when the service has taken it, `failed` with the reason where it does not.
        """
        hints: dict[str, tuple[str, object]] = {
            "urgency": ("y", _LOW if notice.kind is NoticeKind.DELIVERY else _NORMAL),
            "desktop-entry": ("s", APP_ID),
            "suppress-sound": ("b", True),
        }
        if notice.kind in _CATEGORIES:
            hints["category"] = ("s", _CATEGORIES[notice.kind])
        actions = [_CHOSEN, self.tr("Show")]
        said = (
            "FaxDesk",
            self._numbers.get(notice.key, 0),
            APP_ID,
            plain_notice(visible(notice.title)),
            plain_notice(visible(body)),
            actions,
            hints,
            _UNTIL_IT_IS_SEEN if notice.kind is NoticeKind.NEED else _AS_THE_SERVICE_LIKES,
        )

        def shown(answer: tuple[object, ...]) -> None:
            number = answer[0] if answer else 0
            if isinstance(number, int) and number:
                self._numbers[notice.key] = number
            done()

        self._bus.call(self._method("Notify", "susssasa{sv}i", said), shown, failed)

    def take_back(self) -> None:
        """Take all messages from the screen: the user has come to the window, where all of it stands."""
        numbers, self._numbers = self._numbers, {}
        for number in numbers.values():
            self._bus.call(self._method("CloseNotification", "u", (number,)), _nothing, _nothing)

    def _hear(self, message: Message) -> None:
        from jeepney import HeaderFields

        member, body = message.header.fields.get(HeaderFields.member), message.body
        keys = [key for key, number in self._numbers.items() if body and number == body[0]]
        if not keys:
            return
        if member == "ActivationToken":
            self._activation_token = str(body[1])
        elif member == "ActionInvoked":
            # Wayland lets a window to the front only with this (xdg-activation).
            token, self._activation_token = self._activation_token, ""
            if token:
                os.environ["XDG_ACTIVATION_TOKEN"] = token
            self.chosen.emit(keys[0])
        elif member == "NotificationClosed":
            del self._numbers[keys[0]]

    def _method(self, name: str, signature: str | None = None, body: tuple[object, ...] = ()) -> Message:
        from jeepney import new_method_call

        return new_method_call(self._address(), name, signature, body)

    def _address(self) -> DBusAddress:
        from jeepney import DBusAddress

        return DBusAddress(PATH, bus_name=NAME, interface=NAME)


def _nothing(_answer: object) -> None:
    """Leave it: a message that is gone already is as good as taken back."""
