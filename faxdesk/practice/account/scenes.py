"""Accounts that are not as everybody wishes them, to be entered by name.

    faxdesk sandbox --scene no-number

A scene begins with the account as it was made, however it was changed, and alters what it is about. Faxes stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from faxdesk.practice.simulation.contract_switches import ContractSwitches
from faxdesk.practice.state.members import RECEIVES_ONLY, User
from faxdesk.practice.state.seed_data import MEMBERS, NUMBERS, first_numbers
from faxdesk.practice.state.tokens import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Collection

    from faxdesk.practice.account.account import PracticeAccount

_DAY = 86400.0
_TOKEN_SECONDS = 120.0
"""How long the token of the scene is good that ends while one works, by the service's clock."""
_QUOTA = 3
"""Pages a month of the member with a small quota: one fax of two pages, and not a second one."""
_OTHERS_QUOTA = MEMBERS[0][2]


@dataclass(frozen=True)
class Scene:
    """A kind of account. `enter` alters one that is as usual, and returns the token that a client has there."""

    name: str
    sentence: str
    enter: Callable[[PracticeAccount], str]


def _usual(account: PracticeAccount) -> str:
    return account.token


def _switched(**switches: Any) -> Callable[[PracticeAccount], str]:
    def enter(account: PracticeAccount) -> str:
        for name, value in switches.items():
            setattr(account.switches, name, value)
        return account.token

    return enter


def _without_history(**switches: Any) -> Callable[[PracticeAccount], str]:
    def enter(account: PracticeAccount) -> str:
        _change_account_data(account, save_history=False)
        return _switched(**switches)(account)

    return enter


def _numbers(**status: Any) -> Callable[[PracticeAccount], str]:
    """Leave the first number only, changed; none at all where nothing is given."""

    def enter(account: PracticeAccount) -> str:
        for number in NUMBERS[1 if status else 0 :]:
            account.members.remove_number(number)
        if status:
            _change_number(account, NUMBERS[0], **status)
        return account.token

    return enter


def _one_expired(account: PracticeAccount) -> str:
    _change_number(account, NUMBERS[0], ended_for=_DAY * 3)
    return account.token


def _change_number(
    account: PracticeAccount, number: str, *, status: str = "active", cancelled: bool = False, ended_for: float = 0.0
) -> None:
    expires = account.clock.now() - ended_for if ended_for else None
    account.members.change_number(number, status=status, cancelled=cancelled, expires=expires)


def _member(*, numbered: bool = True, quota: int = _OTHERS_QUOTA, role: str = "member") -> Callable[..., str]:
    """The token is that of a member, with or without a number, who may send so many pages a month."""

    def enter(account: PracticeAccount) -> str:
        member = account.members.without_admin()[0 if numbered else 1]
        account.members.change_role(member.uid, role, quota)
        return account.issue_token(uid=member.uid)

    return enter


def _quota_used_up(account: PracticeAccount) -> str:
    return _member(quota=0)(account)


def _no_credit(account: PracticeAccount) -> str:
    account.company_pages = 0
    return account.token


def _status(status: str, reason: str = "") -> Callable[[PracticeAccount], str]:
    def enter(account: PracticeAccount) -> str:
        _change_account_data(account, status, deactivation_reason=reason or None)
        return account.token

    return enter


def _without_api(sentence: str) -> Callable[[PracticeAccount], str]:
    def enter(account: PracticeAccount) -> str:
        account.without_api = sentence
        return account.token

    return enter


def _token(scopes: Collection[str] = EVERYTHING, expires_in: float | None = None) -> Callable[[PracticeAccount], str]:
    return lambda account: account.issue_token(scopes, expires_in=expires_in)


def _change_account_data(account: PracticeAccount, status: str = "active", **data: Any) -> None:
    admin = _admin(account)
    profile = admin.profile | {"status": status, "account_data": admin.profile["account_data"] | data}
    account.members.change_profile(admin.uid, profile, account.clock.now())


def _admin(account: PracticeAccount) -> User:
    found = account.members.user(account.uid)
    if found is None:
        raise LookupError(account.uid)
    return found


