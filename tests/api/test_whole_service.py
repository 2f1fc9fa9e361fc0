"""The client against the practice service: everything that FaxDesk does, over real HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.errors import (
    BadAnswer,
    Conflict,
    NotThere,
    Offline,
    Refused,
    ServiceDown,
    ServiceError,
    SignInNeeded,
    Throttled,
)
from faxdesk.core.model import DocumentType, Options, Shipment, Webhook
from faxdesk.practice import Fault, Pace, PracticeAccount, PracticeServer, ServiceClock
from tests.api.scripted_server import PATIENT
from tests.ports import free_port

SENDER, RECIPIENT, OTHER = "+41445550100", "+41445550123", "+41445550204"
TAG = "faxdesk:01JAX9"


@pytest.fixture
def account() -> Iterator[PracticeAccount]:
    """An account whose clock moves only when it is pushed; a fax takes some seconds of it."""
    with PracticeAccount(pace=Pace(), clock=ServiceClock(rate=0)) as found:
        yield found


@pytest.fixture
def server(account: PracticeAccount) -> Iterator[PracticeServer]:
    with PracticeServer(account, free_port()) as running:
        yield running


@pytest.fixture
def api(server: PracticeServer) -> Iterator[FaxApi]:
    with FaxApi(server.url, PersonalToken(server.token), timeouts=PATIENT) as client:
        yield client


def upload(api: FaxApi, path: Path, name: str = "letter.pdf", kind: DocumentType = DocumentType.PDF) -> str:
    return api.upload(path, name, kind, lambda done, total: None, NeverCancelled())


def order(*files: str, to: tuple[str, ...] = (RECIPIENT,), **more: Any) -> Shipment:
    return Shipment(SENDER, to, files, TAG, **more)


# ----------------------------------------------------------------------------------------------- the whole way


def test_the_account_and_its_numbers(api: FaxApi, account: PracticeAccount) -> None:
    assert api.account().uid == account.uid
    assert [(number.number, number.usable) for number in api.numbers()] == [
        ("+41445550100", True),
        ("+41225550100", True),
        ("+41315550100", False),
    ]


def test_a_fax_from_the_upload_to_its_report(
    api: FaxApi, account: PracticeAccount, sample_pdf: Path, tmp_path: Path
) -> None:
    path = upload(api, sample_pdf, "Größe 2.pdf")
    ids = api.send(order(path, comment="Order 42"))
    (waiting,) = api.outbox()
    assert ids == {RECIPIENT: waiting.id}
    assert (waiting.to, waiting.sender, waiting.comment, waiting.tags) == ((RECIPIENT,), SENDER, "Order 42", (TAG,))
    assert waiting.submitted_at == datetime.fromtimestamp(account.clock.now(), UTC).replace(microsecond=0)
    assert api.outbox_fax(waiting.id) == waiting

    account.advance_to_end()

    assert api.outbox() == ()
    (sent,) = api.faxes()
    assert (sent.id, sent.status, sent.to, sent.pages, sent.comment) == (
        waiting.id,
        "success",
        RECIPIENT,
        2,
        "Order 42",
    )
    assert api.fax(sent.id) == sent
    with pytest.raises(NotThere):
        api.outbox_fax(waiting.id)

    api.document(sent.id, DocumentType.PDF, tmp_path / "fax.pdf", NeverCancelled())
    api.document(sent.id, DocumentType.TIFF, tmp_path / "fax.tiff", NeverCancelled())
    api.report(sent.id, tmp_path / "report.pdf", NeverCancelled())
    assert (tmp_path / "fax.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "fax.tiff").read_bytes()[:2] in {b"II", b"MM"}
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")


def test_what_arrives_is_what_was_on_the_disk(
    api: FaxApi, account: PracticeAccount, sample_pdf: Path, sample_tiff: Path
) -> None:
    paths = (upload(api, sample_pdf), upload(api, sample_tiff, "scan.tif", DocumentType.TIFF))
    api.send(order(*paths))

    (fax,) = account.received()
    assert fax.paths == paths
    assert fax.sha256 == tuple(hashlib.sha256(file.read_bytes()).hexdigest() for file in (sample_pdf, sample_tiff))


def test_a_fax_with_everything(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    later = datetime.fromtimestamp(account.clock.now(), UTC).replace(microsecond=0) + timedelta(hours=3)
    page = CoverPage("Tax office", "Practice Office", "Papers", (CoverFlag.CONFIDENTIAL,), "Three pages follow.")
    api.send(
        order(
            upload(api, sample_pdf),
            to=(RECIPIENT, OTHER),
            send_at=later,
            options=Options(enhancement=False, retry_count=2, retry_delay=5),
            cover_page=page,
        )
    )

    assert [fax.send_at for fax in account.received()] == [later.timestamp()] * 2
    assert {fax.send_at for fax in api.outbox()} == {later}
    account.clock.advance(3600)
    assert {fax.status for fax in api.outbox()} == {"scheduled_for_sending"}
    account.advance_to_end()
    found = {fax.to: (fax.status, fax.pages) for fax in api.faxes()}
    assert found[RECIPIENT] == ("success", 3)
    assert found[OTHER][0] == "partially_sent"


def test_a_waiting_fax_can_be_changed_and_cancelled(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    key = api.send(order(upload(api, sample_pdf), comment="old"))[RECIPIENT]

    api.change_comment(key, "new · ünicode")
    assert api.outbox_fax(key).comment == "new · ünicode"
    api.cancel_fax(key)

    assert api.outbox() == ()
    assert account.received()[0].cancelled
    with pytest.raises(NotThere):
        api.cancel_fax(key)


def test_a_fax_on_the_line_can_not_be_changed(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    key = api.send(order(upload(api, sample_pdf)))[RECIPIENT]
    account.clock.advance(3)
    assert api.outbox_fax(key).status == "sending"

    with pytest.raises(Conflict, match="can no longer be changed"):
        api.cancel_fax(key)
    with pytest.raises(Conflict, match="can no longer be changed"):
        api.change_comment(key, "x")


def test_the_archive_in_pages(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    path = upload(api, sample_pdf)
    numbers = tuple(f"+4144555{number:04}" for number in range(1000, 1007))
    api.send(order(path, to=numbers))
    account.advance_to_end()

    pages = [api.faxes(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert {fax.to for page in pages for fax in page} == set(numbers)
    now = datetime.fromtimestamp(account.clock.now(), UTC)
    assert len(api.faxes(after=now - timedelta(hours=1))) == 7
    assert api.faxes(after=now + timedelta(hours=1)) == ()
    assert api.faxes("inbox") == ()


def test_a_record_of_the_archive_can_be_annotated_and_deleted(
    api: FaxApi, account: PracticeAccount, sample_pdf: Path
) -> None:
    key = api.send(order(upload(api, sample_pdf)))[RECIPIENT]
    account.advance_to_end()

    api.annotate_fax(key, "filed", read=True)
    assert api.fax(key).comment == "filed"
    api.delete_fax(key)
    assert api.faxes() == ()


def test_webhooks_come_and_go(api: FaxApi) -> None:
    assert api.hooks("fax_sent") == ()
    key = api.create_hook("fax_sent", "http://127.0.0.1:9/sent")
    assert api.hooks("fax_sent") == (Webhook(key, "fax_sent", "http://127.0.0.1:9/sent"),)
    assert api.hooks("fax_received") == ()
    api.delete_hook(key)
    assert api.hooks("fax_sent") == ()
    with pytest.raises(NotThere):
        api.delete_hook(key)


# ----------------------------------------------------------------------------------- what nobody knows for certain


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("record_naming", "from_number"),
        ("record_naming", "both"),
        ("created_status", 200),
        ("changed_status", 200),
        ("empty_comment", "null"),
        ("empty_comment", "missing"),
        ("optional_members", False),
        ("extra_members", True),
        ("null_members", True),
        ("archive_times", "offset"),
        ("download_format", "required"),
        ("download_named", False),
        ("number_spelling", "spaces"),
        ("number_spelling", "no_plus"),
        ("outbox_files", "path"),
        ("limit_too_high", "cut"),
        ("offset_supported", False),
        ("sort_supported", False),
    ],
)
def test_the_whole_way_whatever_the_service_chooses(
    name: str, value: object, api: FaxApi, account: PracticeAccount, sample_pdf: Path, tmp_path: Path
) -> None:
    setattr(account.switches, name, value)
    full = account.switches.optional_members

    key = api.send(order(upload(api, sample_pdf)))[RECIPIENT]
    (waiting,) = api.outbox()
    api.change_comment(key, "")
    account.advance_to_end()
    (sent,) = api.faxes()
    api.document(sent.id, DocumentType.PDF, tmp_path / "fax.pdf", NeverCancelled())
    api.document(sent.id, DocumentType.TIFF, tmp_path / "fax.tiff", NeverCancelled())

    assert waiting.id == sent.id == key
    assert (sent.status, sent.comment) == ("success", "")
    if full:
        for number in (waiting.to[0], sent.to):
            assert "".join(digit for digit in number if digit.isdigit()) == RECIPIENT[1:]
        assert "".join(digit for digit in sent.sender if digit.isdigit()) == SENDER[1:]
        assert sent.submitted_at == waiting.submitted_at


@pytest.mark.parametrize("key", ["as_given", "e164", "spaces", "no_plus"])
def test_the_map_of_ids_in_any_spelling(key: str, api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    setattr(account.switches, "ids_key", key)  # noqa: B010  the value is one of several literals
    ids = api.send(order(upload(api, sample_pdf)))

    assert list(ids.values()) == [account.received()[0].id]


def test_no_ids_are_no_failure(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    account.switches.ids_returned = False

    assert api.send(order(upload(api, sample_pdf))) == {}
    assert len(account.received()) == 1


# ------------------------------------------------------------------------------------------------------ refusals


def test_what_the_service_refuses_is_said_in_its_words(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    path = upload(api, sample_pdf)
    with pytest.raises(Refused, match="10") as caught:
        api.send(order(*[path] * 11))
    assert caught.value.code == "too_many_files"

    with pytest.raises(Refused):
        api.send(order("/storage/transient-unknown.pdf"))
    with pytest.raises(Refused):
        api.send(Shipment("+41315550100", (RECIPIENT,), (path,), TAG))

    assert account.received() == ()


def test_a_revoked_token(api: FaxApi, account: PracticeAccount) -> None:
    account.tokens.revoke(account.token)

    with pytest.raises(SignInNeeded, match="does not accept the token"):
        api.outbox()


def test_a_token_that_may_only_read(server: PracticeServer, account: PracticeAccount, sample_pdf: Path) -> None:
    with FaxApi(server.url, PersonalToken(account.issue_token(("fax:all:read",)))) as api:
        assert api.outbox() == ()
        with pytest.raises(SignInNeeded, match="lacks the right fax:all:edit"):
            upload(api, sample_pdf)


def test_a_token_that_may_only_send(server: PracticeServer, account: PracticeAccount, sample_pdf: Path) -> None:
    with FaxApi(server.url, PersonalToken(account.issue_token(("fax:all:edit",)))) as api:
        api.send(order(upload(api, sample_pdf)))
        with pytest.raises(SignInNeeded, match="lacks the right fax:all:read"):
            api.outbox()


# ------------------------------------------------------------------------------------- exactly once, or a question


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        (Fault.lost_answer(), Offline, True),
        (Fault("reset", path="*/outbox", when="after_acting"), Offline, True),
        (Fault.status(503, path="*/outbox", when="after_acting"), ServiceDown, True),
        (Fault.bad_gateway(path="*/outbox", when="after_acting"), ServiceDown, True),
        (Fault("truncate", path="*/outbox"), BadAnswer, True),
        (Fault("cut", path="*/outbox"), BadAnswer, True),
        (Fault("portal", path="*/outbox"), BadAnswer, True),
        (Fault("huge", path="*/outbox"), BadAnswer, True),
        (Fault("drop", path="*/outbox"), Offline, False),
        (Fault("reset", path="*/outbox", when="before_body"), Offline, False),
        (Fault.status(500, path="*/outbox"), ServiceDown, False),
    ],
    ids=lambda value: f"{value.kind} {value.code} {value.when}" if isinstance(value, Fault) else None,
)
def test_a_lost_answer_is_a_question_and_is_not_asked_twice(
    fault: Fault, error: type[ServiceError], arrived: bool, api: FaxApi, account: PracticeAccount, sample_pdf: Path
) -> None:
    path = upload(api, sample_pdf)
    account.faults.add(fault)

    with pytest.raises(error) as caught:
        api.send(order(path))

    assert caught.value.may_have_acted is True
    assert len(account.received()) == int(arrived)
    assert [fax.tags for fax in api.outbox()] == [(TAG,)] * int(arrived), "the tag finds it again"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.too_many_requests(7, path="*/outbox"), Throttled),
        (Fault.status(401, path="*/outbox"), SignInNeeded),
        (Fault.status(403, path="*/outbox"), SignInNeeded),
        (Fault.status(409, path="*/outbox"), Refused),
        (Fault.status(413, path="*/outbox"), Refused),
    ],
    ids=lambda value: str(value.code) if isinstance(value, Fault) else None,
)
def test_a_no_is_certain(
    fault: Fault, error: type[ServiceError], api: FaxApi, account: PracticeAccount, sample_pdf: Path
) -> None:
    path = upload(api, sample_pdf)
    account.faults.add(fault)

    with pytest.raises(error) as caught:
        api.send(order(path))

    assert caught.value.may_have_acted is False
    assert account.received() == ()


def test_an_idle_connection_that_the_service_closed_costs_a_poll_nothing(
    server: PracticeServer, account: PracticeAccount, sample_pdf: Path
) -> None:
    with FaxApi(server.url, PersonalToken(server.token)) as api:
        api.outbox()
        account.faults.add(Fault("drop", method="GET"))
        assert api.outbox() == ()

        path = upload(api, sample_pdf)
        server.stop()
        with pytest.raises(Offline) as caught:
            api.send(order(path))
        assert caught.value.may_have_acted is False
        server.start()
        api.send(order(path))

    assert len(account.received()) == 1


def test_a_service_whose_clock_is_wrong(api: FaxApi, account: PracticeAccount) -> None:
    account.faults.add(Fault("clock_skew", seconds=7200, times=None))
    api.outbox()
    here = datetime.now(UTC)
    there = datetime.fromtimestamp(account.clock.now() + 7200, UTC)

    assert abs(api.clock_offset - (there - here)) < timedelta(seconds=5)


def test_odd_types_do_not_break_the_client(api: FaxApi, account: PracticeAccount, sample_pdf: Path) -> None:
    api.send(order(upload(api, sample_pdf)))
    account.faults.add(Fault("wrong_types", times=None))

    with pytest.raises(BadAnswer):
        api.outbox()
