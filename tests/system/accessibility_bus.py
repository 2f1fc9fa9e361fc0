"""What a screen reader has: the accessibility bus of the desktop (AT-SPI 2), with what programs show, do and say there.

The interfaces are those of https://gitlab.gnome.org/GNOME/at-spi2-core, folder `xml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import unwrap_msg

from tests.time_limits import PATIENCE

_BUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_REGISTRY = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
_DESKTOP = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_EVENTS = "org.a11y.atspi.Event.Object"
_MOST_CHILDREN = 400
"""Children of one object that are looked at: a list may have a million."""

Address = tuple[str, str]
"""Whose object it is on the bus, and its path there."""


class State(IntEnum):
    """States of an object: their bits (`AtspiStateType`)."""

    ACTIVE = 1
    CHECKED = 4
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    MODAL = 16
    SELECTED = 23
    SHOWING = 25


@dataclass
class Thing:
    """An object as it was when it was looked at, with what is in it."""

    address: Address
    name: str
    role: str
    states: frozenset[int]
    parent: Thing | None = field(repr=False, default=None)
    children: list[Thing] = field(repr=False, default_factory=list)

    def walk(self) -> Iterator[Thing]:
        """Yield it and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def shows(self) -> bool:
        """True where it is on the screen."""
        return State.SHOWING in self.states


