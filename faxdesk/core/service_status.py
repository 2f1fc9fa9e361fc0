"""The service's own status words: what they mean to people, and what to do about them.

The set is open. The names follow telephone hang-up causes, so more exist than are documented (docs/api-notes.md,
section 5): whatever starts with `failed` is a failure, and a word that nobody knows is never taken for success.
"""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from faxdesk.core.lifecycle import REPORTS, SENTENCES, Event, State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Retry(StrEnum):
    """Whether sending the same fax again can help."""

    NO = "no"
    NOW = "now"
    SOON = "soon"
    LATER = "later"
    AFTER_MENDING = "after mending"


class Remedy(StrEnum):
    """What has to become another before a fax that ended badly can get through. The values are in the database."""

    NOTHING = ""
    NUMBER = "number"
    DOCUMENTS = "documents"
    ANYTHING = "anything"
    """Fax.Plus refused it and did not say what of it."""


BY_ITSELF = frozenset({Retry.NOW, Retry.SOON, Retry.LATER})
"""Trying the same again, with nothing changed, can help."""


class StatusMeaning(NamedTuple):
    """What a status word says: its event, a sentence for people, what to do, whether to try again, and what to mend."""

    event: Event
    sentence: str
    advice: str = ""
    retry: Retry = Retry.NO
    remedy: Remedy = Remedy.NOTHING


OUTBOX: Mapping[str, StatusMeaning] = MappingProxyType(
    {
        status: StatusMeaning(event, SENTENCES[REPORTS[event]])
        for status, event in (
            ("submitted", Event.REPORTED_SUBMITTED),
            ("converting", Event.REPORTED_CONVERTING),
            ("scheduled_for_sending", Event.REPORTED_SCHEDULED),
            ("sending", Event.REPORTED_SENDING),
        )
    }
)
"""Statuses of a fax in the service's outbox (apidoc.fax.plus/concepts/outbox)."""


def _failed(sentence: str, advice: str, retry: Retry, remedy: Remedy = Remedy.NOTHING) -> StatusMeaning:
    return StatusMeaning(Event.REPORTED_FAILED, sentence, advice, retry, remedy)


NO_PAGES = "The account has no pages or credit left."
GET_PAGES = (
    "Top up the account at Fax.Plus, have its administrator raise your page quota, or wait for the monthly reset. Then"
    " send again."
)
"""What to do where there are no pages left: those of the company and those of a member are counted apart
(help.alohi.com, articles 26104424466204 and 10125188516124)."""
_PAGE_FAULT = _failed(
    "A page of the document could not be prepared.",
    "Make the PDF again, for example by printing it to a new PDF, and send that.",
    Retry.AFTER_MENDING,
    Remedy.DOCUMENTS,
)
_LINE_FAULT = _failed("The connection was cut.", "Send the fax again.", Retry.NOW)
_UNKNOWN_FAILURE = _failed(SENTENCES[State.FAILED], "Check the number, then send the fax again.", Retry.LATER)

