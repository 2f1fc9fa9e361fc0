"""What a new fax begins with, as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.cover import Cover, CoverPage
from faxdesk.core.settings import Settings
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.ui.compose.modes import NewMode
from tests.ui.compose.compose_backend import GENEVA, GOOD, SWISS, backend_at

if TYPE_CHECKING:
    from faxdesk.ui.backend.backend import Backend

LETTER, LAST = CoverPage("", "Example Ltd", "Letter"), CoverPage("", "Example Ltd", "Case 42")


@pytest.fixture
def backend(qapp: object, tmp_path: Path) -> Iterator[Backend]:
    with backend_at(tmp_path / "data") as backend:
        CoverTemplates(backend.factory.folder.covers).keep({"Our letter": LETTER}, LAST)
        yield backend


@pytest.mark.parametrize(
    ("wanted", "page"),
    [("", None), ("last", LAST), ("template:Our letter", LETTER), ("template:gone", None), ("nonsense", None)],
)
def test_the_cover_page_is_the_one_of_the_settings(wanted: str, page: CoverPage | None, backend: Backend) -> None:
    draft = NewMode(backend, Settings(default_cover=wanted)).draft
    assert draft.cover == (None if page is None else Cover(page))


def test_the_sender_is_the_chosen_one_before_the_last_one(backend: Backend) -> None:
    assert NewMode(backend, Settings()).draft.sender is None
    assert NewMode(backend, Settings(sender=SWISS)).draft.sender == SWISS
    assert NewMode(backend, Settings(sender=SWISS, default_sender=GENEVA)).draft.sender == GENEVA


def test_it_may_begin_with_recipients(backend: Backend) -> None:
    assert NewMode(backend, Settings(), (GOOD,)).draft.recipients == (GOOD,)
