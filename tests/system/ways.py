"""Three ways to use the window, each of which is enough for some people: a mouse, a keyboard, an accessibility bus.

All of them see by the accessibility bus, which says what is on the screen and where. What they do is of their way
alone: the mouse moves and clicks, and keys write words only; the keyboard presses keys, and no mouse moves; the bus
asks the objects themselves, as a screen reader or a voice control does, and neither a key nor a mouse is touched.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.system.accessibility_bus import AccessibilityBus, Address, State, Thing
from tests.time_limits import wait_until

if TYPE_CHECKING:
    from tests.system.screen import Screen

MAIN = "FaxDesk"
"""The title of the main window."""
_MOST_STEPS = 80
"""So often is Tab, or an arrow key, pressed until something is reached; a window has fewer places."""
_LOOKS = 10
"""So often is looked where the keyboard is; each look waits for the program, which has had its keys by then."""
_ROWS = frozenset({"cell", "table cell"})


class Act(NamedTuple):
    """Something that is done in the main window, by each way as it is easiest there."""

    keys: str
    """Its shortcut, as xdotool calls it."""
    button: str
    """Its button in the main window; empty where there is none."""
    menu: tuple[str, str]
    """Its menu, and its words there."""


NEW_FAX = Act("ctrl+n", "New fax", ("File", "New fax"))
UNDO = Act("ctrl+z", "Undo", ("Edit", "Undo"))
CHANGE = Act("ctrl+e", "Change…", ("Fax", "Change…"))
CANCEL = Act("Delete", "Cancel", ("Fax", "Cancel fax"))
SEND_AGAIN = Act("ctrl+shift+a", "Send again", ("Fax", "Send again…"))
SAVE_REPORT = Act("ctrl+s", "", ("Fax", "Save report…"))
SHOW_SENT = Act("ctrl+2", "", ("View", "Sent"))


class Way(ABC):
    """One way. What it has done is noted in words, for who looks at the recording."""

    name: str

    def __init__(self, screen: Screen, bus: AccessibilityBus) -> None:
        self.screen, self.bus = screen, bus
        self.done: list[str] = []
        """What has been done, since somebody last took the list."""

    # ---------------------------------------------------------------------------------------------------- what is seen

    def sees(self, words: str, *roles: str, window: str = "") -> Thing | None:
        """Return what is called so on the screen, in the last window that has it; or else what holds the words."""
        holding = None
        for one in reversed(self.bus.look()):
            if window and one.name != window:
                continue
            for thing in one.walk():
                if (roles and thing.role not in roles) or not (thing.shows or "menu" in thing.role):
                    continue
                if thing.name == words:
                    return thing
                if words in thing.name and "menu" not in thing.role:
                    holding = holding or thing
        return holding

    def find(self, words: str, *roles: str, window: str = "") -> Thing:
        """Wait until something of a role has a name, and return it."""
        found: list[Thing] = []

        def there() -> bool:
            thing = self.sees(words, *roles, window=window)
            found[:] = [thing] if thing is not None else []
            return bool(found)

        wait_until(there, f"“{words}” {roles} is on the screen")
        return found[0]

    def find_enabled(self, words: str, *roles: str, window: str = "") -> Thing:
        """Wait until it can be used, too."""
        thing = self.find(words, *roles, window=window)
        wait_until(lambda: State.ENABLED in self.bus.states(thing), f"“{words}” can be used")
        return thing

    def wait_gone(self, window: str) -> None:
        """Wait until a window has closed."""
        wait_until(lambda: all(one.name != window for one in self.bus.look()), f"“{window}” has closed")

    # ---------------------------------------------------------------------------------------------------- what is done

    @abstractmethod
    def do(self, act: Act) -> None:
        """Do something in the main window."""

    @abstractmethod
    def press(self, words: str, window: str) -> None:
        """Press a button of a dialog."""

    @abstractmethod
    def write(self, field: str, text: str, window: str) -> None:
        """Put a text in the place of the one in a field."""

    @abstractmethod
    def add_document(self, file: Path, window: str) -> None:
        """Add a file to the fax that is being written."""

    @abstractmethod
    def choose(self, words: str) -> None:
        """Choose the fax in the list whose row says so."""

    def save_as(self, file: Path, dialog: str) -> None:
        """Answer the dialog that asks for the name of a file."""
        self.write("File name:", str(file), dialog)
        self.press("Save", dialog)

    def _row(self, words: str) -> Thing:
        return self.find(words, *_ROWS, window=MAIN)


class ByMouse(Way):
    """Everything is clicked, or dragged from another program. Keys write words; there is no mouse for those."""

    name = "mouse"

    def _click(self, thing: Thing, what: str) -> None:
        left, top, width, height = self.bus.place(thing)
        assert width > 0, f"{thing} has no place on the screen"
        self.done.append(f"clicks {what} “{thing.name}”")
        self.screen.click((left + width // 2, top + height // 2))

    def do(self, act: Act) -> None:
        if act.button:
            self.press(act.button, MAIN)
            return
        menu, words = act.menu
        title = self.find(menu, "menu item", window=MAIN)
        self._click(title, "the menu")
        item = self.find_enabled(words, "menu item", window=MAIN)
        wait_until(lambda: self.bus.place(item)[2] > 0, f"the menu “{menu}” is open")
        self._click(item, "in the menu")

    def press(self, words: str, window: str) -> None:
        self._click(self.find_enabled(words, "push button", window=window), "the button")

    def write(self, field: str, text: str, window: str) -> None:
        thing = self.find_enabled(field, "text", window=window)
        left, top, width, height = self.bus.place(thing)
        self.done.append(f"clicks into “{field}” three times and writes “{text}”")
        # The third click chooses all of a line, which what is written takes the place of.
        self.screen.click((left + min(width, 40) // 2, top + height // 2), times=3)
        wait_until(lambda: State.FOCUSED in self.bus.states(thing), f"“{field}” has the keyboard")
        self.screen.write(text)
        wait_until(lambda: text in self.bus.text(thing), f"“{text}” stands in “{field}”")

    def add_document(self, file: Path, window: str) -> None:
        left, top, width, height = self.bus.place(self.find("Documents", "list", window=window))
        self.done.append(f"drags “{file.name}” from another program onto the documents")
        self.screen.drag_file(file, (left + width // 2, top + height // 2))

    def choose(self, words: str) -> None:
        self._click(self._row(words), "the fax")


class ByKeyboard(Way):
    """Keys only: the shortcuts that the menus show, Tab from one thing to the next, Space for what has the keyboard."""

    name = "keyboard"

    def _keys(self, *keys: str) -> None:
        self.done.append(f"presses {', '.join(keys)}")
        self.screen.keys(*keys)

    def _has_focus(self, thing: Thing) -> bool:
        return State.FOCUSED in self.bus.states(thing)

    def _focus(self) -> frozenset[Address]:
        """Return what has the keyboard in the active window, and what that is in."""
        active = (window for window in self.bus.look() if State.ACTIVE in window.states)
        return frozenset(one.address for window in active for one in window.walk() if State.FOCUSED in one.states)

    def _step(self, key: str) -> None:
        """Press a key that moves the keyboard to something else, and wait until it is there.

        Tab may also go on inside one thing, such as a date with its parts: it is pressed again then. Where it only had
        no effect yet, it goes too far, and comes round.
        """
        before, looks = self._focus(), 0
        self.screen.keys(key)
        while self._focus() == before and looks < _LOOKS:
            looks += 1

    def _step_until(self, true: Callable[[], object], key: Callable[[], str], what: str) -> None:
        pressed: list[str] = []
        while not true():
            assert len(pressed) < _MOST_STEPS, f"{pressed} never come to {what}"
            pressed.append(key())
            self._step(pressed[-1])
        if pressed:
            self.done.append(f"presses {' '.join(pressed)}, to {what}")

    def _go_to(self, thing: Thing) -> None:
        """Press Tab until a thing has the keyboard."""
        self._step_until(lambda: self._has_focus(thing), lambda: "Tab", f"“{thing.name}”")

    def do(self, act: Act) -> None:
        self._keys(act.keys)

    def press(self, words: str, window: str) -> None:
        self._go_to(self.find_enabled(words, "push button", window=window))
        self._keys("space")

    def write(self, field: str, text: str, window: str) -> None:
        thing = self.find_enabled(field, "text", window=window)
        self._go_to(thing)
        self.screen.keys("ctrl+a")
        self.screen.write(text)
        self.done.append(f"writes “{text}”")
        wait_until(lambda: text in self.bus.text(thing), f"“{text}” stands in “{field}”")

    def add_document(self, file: Path, window: str) -> None:
        self.press("Add documents", window)
        self.write("File name:", str(file), "Add documents")
        self.press("Open", "Add documents")

    def choose(self, words: str) -> None:
        row = self._row(words)
        assert row.parent is not None
        cells = row.parent.children
        self._step_until(lambda: any(map(self._has_focus, cells)), lambda: "Tab", f"“{row.parent.name}”")
        # Others may come into the list meanwhile: where the row is, and which one is chosen, is looked at each time.
        self._step_until(lambda: State.SELECTED in self._row(words).states, lambda: self._towards(words), f"“{words}”")

    def _towards(self, words: str) -> str:
        """Return the key that leads from the row that is chosen to the one that says so."""
        row = self._row(words)
        assert row.parent is not None
        cells = row.parent.children
        chosen = [place for place, cell in enumerate(cells) if State.SELECTED in cell.states]
        return "Home" if not chosen else "Down" if chosen[0] < cells.index(row) else "Up"


class ByBus(Way):
    """What a screen reader, a voice control or a switch can do: name a thing, and ask it to act."""

    name = "accessibility bus"

    def _ask(self, thing: Thing, *actions: str) -> None:
        self.done.append(f"asks {thing.role} “{thing.name}” to {actions[0]}")
        self.bus.do(thing, *actions)

    def do(self, act: Act) -> None:
        if act.button:
            self.press(act.button, MAIN)
        else:
            self._ask(self.find_enabled(act.menu[1], "menu item", window=MAIN), "Press")

    def press(self, words: str, window: str) -> None:
        self._ask(self.find_enabled(words, "push button", window=window), "Press")

    def write(self, field: str, text: str, window: str) -> None:
        thing = self.find_enabled(field, "text", window=window)
        self.bus.focus(thing)
        self.bus.write(thing, text)
        self.done.append(f"writes “{text}” into “{field}”")

    def add_document(self, file: Path, window: str) -> None:
        self.press("Add documents", window)
        self.write("File name:", str(file), "Add documents")
        self.press("Open", "Add documents")

    def choose(self, words: str) -> None:
        row = self._row(words)
        self.done.append(f"chooses the {row.role} “{row.name}”")
        self.bus.select(row)


WAYS = [
    pytest.param(ByMouse, id=ByMouse.name),
    pytest.param(ByKeyboard, id=ByKeyboard.name, marks=pytest.mark.main_job),
    pytest.param(ByBus, id=ByBus.name, marks=pytest.mark.main_job),
]
