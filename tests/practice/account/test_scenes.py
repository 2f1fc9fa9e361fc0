"""Scenes: kinds of accounts, each of which is what it says, for a client that knows nothing of scenes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from faxdesk.practice.account.scenes import SCENES, enter, present
from tests.practice.http_client import GOOD, SECOND_SENDER, SELF, SENDER, WAITING, Answer, Caller
from tests.time_limits import PATIENCE

if TYPE_CHECKING:
    from faxdesk.practice import PracticeAccount

Client = Callable[[str], Caller]


@pytest.fixture
def client(instant: Caller, account: PracticeAccount) -> Iterator[Client]:
    """Enters a scene and returns a client of it."""
    with ExitStack() as stack:

        def make(scene: str) -> Caller:
            caller = stack.enter_context(Caller(instant.server, enter(account, scene)))
            assert caller.token == instant.server.token
            return caller

        yield make


def sent(caller: Caller, sample: Path, sender: str = "no_number") -> Answer:
    """Upload a document and send it; the first answer that is a refusal, else the last."""
    answer = caller.upload(sample)
    if answer.status != 201:
        return answer
    return caller.post("outbox", {"from": sender, "to": [GOOD], "files": [answer.json["path"]], "return_ids": True})


def test_every_scene_can_be_entered_after_every_other(instant: Caller, account: PracticeAccount) -> None:
    for scene in (*SCENES, *reversed(SCENES)):
        enter(account, scene.name)
        assert present(account) == scene.name
    assert instant.get("numbers").json["numbers"][0]["number"] == SENDER
    assert account.switches.changed() == {}
    assert instant.get(SELF).json["status"] == "active"
    assert instant.server.token == account.token


def test_a_scene_that_is_not_there_lists_those_that_are(account: PracticeAccount) -> None:
    with pytest.raises(ValueError, match="there is no scene 'none'; there are usual, history-off"):
        enter(account, "none")


@pytest.mark.parametrize(
    ("scene", "usable"),
    [
        ("no-number", {}),
        ("number-pending", {SENDER: False}),
        ("number-expired", {SENDER: False}),
        ("number-cancelled", {SENDER: False}),
        ("one-number-expired", {SENDER: False, SECOND_SENDER: True, WAITING: False}),
        ("member", {SECOND_SENDER: True}),
        ("member-without-number", {}),
    ],
)
def test_scenes_of_numbers(scene: str, usable: dict[str, bool], client: Client, sample_pdf: Path) -> None:
    caller = client(scene)
    assert {own["number"] for own in caller.get("numbers").json["numbers"]} == set(usable)
    for number, works in usable.items():
        assert sent(caller, sample_pdf, number).status == (201 if works else 400)
    assert sent(caller, sample_pdf).status == 201


def test_an_account_without_number_may_send_nothing(client: Client, sample_pdf: Path) -> None:
    assert sent(client("no-number-refused"), sample_pdf).json["error"] == "invalid_from_number"


def test_a_number_that_has_expired_says_when(client: Client, account: PracticeAccount) -> None:
    (own,) = client("number-expired").get("numbers").json["numbers"]
    assert (own["status"], own["expiration_date"]) == ("active", "2026-11-21 06:00:00")


@pytest.mark.parametrize(
    ("scene", "first", "second"),
    [
        ("member-quota", "success", "insufficient_credit"),
        ("member-quota-used-up", "insufficient_credit", "insufficient_credit"),
        ("no-credit", "insufficient_credit", "insufficient_credit"),
        ("member", "success", "success"),
    ],
)
def test_pages_are_counted(scene: str, first: str, second: str, client: Client, sample_pdf: Path) -> None:
    caller = client(scene)
    assert [sent(caller, sample_pdf).status for _ in range(2)] == [201, 201]
    assert {record["status"] for record in caller.archive(category="sent")} == {first, second}


def test_pages_count_anew_in_the_next_month(client: Client, account: PracticeAccount, sample_pdf: Path) -> None:
    caller = client("member-quota")
    sent(caller, sample_pdf)
    account.clock.advance(10 * 86400)
    sent(caller, sample_pdf)
    assert {record["status"] for record in caller.archive()} == {"success"}


@pytest.mark.parametrize("code", [400, 402, 403])
def test_what_is_over_the_quota_may_be_refused(
    code: Any, client: Client, account: PracticeAccount, sample_pdf: Path
) -> None:
    account.switches.quota_exceeded, account.switches.account_refusal = "refused", code
    caller = client("member-quota")
    assert [sent(caller, sample_pdf).status for _ in range(2)] == [201, code]


@pytest.mark.parametrize("scene", ["suspended", "unverified", "member-receives-only"])
def test_some_may_only_look(scene: str, client: Client, sample_pdf: Path) -> None:
    caller = client(scene)
    answer = sent(caller, sample_pdf)
    assert (answer.status, caller.get("outbox").status, caller.get("faxes").status) == (403, 200, 200)


def test_a_suspended_account_says_why(client: Client) -> None:
    profile = client("suspended").get(SELF).json
    assert (profile["status"], profile["account_data"]["deactivation_reason"]) == ("suspended", "Payment overdue")


def test_a_suspended_account_may_be_closed_altogether(client: Client, account: PracticeAccount) -> None:
    account.switches.inactive_account = "nothing"
    caller = client("suspended")
    assert caller.get(SELF).json["error"] == "account_not_active"
    assert caller.get("/practice/scenes").status == 200, "who controls the service is not shut out"


@pytest.mark.parametrize("scene", ["plan-without-api", "trial-ended"])
def test_a_plan_may_have_no_api(scene: str, client: Client) -> None:
    answer = client(scene).get("outbox")
    assert (answer.status, answer.json["error"]) == (403, "plan_required")


@pytest.mark.parametrize(
    ("scene", "profile", "outbox", "sending"),
    [
        ("token-reads", 200, 200, 403),
        ("token-writes", 403, 403, 201),
        ("token-faxes", 403, 200, 201),
        ("token-account", 200, 403, 403),
        ("token-expires", 200, 200, 201),
        ("token-expired", 401, 401, 401),
    ],
)
def test_tokens_with_less_than_everything(
    scene: str, profile: int, outbox: int, sending: int, client: Client, sample_pdf: Path
) -> None:
    caller = client(scene)
    assert (caller.get(SELF).status, caller.get("outbox").status) == (profile, outbox)
    assert sent(caller, sample_pdf).status == sending


def test_a_token_ends_in_the_middle(client: Client, account: PracticeAccount) -> None:
    caller = client("token-expires")
    account.clock.advance(119)
    assert caller.get("outbox").status == 200
    account.clock.advance(1)
    assert caller.get("outbox").status == 401


def test_scenes_are_entered_over_http(api: Caller, account: PracticeAccount) -> None:
    listed = api.get("/practice/scenes").json
    assert [(one["name"], one["present"]) for one in listed][:2] == [("usual", True), ("history-off", False)]
    answer = api.post("/practice/scenes", {"name": "token-reads"})
    assert answer.json == {"name": "token-reads", "token": account.client_token}
    assert [one["name"] for one in api.get("/practice/scenes").json if one["present"]] == ["token-reads"]
    assert api.post("/practice/scenes", {"name": "none"}).status == 400
    assert api.post("/practice/scenes", {}).status == 400


def test_the_sandbox_begins_in_a_scene() -> None:
    command = [sys.executable, "-m", "faxdesk", "sandbox", "--scene", "token-reads"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdout is not None
    first, scene, control = (process.stdout.readline() for _ in range(3))
    process.terminate()
    process.communicate(timeout=PATIENCE)
    assert scene == "Scene token-reads: The token may read, not send.\n"
    assert control.startswith("Token that controls the service: alohi_pat_")
    assert first.split()[1] != control.split()[-1]


def test_a_wrong_scene_is_refused_in_words() -> None:
    command = [sys.executable, "-m", "faxdesk", "sandbox", "--scene", "none"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    assert done.returncode == 3
    assert "There is no scene 'none'" in done.stderr
    assert "history-off" in done.stderr
