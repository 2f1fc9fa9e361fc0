"""Numbers that always end the same way, so that every result of a fax can be seen and practised.

A destination is looked up by its last seven digits, so `+41445550202` and `044 555 02 02` are the same machine. Every
number that is not in the table takes the fax.
"""

from __future__ import annotations

from dataclasses import dataclass

SUCCESS = "success"

DESCRIPTIONS = {
    SUCCESS: "OK",
    "partially_sent": "The call ended before all pages were received",
    "partially_received": "The call ended before all pages had come",
    "in_progress": "The fax is being received",
    "insufficient_credit": "Not enough pages or credit left in the account",
    "failed": "The fax could not be sent",
    "failed_internal_process_error": "Internal error of the service",
    "failed_user_busy": "The line is busy",
    "failed_normal_clearing": "The other side hung up",
    "failed_no_answer": "Nobody answered the call",
    "failed_unallocated_number": "The number does not exist",
    "failed_invalid_number_format": "The number is not written correctly",
    "failed_destination_not_supported": "This destination is not part of the plan",
    "failed_to_send": "The service was too busy to send the fax",
    "failed_normal_temporary_failure": "Temporary fault of the network",
    "failed_call_rejected": "The call was rejected",
    "failed_origination_unknown": "The call could not be set up",
    "failed_zero_page_transmitted": "The call was answered but no page was transmitted",
    "failed_fs_49": "The call was dropped early",
    "failed_fs_2": "No fax tone was heard",
    "failed_xyz": "The call failed for a reason that no document names",
    "failed_originator_cancel": "The fax was cancelled while it was being sent",
    "failed_unknown_converter_issue": "The document could not be read; it may be damaged or protected by a password",
    "failed_separate_file_pages_issue": "The document has no page",
    "failed_image_preparation": "The picture could not be read",
    "failed_convert_to_tiff_issue": "The TIFF could not be read",
    "failed_office_converter_issue": "Office documents cannot be converted here; send a PDF or a TIFF",
}
"""The service's own sentence for each status, which records carry as `description`."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of a fax to one number.

    `results` holds the status of the first attempt, the second, and so on; the last one stands for all that follow.
    `pages_sent` is the share of the pages that goes through in an attempt that fails. `ringing` is the time before a
    failed call ends, in paces of a page. `seconds_per_page` replaces the pace of the account where it is set, without
    its cap.
    """

    number: str
    name: str
    sentence: str
    results: tuple[str, ...]
    pages_sent: float = 0.0
    ringing: float = 1.0
    seconds_per_page: float | None = None

    def result(self, attempt: int) -> str:
        """Return the status of attempt number `attempt`, counted from 0."""
        return self.results[min(attempt, len(self.results) - 1)]


