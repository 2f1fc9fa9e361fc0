"""What the tests of the compose dialog have in common."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.compose.compose_backend import backend_at

if TYPE_CHECKING:
    from faxdesk.ui.backend.backend import Backend


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    """A backend at work, of an account with numbers."""
    with backend_at(tmp_path / "data") as backend:
        yield backend
