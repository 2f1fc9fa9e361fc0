"""What a proof calls a result, and a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.lifecycle import RESULT_UNKNOWN, State

if TYPE_CHECKING:
    from faxdesk.core.proof import ProofFax

OF_SEVERAL = "Proof of results"
"""The title of the proof of several faxes."""


def zone_words(name: str) -> str:
    """Return what people call a zone of this name."""
    if name.rpartition("/")[2] in ("UTC", "GMT"):
        return "UTC"
    place = name.rpartition("/")[2].replace("_", " ")
    return place if place == name else f"{place} ({name})"


def title_of(fax: ProofFax) -> str:
    """Return what the proof of a fax is called: what did not arrive was not transmitted."""
    return "Proof of transmission" if fax.delivered else "Proof of result"


def foot(title: str, subject: str) -> str:
    """Return what stands at the foot of its pages."""
    return f"{title}  \N{MIDDLE DOT}  {subject}"


def word_of(fax: ProofFax) -> str:
    """Return the result of a fax in a word or two."""
    return {
        State.DELIVERED: "Delivered",
        State.PARTIAL: "Delivered in part",
        State.FAILED: "Not delivered",
        State.UNREPORTED: "Result not known",
        State.CANCELLED: "Cancelled",
        State.REJECTED: "Refused by Fax.Plus",
    }.get(fax.state, fax.state.value)


def tone_of(fax: ProofFax) -> str:
    """Return the tone of its colour, one of `TONES`."""
    if fax.delivered:
        return "good"
    if fax.state in RESULT_UNKNOWN or fax.state is State.PARTIAL:
        return "doubt"
    return "plain" if fax.state is State.CANCELLED else "bad"
