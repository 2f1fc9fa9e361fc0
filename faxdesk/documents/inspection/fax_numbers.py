"""Fax numbers that a document names: on letterheads, in address blocks, at the end of a letter.

Only numbers that stand beside a word for fax are offered; those of telephones are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum


class LabelKind(Enum):
    """What a label beside a number says that it is of."""

    NONE = "none"
    FAX = "fax"
    PHONE = "phone"


_FIRST_PAGES, _LAST_PAGES = 2, 1
"""Pages that are searched, at the begin and at the end: cover and letterhead, and the signature."""
_REACH = 40
"""Characters before a number in which its label is looked for."""
_BEHIND = 12
"""Characters behind it: "044 555 01 23 (Fax)"."""

_FAX = re.compile(
    r"(?<![^\W\d_])(?:tele)?fax(?:[\s.-]{0,2}(?:nummer|number|num[eé]ro|nr|no|n[°º])(?:\.|(?![^\W\d_])))?(?![^\W\d_])"
    r"|t[eé]l[eé]copie(?:ur)?|t[eé]l[eé]c\.|\bfaks\b|\btfx\b|φαξ|факс|传真|傳真|팩스|ファックス|ファクス",
    re.IGNORECASE,
)
"""Words for fax, in the languages of the screen and their neighbours."""
_PHONE = re.compile(
    r"(?<![^\W\d_])(?:tel|tél|tlf|phone|telephone|telefono?|téléphone|telefoon|fon|ph|mobile?|mob|handy|natel|cell"
    r"|portable|direct|direkt|hotline|office|whatsapp|sms)(?![^\W\d_])|телефон|тел\.|τηλ|电话|電話|전화",
    re.IGNORECASE,
)
_SHORT_FAX = re.compile(r"(?:^|[\s|/,;(])F\s?[:.]?\s*$")
"""A lone F before the number, as on business cards beside T and M."""
_SHORT_PHONE = re.compile(r"(?:^|[\s|/,;(])[TPMDOH]\s?[:.]?\s*$")
_PHONE_BEHIND = re.compile(rf"\s*[(\[]\s*(?:{_PHONE.pattern})", re.IGNORECASE)
_WHICH = r"(?:nummer|number|num[eé]ro|nr|no|n[°º]|phone)?"
_ALONE = (
    (LabelKind.FAX, (re.compile(rf"(?:{_FAX.pattern})(?:[\s.-]{{0,2}}{_WHICH})", re.IGNORECASE), re.compile("F"))),
    (
        LabelKind.PHONE,
        (re.compile(rf"(?:{_PHONE.pattern})(?:[\s.-]{{0,2}}{_WHICH})", re.IGNORECASE), re.compile("[TPMDH]")),
    ),
)
"""The kinds of labels with what they look like alone."""
_SEPARATORS = re.compile(r"[\n\r|;•·]")


class Certainty(IntEnum):
    """How sure it is that a number is that of a fax."""

    PERHAPS = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A fax number in a document: in E.164 form, the page it is on (from 1), its label and itself as written there.

    Every gap in it is one space: where a font has one glyph for several spaces, the text layer names any of them.
    """

    number: str
    page: int
    label: str
    text: str
    sure: Certainty


def label_kind(before: str, behind: str = "") -> LabelKind:
    """Return what the words before and behind a number say that it is of."""
    if _judge(before, behind)[0]:
        return LabelKind.FAX
    phone = _last(_PHONE, before) is not None or _SHORT_PHONE.search(before) is not None
    return LabelKind.PHONE if phone or _PHONE_BEHIND.match(behind) else LabelKind.NONE


def only_label(words: str) -> LabelKind:
    """Return the kind of a label that is all of these words, such as “Fax-Nr.:”, “T” or “Telefax”."""
    said = words.strip(" \t:.()/-")
    if not said:
        return LabelKind.NONE
    kinds = {_kind_alone(part) for part in re.split(r"[\s.:]*[/&+][\s]*", said)}
    if LabelKind.NONE in kinds:
        return LabelKind.NONE
    return LabelKind.FAX if LabelKind.FAX in kinds else LabelKind.PHONE


