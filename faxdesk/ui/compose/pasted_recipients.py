"""Recipients in a text that was pasted: lists, cells of a spreadsheet, signatures, cards of an address book, links."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from faxdesk.documents.inspection.fax_numbers import LabelKind, label_kind, only_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LINES = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
_CELLS = re.compile(r"[\t,;|\uff0c\uff1b\u3001]+")
"""What parts the cells of a line."""
_BLANKS = re.compile(r"[^\S\r\n\t\v\f\x85\u2028\u2029]+")
_MARKS = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BARE = re.compile(r"[+\uff0b]?[\d\s()./\u2010-\u2013-]*\d[\d\s()./\u2010-\u2013-]*")
"""A cell that has nothing but a number."""
_RUN = re.compile(
    r"(?<![\w@#])(?<![^\W\d_][-.])[+\uff0b]? ?\(?\d++"
    r"(?:(?: \(?| ?[-\u2010-\u2013] ?|[./]\(?|\) ?[-/]? ?|\()\d++)*+(?P<extension> ext \d++)?+(?![\w@]|[-.]\w*@)"
)
"""A number among words, whole: where a letter follows, none is guessed. A slash between blanks parts two numbers."""
_EXTENSION = re.compile(
    r"(?i)(?<=\d)(?:[ \t,]*\(?x(?=\d)|[\s,]*\(?(?:;ext=|"
    r"(?:ext(?:ension|n)?|durchwahl|dw|nebenstelle|nst|poste|interno|toestel)(?![^\W\d_])[.:\s]*))"
    r"(\d{1,7})\b\)?"
)
"""An extension behind a number, which is a part of it: without it the fax would ring at the wrong desk, so it is not
taken for the name of somebody. It is written " ext 12" from here on, and refused with its number. A mere "x" is in the
same line: the next one may begin with a company such as "X1"."""
_FEWEST, _MOST = 6, 15
"""Digits of a number among words: fewer are those of a house or a town, more no network has (ITU-T E.164)."""
_BEHIND = 12
"""Characters behind a number in which its label may stand: "044 555 01 23 (Fax)"."""
_URI = re.compile(r"(?i)\b(fax|tel|callto):(?://)?(?=[+(\d])([+\d().\s-]*\d)(?:;[\w-]+(?:=[^;\s,<>\"]*)?)*")
"""A number as a link (RFC 3966, RFC 2806), with its parameters."""
_MAIL_TO_FAX = re.compile(r"(?i)(?:mailto:)?(?<![\w.+-])(\+?)(\d[\d.-]{5,})@[\w.-]*fax[\w.-]*(?:\?[^\s,;>]*)?")
"""The address of a fax number at a service that takes faxes as mail."""
_ADDRESS = re.compile(r"(?i)\S+@\S+|\b(?:https?://|www\.)\S+|mailto:\S*")
_CARD = re.compile(r"(?is)BEGIN:VCARD\b(.*?)(?:END:VCARD|\Z)")
_CARD_LINE = re.compile(r"(?im)^(?:[\w-]+\.)?TEL;[^:\n]*:")
_FOLDED = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([,;:\\])")


@dataclass(frozen=True, slots=True)
class PastedRecipient:
    """The number of a recipient as it is written there, and the name beside it, empty where there is none."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a text: its numbers with the kinds of their labels, and what else stands there."""

    text: str
    cells: tuple[str, ...]
    numbers: tuple[tuple[str, LabelKind], ...]
    name: str

    def of(self, kind: LabelKind) -> list[PastedRecipient]:
        return [PastedRecipient(number, self.name) for number, of in self.numbers if of is kind]


def recipients_in(text: str) -> list[PastedRecipient]:
    """Return the recipients that a text names, in its order.

    Where numbers are labelled, those for fax are meant and those of telephones are not. What may have been meant as a
    number, and has none, is returned as it is written, so that it can be said. Empty where there is no number at all.
    """
    if cards := _CARD.findall(text) or [text][: bool(_CARD_LINE.search(text))]:
        return [found for card in cards for found in _of_card(card)]
    said = _EXTENSION.sub(r" ext \1", _plain_links(_BLANKS.sub(" ", _MARKS.sub("", text))))
    lines = [line for line in map(_line, _LINES.split(said)) if line is not None]
    if not any(line.numbers for line in lines):
        return []
    return _of_columns(lines) or _labelled(lines) or _unlabelled(lines)


