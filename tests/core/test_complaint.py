"""What is said where nothing that draws windows is there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from faxdesk.core.complaint import print_error

if TYPE_CHECKING:
    import pytest


def test_a_program_without_a_standard_error_says_nothing_there_and_fails_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_error("There is no screen here.") == 1
    assert capsys.readouterr().err == "There is no screen here.\n"
    monkeypatch.setattr(sys, "stderr", None)
    assert print_error("There is no screen here.") == 1
