"""Texts that are shown as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows as it is: on its own it takes what looks like HTML for HTML. Nothing has none."""
    if not text:
        return ""
    # Its table of entities is loaded when there is something to say, not before the window is drawn.
    from html import escape

    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"


def reason_text(error: FaxDeskError) -> str:
    """Return what happened and what to do, each on a line of its own."""
    return f"{error.title}\n{error.advice}".strip()
