"""Times and pages of a fax in the words of the pages window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.quantities import count_text
from faxdesk.documents.common.findings import pages_text
from faxdesk.documents.fax.duration import FAST, SLOW
from faxdesk.ui.page_editor.forecast import PageIssue
from faxdesk.ui.page_editor.page_sizes import PaperFit

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


def extent_text(fax_forecast: FaxForecast, *, cover: bool) -> str:
    """Return how much the fax is: pages, and sheets where a cover page comes before them."""
    pages = count_text(fax_forecast.pages, _tr("page"))
    if not cover:
        return _tr("{pages}.").format(pages=pages)
    return _tr("{pages}, {sheets} with the cover page.").format(
        pages=pages, sheets=count_text(fax_forecast.fax.sheets, _tr("sheet"))
    )


def duration_text(fax_forecast: FaxForecast) -> str:
    """Return how long it takes and what it costs in pages; where not all is measured, upon how much that rests."""
    if not fax_forecast.measured:
        return _tr("Measuring how long it takes…")
    time = _tr("About {time} on the line.").format(time=time_text(fax_forecast.fax.seconds()))
    if fax_forecast.measured < fax_forecast.pages:
        rests = _tr("So far {measured} of {pages} pages are measured.")
        return f"{time} {rests.format(measured=fax_forecast.measured, pages=fax_forecast.pages)}"
    return f"{time}\n{fax_forecast.fax.billing().text}"


def speeds_text(fax_forecast: FaxForecast) -> str:
    """Return the time at both speeds, for a tool tip."""
    text = _tr(
        "{fast} at 14,400 bit/s, {slow} at 9,600 bit/s, from the answer to hanging up. The true time depends on the"
        " line and the machine at the other end."
    )
    times = {"fast": time_text(fax_forecast.fax.seconds(FAST)), "slow": time_text(fax_forecast.fax.seconds(SLOW))}
    return text.format(**times)


def page_time_text(row: int, seconds: float, fit: PaperFit) -> str:
    """Return how long the page in a row, from 0, takes, and how it comes to fit the paper where it lies across."""
    text = _tr("Page {page}: about {time}.").format(page=row + 1, time=time_text(seconds))
    done = {
        PaperFit.TURNED: _tr("It is wider than high, and turned to fit the paper."),
        PaperFit.SMALLER: _tr(
            "It is wider than the paper, and made smaller so that its text stays upright. Rotate it to keep its size."
        ),
    }
    return f"{text} {done[fit]}" if fit in done else text


def saving_text(seconds: float) -> str:
    """Return what text mode saves."""
    return _tr("In text mode the fax is about {time} shorter.").format(time=time_text(seconds))


def issue_text(issue: PageIssue, pages: Sequence[int]) -> str:
    """Return what is said about pages, counted from 1, that have this issue."""
    one = len(pages) == 1
    texts = {
        PageIssue.BLANK: _tr("is blank.") if one else _tr("are blank."),
        PageIssue.FAINT: _tr("is nearly blank.") if one else _tr("are nearly blank."),
        PageIssue.SIDEWAYS: _tr("lies on its side.") if one else _tr("lie on their sides."),
        PageIssue.SLOW: _tr("takes very long.") if one else _tr("take very long."),
    }
    return f"{pages_text(pages)} {texts[issue]}"


def note_text(issue: PageIssue) -> str:
    """Return what is said on a page that has this issue."""
    return {
        PageIssue.BLANK: _tr("Blank"),
        PageIssue.FAINT: _tr("Nearly blank"),
        PageIssue.SIDEWAYS: _tr("Lies on its side"),
        PageIssue.SLOW: _tr("Takes very long"),
    }[issue]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Pages", text)
