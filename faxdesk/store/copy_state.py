"""The words by which the database says how it stands with what is fetched of a fax unasked."""

from __future__ import annotations

from enum import StrEnum


class CopyState(StrEnum):
    """How it stands with one of the two. The values are in the database."""

    WANTED = "wanted"
    KEPT = "kept"
    NONE = "none"
    """The service has none, however often it was asked."""


class CopyPart(StrEnum):
    """What there is to fetch. The values are the columns."""

    PAGES = "pages"
    REPORT = "report"
