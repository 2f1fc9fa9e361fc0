"""What Fax.Plus refuses is kept with its code, its sentence and its remedy, each in its own place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from faxdesk.core.lifecycle import State
from faxdesk.core.service_status import Remedy
from faxdesk.practice import Fault
from faxdesk.store.fax_lists import Listing

if TYPE_CHECKING:
    from tests.services.conftest import World


@pytest.mark.parametrize(
    ("code", "sentence", "remedy"),
    [
        ("invalid_input", "The phone number has a wrong format", Remedy.NUMBER),
        ("too_many_files", "No more than ten", Remedy.DOCUMENTS),
        ("odd", "Not on a Tuesday", Remedy.ANYTHING),
    ],
)
def test_a_refusal_is_kept_with_what_to_do_about_it(world: World, code: str, sentence: str, remedy: Remedy) -> None:
    world.account.faults.add(replace(Fault.status(400, code, sentence), method="POST", path="*/outbox"))
    job = world.send().job
    world.deliver()
    (row,) = world.services.store.fax_lists.all(Listing.SENT)
    assert (row.job, row.state, row.status, row.remedy) == (job, State.REJECTED, code, remedy)
    assert sentence in row.reason