def is_name(text: str) -> bool:
    """Return True for what can be the name of somebody: words without digits before them."""
    words = _ADDRESS.sub("", text).strip(" \"'<>()[]:.-")
    return bool(re.match(r"[^\W\d_]", words)) and len(re.findall(r"[^\W\d_]", words)) > 1


def _plain_links(text: str) -> str:
    text = _MAIL_TO_FAX.sub(_mailed, text)
    return _URI.sub(_linked, text)


def _linked(link: re.Match[str]) -> str:
    label = " Fax " if link[1].casefold() == "fax" else " "
    return f"{label}{link[2]}{extension_of(link[0])} "


def extension_of(uri: str) -> str:
    """Return the extension of a number that is written as a link, as that has it; "" where it has none."""
    found = re.search(r"(?i);ext=[\d.()-]+", uri)
    return found[0] if found else ""


def _mailed(address: re.Match[str]) -> str:
    """The number of such an address has its country code, and seldom a plus."""
    return f" Fax {'' if address[2].startswith('0') else '+'}{address[2]} "


# ------------------------------------------------------------------------------------------------------- lines


def _line(text: str) -> _Line | None:
    """Return what stands in a line, None where that is nothing."""
    cells = tuple(cell.strip() for cell in _CELLS.split(text) if cell.strip())
    if not cells:
        return None
    numbers: list[tuple[str, LabelKind]] = []
    names: list[str] = []
    for cell in cells:
        if _BARE.fullmatch(cell):
            before = names[-1] if names and only_label(names[-1]) is not LabelKind.NONE else ""
            numbers += [(part, only_label(before)) for part in _parted(cell)]
            continue
        found, rest = _in_words(cell)
        numbers += found
        names.append(rest)
    name = ", ".join(name for name in map(_name, names) if name)
    return _Line(text, cells, _without_counter(numbers, name), name)


def _without_counter(numbers: list[tuple[str, LabelKind]], name: str) -> tuple[tuple[str, LabelKind], ...]:
    """Leave out what counts the lines of a table: a short number beside a name and a longer one."""
    long = tuple(number for number in numbers if len(re.findall(r"\d", number[0])) >= _FEWEST)
    return long if name and long else tuple(numbers)


def _in_words(cell: str) -> tuple[list[tuple[str, LabelKind]], str]:
    """Return the numbers of a cell with words, and the words. The last label before a number is its own."""
    numbers: list[tuple[str, LabelKind]] = []
    words, end = [], 0
    for run in _RUN.finditer(_ADDRESS.sub(lambda found: " " * len(found[0]), cell)):
        extension = run["extension"] or ""
        parts = _parted(run[0].removesuffix(extension))
        if not all(_FEWEST <= len(re.findall(r"\d", part)) <= _MOST for part in parts):
            continue
        before = cell[end : run.start()]
        kind = label_kind(before, cell[run.end() : run.end() + _BEHIND])
        parts[-1] += extension
        numbers += [(part.strip(), kind) for part in parts]
        words.append(before)
        end = run.end()
    words.append(cell[end:])
    return numbers, " ".join(words)


def _parted(run: str) -> list[str]:
    """Return the numbers that stand with a slash between them, which may also be one of a number."""
    return run.split("/") if len(re.findall(r"\d", run)) > _MOST else [run]


def _name(words: str) -> str:
    """Return the name among words beside a number: without labels, addresses and punctuation around it."""
    words = _ADDRESS.sub(" ", words)
    parts = [part.strip(" \"'<>()[]:./-\u2013\u2022\u00b7") for part in re.split(r"\s[/\u2022\u00b7|\u2013-]\s", words)]
    named = [without for part in parts if (without := _without_label(part))]
    return " ".join(part for part in named if is_name(part))


def _without_label(words: str) -> str:
    """Return words without a label at their end or their beginning."""
    said = words.split()
    for size in (3, 2, 1):
        while said and only_label(" ".join(said[-size:])) is not LabelKind.NONE:
            del said[-size:]
        while said and only_label(" ".join(said[:size])) is not LabelKind.NONE:
            del said[:size]
    return " ".join(said).strip(" :./-,<>")


# ----------------------------------------------------------------------------------------------- whole texts


