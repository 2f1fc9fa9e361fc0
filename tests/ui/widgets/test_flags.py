"""The flags of countries, out of one file that comes with FaxDesk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication

from faxdesk.core import phone
from faxdesk.ui.widgets import flags


@pytest.fixture(autouse=True)
def unread() -> Iterator[None]:
    """No flag has been read yet, or will be known afterwards."""
    for known in (flags._source, flags._flag):
        known.cache_clear()
    yield
    for known in (flags._source, flags._flag):
        known.cache_clear()


def painted(region: str) -> bool:
    """Draw a flag; return whether anything was drawn, which must be what the function says."""
    picture = QImage(24, 16, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawn = flags.paint_flag(painter, QRectF(0, 0, 24, 16), region, QPalette())
    painter.end()
    assert drawn == any(picture.pixelColor(x, 8).alpha() for x in range(24))
    return drawn


@pytest.mark.usefixtures("qapp")
def test_countries_whose_numbers_are_faxed_have_flags() -> None:
    assert QApplication.instance() is not None
    numbers = ("+41445550123", "+12125550123", "+442079460018", "+81312345678", "+61291234567", "+27211234567")
    assert all(painted(phone.region_of(number)) for number in numbers)


@pytest.mark.usefixtures("qapp")
def test_what_is_no_country_has_none() -> None:
    assert not painted("")
    assert not painted("001")


@pytest.mark.usefixtures("qapp")
def test_without_the_file_a_chip_has_no_flag(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for content in (None, b"", b"PK"):
        path = tmp_path / "flags.zip"
        if content is not None:
            path.write_bytes(content)
        monkeypatch.setattr(flags, "resource_path", lambda _name, path=path: path)
        flags._source.cache_clear()
        flags._flag.cache_clear()
        assert not painted("CH")


def test_a_flag_is_half_as_wide_again_as_high() -> None:
    assert flags.flag_width(16) == 24
