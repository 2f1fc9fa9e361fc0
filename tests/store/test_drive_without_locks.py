"""A drive that has no locks: nobody delivers from there, and it is said."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import filelock
import pytest

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.delivery_lock import DeliveryLock, has_locks


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotImplementedError("ENOSYS"), "cannot lock files"),
        (OSError(errno.ENOLCK, "No locks available"), "cannot lock files"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot write to"),
    ],
)
def test_what_a_drive_answers_to_the_lock_is_told_apart(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    with pytest.raises(StoreTrouble, match=said):
        DeliveryLock(tmp_path / "lock").acquire()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other locks")
@pytest.mark.parametrize(("error", "locks"), [(errno.EOPNOTSUPP, False), (errno.EAGAIN, True)])
def test_a_drive_is_tried_before_a_database_is_made_there(
    error: int, locks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert has_locks(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(error, "refused")

    monkeypatch.setattr("fcntl.flock", refuse)
    assert has_locks(tmp_path) is locks
