"""What is printed of webhooks."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.services.webhooks import Problem, Verdict


class ListeningJson(TypedDict):
    """The receiver, once it listens."""

    event: Annotated[str, "What this line is about.", one_of(("listening",))]
    address: Annotated[str, "The address to register. Whoever knows it can wake FaxDesk."]
    local_address: Annotated[str, "Where a proxy or tunnel has to lead to on this computer."]


_Call = TypedDict(
    "_Call",
    {
        "id": Annotated[int, "Its number, which grows from call to call; `faxdesk webhook replay` takes it."],
        "event": Annotated[str, "What it was called for, as it came: one of the events that are registered, mostly."],
        "fax_id": Annotated[str | None, "The id of the fax at Fax.Plus, `hook.id`: of one attempt."],
        "session_id": Annotated[str | None, "The id of the fax with all its attempts, `data.id`."],
        "status": Annotated[str, "The word for the state of the fax, as it came; empty where there is none."],
        "from": Annotated[str, "The number that the fax is from; empty where the call does not say."],
        "to": Annotated[str, "The number of the recipient; empty where the call does not say."],
        "pages": Annotated[int | None, "How many pages the fax has."],
        "told_at": Annotated[Time | None, "When Fax.Plus says that it called."],
    },
)


class CallJson(_Call):
    """A call of a webhook. Anybody may have written it: it is a reason to look, never the truth."""


class HeardCallJson(CallJson):
    """A call that was heard."""

    heard_at: Annotated[Time, "When it was heard here."]


class CallEventJson(TypedDict):
    """A call, when it is heard."""

    event: Annotated[str, "What this line is about.", one_of(("call",))]
    call: Annotated[CallJson, "What it says."]


class WebhookJson(TypedDict):
    """A registration at Fax.Plus."""

    id: Annotated[str, "Its id at Fax.Plus."]
    event: Annotated[str, "What Fax.Plus calls for, as it came: `fax_sent` or `fax_received`."]
    target: Annotated[str, "The address that it calls."]


class AddedWebhookJson(WebhookJson):
    """A registration that was asked for."""

    added: Annotated[bool, "Whether it is new; false where it was registered before, and nothing was changed."]


class RemovedWebhookJson(TypedDict):
    """A registration that was removed."""

    id: Annotated[str, "The id that it had at Fax.Plus."]


class ListedWebhookJson(WebhookJson):
    """A registration, with what is known of it here."""

    ours: Annotated[bool, "Whether it leads to the receiver of this data folder."]
    heard_at: Annotated[Time | None, "When a call for it was last heard here."]
    calls: Annotated[int, "How many calls for it were heard here."]
    problems: Annotated[list[Annotated[str, one_of(Problem)]], "What is wrong with it; empty where nothing is seen."]


class WebhooksJson(TypedDict):
    """What is registered, and what was heard."""

    address: Annotated[str | None, "The present address of the receiver; null where it has never run here."]
    webhooks: Annotated[list[ListedWebhookJson], "The registrations of the account, by event."]
    calls: Annotated[list[HeardCallJson], "The 20 calls that were heard last, the oldest of them first."]


class TestedWebhookJson(WebhookJson):
    """A registration whose address was called."""

    result: Annotated[
        str,
        "What came of it; it works where a call of our own `arrived` at the receiver of this data folder, or where the"
        " address is of another program and something `answers` there.",
        one_of(Verdict),
    ]
    reason: Annotated[str, "What is wrong, in English; empty where nothing has to be said."]
