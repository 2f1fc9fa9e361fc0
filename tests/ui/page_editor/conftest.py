"""What the tests of the page editor have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.page_editor.scene import drawing_backend

if TYPE_CHECKING:
    from faxdesk.ui.backend.backend import Backend


@pytest.fixture
def backend(tmp_path: Path, qapp: object) -> Iterator[Backend]:
    """A backend that draws pages."""
    with drawing_backend(tmp_path / "data") as backend:
        yield backend
