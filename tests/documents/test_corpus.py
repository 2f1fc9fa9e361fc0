"""Real documents, good and broken, that other projects test with. Needs FAXDESK_CORPUS, a folder of them, unpacked:

pip download --no-deps --no-binary :all: pypdf pikepdf pillow
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pikepdf
import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.examine import examine
from faxdesk.documents.pages import PageSource

pytestmark = pytest.mark.corpus

# Taken now, as tests do not see such variables.
FOLDER = os.environ.get("FAXDESK_CORPUS", "no folder was named")
PATIENCE = 2.0
"""Seconds that the largest of these documents may take."""


def documents() -> list[Path]:
    """All PDFs and TIFFs of the corpus."""
    return sorted(path for path in Path(FOLDER).rglob("*") if path.suffix.lower() in {".pdf", ".tif", ".tiff"})


def counted(path: Path) -> int | None:
    """The pages that another library counts; None where it refuses the file."""
    try:
        with pikepdf.open(path) as document:
            return len(document.pages)
    except pikepdf.PdfError:
        return None


def test_real_documents_are_counted_as_others_count_them_and_drawn() -> None:
    paths = documents()
    accepted = 0
    for path in paths:
        began = time.monotonic()
        try:
            examined = examine(path)
        except InputRefused:
            continue
        assert time.monotonic() - began < PATIENCE, path
        accepted += 1
        if examined.type is DocumentType.PDF:
            assert counted(path) in {examined.pages, None}, path
        with PageSource(path, examined.type) as source:
            assert source.render(len(source) - 1, 200).width >= 1, path
    assert accepted > len(paths) / 2 > 50
