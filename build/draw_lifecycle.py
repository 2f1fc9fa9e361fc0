"""Draws the life of a fax from its table, as the Mermaid diagram of docs/fax-life.md.

    python3 build/draw_lifecycle.py          # writes the drawing into docs/fax-life.md

States that Fax.Plus may change among each other at will are one box.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from faxdesk.core.lifecycle import AT_SERVICE, FINAL, MOVES, REPORTS, State  # noqa: E402  found by the line above

PAGE = ROOT / "docs" / "fax-life.md"
BEGIN, END = "<!-- drawn by build/draw_lifecycle.py -->\n", "<!-- end of the drawing -->\n"
_BOX = "at_fax_plus"


def diagram() -> str:
    """Return the diagram, with the Markdown around it."""
    edges: dict[tuple[str, str], set[str]] = {}
    for (state, event), result in MOVES.items():
        ends = (_box(state), _box(result))
        # Among the states of the box any report may follow any other.
        if ends[0] != ends[1]:
            edges.setdefault(ends, set()).add("reported" if event in REPORTS else event.value)
    lines = ["stateDiagram-v2", f"    [*] --> {State.QUEUED}"]
    lines += [f"    state {_BOX} {{", *(f"        {state}" for state in sorted(AT_SERVICE)), "    }"]
    lines += [f"    {one} --> {other}: {', '.join(sorted(events))}" for (one, other), events in sorted(edges.items())]
    lines += [f"    {state} --> [*]" for state in sorted(FINAL)]
    return "\n".join(["```mermaid", *lines, "```", ""])


def _box(state: State) -> str:
    return _BOX if state in AT_SERVICE else state.value


def redrawn(page: str) -> str:
    """Return the page with a fresh drawing between its marks. Raises ValueError where the marks are missing."""
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:begin] + diagram() + page[end:]


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
