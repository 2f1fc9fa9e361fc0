"""All pages of a document are looked at, one after the other; one that cannot be drawn stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from faxdesk.core.errors import Stopped
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection import page_walk
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.inspection.page_walk import Inspection, inspect
from tests.documents.files import RawPage, pillow_tiff, put, raw_tiff

TIFF = DocumentType.TIFF


def test_pages_are_looked_at_one_by_one(tmp_path: Path) -> None:
    path = put(tmp_path, "fax.tif", raw_tiff([RawPage(data=b"\xff" * 256, fields=[(262, 3, [1])]), RawPage()]))
    with PageSource(path, TIFF) as source:
        inspected = Inspection(source)
        steps = inspected.steps()
        assert next(steps) == 0
        assert [(one.code, one.pages) for one in inspected.findings] == [("blank_pages", (1,))]
        assert list(steps) == [1]
        assert sorted(inspected.traits) == [0, 1]


def test_a_page_that_cannot_be_drawn_is_said_and_stops_nothing(tmp_path: Path) -> None:
    damaged = RawPage(data=b"\xff" * 32, fields=[(259, 4, [5])])
    with PageSource(put(tmp_path, "bad.tif", raw_tiff([RawPage(), damaged, RawPage()])), TIFF) as source:
        (found,) = inspect(source)
    assert (found.code, found.pages) == ("undrawable_pages", (2,))
    assert found.text.startswith("Page 2 cannot be drawn")


def test_very_long_documents_are_looked_at_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_walk, "MOST_LOOKED", 2)
    with PageSource(put(tmp_path, "fax.tif", pillow_tiff(5)), TIFF) as source:
        inspected = Inspection(source)
        assert list(inspected.steps()) == [0, 1]
        assert ("not_looked_at", (3, 4, 5)) in [(one.code, one.pages) for one in inspected.findings]


def test_it_can_be_stopped(tmp_path: Path) -> None:
    class Set:
        def is_set(self) -> bool:
            return True

    with PageSource(put(tmp_path, "fax.tif", pillow_tiff(2)), TIFF) as source, pytest.raises(Stopped):
        inspect(source, Set())