OUTCOMES = (
    Outcome("+41445550123", "success", "The fax arrives.", (SUCCESS,)),
    Outcome("+41445550201", "busy", "The line is always busy.", ("failed_user_busy",)),
    Outcome(
        "+41445550202",
        "busy_once",
        "The line is busy at the first call; whoever calls again within an hour gets through.",
        ("failed_user_busy", SUCCESS),
    ),
    Outcome("+41445550203", "no_answer", "Nobody answers.", ("failed_no_answer",), ringing=2.0),
    Outcome(
        "+41445550204",
        "partial",
        "The line drops half way: some pages arrive, the rest do not.",
        ("partially_sent",),
        pages_sent=0.5,
    ),
    Outcome("+41445550205", "hung_up", "The other side hangs up.", ("failed_normal_clearing",)),
    Outcome("+41445550206", "rejected", "The call is rejected.", ("failed_call_rejected",)),
    Outcome("+41445550207", "no_fax", "A person answers instead of a fax machine.", ("failed_fs_2",), ringing=2.0),
    Outcome("+41445550208", "dropped_early", "The call is dropped early.", ("failed_fs_49",)),
    Outcome(
        "+41445550209",
        "no_page",
        "A machine answers but takes no page.",
        ("failed_zero_page_transmitted",),
        ringing=2.0,
    ),
    Outcome("+41445550210", "unallocated", "The number does not exist.", ("failed_unallocated_number",)),
    Outcome(
        "+41445550211",
        "invalid",
        "The service takes the number for badly written.",
        ("failed_invalid_number_format",),
        ringing=0.0,
    ),
    Outcome(
        "+41445550212",
        "not_supported",
        "The plan does not include this destination.",
        ("failed_destination_not_supported",),
        ringing=0.0,
    ),
    Outcome(
        "+41445550213",
        "no_credit",
        "The account has no pages or credit left.",
        ("insufficient_credit",),
        ringing=0.0,
    ),
    Outcome("+41445550214", "network", "A temporary fault of the network.", ("failed_normal_temporary_failure",)),
    Outcome("+41445550215", "service_busy", "The service is too busy to send.", ("failed_to_send",)),
    Outcome("+41445550216", "no_route", "The call cannot be set up.", ("failed_origination_unknown",)),
    Outcome("+41445550217", "internal", "An internal error of the service.", ("failed_internal_process_error",)),
    Outcome("+41445550218", "failed", "It fails, and the service does not say why.", ("failed",)),
    Outcome(
        "+41445550219",
        "unknown_failure",
        "It fails for a reason that no list contains.",
        ("failed_xyz",),
    ),
    Outcome(
        "+41445550220",
        "conversion",
        "The document cannot be converted, whatever it is.",
        ("failed_unknown_converter_issue",),
        ringing=0.0,
    ),
    Outcome(
        "+41445550221",
        "slow",
        "The fax arrives, but each page takes half a minute, as in real life.",
        (SUCCESS,),
        seconds_per_page=30.0,
    ),
    Outcome(
        "+41445550222",
        "partial_once",
        "The line drops half way at the first attempt; a second attempt succeeds.",
        ("partially_sent", SUCCESS),
        pages_sent=0.5,
    ),
)
"""Every number with a fate of its own, in the order in which people should read about them."""

CONVERSION_FAILURES = frozenset(
    {
        "failed_unknown_converter_issue",
        "failed_separate_file_pages_issue",
        "failed_image_preparation",
        "failed_convert_to_tiff_issue",
        "failed_office_converter_issue",
        "failed_mimetype_not_supported",
    }
)
"""Failures that come before any call is made. Attempts are not repeated after them."""

FINAL_FAILURES = CONVERSION_FAILURES | {
    "insufficient_credit",
    "failed_invalid_number_format",
    "failed_destination_not_supported",
    "failed_unallocated_number",
}
"""Failures after which the service does not try again, as a further attempt cannot end better."""

_BY_LAST_DIGITS = {outcome.number[-7:]: outcome for outcome in OUTCOMES}
NO_CREDIT = next(outcome for outcome in OUTCOMES if outcome.name == "no_credit")
"""What becomes of a fax for which there are no pages left."""
_DELIVERED = Outcome("", "success", "The fax arrives.", (SUCCESS,))
_UNREADABLE = Outcome("", "invalid", "The number is badly written.", ("failed_invalid_number_format",), ringing=0.0)


def outcome_for(destination: str) -> Outcome:
    """Return what happens to a fax to `destination`.

    An extension after asterisks (`+41445550123**12`) does not count. Text that is no number at all is accepted by the
    service, as the contract says nothing of a check, and fails as badly written.
    """
    main = destination.split("*", 1)[0]
    digits = "".join(character for character in main if character in "0123456789")
    stray = set(main) - set("+0123456789 -./()")
    if stray or len(digits) < 6:
        return _UNREADABLE
    return _BY_LAST_DIGITS.get(digits[-7:], _DELIVERED)


def describe(status: str) -> str:
    """Return the service's own sentence for a status."""
    return DESCRIPTIONS.get(status, status.replace("_", " "))
