"""What is said of documents that cannot be faxed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.inspection.examine import examine

if TYPE_CHECKING:
    from pathlib import Path


def refusal(path: Path) -> InputRefused:
    """Return how a file is refused: by its name, in sentences."""
    with pytest.raises(InputRefused) as caught:
        examine(path)
    assert caught.value.field == path.name
    assert caught.value.title.endswith(".")
    assert caught.value.advice.endswith(".")
    return caught.value
