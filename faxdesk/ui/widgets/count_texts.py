"""Numbers of things, in as many forms as the language of the window has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from PySide6.QtCore import QObject

from faxdesk.core import quantities


class _CountTexts(QObject):
    """Has what is counted. Only of a method `tr` does the tool that collects texts know that they have plurals."""

    def forms(self) -> Mapping[str, Callable[[int], str]]:
        """Return the texts by their English nouns. Translators write one for each form that their language has."""
        return {
            "cancellation": lambda count: self.tr("%n cancellation(s)", "", count),
            "contact": lambda count: self.tr("%n contact(s)", "", count),
            "day": lambda count: self.tr("%n day(s)", "", count),
            "document": lambda count: self.tr("%n document(s)", "", count),
            "draft": lambda count: self.tr("%n draft(s)", "", count),
            "fax": lambda count: self.tr("%n fax(es)", "", count),
            "file": lambda count: self.tr("%n file(s)", "", count),
            "hour": lambda count: self.tr("%n hour(s)", "", count),
            "minute": lambda count: self.tr("%n minute(s)", "", count),
            "more doubt": lambda count: self.tr("%n more doubt(s)", "", count),
            "more fax": lambda count: self.tr("%n more fax(es)", "", count),
            "more number": lambda count: self.tr("%n more number(s)", "", count),
            "number": lambda count: self.tr("%n number(s)", "", count),
            "older draft": lambda count: self.tr("%n older draft(s)", "", count),
            "page": lambda count: self.tr("%n page(s)", "", count),
            "place": lambda count: self.tr("%n place(s)", "", count),
            "recipient": lambda count: self.tr("%n recipient(s)", "", count),
            "report": lambda count: self.tr("%n report(s)", "", count),
            "row": lambda count: self.tr("%n row(s)", "", count),
            "thing": lambda count: self.tr("%n thing(s)", "", count),
            "time": lambda count: self.tr("%n time(s)", "", count),
            "topic": lambda count: self.tr("%n topic(s)", "", count),
        }


@cache
def _forms() -> Mapping[str, Callable[[int], str]]:
    return _CountTexts().forms()


def count_text(count: int, noun: str) -> str:
    """Return "1 page", "3 pages" in the language of the window. `noun` is one of those above, in the singular.

    >>> count_text(1, "more fax"), count_text(3, "more fax")
    ('1 more fax', '3 more faxes')
    """
    text = _forms()[noun](count)
    # English has no file of texts: the brackets stand for a form of it.
    return quantities.count_text(count, noun) if text.endswith(("(s)", "(es)")) else text
