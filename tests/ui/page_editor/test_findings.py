"""Before a fax is sent: the verdict on it, and findings with the buttons that mend them."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, Qt

from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import Look
from faxdesk.ui.page_editor.findings_list import FindingsList
from faxdesk.ui.page_editor.options_panel import RenderingBox
from faxdesk.ui.page_editor.texts import time_text
from faxdesk.ui.page_editor.verdict import FaxVerdict
from faxdesk.ui.widgets.focus_chain import widgets_after
from tests.documents.fax_files import drawn_pdf, filled, paragraph, photo, photo_at
from tests.documents.files import fax_page, pillow_tiff, put
from tests.ui.accessible_names import nameless, the
from tests.ui.page_editor.scene import Pages, pages_of, source

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from faxdesk.ui.backend.backend import Backend

LETTER = paragraph(11, lines=12)


def said(pages: Pages) -> list[str]:
    """Return the sentences of the findings, from top to bottom."""
    return [line.text for line in the(pages.dialog, FindingsList).lines]


def verdict(pages: Pages) -> str:
    return the(pages.dialog, FaxVerdict).text.accessibleName()


def time_note(pages: Pages) -> str:
    """Return what is said about the shown page."""
    return the(pages.dialog, RenderingBox).note.text()


def measured(pages: Pages) -> bool:
    return the(pages.dialog, FaxVerdict).note.text().startswith("An estimate")


def test_the_verdict_comes_first_and_grows_with_a_cover(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "letter.pdf", drawn_pdf([LETTER, LETTER]))
    with pages_of(qtbot, backend, [source(path, 2)], cover=True) as pages:
        shown = the(pages.dialog, FaxVerdict)
        qtbot.waitUntil(lambda: verdict(pages) == "2 pages and a cover page")
        assert shown.note.text() == "Measuring how long it takes…"
        qtbot.waitUntil(lambda: shown.note.text() == "An estimate")
        assert re.fullmatch(r"2 pages and a cover page · \d+ s · billed as 3", verdict(pages))
        assert shown.text.text().replace("\u00a0", " ") == verdict(pages)
        assert "at 14,400 bit/s" in shown.text.toolTip()
        assert "at 9,600 bit/s" in shown.text.accessibleDescription()
        assert re.fullmatch(r"About \d+ s on the line\.", time_note(pages))
        below = [the(pages.dialog, kind).mapTo(pages.dialog, QPoint()).y() for kind in (FindingsList, RenderingBox)]
        assert shown.mapTo(pages.dialog, QPoint()).y() < below[0] < below[1], "then findings, then the tone"
        pages.press(Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: verdict(pages).startswith("1 page and a cover page"))
        assert verdict(pages).endswith("billed as 2")


def test_blank_and_nearly_blank_pages_are_removed_by_their_buttons(
    qtbot: QtBot, backend: Backend, tmp_path: Path
) -> None:
    number = b"BT /F1 11 Tf 0 g 250 40 Td (Page 4 of 4) Tj ET\n"
    path = put(tmp_path, "scan.pdf", drawn_pdf([LETTER, b"", b"", number]))
    with pages_of(qtbot, backend, [source(path, 4)]) as pages:
        qtbot.waitUntil(lambda: measured(pages))
        button = pages.wait_button("Remove pages")
        assert "Pages 2 and 3 are blank." in said(pages)
        assert button.accessibleDescription() == "Pages 2 and 3 are blank."
        assert pages.notes == [(), ("Blank",), ("Blank",), ("Nearly blank",)]
        assert pages.said(1).endswith("Blank"), "a screen reader says so too"
        assert nameless(pages.dialog) == []
        button.click()
        assert pages.numbers == [1, 4]
        qtbot.waitUntil(lambda: "Page 2 is nearly blank." in said(pages))
        pages.wait_button("Remove page").click()
        assert pages.numbers == [1]
        qtbot.waitUntil(lambda: pages.button("Remove page") is None)
        assert pages.notes == [()]
        pages.action("Undo").trigger()
        pages.action("Undo").trigger()
        assert pages.numbers == [1, 2, 3, 4]


def test_a_scan_that_lies_on_its_side_is_turned_by_its_button(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    page = fax_page(size=(1728, 2200))
    page.paste(1, (0, 0, 1728, 2200))
    for row in range(200, 2000, 44):
        for word in range(6):
            page.paste(0, (150 + word * 240, row, 330 + word * 240 + row % 50, row + 18))
    path = put(tmp_path, "scan.tiff", pillow_tiff([page.transpose(Image.Transpose.ROTATE_90)], dpi=(204, 196)))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        button = pages.wait_button("Rotate")
        assert "Page 1 lies on its side." in said(pages)
        button.click()
        assert pages.placed == [("scan", 1, 90)]
        assert "turned to fit" not in time_note(pages)
        qtbot.waitUntil(lambda: pages.button("Rotate") is None)
        qtbot.waitUntil(lambda: measured(pages))
        assert pages.notes == [()]


def test_a_page_that_is_turned_to_fit_the_paper_says_so(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    path = put(tmp_path, "letter.pdf", drawn_pdf([LETTER]))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        qtbot.waitUntil(lambda: measured(pages))
        pages.action("Rotate right").trigger()
        across = "It is wider than high, and turned to fit the paper."
        qtbot.waitUntil(lambda: time_note(pages).endswith(across))


def test_a_wide_page_with_text_is_made_smaller_until_it_is_rotated(
    qtbot: QtBot, backend: Backend, tmp_path: Path
) -> None:
    path = put(tmp_path, "table.pdf", drawn_pdf([paragraph(11, lines=20, top=540)], size=(842, 595)))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        smaller = "It is wider than the paper, and made smaller so that its text stays upright."
        qtbot.waitUntil(lambda: smaller in time_note(pages))
        pages.action("Rotate right").trigger()
        qtbot.waitUntil(lambda: bool(time_note(pages)))
        assert "paper" not in time_note(pages)


def test_very_slow_pages_are_offered_text_mode(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    slow = filled((0.75, 0.75, 0.75), 30, 30, 530, 780) + photo_at(60, 60, 480, 700)
    path = put(tmp_path, "photo.pdf", drawn_pdf([LETTER, slow], photo=photo()))
    with pages_of(qtbot, backend, [source(path, 2)]) as pages:
        button = pages.wait_button("Send in text mode")
        assert "billed as 2" not in verdict(pages)
        assert the(pages.dialog, FaxVerdict).note.text().startswith("An estimate: each begun minute on the line counts")
        assert any(line.startswith("Page 2 takes very long. In text mode the fax is about") for line in said(pages))
        before = pages.dialog._scheduler.forecast.seconds(pages.page_ref(1))
        with qtbot.waitSignal(pages.dialog.changed):
            button.click()
        assert pages.looks.send_prepared
        assert pages.looks.for_sending(pages.history.page_refs) == (Look(), Look(tone=Tone.TEXT))
        qtbot.waitUntil(lambda: pages.notes == [(), ()])
        after = pages.dialog._scheduler.forecast.seconds(pages.page_ref(1))
        assert before is not None
        assert after is not None
        assert after < before * 0.7


def test_each_fault_of_a_page_is_told(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    # Lines that run up the page, with specks all over it, which take long on the line.
    page = Image.new("1", (1728, 2200), 1)
    for row in range(200, 2000, 44):
        for word in range(6):
            page.paste(0, (150 + word * 240, row, 330 + word * 240 + row % 50, row + 18))
    chance = random.Random(3)  # noqa: S311  specks, not secrets
    specks = Image.frombytes("L", page.size, chance.randbytes(page.width * page.height))
    page = ImageChops.logical_and(page, specks.point([0] * 10 + [255] * 246).convert("1"))
    on_side = page.transpose(Image.Transpose.ROTATE_90)
    path = put(tmp_path, "scan.tiff", pillow_tiff([on_side], dpi=(204, 196)))
    with pages_of(qtbot, backend, [source(path, 1)]) as pages:
        qtbot.waitUntil(lambda: pages.notes == [("Lies on its side", "Takes very long")])
        assert any(line.startswith("Page 1 takes very long.") for line in said(pages))
        assert "Page 1 lies on its side." in said(pages)
        pages.wait_button("Rotate").click()
        # The other fault stays when one is mended.
        qtbot.waitUntil(lambda: pages.notes == [("Takes very long",)])


def test_the_keyboard_goes_through_the_window_as_it_is_read(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    with pages_of(qtbot, backend, [source(put(tmp_path, "mixed.pdf", drawn_pdf([LETTER, b""])), 2)]) as pages:
        remove = pages.wait_button("Remove page")
        order = [
            one
            for one in widgets_after(pages.strip)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisibleTo(pages.dialog)
        ]
        rendering = the(pages.dialog, RenderingBox)
        assert order[:3] == [pages.view, remove, rendering.tone.segment(Tone.AUTO)]
        assert rendering.isAncestorOf(order[3])


def test_the_keyboard_goes_on_to_the_next_finding(qtbot: QtBot, backend: Backend, tmp_path: Path) -> None:
    slow = filled((0.75, 0.75, 0.75), 30, 30, 530, 780) + photo_at(60, 60, 480, 700)
    path = put(tmp_path, "mixed.pdf", drawn_pdf([LETTER, b"", slow], photo=photo()))
    with pages_of(qtbot, backend, [source(path, 3)]) as pages:
        remove, mode = pages.wait_button("Remove page"), pages.wait_button("Send in text mode")
        remove.setFocus()
        qtbot.keyClick(remove, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: pages.button("Remove page") is None)
        assert pages.dialog.focusWidget() is mode
        pages.strip.setFocus()
        pages.press(Qt.Key.Key_Delete)
        pages.press(Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: said(pages) == [])
        assert pages.dialog.focusWidget() is pages.strip, "it is not taken from where it is"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 s"),
        (12.4, "12 s"),
        (43, "45 s"),
        (58, "1 min"),
        (61, "1 min"),
        (200, "3 min 20 s"),
        (3900, "1 h 5 min"),
    ],
)
def test_times_are_as_rough_as_they_are_known(seconds: float, text: str) -> None:
    assert time_text(seconds) == text
