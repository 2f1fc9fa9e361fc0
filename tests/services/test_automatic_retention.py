"""Old faxes are deleted by themselves: after as many days as the settings say, and never before the user was told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused
from faxdesk.core.setting_rules import checked
from faxdesk.core.settings import MOST_DAYS
from faxdesk.services import retention
from faxdesk.services.automatic_retention import EACH, GENTLY, NOTICE, AutomaticRetention, RetentionNotices
from faxdesk.services.events import Changed
from faxdesk.store import retention as stored
from faxdesk.store.settings_file import SettingsFile
from tests.managed import manage
from tests.services.conftest import GOOD, OTHER
from tests.services.test_forgetting import forget, number, sent
from tests.services.test_prefetch import DAY
from tests.services.test_retention import another, sent_long_ago

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.conftest import World

NEVER = NeverCancelled()


def choose(world: World, days: int) -> None:
    SettingsFile(world.folder.settings).change(lambda settings: settings._replace(delete_after_days=days))


def service(world: World) -> AutomaticRetention:
    services = world.services
    return AutomaticRetention(services.store, lambda: services.settings, world.said.append, world.now)


def notices(world: World) -> RetentionNotices:
    return RetentionNotices(world.services.store, world.now)


def tell(world: World, days: int) -> None:
    notice = notices(world).due(world.services.settings, NEVER)
    assert notice is not None
    assert (notice.days, notice.begins_at) == (days, world.now() + NOTICE)
    notices(world).told(days)


def test_nothing_is_deleted_unless_it_is_chosen(world: World) -> None:
    path = world.spooled(sent_long_ago(world))
    assert service(world).step(NEVER) is None
    assert notices(world).due(world.services.settings, NEVER) is None
    assert path.exists()


def test_the_user_is_told_a_day_before_the_first_time(world: World) -> None:
    path = world.spooled(sent_long_ago(world))
    choose(world, 30)
    retaining = service(world)
    world.turn(2 * DAY)
    assert retaining.step(NEVER) is None, "nobody was told"
    notice = notices(world).due(world.services.settings, NEVER)
    assert notice is not None
    assert (notice.stored.faxes, notice.stored.files) == (1, 3)
    tell(world, 30)
    assert notices(world).due(world.services.settings, NEVER) is None, "once"
    assert retaining.step(NEVER) == pytest.approx(NOTICE.total_seconds())
    world.turn(DAY - 60)
    assert retaining.step(NEVER) == pytest.approx(60)
    assert path.exists()
    world.turn(61)
    said = len(world.said)
    assert retaining.step(NEVER) == GENTLY
    assert retaining.step(NEVER) == EACH.total_seconds()
    assert not path.exists()
    assert any(isinstance(one, Changed) for one in world.said[said:])


def test_it_goes_on_day_by_day_a_piece_at_a_time(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_CHUNK", 1)
    choose(world, 30)
    tell(world, 30)
    old = [sent(world, to, files=(another(tmp_path, world.sample, f"{to}.pdf"),)) for to in (GOOD, OTHER)]
    world.turn(29 * DAY)
    young = sent(world, files=(another(tmp_path, world.sample, "young.pdf"),))
    world.turn(2 * DAY)
    retaining = service(world)
    assert [retaining.step(NEVER) for _ in range(4)] == [GENTLY, GENTLY, EACH.total_seconds(), pytest.approx(DAY)]
    assert [world.spooled(job).exists() for job in (*old, young)] == [False, False, True]
    world.turn(29 * DAY)
    while retaining.step(NEVER) == GENTLY:
        pass
    assert not world.spooled(young).exists()


def test_fewer_days_are_told_anew_and_more_are_not(world: World) -> None:
    choose(world, 30)
    tell(world, 30)
    choose(world, 60)
    assert notices(world).due(world.services.settings, NEVER) is None
    path = world.spooled(sent(world))
    world.turn(20 * DAY)
    choose(world, 10)
    assert service(world).step(NEVER) is None
    tell(world, 10)
    world.turn(DAY)
    assert service(world).step(NEVER) == GENTLY
    assert not path.exists()


@pytest.mark.parametrize("meanwhile", [0, 3650])
def test_who_has_kept_more_meanwhile_is_told_anew(world: World, meanwhile: int) -> None:
    choose(world, 30)
    tell(world, 30)
    choose(world, meanwhile)
    retaining = service(world)
    retaining.step(NEVER)
    path = world.spooled(sent_long_ago(world))
    choose(world, 40)
    world.turn(2 * DAY)
    assert retaining.step(NEVER) is None
    assert path.exists()
    tell(world, 40)


def test_a_clock_that_was_set_back_does_not_hold_it_up_for_years(world: World) -> None:
    path = world.spooled(sent_long_ago(world))
    choose(world, 30)
    world.present += timedelta(days=3000)
    tell(world, 30)
    world.present -= timedelta(days=3000)
    assert service(world).step(NEVER) == GENTLY
    assert not path.exists()


def test_the_administrator_can_lock_the_days(world: World, tmp_path: Path) -> None:
    managed = manage(tmp_path / "managed.json", delete_after_days={"lock": 90})
    file = SettingsFile(world.folder.settings, managed)
    assert file.change(lambda settings: settings._replace(delete_after_days=0)).delete_after_days == 90
    with pytest.raises(InputRefused):
        checked("delete_after_days", -1)


def test_days_beyond_the_limits_are_brought_within_them(world: World) -> None:
    """A user may have written them into the file: they cost nobody a fault at each step."""
    path = world.spooled(sent_long_ago(world))
    choose(world, 10**6)
    tell(world, MOST_DAYS)
    world.turn(2 * DAY)
    service(world).step(NEVER)
    choose(world, -3)
    assert notices(world).due(world.services.settings, NEVER) is None
    assert service(world).step(NEVER) is None
    assert path.exists()


def test_what_forgetting_could_not_delete_is_deleted_on_the_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = world.spooled(sent(world))
    with monkeypatch.context() as patch:
        patch.setattr(shared_files, "discard", lambda _path, _patience=0.0: None)
        forget(world, number(world))
    assert path.exists()
    world.services.housekeeping.step(NEVER)
    assert not path.exists()


def test_what_has_nothing_stored_is_not_held_by_a_lock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pass over faxes of which everything was deleted already keeps nobody from writing."""
    sent_long_ago(world)
    acts = retention.RetentionActs(world.services.store)
    before = world.now() - timedelta(days=30)
    acts.delete_here(before, NEVER)
    monkeypatch.setattr(world.services.store.database, "transaction", None)
    assert acts.delete_here(before, NEVER).files == 0


@pytest.mark.parametrize(("beside", "stays"), [(True, True), (False, False)])
def test_what_a_proof_still_needs_stays_while_proofs_are_put_beside_documents(
    world: World, tmp_path: Path, beside: bool, stays: bool
) -> None:
    job = sent_long_ago(world)
    world.services.store.proofs.want([world.only(job).id], tmp_path)
    SettingsFile(world.folder.settings).change(lambda settings: settings._replace(proof_beside=beside))
    path = world.spooled(job)
    choose(world, 30)
    tell(world, 30)
    world.turn(2 * DAY)
    retaining = service(world)
    while retaining.step(NEVER) == GENTLY:
        pass
    assert path.exists() is stays
