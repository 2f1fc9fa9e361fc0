"""The drawing of the life of a fax in docs/fax-life.md is the one that its table gives."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_drawing_is_current() -> None:
    spec = importlib.util.spec_from_file_location("draw_lifecycle", ROOT / "build" / "draw_lifecycle.py")
    assert spec is not None
    assert spec.loader is not None
    draw = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(draw)
    page = draw.PAGE.read_text("utf-8")
    assert draw.redrawn(page) == page, "run python3 build/draw_lifecycle.py"
