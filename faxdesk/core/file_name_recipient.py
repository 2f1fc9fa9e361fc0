"""Whom a file goes to by its name: `+41445550123 Case 42.pdf`, `Dental practice - referral.pdf`.

Where a number ends and the words after it begin is not always clear: `+49 30 5550123 42.pdf`. Then nothing is guessed:
what is doubtful is said, and somebody looks at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from faxdesk.core.errors import InputRefused
from faxdesk.core.phone import display, parse, plain

_FIRM = re.compile(r"\s+-\s+|[_,;#=\[\]{}]|\s-|-\s")
"""What parts a number from the words behind it for certain."""
_SOFT = re.compile(r"[\s.-]+")
"""What may stand inside of a number, or between it and the words behind it."""
_START = re.compile(r"(?:(?<=^)|(?<=[\s_,;(\[-]))(?:\+|\(\+)(?=\d)")
_HOME = re.compile(r"0[\d(]")
"""How numbers begin that have no country code, or one behind two zeros."""
_COPY = re.compile(r"\s*\(\d{1,3}\)$| - (?:Copy|Kopie|Copie|Copia)$", re.IGNORECASE)
"""What Windows and browsers put behind the name of a second file."""
_DIGITS = re.compile(r"[+\d()/]*")
_FEWEST = 7
"""Digits that a number has at least, with its country."""


@dataclass(frozen=True, slots=True)
class NamedRecipient:
    """What a file's name says: a number (E.164), or the name of somebody, and the words besides.

    `doubt` is why neither is certain, as a sentence, else empty.
    """

    number: str = ""
    person: str = ""
    comment: str = ""
    doubt: str = ""


def read_name(name: str, form: str = "", region: str = "") -> NamedRecipient:
    """Return what the name of a file says. `form` is that of its names (`Rule.name`), `region` a two-letter country.

    >>> read_name("+41445550123 Case 42.pdf")
    NamedRecipient(number='+41445550123', person='', comment='Case 42', doubt='')
    """
    stem = plain_stem(name)
    if form:
        return _by_form(stem, form, region)
    starts = [match.start() for match in _START.finditer(stem)]
    if len(starts) > 1:
        return NamedRecipient(comment=stem, doubt="The name of the file has more than one number in it.")
    if starts or (region and _HOME.match(stem)) or stem.startswith("00"):
        start = starts[0] if starts else 0
        found = _number_at(stem[start:], region, sure=bool(starts))
        if found.number or found.doubt:
            before = stem[:start].strip(" _-.,;(#")
            comment = " ".join(filter(None, (before, found.comment)))
            return NamedRecipient(found.number, "", comment, found.doubt)
    person, dash, rest = stem.partition(" - ")
    return NamedRecipient(person=person.strip(), comment=rest.strip()) if dash else NamedRecipient(comment=stem)


def plain_stem(name: str) -> str:
    """Return a file's name without its ending and the number of a copy, with plain spaces, dashes and digits."""
    return _COPY.sub("", plain(PurePath(name.encode("utf-8", "replace").decode()).stem))


def _number_at(text: str, region: str, *, sure: bool) -> NamedRecipient:
    """Return the number that a text begins with; `sure` where it certainly begins with one, such as with a plus."""
    firm = _FIRM.search(text)
    inside, behind = (text[: firm.start()], text[firm.end() :]) if firm else (text, "")
    ends = [match.start() for match in _SOFT.finditer(inside)] + [len(inside)]
    found: dict[str, int] = {}
    for end in ends:
        if not _DIGITS.fullmatch(_SOFT.sub("", inside[:end])):
            break
        number = _possible(inside[:end], region)
        if number:
            found.setdefault(number, end)
    used = {number: end for number, end in found.items() if _in_use(number)} or (found if sure else {})
    if len(used) > 1:
        listed = " or ".join(display(number) for number in used)
        return NamedRecipient(
            comment=text, doubt=f"Where the number in the file's name ends is not clear: it may be {listed}."
        )
    if not used:
        doubt = "The number in the name of the file is no fax number." if sure else ""
        return NamedRecipient(comment=text, doubt=doubt)
    ((number, end),) = used.items()
    rest = f"{inside[end:]} {behind}"
    return NamedRecipient(number, comment=" ".join(rest.split()).strip(" _-.,;#)"))


def _possible(text: str, region: str) -> str:
    said = re.sub(r"^\(?\+", "+", text.strip())
    said = f"+{said[2:]}" if said.startswith("00") else said
    if len(re.sub(r"\D", "", said)) < _FEWEST:
        return ""
    try:
        return parse(said, region)
    except InputRefused:
        return ""


def _in_use(number: str) -> bool:
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))


def _by_form(stem: str, form: str, region: str) -> NamedRecipient:
    pattern = re.escape(form).replace(re.escape("{any}"), ".*?")
    pattern = re.sub(r"\\\{(to|comment)\\\}", lambda part: f"(?P<{part[1]}>.+?)", pattern)
    found = re.fullmatch(pattern, stem, re.DOTALL | re.IGNORECASE)
    if found is None:
        return NamedRecipient(comment=stem, doubt=f"The name of the file has not the form “{form}”.")
    to, comment = found["to"].strip(), found.groupdict().get("comment", "").strip()
    if re.search(r"[^\W\d_]{2}", to):
        return NamedRecipient(person=to, comment=comment)
    try:
        return NamedRecipient(parse(f"+{to[2:]}" if to.startswith("00") else to, region), comment=comment)
    except InputRefused as error:
        return NamedRecipient(comment=comment, doubt=f"The name of the file has no fax number: {error.title}")
