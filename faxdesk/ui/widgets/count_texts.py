"""Numbers of things, in as many forms as the language of the window has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from faxdesk.core import quantities

_tr = QCoreApplication.translate
_FORMS: Mapping[str, Callable[[int], str]] = {
    "cancellation": lambda count: _tr("Count", "%n cancellation(s)", "", count),
    "contact": lambda count: _tr("Count", "%n contact(s)", "", count),
    "day": lambda count: _tr("Count", "%n day(s)", "", count),
    "document": lambda count: _tr("Count", "%n document(s)", "", count),
    "draft": lambda count: _tr("Count", "%n draft(s)", "", count),
    "fax": lambda count: _tr("Count", "%n fax(es)", "", count),
    "file": lambda count: _tr("Count", "%n file(s)", "", count),
    "hour": lambda count: _tr("Count", "%n hour(s)", "", count),
    "minute": lambda count: _tr("Count", "%n minute(s)", "", count),
    "more fax": lambda count: _tr("Count", "%n more fax(es)", "", count),
    "more number": lambda count: _tr("Count", "%n more number(s)", "", count),
    "number": lambda count: _tr("Count", "%n number(s)", "", count),
    "older draft": lambda count: _tr("Count", "%n older draft(s)", "", count),
    "page": lambda count: _tr("Count", "%n page(s)", "", count),
    "place": lambda count: _tr("Count", "%n place(s)", "", count),
    "recipient": lambda count: _tr("Count", "%n recipient(s)", "", count),
    "report": lambda count: _tr("Count", "%n report(s)", "", count),
    "row": lambda count: _tr("Count", "%n row(s)", "", count),
    "thing": lambda count: _tr("Count", "%n thing(s)", "", count),
    "time": lambda count: _tr("Count", "%n time(s)", "", count),
    "topic": lambda count: _tr("Count", "%n topic(s)", "", count),
}
"""What is counted, by its English name. Translators write a text for each form that their language has."""


def count_text(count: int, noun: str) -> str:
    """Return "1 page", "3 pages" in the language of the window. `noun` is one of those above, in the singular.

    >>> count_text(1, "more fax"), count_text(3, "more fax")
    ('1 more fax', '3 more faxes')
    """
    text = _FORMS[noun](count)
    # English has no file of texts: the brackets stand for a form of it.
    return quantities.count_text(count, noun) if text.endswith(("(s)", "(es)")) else text