def _kind_alone(word: str) -> LabelKind:
    return next((kind for kind, looks in _ALONE if any(look.fullmatch(word) for look in looks)), LabelKind.NONE)


def find_fax_numbers(
    pages: int, text_of: Callable[[int], str], region: str, own: Collection[str] = ()
) -> tuple[FoundNumber, ...]:
    """Return the fax numbers on the first and last of so many pages, the surest first, each once.

    `text_of` returns the text layer of a page, counted from 0, such as `Renderer.text`. `region` is the two-letter
    region of numbers without country code. `own` are numbers of the sender in E.164 form, which letterheads name.
    """
    best: dict[str, FoundNumber] = {}
    for page in pages_to_search(pages):
        for found in fax_numbers(text_of(page), region, page + 1):
            known = best.get(found.number)
            if found.number not in own and (known is None or known.sure < found.sure):
                best[found.number] = found
    return tuple(sorted(best.values(), key=lambda found: (-found.sure, found.page)))


def pages_to_search(pages: int) -> tuple[int, ...]:
    """Return the pages, counted from 0, on which a fax number is looked for."""
    return tuple(sorted({*range(min(_FIRST_PAGES, pages)), *range(max(0, pages - _LAST_PAGES), pages)}))


def fax_numbers(text: str, region: str, page: int = 1) -> Iterable[FoundNumber]:
    """Yield the fax numbers in the text of one page, in its order."""
    import phonenumbers

    end = 0
    for match in phonenumbers.PhoneNumberMatcher(text, region or "ZZ", leniency=phonenumbers.Leniency.POSSIBLE):
        before = text[max(end, match.start - _REACH) : match.start]
        behind = text[match.end : match.end + _BEHIND]
        end = match.end
        label, sure = _judge(before, behind)
        if not label or match.number.extension:
            continue
        if not phonenumbers.is_valid_number(match.number):
            sure = Certainty(max(Certainty.PERHAPS, sure - 1))
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield FoundNumber(number, page, label, " ".join(match.raw_string.split()), sure)


def _judge(before: str, behind: str) -> tuple[str, Certainty]:
    """Return the label that makes a number one of a fax, and how sure that is; no label where nothing does."""
    last_fax, last_phone = _last(_FAX, before), _last(_PHONE, before)
    if last_fax is not None:
        return _of_label(last_fax, last_phone, before)
    if last_phone is not None or _SHORT_PHONE.search(before):
        return "", Certainty.PERHAPS
    if short := _SHORT_FAX.search(before):
        return short[0].strip(" |/,;(\n\r"), Certainty.LIKELY
    line = _SEPARATORS.split(behind)[0]
    if (after := _FAX.search(line)) is not None and not re.search(r"\d", line[: after.start()]):
        # What follows the label may be its own number: "044 555 01 23, Fax 044 555 01 24".
        is_own = re.search(r"[\d:+]", line[after.end() :]) or line[: after.start()].strip(" ") not in {"", "("}
        return ("", Certainty.PERHAPS) if is_own else (after[0], Certainty.LIKELY)
    return "", Certainty.PERHAPS


def _of_label(fax: re.Match[str], phone: re.Match[str] | None, before: str) -> tuple[str, Certainty]:
    """A label for fax is there; one for telephones may be as well."""
    between = before[fax.end() :]
    if phone is None or (phone.end() <= fax.start() and not _joined(before[phone.end() : fax.start()])):
        # A label in a line of its own belongs to the number below it, if nothing else is there.
        return fax[0], Certainty.CERTAIN if len(between.strip()) <= 2 else Certainty.LIKELY
    if phone.end() <= fax.start() or _joined(before[fax.end() : phone.start()]):
        return fax[0], Certainty.LIKELY
    # "Fax on request, phone 044 …"
    return "", Certainty.PERHAPS


def _joined(between: str) -> bool:
    """True for "Tel./Fax", "phone & fax": both labels are for the one number."""
    return between.strip(" .:") in {"/", "&", "+", "and", "und", "et", "e", "or", "oder", "u.", "-", "u"}


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found
