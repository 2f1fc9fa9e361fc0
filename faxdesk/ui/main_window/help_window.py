"""The help: topics that can be searched, and a table of all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QPalette, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from faxdesk.ui.main_window.help_topics import KEYS_TITLE, OTHER_KEYS, TOPICS, translated
from faxdesk.ui.widgets import tokens
from faxdesk.ui.widgets.announcer import announce
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.inline_note import InlineNote
from faxdesk.ui.widgets.search_field import SearchField
from faxdesk.ui.widgets.subject_list import SubjectList
from faxdesk.ui.widgets.typography import grown_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from faxdesk.ui.actions.table import Actions
    from faxdesk.ui.widgets.help_subject import HelpSubject

_ANSWERS = "https://help.fax.plus"


class HelpWindow(QDialog):
    """Shows one topic at a time beside the list of those that have what is searched for."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help with FaxDesk"))
        self.search = SearchField(self.tr("Search the help"))
        self.search.installEventFilter(self)
        self.topics = SubjectList(self.tr("Topics"))
        self.note = InlineNote(self)
        self.page = QPlainTextEdit()
        self.page.setReadOnly(True)
        self.page.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.document().setDocumentMargin(tokens.SPACE_L)
        self.keys = _key_table(actions)
        self.keys.setAccessibleName(translated(KEYS_TITLE))
        self._shown = QStackedWidget()
        self._said = ""
        self._texts = [f"{translated(topic.title)}\n\n{translated(topic.text)}" for topic in TOPICS]
        self._lay_out()
        self.search.textChanged.connect(self._find)
        self.topics.currentRowChanged.connect(self._show)
        self.topics.setCurrentRow(0)

    def _lay_out(self) -> None:
        self.topics.add([*(translated(topic.title) for topic in TOPICS), translated(KEYS_TITLE)])
        for shown in (self.page, self.keys):
            self._shown.addWidget(shown)
        middle = QHBoxLayout()
        middle.setSpacing(tokens.SPACE_M)
        middle.addWidget(self.topics)
        middle.addWidget(self._shown, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(tokens.SPACE_S)
        buttons.addWidget(self._button(self.tr("&Open help.fax.plus"), self._ask_fax_plus))
        buttons.addStretch(1)
        buttons.addWidget(self._button(self.tr("Close"), self.close))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L, tokens.SPACE_L)
        column.setSpacing(tokens.SPACE_M)
        column.addWidget(self.search)
        column.addWidget(self.note)
        column.addLayout(middle, 1)
        column.addLayout(buttons)
        room = self.screen().availableSize() - QSize(tokens.SCREEN_MARGIN, tokens.SCREEN_MARGIN)
        self.resize(grown_size(tokens.HELP_WINDOW, self).boundedTo(room))

    def _button(self, text: str, pressed: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(pressed)
        return button

    def come(self, subject: HelpSubject | None = None) -> None:
        """Show the window before the others, ready to be searched, at the topic of a subject."""
        subjects = [topic.subject for topic in TOPICS]
        if subject is not None:
            self.search.clear()
            self.topics.setCurrentRow(subjects.index(subject))
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()
        self.search.selectAll()

    # ---------------------------------------------------------------------------------------------------- search

    def _words(self) -> list[str]:
        return self.search.text().casefold().split()

    def _find(self) -> None:
        """Leave the topics that have all words, and of the keys the lines that do."""
        words = self._words()
        fits = [_has(text, words) for text in self._texts]
        fits.append(self._filter_keys(words))
        for row, fit in enumerate(fits):
            self.topics.item(row).setHidden(not fit)
        found = sum(fits)
        missing = self.tr("Nothing in the help has “{words}”.").format(words=self.search.text().strip())
        self.note.say("" if found else missing)
        if found:
            row = self.topics.currentRow()
            self.topics.setCurrentRow(row if fits[row] else fits.index(True))
        self._announce(self.tr("Found in {topics}.").format(topics=count_text(found, "topic")) if found else missing)
        self._mark()

    def _announce(self, text: str) -> None:
        """Say what was found, but not again with each letter."""
        if text != self._said:
            announce(self.topics, text)
        self._said = text

    def _filter_keys(self, words: list[str]) -> bool:
        """Hide the lines without the words; return whether any is left."""
        everything = _has(translated(KEYS_TITLE), words)
        for group in _children(self.keys.invisibleRootItem()):
            lines = list(_children(group))
            for line in lines:
                line.setHidden(not everything and not _has(f"{group.text(0)} {line.text(0)} {line.text(1)}", words))
            group.setHidden(all(line.isHidden() for line in lines))
        return any(not group.isHidden() for group in _children(self.keys.invisibleRootItem()))

    def _show(self, row: int) -> None:
        if row >= len(TOPICS):
            self._shown.setCurrentWidget(self.keys)
            return
        self._shown.setCurrentWidget(self.page)
        self.page.setPlainText(self._texts[row])
        self.page.setAccessibleName(self.topics.item(row).text())
        cursor = QTextCursor(self.page.document().firstBlock())
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        title = cursor.charFormat()
        font = self.page.font()
        font.setPointSizeF(font.pointSizeF() * tokens.TITLE)
        font.setBold(True)
        title.setFont(font)
        cursor.mergeCharFormat(title)
        self._mark()

    def _mark(self) -> None:
        """Mark what is searched for on the page."""
        palette, marks = self.palette(), []
        for word in self._words():
            cursor = self.page.document().find(word)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(palette.color(QPalette.ColorRole.Highlight))
                mark.format.setForeground(palette.color(QPalette.ColorRole.HighlightedText))
                marks.append(mark)
                cursor = self.page.document().find(word, cursor)
        self.page.setExtraSelections(marks)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search to the topics with the arrow keys, and let Escape clear it first."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.topics.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _ask_fax_plus(self) -> None:
        if not QDesktopServices.openUrl(QUrl(_ANSWERS)):
            self.note.say(
                self.tr("No program on this computer opens web pages. The address is {address}.").format(
                    address=_ANSWERS
                )
            )


def _has(text: str, words: Iterable[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _children(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    children = (item.child(place) for place in range(item.childCount()))
    yield from (child for child in children if child is not None)


def _key_table(actions: Actions) -> QTreeWidget:
    """Return the table of keys: those of the menus as they are set, then those of other windows."""
    table = QTreeWidget()
    table.setColumnCount(2)
    table.setHeaderLabels([translated("What it does"), translated("Shortcut")])
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setRootIsDecorated(False)
    table.setItemsExpandable(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    for menu in actions.menus:
        lines = ((act.text(), [key for key in act.shortcuts() if _is_common(key)]) for act in menu.actions())
        _add_group(table, menu.title(), [(text, keys) for text, keys in lines if keys])
    for title, entries in OTHER_KEYS:
        _add_group(table, translated(title), [(translated(text), _sequences(keys)) for text, keys in entries])
    table.expandAll()
    # Neither column is ever cut: where there is no room for both, the table scrolls.
    table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.header().setMinimumSectionSize(table.sizeHintForColumn(1))
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    return table


def _add_group(table: QTreeWidget, title: str, lines: list[tuple[str, list[QKeySequence]]]) -> None:
    group = QTreeWidgetItem(table, [_plain(title), ""])
    font = group.font(0)
    font.setBold(True)
    group.setFont(0, font)
    metrics = table.fontMetrics()
    height = metrics.height() + tokens.SPACE_S
    group.setSizeHint(0, QSize(0, height))
    group.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    for text, keys in lines:
        names = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys]
        # One below the other: beside each other, four of them are wider than a small window has room for.
        line = QTreeWidgetItem(group, [_plain(text), "\n".join(names)])
        high = height + (len(names) - 1) * metrics.lineSpacing()
        line.setSizeHint(0, QSize(metrics.horizontalAdvance(_plain(text)) + tokens.SPACE_XL, high))
        # The first column speaks its row.
        line.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{_plain(text)}: {', '.join(names)}")


def _sequences(keys: Iterable[QKeySequence.StandardKey | str]) -> list[QKeySequence]:
    found: list[QKeySequence] = []
    for key in keys:
        found += [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)[:1]
    return list(dict.fromkeys(found))


def _is_common(sequence: QKeySequence) -> bool:
    """Return whether every keyboard has these keys: some have one for “New”, too, which nobody looks for."""
    return bool(sequence[0].key() < Qt.Key.Key_F13)  # type: ignore[index]  # the stubs leave it out


def _plain(text: str) -> str:
    return text.replace("&", "").removesuffix("…")
