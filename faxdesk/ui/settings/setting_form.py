"""Controls for settings, below one another, each with its label and a hint in one style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.choices import ComboBox, SpinBox
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.lock_note import lock_words
from faxdesk.ui.widgets.severity import Severity, colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

    from faxdesk.core.errors import InputRefused
    from faxdesk.core.settings import Settings

_LETTERS = 26
"""Letters of the widest line that a list of choices shows whole."""


class SettingForm(QWidget):
    """Shows settings as they hold, and tells what the user chooses.

    What the administrator has locked is shown, and cannot be chosen.
    """

    chosen = Signal(str, object)
    """The name of a setting, and the value that the user has chosen."""

    def __init__(self, settings: Settings, locked: Mapping[str, object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._locked = settings, locked
        self._bindings: dict[str, _Binding] = {}
        self._form = form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(tokens.SPACE_L)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)

    # ----------------------------------------------------------------------------------------------- controls

    def choice(self, name: str, label: str, entries: Iterable[tuple[str, str]], hint: str = "") -> QComboBox:
        """Add a list of choices, each with its words and its value; return it.

        A value that is none of them is shown as it is, so that nothing seems to be chosen that is not.
        """
        combo = ComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(_LETTERS)
        for words, value in entries:
            combo.addItem(words, value)
        self._bind(_Choice(name, combo, self), label, hint)
        return combo

    def check(self, name: str, text: str, hint: str = "") -> QCheckBox:
        """Add a box to tick; return it."""
        box = QCheckBox(text)
        self._bind(_Tick(name, box, self), "", hint)
        return box

    def number(self, name: str, label: str, limits: tuple[int, int], hint: str = "") -> QSpinBox:
        """Add a whole number; return it."""
        spin = SpinBox()
        spin.setRange(*limits)
        # Else “15” would be kept as “1” first.
        spin.setKeyboardTracking(False)
        self._bind(_Number(name, spin, self), label, hint)
        return spin

    def line(self, name: str, label: str, hint: str = "", *, standing_for_nothing: str = "") -> QLineEdit:
        """Add a text, which is kept when the user leaves it; return it. `standing_for_nothing` is what "" shows as."""
        line = QLineEdit()
        line.setPlaceholderText(standing_for_nothing)
        self._bind(_Line(name, line, self), label, hint)
        return line

    def say(self, text: str) -> InlineNote:
        """Add a hint that belongs to no control; return it."""
        label = hint_label(text)
        self._form.addRow(label)
        return label

    def add(self, widget: QWidget) -> None:
        """Add something else, over the whole width."""
        self._form.addRow(widget)

    def _bind(self, binding: _Binding, label: str, hint: str) -> None:
        control = binding.control
        self._bindings[binding.name] = binding
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SPACE_XS)
        column.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft if binding.narrow else Qt.AlignmentFlag(0))
        below = QVBoxLayout()
        below.setContentsMargins(binding.indent(), 0, 0, 0)
        below.setSpacing(tokens.SPACE_XS)
        if hint:
            below.addWidget(hint_label(hint))
        below.addWidget(binding.note)
        column.addLayout(below)
        if label:
            words = QLabel(label)
            words.setBuddy(control)
            control.setAccessibleName(label.replace("&", ""))
            self._form.addRow(words, cell)
        else:
            self._form.addRow(cell)
        control.setAccessibleDescription(hint)
        binding.show(getattr(self._settings, binding.name))
        if binding.name in self._locked:
            control.setEnabled(False)
            binding.note.say(lock_words())
            control.setAccessibleDescription("\n".join(filter(None, (hint, lock_words()))))
            self._make_readable(control)
        binding.chosen.connect(self.chosen)

    def _make_readable(self, control: QWidget) -> None:
        """Have a value that cannot be chosen read like what is said of it: it is what holds."""
        palette = QPalette()
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, colour(QPalette(), Severity.MUTED))
        control.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for name in self._bindings.keys() & self._locked.keys():
                self._make_readable(self._bindings[name].control)

    # ------------------------------------------------------------------------------------------------- values

    def __contains__(self, name: str) -> bool:
        """Return whether the form has this setting."""
        return name in self._bindings

    def show_settings(self, settings: Settings, names: Set[str]) -> None:
        """Show those of these names that the form has as they are now, and say nothing of them any more."""
        for name in names & self._bindings.keys():
            self._bindings[name].note.say("")
            self._bindings[name].show(getattr(settings, name))

    def commit(self) -> None:
        """Tell of what is typed and has not been left yet."""
        for binding in self._bindings.values():
            binding.commit()

    def refuse(self, name: str, error: InputRefused) -> None:
        """Say below a setting why it cannot be what was typed, which stays to be mended."""
        self._bindings[name].refuse(error)

    def focus(self, name: str) -> None:
        """Give the keyboard to the control of a setting."""
        self._bindings[name].control.setFocus()

    def enable(self, name: str, *, usable: bool) -> None:
        """Let a setting be chosen, or not; one that is locked stays so."""
        self._bindings[name].control.setEnabled(usable and name not in self._locked)


class _Binding(QObject):
    """A setting and its control."""

    chosen = Signal(str, object)
    narrow = True

    def __init__(self, name: str, control: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.name, self.control = name, control
        self.note = InlineNote()

    def show(self, value: Any) -> None:
        """Show a value, and tell nobody."""
        raise NotImplementedError

    def commit(self) -> None:
        """Tell of what has been typed and not been told."""

    def indent(self) -> int:
        """Return how far to the right what is said of it begins, in pixels."""
        return 0

    def refuse(self, error: InputRefused) -> None:
        """Say why it cannot be that."""
        self.note.say(self.tr("Not saved. {why}").format(why=f"{error.title} {error.advice}".strip()), Severity.ERROR)


class _Choice(_Binding):
    def __init__(self, name: str, control: QComboBox, parent: QObject) -> None:
        super().__init__(name, control, parent)
        self._combo = control
        control.currentIndexChanged.connect(self._tell)

    def show(self, value: str) -> None:
        self._combo.blockSignals(True)
        if self._combo.findData(value) < 0:
            self._combo.addItem(value, value)
        self._combo.setCurrentIndex(self._combo.findData(value))
        self._combo.blockSignals(False)

    def _tell(self) -> None:
        self.chosen.emit(self.name, self._combo.currentData())


class _Tick(_Binding):
    def __init__(self, name: str, control: QCheckBox, parent: QObject) -> None:
        super().__init__(name, control, parent)
        self._box = control
        control.toggled.connect(self._tell)

    def show(self, value: bool) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(value)
        self._box.blockSignals(False)

    def indent(self) -> int:
        style = self._box.style()
        metrics = QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_CheckBoxLabelSpacing
        return sum(style.pixelMetric(metric, None, self._box) for metric in metrics)

    def _tell(self, ticked: bool) -> None:
        self.chosen.emit(self.name, ticked)


class _Number(_Binding):
    def __init__(self, name: str, control: QSpinBox, parent: QObject) -> None:
        super().__init__(name, control, parent)
        self._spin = control
        control.valueChanged.connect(self._tell)

    def show(self, value: int) -> None:
        self._spin.blockSignals(True)
        self._spin.setValue(value)
        self._spin.blockSignals(False)

    def commit(self) -> None:
        self._spin.interpretText()

    def _tell(self, value: int) -> None:
        self.chosen.emit(self.name, value)


class _Line(_Binding):
    narrow = False

    def __init__(self, name: str, control: QLineEdit, parent: QObject) -> None:
        super().__init__(name, control, parent)
        self._line = control
        self._told = ""
        control.editingFinished.connect(self.commit)

    def show(self, value: str) -> None:
        if self._line.text() != self._told:
            # Somebody is typing already what comes next.
            return
        self._told = value
        self._line.setText(value)
        self._line.setCursorPosition(0)

    def commit(self) -> None:
        if self._line.text() != self._told:
            self._told = self._line.text()
            self.note.say("")
            self.chosen.emit(self.name, self._told)


def hint_label(text: str) -> InlineNote:
    """Return a label for a sentence about a setting."""
    label = InlineNote()
    label.say(text)
    return label