def _of_columns(lines: Sequence[_Line]) -> list[PastedRecipient]:
    """Return the recipients of a table whose first line has the titles, one of them for fax numbers."""
    titles = [only_label(cell.strip()) for cell in lines[0].text.split("\t")]
    if len(titles) < 2 or lines[0].numbers or LabelKind.FAX not in titles:
        return []
    place = titles.index(LabelKind.FAX)
    found = []
    for line in lines[1:]:
        cells = line.text.split("\t")
        number = cells[place].strip() if place < len(cells) else ""
        name = _name(cells[0] if place else cells[-1])
        if number or name:
            found.append(PastedRecipient(number or name, name if number else ""))
    return found


def _labelled(lines: Sequence[_Line]) -> list[PastedRecipient]:
    """Return the numbers with a label for fax, and those that stand in lines of their own without any."""
    if not any(line.of(LabelKind.FAX) for line in lines):
        lines = _labels_above(lines)
    if not any(line.of(LabelKind.FAX) for line in lines):
        return []
    found: list[PastedRecipient] = []
    heading = ""
    for line in lines:
        faxes = line.of(LabelKind.FAX)
        if not faxes and ("\t" in line.text or all(map(_BARE.fullmatch, line.cells))):
            faxes = line.of(LabelKind.NONE)
        found += [replace(one, name=one.name or heading) for one in faxes]
        if faxes:
            heading = ""
        elif not line.numbers and not heading:
            heading = line.name
    return found


def _labels_above(lines: Sequence[_Line]) -> list[_Line]:
    """Give the numbers of a line the label that is all of the line before."""
    labelled = []
    label = LabelKind.NONE
    for line in lines:
        numbers = tuple((text, kind if kind is not LabelKind.NONE else label) for text, kind in line.numbers)
        labelled.append(replace(line, numbers=numbers))
        label = only_label(line.text.strip())
    return labelled


def _unlabelled(lines: Sequence[_Line]) -> list[PastedRecipient]:
    """Return the numbers without a label. A name stands beside its number, or in the line before or behind it."""
    if not any(line.of(LabelKind.NONE) for line in lines):
        return [PastedRecipient(line.text.strip()) for line in lines if line.numbers]
    if "\t" in lines[0].text and not lines[0].numbers:
        # The titles of a table.
        lines = lines[1:]
    behind = bool(lines[0].numbers) and not lines[-1].numbers
    found = list(_beside(reversed(lines) if behind else iter(lines)))
    return found[::-1] if behind else found


def _beside(lines: Iterator[_Line]) -> Iterator[PastedRecipient]:
    above: list[_Line] = []
    for line in lines:
        numbers = line.of(LabelKind.NONE)
        if not line.numbers:
            above.append(line)
        if not numbers:
            continue
        if line.name or not above or not above[0].name:
            yield from (PastedRecipient(left.text.strip()) for left in above)
            yield from _with_cells(line, numbers)
        else:
            yield from (replace(one, name=above[0].name) for one in numbers)
        above.clear()
    yield from (PastedRecipient(left.text.strip()) for left in above)


def _with_cells(line: _Line, numbers: list[PastedRecipient]) -> Iterator[PastedRecipient]:
    """Yield the numbers of a line, and its cells that are neither numbers nor names where they stand."""
    # Numbers stand in the order of their cells: thousands in one line are gone through once.
    waiting = deque(numbers)
    for cell in line.cells:
        held = False
        while waiting and waiting[0].text in cell:
            held = True
            yield waiting.popleft()
        if not held and not _in_words(cell)[0] and not _name(cell) and not _BARE.fullmatch(cell):
            yield PastedRecipient(cell)
    yield from waiting


# -------------------------------------------------------------------------------------------------------- cards


def _of_card(card: str) -> list[PastedRecipient]:
    """Return the fax numbers of a vCard (RFC 6350), or its name where it has none."""
    name, faxes = "", []
    for line in _LINES.split(_FOLDED.sub("", card)):
        key, _, value = line.partition(":")
        kind, *parameters = key.upper().rsplit(".", 1)[-1].split(";")
        if kind == "FN" or (kind in {"ORG", "N"} and not name):
            name = " ".join(_ESCAPED.sub(r"\1", value).replace(";", " ").split())
        elif kind == "TEL" and "FAX" in re.split(r"[=,;\"]", ";".join(parameters)):
            faxes.append(re.sub(r"(?i)^(?:tel|fax):|;.*", "", value).strip() + extension_of(value))
    return [PastedRecipient(fax, name) for fax in faxes] or [PastedRecipient(name)]
