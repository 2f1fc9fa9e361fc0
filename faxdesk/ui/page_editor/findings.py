"""The findings of a fax in lines for the panel, and what their buttons ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.ui.page_editor.findings_list import FindingLine
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.texts import issue_text, mark_text


@dataclass(frozen=True, slots=True)
class IssueRemedy:
    """Asks for pages, by their rows, to be mended."""

    issue: PageIssue
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkRemedy:
    """Asks for pages, by their rows, to be made black and white so that nothing is lost in what is marked."""

    kind: MarkKind
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkShowing:
    """Asks for the next region of this kind to be shown; `rows` are those of the pages that have some."""

    kind: MarkKind
    rows: tuple[int, ...]


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


def mark_lines(
    marked: Mapping[MarkKind, Sequence[int]], mendable: Mapping[MarkKind, Sequence[int]]
) -> list[FindingLine]:
    """Return a line for each kind of region that will be hard to read, and the rows of the pages that have some.

    `mendable` has those of the pages that another look helps.
    """
    lines = []
    for kind in MarkKind:
        rows, better = tuple(marked.get(kind, ())), tuple(mendable.get(kind, ()))
        if rows:
            remedy = ((_mark_words(kind), MarkRemedy(kind, better)),) if better else ()
            text = mark_text(kind, [row + 1 for row in rows])
            lines.append(FindingLine(kind, text, (*remedy, (_tr("Show"), MarkShowing(kind, rows)))))
    return lines


def _mark_words(kind: MarkKind) -> str:
    return {
        MarkKind.SMALL_TYPE: _tr("Use fine resolution"),
        MarkKind.SHADING: _tr("Send with lighter shading"),
        MarkKind.COLOUR: _tr("Send in text mode"),
    }[kind]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
