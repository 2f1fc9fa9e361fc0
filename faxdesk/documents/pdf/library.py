"""PDFium, as pypdfium2 has it."""

from __future__ import annotations

import logging
from typing import Any


def library() -> Any:
    """Import PDFium when it is first needed: 30 ms and 20 MB."""
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

    # It tells programmers that XFA is not built in; users are told by `_dynamic_form`.
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)
    return pypdfium2