FINAL: Mapping[str, StatusMeaning] = MappingProxyType(
    {
        "success": StatusMeaning(Event.REPORTED_DELIVERED, SENTENCES[State.DELIVERED]),
        "partially_sent": StatusMeaning(
            Event.REPORTED_PARTIAL,
            "The call ended early: only the first pages went through.",
            "Send it again; the recipient may get some pages twice.",
            Retry.NOW,
        ),
        "insufficient_credit": _failed(NO_PAGES, GET_PAGES, Retry.AFTER_MENDING),
        "failed": _failed("Fax.Plus had a fault.", "Send again; if it keeps failing, ask Fax.Plus support.", Retry.NOW),
        "failed_internal_process_error": _failed(
            "Fax.Plus had a fault.", "Send again; if it keeps failing, ask Fax.Plus support.", Retry.NOW
        ),
        "failed_user_busy": _failed("The line was busy.", "Send again in a few minutes.", Retry.SOON),
        "failed_normal_clearing": _failed(
            "The other side was busy or hung up.", "Send again in a few minutes.", Retry.SOON
        ),
        "failed_no_answer": _failed(
            "Nobody answered.", "Send again when the recipient's fax machine is on.", Retry.LATER
        ),
        "failed_unallocated_number": _failed(
            "This number does not exist.", "Correct the number.", Retry.NO, Remedy.NUMBER
        ),
        "failed_invalid_number_format": _failed(
            "The number is not written properly.", "Correct the number.", Retry.NO, Remedy.NUMBER
        ),
        "failed_destination_not_supported": _failed(
            "Fax.Plus does not send to this number: it is special, or not in the account's plan.",
            "Use another number, or ask Fax.Plus about the plan.",
            Retry.NO,
            Remedy.NUMBER,
        ),
        "failed_mimetype_not_supported": _failed(
            "Fax.Plus does not take this type of file.",
            "Save it as a PDF and send that.",
            Retry.AFTER_MENDING,
            Remedy.DOCUMENTS,
        ),
        "failed_office_converter_issue": _failed(
            "Fax.Plus could not convert the document.",
            "Save it as a PDF and send that.",
            Retry.AFTER_MENDING,
            Remedy.DOCUMENTS,
        ),
        "failed_unknown_converter_issue": _failed(
            "Fax.Plus could not read the document. It may be protected by a password.",
            "Save it again without a password and send that.",
            Retry.AFTER_MENDING,
            Remedy.DOCUMENTS,
        ),
        "failed_separate_file_pages_issue": _PAGE_FAULT,
        "failed_render_header_issue": _PAGE_FAULT,
        "failed_image_preparation": _PAGE_FAULT,
        "failed_convert_to_tiff_issue": _PAGE_FAULT,
        "failed_to_send": _failed("Fax.Plus was too busy.", "Send again later.", Retry.SOON),
        "failed_normal_temporary_failure": _failed("The telephone network had a fault.", "Send again.", Retry.NOW),
        "failed_fs_49": _LINE_FAULT,
        "failed_fs_2": _failed(
            "No fax machine answered.", "Check that this is a fax number, then send again.", Retry.LATER
        ),
        "failed_call_rejected": _failed(
            "The other side refused the call.", "Ask the recipient whether the number takes faxes.", Retry.NO
        ),
        "failed_origination_unknown": _failed("The call could not be set up.", "Send again.", Retry.NOW),
        "failed_zero_page_transmitted": _failed(
            "The line connected but no page went through.", "Send again.", Retry.NOW
        ),
    }
)
"""Statuses of a finished outgoing fax (docs/api-notes.md, section 5)."""


def of_outbox(status: str) -> StatusMeaning:
    """Return what an outbox status means. An unknown word means only that the fax is at Fax.Plus."""
    known = OUTBOX.get(status)
    return known or StatusMeaning(Event.REPORTED_OTHER, f"The fax is at Fax.Plus, which says “{status}”.")


def of_archive(status: str) -> StatusMeaning | None:
    """Return what an archive status means, or None where it is no final word (`in_progress`, or never heard of)."""
    known = FINAL.get(status)
    if known is None and (status == "failed" or status.startswith("failed_")):
        return _UNKNOWN_FAILURE
    return known


def remedy_of(status: str) -> Remedy:
    """Return what has to become another before a fax that ended with this archive status can get through."""
    known = FINAL.get(status)
    return Remedy.NOTHING if known is None else known.remedy


def is_cancellation(status: str) -> bool:
    """Return True for an archive status which says that the fax was taken back: no list has such a word yet."""
    return status.startswith("cancel")


def explain(status: str, description: str = "") -> str:
    """Return the sentence that people read for a final status.

    `description` is the service's own sentence, which tells more than the status for failures (faxplus-python issue 3);
    it is added where it says something that is not said yet, in whatever words.
    """
    meaning = of_archive(status)
    if meaning is None:
        said = description or status
        return f"Fax.Plus says “{said}”, which FaxDesk does not know. It is not counted as delivered."
    parts = [meaning.sentence]
    if meaning.event is not Event.REPORTED_DELIVERED:
        if _tells_more(description, f"{meaning.sentence} {meaning.advice} {status}"):
            parts.append(f"Fax.Plus says: {description.strip().rstrip('.')}.")
        parts.append(meaning.advice)
    return " ".join(parts)


def _tells_more(description: str, said: str) -> bool:
    """Return whether half of the words of a sentence, or a number in it, are not in what is said.

    Words that mean nothing here are not counted.
    """
    known = {word[:_STEM] for word in _words(said)}
    own = [word for word in _words(description) if word not in _MEAN_NOTHING]
    new = [word for word in own if word[:_STEM] not in known]
    return bool(new) and (2 * len(new) >= len(own) or any(word.isdecimal() for word in new))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


_STEM = 5
"""So many letters at the beginning of a word make it another form of the same: answer, answered."""
_MEAN_NOTHING = frozenset({
    "a", "after", "all", "an", "and", "are", "as", "at", "be", "been", "before", "being", "by", "call", "can",
    "cannot", "could", "did", "do", "does", "fax", "for", "from", "had", "has", "have", "here", "in", "is", "it",
    "its", "may", "might", "no", "not", "of", "ok", "on", "or", "send", "sent", "service", "so", "than", "that",
    "the", "then", "there", "this", "to", "too", "up", "very", "was", "were", "will", "with", "would",
})  # fmt: skip
"""Words of which sentences about faxes are made whatever they say."""
