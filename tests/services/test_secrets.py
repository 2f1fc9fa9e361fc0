"""Whatever signs in is nowhere but in the headers, though the service repeats it in everything that it says."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from faxdesk.api.auth import PersonalToken
from faxdesk.api.client import FaxApi
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import ServiceError
from faxdesk.practice import Fault
from faxdesk.services.events import Condition
from faxdesk.store import logfile
from tests.api.gateway import CERTIFICATES, Encrypted, Proxy

if TYPE_CHECKING:
    from tests.services.conftest import World

TOKENS = (
    "opensesame-2026",
    "not/an.alohi+token=17",
    "correct_horse_battery_staple",
    "eyJhbGciOiJub25lIn0.eyJ1Ijoi.MX0",
)
"""Tokens that do not look like those of today."""


@pytest.fixture(params=TOKENS)
def secret(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def world(world: World, secret: str) -> Iterator[World]:
    """The practice service takes this token, and there is a log."""
    with world.account.database.write() as db:
        db.execute("UPDATE token SET token = ? WHERE kind = 'pat'", (secret,))
    world.reopen(secret)
    log = logging.getLogger("faxdesk")
    before = log.handlers[:], log.propagate, log.level
    logfile.start(world.folder.log)
    logging.getLogger("faxdesk").setLevel(logging.DEBUG)
    yield world
    for handler in set(log.handlers) - set(before[0]):
        log.removeHandler(handler)
        handler.close()
    log.propagate = before[1]
    log.setLevel(before[2])


def leaks(world: World, secret: str) -> list[str]:
    """Return where the secret is: in a file of the data folder, or in what was said."""
    world.services.store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [path for path in world.folder.path.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    said = [str(one.error) for one in world.said if isinstance(one, Condition) and one.error is not None]
    return [*(path.name for path in files), *(text for text in said if secret in text)]


def echo(secret: str, code: int, **more: str) -> Fault:
    body = json.dumps({"error": f"bad_{secret}", "description": f"Bearer {secret} is not allowed to; {secret[:13]}…"})
    return Fault("status", code=code, body=body, times=1, **more)  # type: ignore[arg-type]


@pytest.mark.unmeasured
@pytest.mark.parametrize("code", [400, 401, 403, 404, 500])
@pytest.mark.parametrize("path", ["*/accounts/self", "*/files", "*/outbox"])
def test_a_no_that_repeats_the_token(world: World, secret: str, code: int, path: str) -> None:
    method = "GET" if path == "*/accounts/self" else "POST"
    world.account.faults.add(echo(secret, code, method=method, path=path))
    submission = world.send()
    world.deliver()
    world.turn(400)
    world.deliver()
    assert secret not in str(world.recipients(submission.job))
    assert leaks(world, secret) == []


@pytest.mark.unmeasured
@pytest.mark.parametrize("body", ["<html>{}</html>", "{}", '{{"error": "{}"', '["{}"]'])
def test_a_strange_answer_that_repeats_the_token(world: World, secret: str, body: str) -> None:
    for code in (200, 400, 502):
        world.account.faults.add(Fault("status", code=code, body=body.format(secret), path="*/outbox", times=2))
        world.send()
        world.deliver()
        world.poll()
        world.turn(400)
    world.settle()
    assert leaks(world, secret) == []


def test_records_that_repeat_the_token(world: World, secret: str) -> None:
    """What a description says becomes the reason of a fax, and is kept."""
    record = {
        "id": "archived-1",
        "status": "failed_of_a_new_kind",
        "to": "+41445550123",
        "from": "+41445550100",
        "description": f"The token {secret} is bad",
        "comment": f"sent with {secret}",
        "pages": 1,
        "start_time": "2026-11-28 10:00:00",
    }
    body = json.dumps({"data": {"records": [record]}, "records": [record]})
    world.account.faults.add(Fault("status", code=200, body=body, path="*/faxes", times=2))
    world.poll()
    assert world.services.store.database.value("SELECT count(*) FROM fax WHERE id = 'archived-1'") == 1
    assert leaks(world, secret) == []


@pytest.mark.usefixtures("faults_are_expected")
def test_a_fault_of_ours_shows_no_token(world: World, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object) -> object:
        raise ValueError({"Authorization": f"Bearer {secret}"})

    monkeypatch.setattr(FaxApi, "outbox", broken)
    world.services.following.step(NeverCancelled())
    assert leaks(world, secret) == []
    assert "Traceback" in world.folder.log.read_text()


def test_the_password_of_a_proxy_is_nowhere(secret: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    answer = f"Proxy password {secret} refused"
    with Encrypted(9, "elsewhere.pem"), Proxy(0) as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "elsewhere.pem"))
        patch.setenv("https_proxy", proxy.address.replace("://", f"://office:{secret.replace('/', '%2F')}@"))
        proxy.refusal = f"HTTP/1.1 403 {answer}\r\nContent-Length: {len(answer)}\r\n\r\n{answer}".encode()
        with (
            caplog.at_level(logging.DEBUG),
            FaxApi("https://elsewhere.invalid/v3", PersonalToken("alohi_pat_x")) as api,
            pytest.raises(ServiceError) as caught,
        ):
            api.account()
    assert secret not in str(caught.value)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("faxdesk")]
    assert told
    assert secret not in " ".join(told)
