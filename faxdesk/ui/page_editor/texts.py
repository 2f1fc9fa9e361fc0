"""Times, pages and findings of a fax in the words of the pages window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.documents.common.findings import pages_text
from faxdesk.documents.fax.duration import FAST, SLOW
from faxdesk.documents.fax.legibility import MarkKind
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.page_sizes import PaperFit
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.ui.page_editor.forecast import FaxForecast

_MINUTE = 60
_ROUGH, _ROUGHER = 20, 5
"""Above so many seconds they are rounded to so many: it is an estimate."""
_LONG = 600
"""Seconds from which only minutes are told."""


def time_text(seconds: float) -> str:
    """Return a time such as "12 s", "45 s", "3 min 20 s" or "1 h 5 min"; rounded, since it is estimated."""
    whole = max(1, round(seconds))
    if whole >= _LONG:
        whole = round(whole / _MINUTE) * _MINUTE
    elif whole > _ROUGH:
        whole = round(whole / _ROUGHER) * _ROUGHER
    minutes, rest = divmod(whole, _MINUTE)
    if minutes >= _MINUTE:
        hours, minutes = divmod(minutes, _MINUTE)
        return _tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if not minutes:
        return _tr("{seconds} s").format(seconds=rest)
    if not rest:
        return _tr("{minutes} min").format(minutes=minutes)
    return _tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)


# ------------------------------------------------------------------------------------------------------- the verdict


def verdict_text(fax_forecast: FaxForecast, *, cover: bool) -> str:
    """Return what a fax comes to, such as "7 pages · 24 min · billed as 25"."""
    pages = count_text(fax_forecast.pages, "page")
    if cover:
        pages = _tr("{pages} and a cover page").format(pages=pages)
    if not fax_forecast.measured:
        return pages
    return _tr("{pages} · {time} · billed as {billed}").format(
        pages=pages, time=time_text(fax_forecast.fax.seconds()), billed=fax_forecast.fax.billing().likely
    )


def verdict_note(fax_forecast: FaxForecast) -> str:
    """Return how sure the verdict is, and why more is billed than there are pages. "" where there are no pages."""
    if not fax_forecast.pages:
        return ""
    if not fax_forecast.measured:
        return _tr("Measuring how long it takes…")
    if fax_forecast.measured < fax_forecast.pages:
        return _tr("So far {measured} of {pages} are measured.").format(
            measured=fax_forecast.measured, pages=count_text(fax_forecast.pages, "page")
        )
    billing = fax_forecast.fax.billing()
    if billing.most > billing.likely:
        text = _tr("An estimate: each begun minute on the line counts as a page. At most {most} are billed.")
        return text.format(most=count_text(billing.most, "page"))
    if billing.likely > fax_forecast.fax.sheets:
        return _tr("An estimate: each begun minute on the line counts as a page.")
    return _tr("An estimate")


def speeds_text(fax_forecast: FaxForecast) -> str:
    """Return the time at both speeds, for a tool tip."""
    text = _tr(
        "{fast} at 14,400 bit/s, {slow} at 9,600 bit/s, from the answer to hanging up. The true time depends on the"
        " line and the machine at the other end."
    )
    times = {"fast": time_text(fax_forecast.fax.seconds(FAST)), "slow": time_text(fax_forecast.fax.seconds(SLOW))}
    return text.format(**times)


def page_time_text(seconds: float, fit: PaperFit) -> str:
    """Return how long a page takes, and how it comes to fit the paper where it lies across."""
    text = {
        PaperFit.AS_IT_IS: _tr("About {time} on the line."),
        PaperFit.TURNED: _tr("About {time} on the line. It is wider than high, and turned to fit the paper."),
        PaperFit.SMALLER: _tr(
            "About {time} on the line. It is wider than the paper, and made smaller so that its text stays upright."
            " Rotate it to keep its size."
        ),
    }[fit]
    return text.format(time=time_text(seconds))


# ---------------------------------------------------------------------------------------------------------- findings


def issue_text(issue: PageIssue, pages: Sequence[int], saved: float | None = None) -> str:
    """Return what is said about pages, counted from 1, that have this issue.

    `saved` is how many seconds text mode saves slow ones, None where that is nothing.
    """
    one = len(pages) == 1
    if issue is PageIssue.SLOW and saved is not None:
        text = (
            _tr("{pages} takes very long. In text mode the fax is about {time} shorter.")
            if one
            else _tr("{pages} take very long. In text mode the fax is about {time} shorter.")
        )
        return text.format(pages=pages_text(pages), time=time_text(saved))
    text = {
        PageIssue.BLANK: _tr("{pages} is blank.") if one else _tr("{pages} are blank."),
        PageIssue.FAINT: _tr("{pages} is nearly blank.") if one else _tr("{pages} are nearly blank."),
        PageIssue.SIDEWAYS: _tr("{pages} lies on its side.") if one else _tr("{pages} lie on their sides."),
        PageIssue.SLOW: _tr("{pages} takes very long.") if one else _tr("{pages} take very long."),
    }[issue]
    return text.format(pages=pages_text(pages))


def mark_text(kind: MarkKind, pages: Sequence[int]) -> str:
    """Return what is said about pages, counted from 1, on which something of this kind will be hard to read."""
    one = len(pages) == 1
    text = {
        MarkKind.SMALL_TYPE: (
            _tr("{pages} has small type, which may be hard to read as a fax.")
            if one
            else _tr("{pages} have small type, which may be hard to read as a fax.")
        ),
        MarkKind.SHADING: (
            _tr("{pages} has text on a grey or coloured ground, which may drown in dots.")
            if one
            else _tr("{pages} have text on a grey or coloured ground, which may drown in dots.")
        ),
        MarkKind.COLOUR: (
            _tr("{pages} has coloured or pale text, which fades in black and white.")
            if one
            else _tr("{pages} have coloured or pale text, which fades in black and white.")
        ),
    }[kind]
    return text.format(pages=pages_text(pages))


def note_text(finding: PageIssue | MarkKind) -> str:
    """Return what is said on a page about which something is said."""
    return {
        PageIssue.BLANK: _tr("Blank"),
        PageIssue.FAINT: _tr("Nearly blank"),
        PageIssue.SIDEWAYS: _tr("Lies on its side"),
        PageIssue.SLOW: _tr("Takes very long"),
        MarkKind.SMALL_TYPE: _tr("Small type"),
        MarkKind.SHADING: _tr("Text on a grey or coloured ground"),
        MarkKind.COLOUR: _tr("Coloured or pale text"),
    }[finding]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
