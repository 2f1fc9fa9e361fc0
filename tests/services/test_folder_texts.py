"""What is said of a watched folder, and of a file in it, that FaxDesk cannot use."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from faxdesk.services.folder_texts import file_trouble, folder_trouble


def trouble(code: int) -> OSError:
    return OSError(code, os.strerror(code))


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENOTDIR])
def test_a_folder_that_has_gone_is_waited_for(code: int) -> None:
    assert folder_trouble(Path("scans"), trouble(code)).endswith("is not there. FaxDesk goes on when it is back.")


def test_a_folder_that_cannot_be_used_says_why() -> None:
    said = folder_trouble(Path("scans"), trouble(errno.EIO))
    assert said.startswith("The folder scans cannot be used: ")
    assert said.endswith(". FaxDesk tries again by itself.")


def test_a_file_says_why_it_stays_where_it_is() -> None:
    assert file_trouble(trouble(errno.EACCES)) == "FaxDesk may not read or move it."
    said = file_trouble(trouble(errno.EIO))
    assert said.startswith("It cannot be used: ")
    assert said.endswith(".")
