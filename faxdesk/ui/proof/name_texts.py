"""What is said of the pattern by which proofs beside documents are named."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from faxdesk.core.lifecycle import State
from faxdesk.core.proof_name import PLACES, proof_name

_NUMBER = "+41445550123"
"""A number of nobody, for the example of a name."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProofName", text)


def example_text(pattern: str) -> str:
    """Return what a name by the pattern looks like."""
    at = datetime.now(UTC).replace(hour=9, minute=30)
    document, comment, result = _tr("Letter.pdf"), _tr("Case 42"), State.DELIVERED.value
    name = proof_name(pattern, document, _NUMBER, at, result, comment, "4f2c41d07b9e83a5")
    return _tr("For example: {name}").format(name=name)


def places_text() -> str:
    """Return what a pattern can have."""
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    return _tr("The name can have {places}.").format(places=known)