SCENES = (
    Scene("usual", "Everything works: two numbers that send, one that waits, a token that may do everything.", _usual),
    Scene("history-off", "Sent faxes are not stored: no archive record, no document, no report.", _without_history()),
    Scene(
        "history-off-record",
        "Sent faxes are not stored: a record of the result stays, without document and report.",
        _without_history(unsaved_fax="bare_record"),
    ),
    Scene(
        "history-off-outbox",
        "Sent faxes are not stored: only the outbox still tells, by its id, how a fax ended.",
        _without_history(finished_outbox_id=200, finished_outbox_status="final"),
    ),
    Scene("retention", "All faxes are purged for good after seven days.", _switched(retention_days=7)),
    Scene(
        "retention-documents",
        "Documents and reports are purged after seven days; the records stay.",
        _switched(retention_days=7, purged_fax="bare_record"),
    ),
    Scene("no-number", "The account has no number; faxes go out without one.", _numbers()),
    Scene(
        "no-number-refused",
        "The account has no number, and sends no fax without one.",
        lambda account: _switched(no_number_accepted=False)(account) and _numbers()(account),
    ),
    Scene(
        "number-pending",
        "The only number waits for its verification.",
        _numbers(status="waiting_verification"),
    ),
    Scene("number-expired", "The only number has expired three days ago.", _numbers(ended_for=_DAY * 3)),
    Scene("number-cancelled", "The only number was given up.", _numbers(cancelled=True)),
    Scene("one-number-expired", "Of several numbers the first has expired.", _one_expired),
    Scene("member", "The token is that of a member of the company, who has one number.", _member()),
    Scene("member-without-number", "The same, of a member without a number.", _member(numbered=False)),
    Scene("member-quota", "A member who may send three pages a month.", _member(quota=_QUOTA)),
    Scene("member-quota-used-up", "A member whose pages of this month are used up.", _quota_used_up),
    Scene("member-receives-only", "A member who may not send.", _member(role=RECEIVES_ONLY)),
    Scene("no-credit", "The company has no pages and no credit left.", _no_credit),
    Scene("suspended", "The account is suspended.", _status("suspended", "Payment overdue")),
    Scene("unverified", "The telephone number of the account's owner is not verified.", _status("unverified_phone")),
    Scene("plan-without-api", "The plan does not include the API.", _without_api("The plan does not include the API")),
    Scene("trial-ended", "The trial has ended.", _without_api("The trial of this account has ended")),
    Scene("token-reads", "The token may read, not send.", _token(("fax:all:read",))),
    Scene("token-writes", "The token may send, not read.", _token(("fax:all:edit",))),
    Scene("token-faxes", "The token may see and send faxes, nothing else.", _token(("fax:fax:read", "fax:fax:edit"))),
    Scene("token-account", "The token sees the account, and no faxes.", _token(("fax:user:read", "fax:numbers:read"))),
    Scene("token-expires", "The token ends after two minutes.", _token(expires_in=_TOKEN_SECONDS)),
    Scene("token-expired", "The token has ended.", _token(expires_in=0.0)),
)
"""Every scene, in the order in which people should read about them."""

_TURNED = frozenset(
    {
        "unsaved_fax",
        "finished_outbox_id",
        "finished_outbox_status",
        "retention_days",
        "purged_fax",
        "no_number_accepted",
    }
)
"""The switches that scenes turn, and that are as usual where the next one begins."""


def enter(account: PracticeAccount, name: str) -> str:
    """Make the account what the scene says, and return the token of a client there.

    Raises ValueError for a scene that there is not.
    """
    scene = next((found for found in SCENES if found.name == name), None)
    if scene is None:
        raise ValueError(f"there is no scene {name!r}; there are {', '.join(found.name for found in SCENES)}")
    with account.database.write():
        _reset(account)
        account.client_token = scene.enter(account)
        account.settings.put("scene", name)
    return account.client_token


def present(account: PracticeAccount) -> str:
    """Return the name of the scene that was entered last."""
    return str(account.settings.get("scene") or SCENES[0].name)


def _reset(account: PracticeAccount) -> None:
    """Make the account as it was made, but for its faxes and its clock."""
    for switch in fields(ContractSwitches):
        if switch.name in _TURNED:
            setattr(account.switches, switch.name, switch.default)
    account.company_pages, account.without_api = None, ""
    _change_account_data(account, save_history=True, deactivation_reason=None)
    for member, (_login, _name, quota) in zip(account.members.without_admin(), MEMBERS, strict=False):
        account.members.change_role(member.uid, "member", quota)
    _restore_numbers(account)


def _restore_numbers(account: PracticeAccount) -> None:
    for number in account.members.every_number():
        account.members.remove_number(number.number)
    member = account.members.without_admin()[0].uid
    for own in first_numbers(account.uid, member, account.clock.now()):
        account.members.add_number(own)