class AccessibilityBus:
    """A connection to the accessibility bus that belongs to a session bus; it collects announcements.

    Programs tell only what somebody listens to: of all `events` whose names begin so.
    """

    def __init__(self, session: str, events: Sequence[str] = ("object:announcement",)) -> None:
        with open_dbus_connection(session) as connection:
            call = new_method_call(_BUS, "GetAddress")
            (address,) = unwrap_msg(connection.send_and_get_reply(call, timeout=PATIENCE))
            status = DBusAddress(_BUS.object_path, _BUS.bus_name, "org.a11y.Status")
            for name in ("IsEnabled", "ScreenReaderEnabled"):
                call = Properties(status).set(name, "b", True)
                connection.send_and_get_reply(call, timeout=PATIENCE)
        self._connection: DBusConnection = open_dbus_connection(address.partition(",guid=")[0])
        self.said: list[str] = []
        """What programs have announced, in order."""
        self.heard = 0
        """How many events programs have told of."""
        Proxy(message_bus, self._connection, timeout=PATIENCE).AddMatch(MatchRule(type="signal", interface=_EVENTS))
        self._all([new_method_call(_REGISTRY, "RegisterEvent", "s", (event,)) for event in events])

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # -------------------------------------------------------------------------------------------------- calls

    def _all(self, calls: Sequence[Message]) -> list[tuple[Any, ...] | None]:
        """Make calls at once and return the answers; None for one that was refused: its object may be gone."""
        serials = []
        for call in calls:
            serial = next(self._connection.outgoing_serial)
            self._connection.send(call, serial=serial)
            serials.append(serial)
        answers: dict[int, tuple[Any, ...] | None] = {}
        while len(answers) < len(serials):
            message = self._connection.receive(timeout=PATIENCE)
            answered = message.header.fields.get(HeaderFields.reply_serial)
            if answered in serials:
                is_answer = message.header.message_type is MessageType.method_return
                answers[answered] = message.body if is_answer else None
            else:
                self._hear(message)
        return [answers[serial] for serial in serials]

    def _call(self, thing: Thing, interface: str, method: str, signature: str = "", *body: object) -> Any:
        (answer,) = self._all([_call_to(thing.address, interface, method, signature, *body)])
        return answer[0] if answer else None

    def _hear(self, message: Message) -> None:
        self.heard += message.header.message_type is MessageType.signal
        if message.header.fields.get(HeaderFields.member) == "Announcement":
            self.said.append(str(message.body[3][1]))

    def listen(self) -> None:
        """Take in what has been said meanwhile."""
        while True:
            try:
                self._hear(self._connection.receive(timeout=0))
            except TimeoutError:
                return

    # --------------------------------------------------------------------------------------------------- what is seen

    def look(self, *, beside: frozenset[str] = frozenset()) -> list[Thing]:
        """Return the windows on the screen with all that is in them, but for the insides of roles that are left out."""
        desktop = Thing(_DESKTOP, "", "desktop frame", frozenset())
        level = [desktop]
        while level:
            asked = [thing for thing in level if thing.role not in beside]
            below = self._all([_call_to(one.address, "Accessible", "GetChildren") for one in asked])
            level = []
            for thing, answer in zip(asked, below, strict=True):
                if answer:
                    children = self._things(answer[0][:_MOST_CHILDREN], thing)
                    thing.children = [one for one in children if thing.parent is None or _counts(one)]
                    level += thing.children
        return [window for program in desktop.children for window in program.children]

    def _things(self, addresses: Sequence[Address], parent: Thing) -> list[Thing]:
        calls = []
        for address in addresses:
            object_ = DBusAddress(address[1], address[0], "org.a11y.atspi.Accessible")
            calls += [
                Properties(object_).get("Name"),
                _call_to(address, "Accessible", "GetRoleName"),
                _call_to(address, "Accessible", "GetState"),
            ]
        answers = self._all(calls)
        found = []
        for place, address in enumerate(addresses):
            name, role, states = answers[3 * place : 3 * place + 3]
            if name and role and states:
                found.append(Thing(address, name[0][1], role[0], _bits(states[0]), parent))
        return found

    def text(self, thing: Thing) -> str:
        """Return what stands in a field; empty where it has no text."""
        return str(self._call(thing, "Text", "GetText", "ii", 0, -1) or "")

    def place(self, thing: Thing) -> tuple[int, int, int, int]:
        """Return where it is on the screen: left, top, width and height in pixels."""
        left, top, width, height = self._call(thing, "Component", "GetExtents", "u", 0) or (0, 0, 0, 0)
        return left, top, width, height

    def states(self, thing: Thing) -> frozenset[int]:
        """Return its states now; none where it is gone."""
        bits = self._call(thing, "Accessible", "GetState")
        return _bits(bits) if bits else frozenset()

    # --------------------------------------------------------------------------------------------------- what is done

    def actions(self, thing: Thing) -> list[str]:
        """Return what can be done with it."""
        return [one[0] for one in self._call(thing, "Action", "GetActions") or ()]

    def do(self, thing: Thing, *names: str) -> None:
        """Do the first of these that can be done with it."""
        actions = self.actions(thing)
        for name in names:
            if name in actions:
                assert self._call(thing, "Action", "DoAction", "i", actions.index(name)), (thing, name)
                return
        raise AssertionError(f"{thing} can be asked for {actions}, none of {names}")

    def write(self, thing: Thing, text: str) -> None:
        """Put a text in place of the one in a field."""
        assert self._call(thing, "EditableText", "SetTextContents", "s", text), thing

    def focus(self, thing: Thing) -> None:
        """Give it the keyboard."""
        assert self._call(thing, "Component", "GrabFocus"), thing

    def select(self, thing: Thing) -> None:
        """Choose it in its list, and nothing else."""
        assert thing.parent is not None
        self._call(thing.parent, "Selection", "ClearSelection")
        place = int(self._call(thing, "Accessible", "GetIndexInParent"))
        assert self._call(thing.parent, "Selection", "SelectChild", "i", place), thing


def _call_to(address: Address, interface: str, method: str, signature: str = "", *body: object) -> Message:
    object_ = DBusAddress(address[1], address[0], f"org.a11y.atspi.{interface}")
    return new_method_call(object_, method, signature or None, body)


def _bits(words: Sequence[int]) -> frozenset[int]:
    return frozenset(bit for bit in range(64) if words[bit // 32] >> bit % 32 & 1)


def _counts(thing: Thing) -> bool:
    """True for what is on the screen, and for menus, which have their items also while they are closed."""
    return thing.shows or "menu" in thing.role
