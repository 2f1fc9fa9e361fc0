"""Sidecars: small files beside a document in a watched folder that say whom it goes to.

`letter.pdf` has `letter.json` or `letter.txt` beside it, or `letter.pdf.json` and `letter.pdf.txt`.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.watch_rules import SIDECAR_SUFFIXES, RuleCover, rule_cover, when

if TYPE_CHECKING:
    from datetime import time

_KEYS = ("to", "from", "comment", "cover", "at")
_LINE = re.compile(r"(to|from|comment|cover|at)\s*[:=]\s*(.*)", re.IGNORECASE)
_MARKS = (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says. `to` are numbers or names as they are written there, and so is `sender`.

    `at` is as `Rule.at`; None in `comment`, `cover` and `at` where it says nothing about them (or now).
    """

    to: tuple[str, ...] = ()
    sender: str = ""
    comment: str | None = None
    cover: RuleCover | None = None
    at: str | time | None = None


def names_of(document: str) -> tuple[str, ...]:
    """Return the names that the sidecar of a document may have, without regard to upper and lower case.

    >>> names_of("Letter.pdf")
    ('letter.pdf.json', 'letter.json', 'letter.pdf.txt', 'letter.txt')
    """
    folded = document.casefold()
    stem = PurePath(folded).stem
    names = (f"{name}{suffix}" for suffix in SIDECAR_SUFFIXES for name in (folded, stem))
    return tuple(name for name in dict.fromkeys(names) if name != folded)


def parse(data: bytes, name: str) -> Sidecar:
    """Return what the sidecar of this name says. Raises `InputRefused`, whose field is the name."""
    text = _text(data)
    return _of_json(text, name) if name.casefold().endswith(".json") else _of_text(text, name)


def _text(data: bytes) -> str:
    """Return the text of a file that any program of the last thirty years may have written."""
    encoding = next((found for mark, found in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _of_json(text: str, name: str) -> Sidecar:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused(name, f"It is no JSON ({error}).", 'Write it like {"to": "+41 44 555 01 23"}.') from error
    if not isinstance(values, dict):
        raise InputRefused(name, "It is no JSON object.", 'Write it like {"to": "+41 44 555 01 23"}.')
    if unknown := [str(key) for key in values if key not in _KEYS]:
        raise InputRefused(name, f"“{unknown[0]}” means nothing here.", f"Known are: {', '.join(_KEYS)}.")
    to = values.get("to", [])
    return Sidecar(
        to=_texts(to if isinstance(to, list) else [to], name),
        sender=_said(values, "from", name) or "",
        comment=_said(values, "comment", name),
        cover=_cover(values.get("cover"), name),
        at=_at(_said(values, "at", name) or "", name),
    )


def _texts(values: Iterable[object], name: str) -> tuple[str, ...]:
    texts = tuple(values)
    if not all(isinstance(one, str) and one.strip() for one in texts):
        raise InputRefused(name, "“to” is not a text, or a list of texts.", "Write numbers in quotation marks.")
    return tuple(dict.fromkeys(str(one).strip() for one in texts))


def _said(values: dict[str, Any], key: str, name: str) -> str | None:
    value = values.get(key)
    if value is not None and not isinstance(value, str):
        raise InputRefused(name, f"“{key}” is not a text.", "Write it in quotation marks.")
    return value


def _cover(value: object, name: str) -> RuleCover | None:
    if value in (None, False):
        return None
    if isinstance(value, str) and value.strip():
        return RuleCover(template=value.strip())
    if isinstance(value, dict):
        return rule_cover(value, lambda title, advice: InputRefused(name, title, advice))
    raise InputRefused(name, "“cover” is no cover page.", "Write the name of one of your cover pages.")


def _at(text: str, name: str) -> str | time | None:
    try:
        return when(text)
    except InputRefused as error:
        raise InputRefused(name, error.title, error.advice) from error


def _of_text(text: str, name: str) -> Sidecar:
    """Read lines such as `To: +41 44 555 01 23`. The first line may be the number alone; what else is there is comment.

    Several numbers stand in several lines, or with commas or semicolons between them.
    """
    said, to, rest = Sidecar(), list[str](), list[str]()
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        key, value = (found[1].lower(), found[2].strip()) if found else ("", line.strip())
        if key == "to" or (not key and value and not to and not rest):
            to += [part.strip() for part in re.split(r"[;,]", value) if part.strip()]
        elif key in {"", "comment"}:
            rest.append(value)
        else:
            said = _with(said, key, value, name)
    comment = "\n".join(rest).strip()
    return replace(said, to=tuple(dict.fromkeys(to)), comment=comment or None)


def _with(said: Sidecar, key: str, value: str, name: str) -> Sidecar:
    if key == "from":
        return replace(said, sender=value)
    if key == "cover":
        return replace(said, cover=_cover(value or None, name))
    return replace(said, at=_at(value, name))
