"""`faxdesk diagnostics`: lines for whoever helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_it_prints_what_is_known_as_lines(lonely: Shell) -> None:
    run = lonely.run("diagnostics")
    assert run.code == 0
    assert run.out.startswith("FaxDesk\nversion: ")
    assert "\n\nSettings\napi_url: standard (standard)\n" in run.out


def test_the_practice_account_has_its_own(lonely: Shell) -> None:
    assert (lonely.folder / "practice").exists() is False
    assert lonely.run("--practice", "diagnostics").code == 0
    assert (lonely.folder / "practice" / "faxdesk.sqlite3").exists()
