"""Whatever a server answers: a value that the rest of FaxDesk can rely on, or an error in plain words.

`FAXDESK_FUZZ_EXAMPLES` asks for so many random answers; left out, the same few are given each time.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import astuple, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from faxdesk.api import tokens
from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError, ServiceError
from faxdesk.core.model import DocumentType, Shipment
from tests.api.fuzz_answers import NO_STATUSES, answer_of, bodies, replies
from tests.api.scripted_server import PATIENT, Hostile, Reply

pytestmark = pytest.mark.unmeasured

EXAMPLES = int(os.environ.get("FAXDESK_FUZZ_EXAMPLES", "0"))
CAREFUL = settings(
    max_examples=EXAMPLES or 200,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
FAX = Shipment(sender="+41445550100", to=("+41445550123",), files=("/storage/transient-1.pdf",), tag="faxdesk:1")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SELF = "/accounts/{user_id}"

Call = Callable[[FaxApi, Path], object]
CALLS: dict[str, tuple[tuple[str, str], Call]] = {
    "account": (("get", SELF), lambda api, _: api.account()),
    "numbers": (("get", f"{SELF}/numbers"), lambda api, _: api.numbers()),
    "upload": (
        ("post", f"{SELF}/files"),
        lambda api, file: api.upload(file, "a.pdf", DocumentType.PDF, lambda done, total: None, NeverCancelled()),
    ),
    "send": (("post", f"{SELF}/outbox"), lambda api, _: api.send(FAX)),
    "outbox": (("get", f"{SELF}/outbox"), lambda api, _: api.outbox()),
    "outbox_fax": (("get", f"{SELF}/outbox/{{outbox_fax_id}}"), lambda api, _: api.outbox_fax("a")),
    "change_comment": (("put", f"{SELF}/outbox/{{outbox_fax_id}}"), lambda api, _: api.change_comment("a", "b")),
    "cancel_fax": (("delete", f"{SELF}/outbox/{{outbox_fax_id}}"), lambda api, _: api.cancel_fax("a")),
    "faxes": (("get", f"{SELF}/faxes"), lambda api, _: api.faxes()),
    "fax": (("get", f"{SELF}/faxes/{{fax_id}}"), lambda api, _: api.fax("a")),
    "annotate_fax": (("put", f"{SELF}/faxes/{{fax_id}}"), lambda api, _: api.annotate_fax("a", "b", True)),
    "delete_fax": (("delete", f"{SELF}/faxes/{{fax_id}}"), lambda api, _: api.delete_fax("a")),
    "pdf": (
        ("get", f"{SELF}/files/{{fax_id}}"),
        lambda api, file: api.document("a", DocumentType.PDF, file.with_name("got"), NeverCancelled()),
    ),
    "tiff": (
        ("get", f"{SELF}/files/{{fax_id}}"),
        lambda api, file: api.document("a", DocumentType.TIFF, file.with_name("got"), NeverCancelled()),
    ),
    "report": (
        ("get", f"{SELF}/report/{{fax_id}}"),
        lambda api, file: api.report("a", file.with_name("got"), NeverCancelled()),
    ),
    "hooks": (("get", "/hooks"), lambda api, _: api.hooks("fax_sent")),
    "create_hook": (("post", "/hooks"), lambda api, _: api.create_hook("fax_sent", "http://127.0.0.1/")),
    "delete_hook": (("delete", "/hooks/{hook_id}"), lambda api, _: api.delete_hook("a")),
    "refresh": (("post", "/token"), lambda api, _: _refreshed(api)),
}
CONTENTS = {name: bodies(answer_of(*operation)) for name, (operation, _) in CALLS.items()}


def _refreshed(api: FaxApi) -> tokens.OAuthTokens:
    app = tokens.OAuthApp("APIK-1", "secret", api._transport.base_url, timeouts=PATIENT)
    return tokens.refresh(app, tokens.OAuthTokens(refresh="old"), lambda: NOON)


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, int, Reply]:
    """A call, and the status and the whole of what it is answered."""
    name = draw(st.sampled_from(sorted(CALLS)))
    status, reply = draw(replies(CONTENTS[name]))
    return name, status, reply


def test_every_answer_becomes_a_sound_value_or_a_plain_error(tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 a letter")
    with Hostile() as server:

        @given(stories())
        @CAREFUL
        def run(story: tuple[str, int, Reply]) -> None:
            name, status, reply = story
            server.replies[:] = [reply]
            with FaxApi(server.url, PersonalToken("alohi_pat_x"), timeouts=PATIENT) as api:
                try:
                    value = CALLS[name][1](api, letter)
                except FaxDeskError as error:
                    check_error(error, name, status)
                else:
                    check_sound(value)
            check_downloads(letter)

        run()


def check_error(error: FaxDeskError, name: str, status: int) -> None:
    assert isinstance(error, ServiceError)
    said = str(error)
    assert error.title.endswith(".")
    assert error.advice.endswith(".")
    assert len(said) < 1000
    assert not any(unicodedata.category(letter) == "Cc" for letter in said), said
    assert "alohi_pat" not in said
    if name == "send" and not error.may_have_acted:
        assert status in NO_STATUSES or status in (307, 308, 407), "a fax that may have been sent"


def check_sound(value: object) -> None:
    """What the rest relies on: texts and numbers fit into a database, and times into a calendar."""
    if is_dataclass(value) and not isinstance(value, type):
        check_sound(astuple(value))
    elif isinstance(value, Mapping):
        check_sound(list(value.items()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            check_sound(part)
    elif isinstance(value, str):
        assert "\0" not in value
        value.encode()
    elif isinstance(value, datetime):
        check_time(value)
    elif isinstance(value, (int, float)):
        assert 0 <= value <= 2**53
    else:
        assert value is None


def check_time(value: Any) -> None:
    assert value.utcoffset() == timedelta()
    for far in (timedelta(days=400), timedelta(days=-400)):
        value + far


def check_downloads(letter: Path) -> None:
    got = letter.with_name("got")
    if got.exists():
        assert got.read_bytes()[:4] in (b"%PDF", b"II*\0")
        got.unlink()
    assert [path.name for path in letter.parent.iterdir()] == [letter.name]
