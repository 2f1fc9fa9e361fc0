"""The page viewer: real files, drawn in the real thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QSpinBox, QToolButton

from faxdesk.store.data_folder import DataFolder
from faxdesk.ui.backend.backend import Backend
from faxdesk.ui.backend.deferred_factory import DeferredFactory
from faxdesk.ui.document_viewer.window import DocumentWindow
from faxdesk.ui.page_view.layout import Fit
from faxdesk.ui.page_view.scroll_view import PageScrollView
from faxdesk.ui.page_view.toolbar import PageViewToolbar
from tests.documents.files import page_objects, pdf
from tests.ui.accessible_names import nameless, the
from tests.ui.page_editor.scene import pages_of, source
from tests.ui.urls import taking

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Open = Callable[..., DocumentWindow]
ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly


@pytest.fixture
def backend(tmp_path: Path, qapp: object) -> Iterator[Backend]:
    factory = DeferredFactory(DataFolder(tmp_path / "data"))
    backend = Backend(factory)
    backend.start()
    yield backend
    factory.give_up()
    assert backend.stop()
    backend.deleteLater()


@pytest.fixture
def open_pages(backend: Backend, qtbot: QtBot) -> Iterator[Open]:
    """Open a window on a file, and wait until it shows pages."""
    windows = []

    def open_it(path: Path, title: str = "Pages", save_name: str = "", *, wait: bool = True) -> DocumentWindow:
        window = DocumentWindow(backend, path, title, save_name)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        windows.append(window)
        window.resize(700, 600)
        window.show()
        if wait:
            qtbot.waitUntil(lambda: drawn(window, 0))
        return window

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()


def view(window: DocumentWindow) -> PageScrollView:
    return the(window, PageScrollView)


def drawn(window: DocumentWindow, page: int) -> bool:
    return page < view(window).page_count and view(window)._sharp(page)


def action(window: DocumentWindow, text: str) -> QAction:
    return next(one for one in window.findChildren(QAction) if one.text() == text)


def colours(picture: QImage) -> set[str]:
    columns, rows = range(0, picture.width(), 5), range(0, picture.height(), 5)
    return {picture.pixelColor(column, row).name() for column in columns for row in rows}


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_pages_are_counted_and_drawn(kind: str, sample_pdf: Path, sample_tiff: Path, open_pages: Open) -> None:
    window = open_pages(sample_pdf if kind == "pdf" else sample_tiff, "Confirmation report: +41 44 555 01 23")
    assert window.windowTitle() == "Confirmation report: +41 44 555 01 23"
    assert view(window).page_count == 2
    assert "of 2" in [label.text() for label in window.findChildren(QLabel)]
    picture = view(window)._pictures[(0,)]
    assert picture.width() == view(window)._pixels(0)
    assert {"#ffffff", "#000000"} & colours(picture)
    assert len(colours(picture)) > 1


def test_a_document_of_the_spool_has_no_ending_and_is_known_by_its_content(
    sample_tiff: Path, tmp_path: Path, open_pages: Open
) -> None:
    spooled = tmp_path / ("ab" * 32)
    spooled.write_bytes(sample_tiff.read_bytes())
    assert view(open_pages(spooled)).page_count == 2


def test_the_bar_has_the_icons_of_the_pages_window(sample_pdf: Path, open_pages: Open, qtbot: QtBot) -> None:
    window = open_pages(sample_pdf)
    with pages_of(qtbot, window._backend, [source(sample_pdf, 2)]) as pages:
        bars = [the(one, PageViewToolbar) for one in (window, pages.dialog)]
        zooming = ["Zoom out", "Zoom in", "Fit width", "Fit page", "Actual size"]
        for bar in bars:
            by_name = {one.text(): one for one in bar.actions()}
            assert [text for text in by_name if text in zooming] == zooming, "in the same order"
            assert all(not by_name[text].icon().isNull() for text in zooming)
            buttons = [bar.widgetForAction(by_name[text]) for text in zooming]
            assert all(isinstance(one, QToolButton) and one.toolButtonStyle() is ICON_ONLY for one in buttons)
        images = [[_picture(bar, text) for text in zooming] for bar in bars]
        assert images[0] == images[1]
    action(window, "Actual size").trigger()
    assert view(window).zoom == pytest.approx(1.0)


def _picture(bar: PageViewToolbar, text: str) -> QImage:
    return next(one for one in bar.actions() if one.text() == text).icon().pixmap(20, 20).toImage()


def test_a_screen_reader_is_told_the_page_that_the_keyboard_comes_to(
    tmp_path: Path, open_pages: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("faxdesk.ui.page_view.scroll_view.announce", lambda _view, text: spoken.append(text))
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(page_objects(40)))
    shown = view(open_pages(path))
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    qtbot.keyClick(shown, Qt.Key.Key_End)
    assert spoken == ["Page 40 of 40"]
    assert shown.accessibleDescription() == "Page 40 of 40"
    shown.clearFocus()
    shown.go_to(0)
    assert spoken == ["Page 40 of 40"], "nobody who reads elsewhere is interrupted"


def test_only_what_is_seen_is_drawn(tmp_path: Path, open_pages: Open, qtbot: QtBot) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(page_objects(40)))
    window = open_pages(path)
    shown = view(window)
    shown.set_fit(Fit.PAGE)
    qtbot.waitUntil(lambda: shown._asked is None and all(shown._sharp(page) for page in shown._visible()))
    assert len(shown._pictures) < 5
    qtbot.keyClick(shown, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: drawn(window, 39))
    assert shown.page == 39
    assert len(shown._pictures) < 10


def test_keys_turn_and_zoom(tmp_path: Path, open_pages: Open, qtbot: QtBot) -> None:
    path = tmp_path / "five.pdf"
    path.write_bytes(pdf(page_objects(5)))
    window = open_pages(path)
    shown, field = view(window), the(window, QSpinBox)
    assert field.value() == 1
    qtbot.keyClick(shown, Qt.Key.Key_End)
    assert field.value() == 5
    assert shown.accessibleDescription() == "Page 5 of 5"
    qtbot.keyClick(shown, Qt.Key.Key_Home)
    assert field.value() == 1
    qtbot.keyClick(shown, Qt.Key.Key_PageDown)
    assert shown.verticalScrollBar().value() > 0
    field.setValue(3)
    assert shown.page == 2
    zoom = shown.zoom
    qtbot.keyClick(shown, Qt.Key.Key_Plus)
    assert shown.zoom == pytest.approx(zoom * 1.25)
    assert shown.page == 2, "zooming must not lose the place"
    qtbot.keyClick(shown, Qt.Key.Key_Minus)
    assert shown.zoom == pytest.approx(zoom)


def test_fitting_follows_the_window(sample_pdf: Path, open_pages: Open, qtbot: QtBot) -> None:
    window = open_pages(sample_pdf)
    shown = view(window)
    width, page = action(window, "Fit width"), action(window, "Fit page")
    assert width.isChecked()
    assert shown.horizontalScrollBar().maximum() == 0
    window.resize(900, 600)
    before = shown.zoom
    page.trigger()
    assert (page.isChecked(), width.isChecked()) == (True, False)
    assert shown.zoom < before
    assert shown._layout.size(0)[1] <= shown.viewport().height()
    action(window, "Zoom in").trigger()
    assert not page.isChecked()
    width.trigger()
    assert shown.zoom == pytest.approx(before, rel=0.05)


def test_the_zoom_is_shown_once_there_is_a_page(sample_pdf: Path, open_pages: Open, qtbot: QtBot) -> None:
    """Before that it would be the zoom of nothing, the largest there is; its room does not change."""
    window = open_pages(sample_pdf, wait=False)
    label = window._zoom_label
    assert label.text() == ""
    qtbot.waitUntil(lambda: drawn(window, 0))
    qtbot.waitUntil(lambda: label.text() == f"{view(window).zoom:.0%}")
    window.resize(800, 600)
    width = label.width()
    for zoom in (0.5, 6.0):
        view(window).set_zoom(zoom)
        window.grab()
        assert label.text() == f"{view(window).zoom:.0%}"
        assert label.width() == width >= label.sizeHint().width()


def test_save_as_makes_a_whole_copy(sample_pdf: Path, tmp_path: Path, open_pages: Open, qtbot: QtBot) -> None:
    window = open_pages(sample_pdf, save_name="Report: +41/44")
    target = tmp_path / "kept.pdf"
    action(window, "Save as…").trigger()
    dialog = the(window, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Report +41 44.pdf")
    dialog.selectFile(str(target))
    with qtbot.waitSignal(dialog.fileSelected):
        dialog.accept()
    qtbot.waitUntil(lambda: "kept.pdf" in window.statusBar().currentMessage())
    assert target.read_bytes() == sample_pdf.read_bytes()


def test_saving_where_nobody_may_write_says_so(
    sample_pdf: Path, tmp_path: Path, open_pages: Open, qtbot: QtBot
) -> None:
    window = open_pages(sample_pdf)
    window._save_to(str(tmp_path / "no such folder" / "kept.pdf"))
    qtbot.waitUntil(lambda: "could not be written" in window.statusBar().currentMessage())


def test_other_programs_get_a_copy(sample_tiff: Path, tmp_path: Path, open_pages: Open, qtbot: QtBot) -> None:
    spooled = tmp_path / ("cd" * 32)
    spooled.write_bytes(sample_tiff.read_bytes())
    window = open_pages(spooled, save_name="letter")
    with taking("file") as taker:
        action(window, "Open in other program").trigger()
        qtbot.waitUntil(lambda: len(taker.urls) == 1)
    copy = Path(taker.urls[0].toLocalFile())
    assert copy.name == "letter.tiff"
    assert copy != spooled
    assert copy.read_bytes() == spooled.read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "not there"), (b"", "not a PDF or TIFF"), (b"%PDF-1.4\nnothing more", ""), (b"text", "not a PDF")],
)
def test_what_cannot_be_shown_is_said(
    content: bytes | None, words: str, tmp_path: Path, open_pages: Open, qtbot: QtBot
) -> None:
    path = tmp_path / "letter.pdf"
    if content is not None:
        path.write_bytes(content)
    window = open_pages(path, wait=False)
    qtbot.waitUntil(lambda: window._message.text() != "Opening…")
    assert window._stack.currentWidget() is window._message
    assert words in window._message.text()
    assert view(window).page_count == 0


def test_a_page_that_cannot_be_drawn_says_so_and_the_others_are_shown(
    sample_pdf: Path, open_pages: Open, qtbot: QtBot
) -> None:
    window = open_pages(sample_pdf)
    shown = view(window)
    shown.show_fault((1,), "This page is damaged.")
    qtbot.keyClick(shown, Qt.Key.Key_End)
    shown.grab()
    assert not drawn(window, 1)
    assert drawn(window, 0)


def test_closing_lets_go_of_the_file(sample_pdf: Path, open_pages: Open, backend: Backend, qtbot: QtBot) -> None:
    window = open_pages(sample_pdf)
    window.close()
    left: list[object] = []
    backend.with_pages(
        backend,
        lambda renderer, _cancel: (len(renderer._open), renderer._worker and renderer._worker._process),
        left.append,
        left.append,
    )
    qtbot.waitUntil(lambda: left == [(0, None)])


def test_paper_is_white_whatever_the_window_looks_like(sample_pdf: Path, open_pages: Open) -> None:
    from faxdesk.ui.widgets.theme import dark_palette

    window = open_pages(sample_pdf)
    window.setPalette(dark_palette())
    shown = view(window)
    picture = shown.viewport().grab().toImage()
    rect = shown._rect(0)
    assert picture.pixelColor(rect.left() + 4, rect.top() + 4).name() == "#ffffff"
    assert picture.pixelColor(2, 2).lightness() < 128


def test_everything_has_a_name(sample_pdf: Path, open_pages: Open) -> None:
    assert nameless(open_pages(sample_pdf)) == []


def test_a_window_that_closes_before_its_file_is_read_lets_go_of_it(
    backend: Backend, open_pages: Open, sample_pdf: Path, qtbot: QtBot
) -> None:
    answers, done = threading.Event(), threading.Event()
    backend.with_pages(backend, lambda _renderer, _cancel: answers.wait(60))
    window = open_pages(sample_pdf, wait=False)
    window.close()
    backend.with_pages(backend, lambda _renderer, _cancel: None, lambda _nothing: done.set())
    answers.set()
    qtbot.waitUntil(done.is_set, timeout=60_000)
    assert view(window).page_count == 0
