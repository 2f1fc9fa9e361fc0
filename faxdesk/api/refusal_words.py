"""What a refusal is about, read off its words: the service has no list of its codes (docs/api-notes.md, section 10)."""

from __future__ import annotations

import re
from enum import Enum, auto


class Subject(Enum):
    """What of a request was refused."""

    SENDER = auto()
    NUMBER = auto()
    DOCUMENTS = auto()
    PAGES = auto()
    """No pages or credit left."""
    PLAN = auto()
    """The account's plan does not include it."""
    ACCOUNT = auto()
    """The account is not in use."""
    TOKEN = auto()
    """The token lacks a right."""
    USER = auto()
    """The user may not do this in their company's account."""
    NOTHING = auto()
    """The words do not tell."""


_WORDS = (
    # First: the scopes that it then names have words of the others.
    (Subject.TOKEN, frozenset({"token", "scope", "scopes"})),
    (Subject.SENDER, frozenset({"sender", "caller"})),
    (Subject.NUMBER, frozenset({"number", "destination", "recipient", "phone"})),
    (
        Subject.DOCUMENTS,
        frozenset({"file", "files", "document", "documents", "mimetype", "pdf", "size", "large"}),
    ),
    (Subject.PAGES, frozenset({"quota", "credit", "credits", "balance", "funds"})),
    (Subject.PLAN, frozenset({"plan", "subscription", "trial", "upgrade", "enterprise", "payment"})),
    (
        Subject.ACCOUNT,
        frozenset({"suspended", "deactivated", "disabled", "inactive", "frozen", "closed", "unverified"}),
    ),
    (Subject.USER, frozenset({"user", "member", "role"})),
)
"""In the order of their weight, where a text has words of several."""
_MEMBER_FROM = re.compile(r"""^from\b|_from\b|_from_|["'`“]from["'`”]|\bfrom[:\[]""")
_MEMBER_TO = re.compile(r"""^to\b|_to$|["'`“]to["'`”]|\bto[:\[]""")
"""The members `from` and `to` of the request, as opposed to the words."""
_PHRASES = (
    (Subject.PAGES, re.compile(r"\b(?:no|enough)\b.*\bpages\b|\bpages left\b")),
    (Subject.ACCOUNT, re.compile(r"\baccount\b.*\b(?:active|blocked|locked)\b")),
)
"""What only several words together tell."""


def subject_of(code: str, sentence: str) -> Subject:
    """Return what a refusal is about: as its code says, else as its sentence does."""
    for text in (code.lower(), sentence.lower()):
        found = _subject(text)
        if found is not Subject.NOTHING:
            return found
    return Subject.NOTHING


def _subject(text: str) -> Subject:
    words = frozenset(re.split(r"[^a-z]+", text))
    found = next((subject for subject, telling in _WORDS if telling & words), Subject.NOTHING)
    if _MEMBER_FROM.search(text) or (found is Subject.NUMBER and "from" in words):
        return Subject.SENDER
    if found not in (Subject.SENDER, Subject.NUMBER) and _MEMBER_TO.search(text):
        return Subject.NUMBER
    if found is not Subject.NOTHING:
        return found
    plain = re.sub(r"[^a-z]+", " ", text)
    return next((subject for subject, phrase in _PHRASES if phrase.search(plain)), Subject.NOTHING)
