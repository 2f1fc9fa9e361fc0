"""A fault with one fax: it says so, the log has it once, and what concerns all is raised."""

from __future__ import annotations

import logging

import pytest

from faxdesk.core.errors import Offline
from faxdesk.services.fault_guard import FaultGuard
from tests.services.conftest import GOOD, World


@pytest.mark.usefixtures("faults_are_expected")
def test_a_fault_ends_at_its_fax_which_says_so(world: World, caplog: pytest.LogCaptureFixture) -> None:
    job = world.send(GOOD).job
    fax = world.only(job)
    seen: list[int] = []
    guard = FaultGuard(world.services.store, seen.append)
    with caplog.at_level(logging.ERROR, "faxdesk"):
        for _ in range(2):
            with guard.one(fax.id):
                raise ValueError("odd")
    assert seen == [fax.id, fax.id]
    assert [record.getMessage() for record in caplog.records] == [f"a fault with the fax {fax.id}"]
    assert world.only(job).reason.endswith("FaxDesk looks at this fax again later; the others go on.")


@pytest.mark.parametrize("error", [Offline("There is no network."), KeyboardInterrupt()])
def test_what_concerns_all_faxes_is_raised(world: World, error: BaseException) -> None:
    guard = FaultGuard(world.services.store)
    with pytest.raises(type(error)), guard.one(world.only(world.send(GOOD).job).id):
        raise error
