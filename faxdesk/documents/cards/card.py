"""One vCard: whose it is, and which of its telephone numbers are those of a fax. Parsed by `vobject`."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from faxdesk.core.contacts import Card

if TYPE_CHECKING:
    from vobject.base import Component, ContentLine

_PARTED = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\([,;:\\])")
_UUID = re.compile(r"^(?:urn:uuid:|uuid:)", re.IGNORECASE)
_NO_FAX = "The card has no fax number."
_EMPTY = "The group has nobody in it."
_UNREADABLE = "The card cannot be read."


def read_card(place: int, body: str) -> Card:
    """Return what a card says; `body` stands between its begin and its end. Whatever is wrong is its `error`."""
    try:
        card, whole = _parsed(body)
        return _card(place, card, whole=whole)
    except RecursionError:
        return Card(place, error=_UNREADABLE)
    except Exception:  # noqa: BLE001  vobject raises what happens to go wrong in it
        return Card(place, error=_UNREADABLE)


def _parsed(body: str) -> tuple[Component, bool]:
    """Return the lines of a card, and whether all of them could be read."""
    import vobject
    from vobject.base import ParseError

    # It writes lines that it cannot read, with names and numbers in them, to the log.
    logging.getLogger("vobject").disabled = True
    logging.getLogger("vobject.base").disabled = True
    text = f"BEGIN:VCARD\n{body}\nEND:VCARD\n"
    try:
        return next(iter(vobject.readComponents(text))), True
    except ParseError:
        return next(iter(vobject.readComponents(text, ignoreUnreadable=True))), False


def _card(place: int, card: Component, *, whole: bool) -> Card:
    lines: dict[str, list[ContentLine]] = {}
    for line in card.lines():
        lines.setdefault(str(line.name).upper(), []).append(line)
    name, company = _name(lines), _company(lines)
    uid = _UUID.sub("", _first(lines, "UID"))
    kinds = {str(line.value).strip().lower() for name in _KINDS for line in lines.get(name, ())}
    members = tuple(_UUID.sub("", str(line.value).strip()) for name in _MEMBERS for line in lines.get(name, ()))
    if "group" in kinds:
        return Card(place, name or company, uid=uid, members=members, error="" if members else _EMPTY)
    groups = tuple(group for line in lines.get("CATEGORIES", ()) for group in _listed(line.value))
    note = "\n".join(str(line.value) for line in lines.get("NOTE", ()))
    faxes = tuple(dict.fromkeys(_faxes(lines)))
    error = "" if faxes else _NO_FAX if whole else _UNREADABLE
    return Card(place, name, company, faxes, note, groups, uid, error=error)


_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_MEMBERS = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
"""How groups are written (RFC 6350, 6.1.4 and 6.6.5), and how Apple does so in version 3.0."""


def _first(lines: dict[str, list[ContentLine]], name: str) -> str:
    return next((text for line in lines.get(name, ()) if (text := _words(line.value))), "")


def _words(value: object) -> str:
    """Return a value in one line, whatever vobject has made of it."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return " ".join(_ESCAPED.sub(r"\1", str(value)).split())


def _name(lines: dict[str, list[ContentLine]]) -> str:
    """Return the name as it is written whole, else put together of its parts."""
    whole = _first(lines, "FN")
    for line in () if whole else lines.get("N", ()):
        name: Any = line.value
        parts = (getattr(name, part, "") for part in ("prefix", "given", "additional", "family", "suffix"))
        whole = whole or " ".join(filter(None, map(_words, parts)))
    return "" if whole == _company(lines) else whole


def _company(lines: dict[str, list[ContentLine]]) -> str:
    return _first(lines, "ORG")


def _listed(value: object) -> Iterator[str]:
    parts = value if isinstance(value, list) else _PARTED.split(str(value))
    yield from filter(None, map(_words, parts))


def _faxes(lines: dict[str, list[ContentLine]]) -> Iterator[str]:
    """Yield the numbers that are labelled as those of a fax: by type, or by a label of their group, as Apple does."""
    labels = {str(line.group).lower(): str(line.value) for line in lines.get("X-ABLABEL", ()) if line.group is not None}
    for line in lines.get("TEL", ()):
        label = labels.get(str(line.group).lower(), "") if line.group is not None else ""
        written = re.sub(r"(?i)^(?:tel|fax):", "", str(line.value).strip())
        # Of the parameters of a link (RFC 3966), the extension is dialled.
        extension = re.search(r"(?i);ext=[\d.()-]+", written)
        number = re.sub(r";.*", "", written).strip() + (extension[0] if extension else "")
        if number and ("FAX" in _types(line) or "fax" in label.lower()):
            yield number


def _types(line: ContentLine) -> set[str]:
    """Return the types of a number: `TYPE=WORK,FAX`, `TYPE="work,fax"` and, in version 2.1, `;WORK;FAX`."""
    said: Sequence[str] = (*line.singletonparams, *line.params.get("TYPE", ()))
    return set(_upper_parts(said))


def _upper_parts(said: Iterable[str]) -> Iterator[str]:
    for one in said:
        yield from (part.strip().upper() for part in str(one).split(","))
