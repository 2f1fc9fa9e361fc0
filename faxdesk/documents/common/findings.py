"""What is said about a document: a word for programs, a sentence for people, and the pages it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

_MOST_PARTS = 6
"""Pages and ranges of pages that one sentence lists."""


class FindingLevel(StrEnum):
    """How much a finding matters: good to know, worth a look before sending, or in the way of sending."""

    NOTE = "note"
    WARNING = "warning"
    PROBLEM = "problem"


class FindingRemedy(StrEnum):
    """What settles a finding: to send the pages as FaxDesk shows them, so that nobody else draws them."""

    SEND_AS_SHOWN = "send_as_shown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a document.

    `code` is a word that never changes, for programs. `text` is a sentence or two for people. `pages` are counted from
    1 as people do; empty where it is about the whole document. `remedy` is what settles it, where anything does.
    """

    code: str
    text: str
    pages: tuple[int, ...] = ()
    level: FindingLevel = FindingLevel.WARNING
    remedy: FindingRemedy | None = None


OMISSIONS = frozenset({"not_printed", "layer_not_printed", "signature_not_printing"})
"""Codes of findings that name what pages leave out: to be known also where they are sent as they are shown."""


def texts(findings: Iterable[Finding], level: FindingLevel) -> tuple[str, ...]:
    """Return the sentences of the findings of one level."""
    return tuple(finding.text for finding in findings if finding.level is level)


def renumbered(finding: Finding, pages: Mapping[int, Sequence[int]]) -> Finding:
    """Return what is said of a document as it holds for a copy: `pages` tells what each of its pages became there."""
    became = tuple(dict.fromkeys(page for old in finding.pages for page in pages.get(old, (old,))))
    if became == finding.pages:
        return finding
    old, new = pages_text(finding.pages), pages_text(became)
    text = finding.text
    if len(finding.pages) == 1 < len(became):
        for verb, verbs in _VERBS:
            text = text.replace(f"{old} {verb} ", f"{new} {verbs} ")
    pairs = {old: new, old.lower(): new.lower()}
    numbers = re.compile(rf"\b({'|'.join(map(re.escape, pairs))})\b(?! to | and |, \d)")
    return replace(finding, text=numbers.sub(lambda found: pairs[found[0]], text), pages=became)


_VERBS = (("has", "have"), ("is", "are"))


def pages_text(pages: Sequence[int]) -> str:
    """Return "Page 3", "Pages 1 and 4", "Pages 2 to 5, 8 and 9", or the first few and how many more there are.

    `pages` are in order, counted from 1; there is at least one.
    """
    parts = list(_parts(pages))
    shown, rest = [text for text, _ in parts[:_MOST_PARTS]], sum(count for _, count in parts[_MOST_PARTS:])
    last = f"{rest} more" if rest else shown.pop()
    noun = "Page" if len(pages) == 1 else "Pages"
    return f"{noun} {', '.join(shown)} and {last}" if shown else f"{noun} {last}"


def _parts(pages: Sequence[int]) -> Iterable[tuple[str, int]]:
    """Yield single pages and ranges of three and more, each with the number of its pages."""
    start = 0
    for end in range(1, len(pages) + 1):
        if end < len(pages) and pages[end] == pages[end - 1] + 1:
            continue
        run = pages[start:end]
        if len(run) >= 3:
            yield f"{run[0]} to {run[-1]}", len(run)
        else:
            yield from ((str(page), 1) for page in run)
        start = end
