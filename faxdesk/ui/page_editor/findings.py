"""The findings of a fax in lines for the panel, and what their buttons ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.documents.fax.page import Resolution
from faxdesk.ui.page_editor.findings_list import FindingLine
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.texts import issue_text, mark_text

if TYPE_CHECKING:
    from faxdesk.documents.fax.page import Look
    from faxdesk.ui.page_editor.fax_view import Region


@dataclass(frozen=True, slots=True)
class IssueRemedy:
    """Asks for pages, by their rows, to be mended."""

    issue: PageIssue
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkRemedy:
    """Asks for the page in a row to be made black and white so that nothing is lost in what is marked."""

    kind: MarkKind
    row: int


@dataclass(frozen=True, slots=True)
class MarkShowing:
    """Asks for the next region of this kind on the shown page to be shown."""

    kind: MarkKind


def issue_lines(issues: Mapping[PageIssue, Sequence[int]], saved: float | None) -> list[FindingLine]:
    """Return a line for each issue of the fax and the rows that have it, the gravest first.

    `saved` is how many seconds text mode saves the slow pages, None where that is nothing.
    """
    lines = []
    for issue in PageIssue:
        rows = tuple(issues.get(issue, ()))
        if not rows:
            continue
        text = issue_text(issue, [row + 1 for row in rows], saved)
        mends = issue is not PageIssue.SLOW or saved is not None
        words = _issue_words(issue, len(rows))
        lines.append(FindingLine(issue, text, ((words, IssueRemedy(issue, rows)),) if mends else ()))
    return lines


def _issue_words(issue: PageIssue, pages: int) -> str:
    if issue is PageIssue.SIDEWAYS:
        return _tr("Rotate")
    if issue is PageIssue.SLOW:
        return _tr("Send in text mode")
    return _tr("Remove page") if pages == 1 else _tr("Remove pages")


def mark_lines(row: int, regions: Sequence[Region], look: Look, *, prepared: bool) -> list[FindingLine]:
    """Return a line for each kind of region that will be hard to read on the page in a row, which has this look.

    `prepared` says whether the fax is sent as it is shown; otherwise looks have no effect yet.
    """
    lines = []
    for kind in MarkKind:
        places = sum(region.kind is kind for region in regions)
        if places:
            show = _tr("Show") if places == 1 else _tr("Show next")
            words = _mark_words(kind, look, prepared=prepared)
            buttons = ((words, MarkRemedy(kind, row)),) if words else ()
            lines.append(FindingLine(kind, mark_text(kind, row + 1, places), (*buttons, (show, MarkShowing(kind)))))
    return lines


def _mark_words(kind: MarkKind, look: Look, *, prepared: bool) -> str:
    """Return the words of what helps, empty where that has been done or nothing helps."""
    if kind is MarkKind.SMALL_TYPE:
        return _tr("Use fine resolution") if look.resolution is Resolution.STANDARD else ""
    if kind is MarkKind.COLOUR:
        return "" if look.tone is Tone.TEXT and prepared else _tr("Send in text mode")
    return "" if look.improve.lighten and prepared else _tr("Send with lighter shading")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
