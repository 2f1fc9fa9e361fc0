"""What is said where a PDF is printed otherwise than other programs may show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from faxdesk.documents.common.findings import Finding, FindingLevel, FindingRemedy, pages_text
from faxdesk.documents.pdf.annotations import Kind

if TYPE_CHECKING:
    from faxdesk.documents.pdf.print_version import Difference, PrintDifferences

_COMMENTS = frozenset({Kind.NOTE, Kind.ATTACHMENT, Kind.BUTTON, Kind.LINK, Kind.OTHER})
"""What nobody misses on paper."""
_MOST_NAMES = 5
"""Layers that one sentence names."""


UNKNOWN = Finding(
    "print_unknown",
    "FaxDesk could not find out what of this PDF is printed. Look at its pages before you send it.",
    remedy=FindingRemedy.SEND_AS_SHOWN,
)
"""What is said where there is no print version."""


def print_findings(differences: PrintDifferences) -> tuple[Finding, ...]:
    """Return what is said of a document whose print version differs so from what other programs may show."""
    missed = [each for each in differences.left_out if each.kind not in _COMMENTS]
    comments = [each for each in differences.left_out if each.kind in _COMMENTS]
    return (
        *_signatures([each for each in missed if each.kind is Kind.SIGNATURE]),
        *_left_out([each for each in missed if each.kind is not Kind.SIGNATURE], FindingLevel.WARNING),
        *_left_out(comments, FindingLevel.NOTE),
        *_only_printed(differences.only_printed),
        *_layers_left_out(differences.layers_left_out),
        *_layers_only_printed(differences.layers_only_printed),
        *_unreadable(differences.unreadable),
        *_stale(differences.stale),
        *_drawn(differences.drawn),
        *_undrawn(differences.undrawn),
        *_scaled(differences.scaled),
        *_cropped(differences.cropped),
        *_unredacted(differences.unredacted),
    )


def _signatures(found: Sequence[Difference]) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        where = pages_text(pages).lower()
        said = f"A signature on {where} is" if len(found) == 1 else f"Signatures on {where} are"
        text = f"{said} set not to print. {_verb(found, 'It is', 'They are')} left out, as on paper."
        yield Finding("signature_not_printing", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _left_out(found: Sequence[Difference], level: FindingLevel) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        have, are = _verb(pages, "has", "have"), _verb(found, "that is", "that are")
        text = (
            f"{pages_text(pages)} {have} {_things(found)} {are} set not to print:"
            f" left out, as on paper. Other programs may show {_verb(found, 'it', 'them')}."
        )
        yield Finding("not_printed", text, pages, level, FindingRemedy.SEND_AS_SHOWN)


def _only_printed(found: Sequence[Difference]) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        have, show = _verb(pages, "has", "have"), _verb(found, "that shows", "that show")
        text = (
            f"{pages_text(pages)} {have} {_things(found)} {show} in print only:"
            f" on the fax, as on paper. Other programs may leave {_verb(found, 'it', 'them')} out."
        )
        yield Finding("only_printed", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _layers_left_out(names: Sequence[str]) -> Iterator[Finding]:
    if names:
        text = f"{_named(names)} set not to print: left out, as on paper. Other programs may show what is on it."
        yield Finding("layer_not_printed", text, remedy=FindingRemedy.SEND_AS_SHOWN)


def _layers_only_printed(names: Sequence[str]) -> Iterator[Finding]:
    if names:
        text = f"{_named(names)} set to show in print only: on the fax, as on paper. Other programs may leave it out."
        yield Finding("layer_only_printed", text, remedy=FindingRemedy.SEND_AS_SHOWN)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{_verb(names, 'The layer', 'The layers')} {shown}{more} {_verb(names, 'is', 'are')}"


def _unreadable(found: Sequence[Difference]) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        text = (
            f"Not all that is written in {_things(found)} on {pages_text(pages).lower()} can be drawn here."
            " Open the PDF in another program, print it as a new PDF, then add that file."
        )
        yield Finding("words_not_drawn", text, pages)


def _stale(stale: Sequence[int]) -> Iterator[Finding]:
    pages = tuple(sorted(set(stale)))
    if pages:
        text = (
            "The form's looks are out of date: other programs may show other values."
            f" Look at {pages_text(pages).lower()} before you send it."
        )
        yield Finding("form_out_of_date", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _drawn(found: Sequence[Difference]) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        text = (
            f"{_without_appearance(found, pages)}."
            " FaxDesk draws what it describes; other programs may draw it otherwise, or not at all."
        )
        yield Finding("appearance_drawn", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _undrawn(found: Sequence[Difference]) -> Iterator[Finding]:
    pages = _pages(found)
    if pages:
        are = _verb(found, "it is", "they are")
        text = f"{_without_appearance(found, pages)}: {are} not drawn. Other programs may draw something there."
        yield Finding("appearance_missing", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _without_appearance(found: Sequence[Difference], pages: Sequence[int]) -> str:
    where, look = pages_text(pages).lower(), _verb(found, "looks", "look")
    return f"The file does not say how {_things(found)} on {where} {look}"


def _scaled(scaled: Sequence[int]) -> Iterator[Finding]:
    pages = tuple(sorted(set(scaled)))
    if pages:
        units = _verb(pages, "has a unit of its own", "have units of their own")
        text = f"{pages_text(pages)} {units} (UserUnit). Other programs may take its size for another."
        yield Finding("user_unit", text, pages, remedy=FindingRemedy.SEND_AS_SHOWN)


def _cropped(pages: Sequence[int]) -> Iterator[Finding]:
    if pages:
        text = (
            f"{pages_text(pages)} {_verb(pages, 'is', 'are')} cropped so that nothing is left (CropBox)."
            " FaxDesk shows all of it; other programs may show nothing."
        )
        yield Finding("crop_box", text, tuple(pages), remedy=FindingRemedy.SEND_AS_SHOWN)


def _unredacted(pages: Sequence[int]) -> Iterator[Finding]:
    if pages:
        text = (
            f"{pages_text(pages)} {_verb(pages, 'has', 'have')} marks for redaction that were not applied: what they"
            " cover can still be read. Apply them in the program that made them before you send the fax."
        )
        yield Finding("not_redacted", text, tuple(pages))


def _pages(found: Iterable[Difference]) -> tuple[int, ...]:
    return tuple(sorted({each.page for each in found}))


def _things(found: Sequence[Difference]) -> str:
    """Return "a stamp", "stamps", "a stamp and text boxes"."""
    counts = Counter(each.kind for each in found)
    words = [kind.value[0] if count == 1 else kind.value[1] for kind, count in counts.items()]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _verb(things: Sequence[object], one: str, several: str) -> str:
    return one if len(things) == 1 else several
