"""What a refusal is about, read once from the answer: what the user has to change before the fax can get through."""

from __future__ import annotations

import json

import pytest

from faxdesk.api.faults import of_status
from faxdesk.core.errors import AccountBlocked, Refused, ServiceError, SignInNeeded
from faxdesk.core.service_status import Remedy


@pytest.mark.parametrize(
    ("code", "sentence", "remedy"),
    [
        ("invalid_number", "", Remedy.NUMBER),
        ("invalid_to", "", Remedy.NUMBER),
        ("invalid_input", "The phone number +41 has a wrong format", Remedy.NUMBER),
        ("", "'to' must hold telephone numbers", Remedy.NUMBER),
        ("too_many_files", "", Remedy.DOCUMENTS),
        ("unsupported_mimetype", "", Remedy.DOCUMENTS),
        ("invalid_input", "The file cannot be sent to anybody", Remedy.DOCUMENTS),
        ("too_many_destinations", "", Remedy.ANYTHING),
        ("", "The number in from is not yours", Remedy.ANYTHING),
        ("", "Not on a Tuesday", Remedy.ANYTHING),
        ("", "", Remedy.ANYTHING),
    ],
)
def test_a_refusal_tells_what_it_is_about(code: str, sentence: str, remedy: Remedy) -> None:
    error = of_status(400, {}, json.dumps({"error": code, "description": sentence}).encode(), "POST")
    assert isinstance(error, Refused)
    assert error.remedy is remedy


@pytest.mark.parametrize("body", [b"", b"<html>Too large</html>", b'{"description": "The sender is over its quota"}'])
def test_what_is_too_large_needs_other_documents_whoever_says_so(body: bytes) -> None:
    error = of_status(413, {}, body, "POST")
    assert isinstance(error, Refused)
    assert error.remedy is Remedy.DOCUMENTS


SCOPE, PAGES, PLAN, ACCOUNT, USER, FAX = (
    "lacks the right",
    "no pages or credit left",
    "does not let programs in",
    "account is not active",
    "in your company's",
    "refused the request",
)


@pytest.mark.parametrize(
    ("status", "method", "code", "sentence", "kind", "words"),
    [
        (403, "POST", "forbidden", "The token lacks a scope: fax:all:edit or fax:file:edit", SignInNeeded, SCOPE),
        (403, "GET", "forbidden", "insufficient scope", SignInNeeded, SCOPE),
        (403, "POST", "", "", SignInNeeded, SCOPE),
        (403, "POST", "forbidden", "Access from this address is not allowed", SignInNeeded, SCOPE),
        (403, "POST", "quota_exceeded", "", Refused, PAGES),
        (403, "POST", "forbidden", "There are not enough pages left this month", Refused, PAGES),
        (400, "POST", "insufficient_credit", "", Refused, PAGES),
        (403, "GET", "quota_exceeded", "", SignInNeeded, SCOPE),
        (402, "POST", "", "", Refused, PAGES),
        (402, "GET", "", "", AccountBlocked, PLAN),
        (402, "GET", "insufficient_credit", "", AccountBlocked, ""),
        (402, "POST", "payment_required", "Your trial has ended", AccountBlocked, PLAN),
        (403, "GET", "plan_required", "", AccountBlocked, PLAN),
        (403, "POST", "", "Please upgrade to Enterprise", AccountBlocked, PLAN),
        (403, "POST", "account_not_active", "This account is suspended", AccountBlocked, ACCOUNT),
        (403, "GET", "", "The account has been blocked", AccountBlocked, ACCOUNT),
        (400, "POST", "account_not_active", "", AccountBlocked, ACCOUNT),
        (403, "POST", "user_not_allowed", "This user may not send faxes", AccountBlocked, USER),
        (403, "POST", "", "Members may not send; ask for another role", AccountBlocked, USER),
        (403, "POST", "invalid_from_number", "from: +41 is not an active number of this account", Refused, FAX),
        (403, "POST", "", "The caller id is not allowed", Refused, FAX),
        (403, "POST", "", "This number belongs to another member", Refused, FAX),
        (403, "POST", "", "This destination is not part of the plan", Refused, FAX),
        (400, "POST", "invalid_from_number", "from: +41 is not an active number of this account", Refused, FAX),
        (400, "POST", "invalid_input", "The member 'options' is disabled", Refused, FAX),
        (400, "POST", "too_many_pages", "", Refused, FAX),
    ],
)
def test_a_no_stops_one_fax_or_the_account_as_its_words_tell(
    status: int, method: str, code: str, sentence: str, kind: type[ServiceError], words: str
) -> None:
    """One fax with a wrong sender must not stop the others, and a suspended account must not spend them all."""
    error = of_status(status, {}, json.dumps({"error": code, "description": sentence}).encode(), method)
    assert type(error) is kind
    assert words in str(error)
    assert (sentence or code.replace("_", " ")) in str(error)
    assert error.title.endswith(".")
    assert error.advice.endswith(".")
    assert not error.may_have_acted
