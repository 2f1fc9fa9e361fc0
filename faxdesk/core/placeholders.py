"""Placeholders in texts for many: `Dear {Name}` gets what stands in the column of each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from faxdesk.core.errors import InputRefused
from faxdesk.core.list_columns import plain_title

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]{1,100})\}")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return the text with each `{Title}` replaced; `values` are by `plain_title`. Doubled braces are single ones."""

    def value(found: re.Match[str]) -> str:
        name = found["name"]
        return found[0][0] if name is None else values.get(plain_title(name), "")

    return _PLACEHOLDER.sub(value, template)


def check_placeholders(template: str, titles: Iterable[str], field: str) -> None:
    """Raise `InputRefused`, naming `field`, where a text asks for a column that there is not."""
    there = list(titles)
    name = unknown_placeholder(template, there)
    if name is not None:
        shown = ", ".join(f"{{{title}}}" for title in there[:12])
        raise InputRefused(field, f"The list has no column for “{{{name}}}”.", f"It has {shown}.")


def unknown_placeholder(template: str, titles: Iterable[str]) -> str | None:
    """Return the first placeholder of a text that is none of these, None where all are."""
    known = {plain_title(title) for title in titles}
    names = (found["name"] for found in _PLACEHOLDER.finditer(template))
    return next((name for name in names if name is not None and plain_title(name) not in known), None)
