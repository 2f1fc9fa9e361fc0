"""What a refusal is about, read once from the answer: what the user has to change before the fax can get through."""

from __future__ import annotations

import json

import pytest

from faxdesk.api.faults import of_status
from faxdesk.core.errors import Refused
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
