"""The settings that an administrator gives to all users of a computer (docs/managed-settings.md).

A file of JSON: an object with a member for each setting, which is an object with either `default`, what holds until
somebody chooses otherwise, or `lock`, what holds for everybody:

    {"proxy": {"lock": "http://proxy.example.com:8080"}, "undo_seconds": {"default": 30}}

What cannot be used of it costs a sentence, and the rest holds.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from faxdesk.core.errors import InputRefused

DEFAULT, LOCK = "default", "lock"
_ALIKE = 0.75
"""From this likeness on, 0 to 1, a name is taken for a setting that was misspelt."""
_SCHEMA = "$schema"
"""Names the schema for editors; says nothing to FaxDesk."""


@dataclass(frozen=True, slots=True)
class ManagedSettings:
    """What an administrator has set, by the names of the settings, and why some of it cannot be used.

    Each of `problems` is a refusal that names the setting, or nothing where it is about the whole file.
    """

    defaults: Mapping[str, Any] = field(default_factory=dict)
    locked: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[InputRefused, ...] = ()


def parse(content: bytes) -> ManagedSettings:
    """Return what a file of the administrator says. Raises nothing: what is wrong is in its `problems`."""
    try:
        values = _values(content)
    except InputRefused as error:
        return ManagedSettings(problems=(error,))
    found: dict[str, dict[str, Any]] = {DEFAULT: {}, LOCK: {}}
    problems = []
    for name, entry in values.items():
        if name == _SCHEMA:
            continue
        try:
            how, value = _read(name, entry)
        except InputRefused as error:
            problems.append(error)
        else:
            found[how][name] = value
    return ManagedSettings(found[DEFAULT], found[LOCK], tuple(problems))


def _values(content: bytes) -> dict[str, Any]:
    """Return the members of the file. Raises `InputRefused`."""
    try:
        # Editors of Windows begin a file with a mark.
        values = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_members)
    except UnicodeDecodeError as error:
        raise InputRefused("", "It is not in UTF-8.", "Save it anew with that encoding.") from error
    except json.JSONDecodeError as error:
        raise InputRefused(
            "", f"It is not JSON: there is a mistake in line {error.lineno}, column {error.colno}.", "Correct it there."
        ) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or thousands of brackets.
        raise InputRefused("", "It has something in it that is too large.", "Write only settings into it.") from error
    if not isinstance(values, dict):
        raise InputRefused("", "It has no settings in it.", 'Write it like {"appearance": {"default": "dark"}}.')
    return values


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise InputRefused(name, "It stands in the file twice.", "Leave one of them out.")
        found[name] = value
    return found


def _read(name: str, entry: object) -> tuple[str, Any]:
    from faxdesk.core.setting_rules import RULES, checked

    if name not in RULES:
        like = difflib.get_close_matches(name, RULES, 1, _ALIKE)
        raise InputRefused(name, "There is no such setting.", f"Did you mean “{like[0]}”?" if like else "Leave it out.")
    if not isinstance(entry, dict) or entry.keys() not in ({DEFAULT}, {LOCK}):
        raise InputRefused(
            name, "It must be an object with either “default” or “lock”.", f'Write it like "{name}": {{"default": …}}.'
        )
    ((how, value),) = entry.items()
    return how, checked(name, value)
