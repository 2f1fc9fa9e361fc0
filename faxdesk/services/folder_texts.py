"""What is said of a watched folder: its rule, and what is wrong with it or with a file in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.phone import display
from faxdesk.core.visible_text import visible
from faxdesk.core.watch_rules import RULE_FILE, Action

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.watch_rules import Rule


def rule_in_words(rule: Rule, special: int = 0) -> str:
    """Return what a rule makes of files, as a sentence or two; `special` is how many other rules there are."""
    kinds = ", ".join(rule.files)
    sent = rule.action is Action.SEND
    parts = [f"{kinds}: {'sent by itself' if sent else 'becomes a draft that you look at'}"]
    if rule.to:
        parts.append(f"to {', '.join(text if text[:1] != '+' else display(text) for text in rule.to)}")
    if rule.sender:
        parts.append(f"from {display(rule.sender)}")
    if rule.at:
        parts.append(f"at {rule.at if isinstance(rule.at, str) else f'{rule.at:%H:%M}'}")
    more = f" {special} more in {RULE_FILE}." if special else ""
    return f"{', '.join(parts)}.{more}"


def folder_trouble(folder: Path, error: OSError) -> str:
    """Return why nothing can be done with a folder."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"The folder {visible(str(folder))} is not there. FaxDesk goes on when it is back."
    why = shared_files.reason(error)
    return f"The folder {visible(str(folder))} cannot be used: {why}. FaxDesk tries again by itself."


def file_trouble(error: OSError) -> str:
    """Return why nothing can be done with a file."""
    if shared_files.is_held(error):
        return "Another program has it open."
    if isinstance(error, PermissionError):
        return "FaxDesk may not read or move it."
    return f"It cannot be used: {shared_files.reason(error)}."
