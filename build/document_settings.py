"""Writes the table of docs/managed-settings.md: each setting, what it may be, and what it is for.

.venv/bin/python build/document_settings.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from faxdesk.core.setting_rules import RULES, schema  # noqa: E402  found by the line above
from faxdesk.core.settings import Settings  # noqa: E402  the same

PAGE = ROOT / "docs" / "managed-settings.md"
BEGIN, END = "<!-- made by build/document_settings.py -->\n", "<!-- end of what is made -->\n"


def redrawn(page: str) -> str:
    """Return the page with its table made anew. Raises ValueError where a mark is missing."""
    begin = page.index(BEGIN) + len(BEGIN)
    return page[:begin] + table() + page[page.index(END, begin) :]


def table() -> str:
    """Return the settings as a table."""
    rows = [
        f"| `{name}` | {_values(name)} | {_shown(getattr(Settings(), name))} | {rule.meaning} |\n"
        for name, rule in RULES.items()
    ]
    return "| setting | value | FaxDesk's default | what for |\n| --- | --- | --- | --- |\n" + "".join(rows)


def _values(name: str) -> str:
    value = schema()["properties"][name]["properties"]["lock"]
    if "enum" in value:
        return " or ".join(f"`{word}`" for word in value["enum"])
    if "minimum" in value:
        return f"{value['minimum']} to {value['maximum']}"
    return {"boolean": "`true` or `false`", "integer": "whole number", "string": "text"}[value["type"]]


def _shown(value: object) -> str:
    return "" if value == "" else f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")
