"""Whatever the service answers: no exception, no wrong "delivered", no second request without a clear no.

`FAXDESK_FUZZ_EXAMPLES` asks for so many random stories; left out, the same few are told each time.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import FaxDeskError
from faxdesk.core.lifecycle import State
from faxdesk.core.model import DocumentType
from tests.services.conftest import GOOD, OTHER
from tests.services.fuzz_service import COMMENT, PLANS, Plan, Story, WildService, posted_twice, says, untruths

pytestmark = pytest.mark.unmeasured

EXAMPLES = int(os.environ.get("FAXDESK_FUZZ_EXAMPLES", "0"))
CAREFUL = settings(
    max_examples=EXAMPLES or 25,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
THREADS = ("delivering", "cancelling", "following")
USER_REQUESTS = ("cancel", "comment", "again", "leave", "document", "report")
Action = tuple[str, int]
ACTIONS = st.lists(
    st.tuples(st.sampled_from(THREADS * 3 + USER_REQUESTS), st.integers(0, 2))
    | st.tuples(st.just("turn"), st.sampled_from((1, 20, 400, 90_000))),
    max_size=12,
)


def do(story: Story, action: Action) -> None:
    name, number = action
    if name in THREADS:
        getattr(story.services, name).step(NeverCancelled())
    elif name == "turn":
        story.turn(number)
    else:
        recipients = story.recipients()
        # What a user may not do, or the service does not give, is said to them.
        with contextlib.suppress(FaxDeskError):
            request(story, name, recipients[number % len(recipients)].id)


def request(story: Story, name: str, recipient: int) -> None:
    fax = story.services.store.submissions.recipient(recipient)
    assert fax is not None
    if name == "cancel":
        story.services.user_requests.cancel([recipient])
    elif name == "comment":
        story.services.user_requests.change_comment(recipient, "Case 43")
    elif name == "again":
        story.services.user_requests.send_again(recipient)
    elif name == "leave":
        story.services.user_requests.leave(recipient)
    elif name == "document":
        story.services.fetcher.document(fax.fax_id or "f1", DocumentType.PDF, NeverCancelled())
    else:
        story.services.fetcher.report(fax.fax_id or "f1", NeverCancelled())


def test_no_answer_leads_to_a_wrong_word(sample_pdf: Path) -> None:
    @given(PLANS, ACTIONS, st.sampled_from([(GOOD,), (GOOD, OTHER)]), st.booleans())
    @CAREFUL
    def run(plan: Plan, actions: list[Action], to: tuple[str, ...], equal: bool) -> None:
        with tempfile.TemporaryDirectory() as folder, WildService(plan) as service:
            story = Story(service, Path(folder) / "data", sample_pdf)
            try:
                tell(story, actions, to, equal)
                for state in {one.state for one in story.recipients()}:
                    event(state.value)
            finally:
                story.close()

    run()


def tell(story: Story, actions: list[Action], to: tuple[str, ...], equal: bool) -> None:
    story.send(*to)
    if equal:
        story.send(GOOD)
    start: list[Action] = [("delivering", 0), ("delivering", 0), ("following", 0)]
    rest: list[Action] = [(thread, 0) for thread in THREADS] + [("turn", 30)]
    for action in [*start, *actions, *rest * 4]:
        do(story, action)
        assert untruths(story) == [], action
    assert posted_twice(story.service) == []


SENT = {
    "id": "f1",
    "to": GOOD,
    "from": "+41445550100",
    "status": "success",
    "comment": COMMENT,
    "submit_time": "2026-11-24 12:00:00",
}
FOUND: dict[str, tuple[Plan, list[State]]] = {
    "a fax to somebody else, for our id": ({"fax": [says({**SENT, "to": OTHER})]}, [State.UNKNOWN]),
    "a fax of another id, for ours": ({"fax": [says({**SENT, "id": "f9"})]}, [State.DELIVERED]),
    "one fax, for the ids of two": ({"fax": [says(SENT), says(SENT)]}, [State.DELIVERED, State.UNKNOWN]),
    "a word that is nearly success": (
        {"faxes": [says({"records": [{**SENT, "status": "succ\0ess"}]})]},
        [State.UNKNOWN],
    ),
    "an id that cannot be kept": ({"fax": [says({**SENT, "id": "\ud800"})]}, [State.UNKNOWN]),
    "a time at the end of the calendar": (
        {"send": [(500, says({})[1])], "faxes": [says({"records": [{**SENT, "submit_time": "9999-12-31 23:59:59"}]})]},
        [State.UNKNOWN],
    ),
}


@pytest.mark.parametrize(("plan", "states"), FOUND.values(), ids=FOUND)
def test_what_random_stories_have_found(plan: Plan, states: list[State], sample_pdf: Path, tmp_path: Path) -> None:
    with WildService(plan) as service:
        story = Story(service, tmp_path / "data", sample_pdf)
        tell(story, [], (GOOD,), len(states) > 1)
        assert [one.state for one in story.recipients()] == states
        story.close()


def test_the_judge_sees_a_wrong_word(sample_pdf: Path, tmp_path: Path) -> None:
    with WildService({}) as service:
        story = Story(service, tmp_path / "data", sample_pdf)
        story.send(GOOD)
        do(story, ("delivering", 0))
        assert untruths(story) == []
        (fax,) = story.recipients()
        with story.services.store.database.transaction() as connection:
            connection.execute("UPDATE recipient SET state = ?, fax_id = 'f1'", (State.DELIVERED.value,))
        service.posts["faxdesk:x-1"] = [500, 200]
        assert len(untruths(story)) == 1
        assert posted_twice(service) == ["faxdesk:x-1: [500, 200]"]
        assert fax.state is State.ACCEPTED
        story.close()
