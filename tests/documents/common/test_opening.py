"""Files of the user are read, and never held."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common import opening
from faxdesk.documents.worker.client import Renderer, Worker
from tests.documents.files import pages_pdf, pillow_tiff, put


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("letter.pdf", pages_pdf(2), DocumentType.PDF), ("scan.tif", pillow_tiff(2), DocumentType.TIFF)],
)
def test_a_document_that_is_shown_can_be_renamed_saved_over_and_deleted(
    tmp_path: Path, name: str, data: bytes, kind: DocumentType
) -> None:
    path = put(tmp_path, name, data)
    with Worker() as worker, Renderer(worker, path, kind) as shown:
        first = shown.render(0, 200)
        # As Word saves: the new document gets the place of the old one.
        put(tmp_path, "new", data).replace(path)
        path.rename(tmp_path / "renamed")
        # As a scanner saves: in the file that is there, and nobody else may have it meanwhile.
        (tmp_path / "renamed").write_bytes(b"other")
        (tmp_path / "renamed").unlink()
        assert list(tmp_path.iterdir()) == []
        assert shown.render(0, 200).data == first.data
        assert shown.render(1, 200).data


def test_a_file_that_is_being_read_can_be_renamed_and_deleted(tmp_path: Path) -> None:
    path = put(tmp_path, "letter.pdf", b"one")
    with opening.open_file(path, path.name) as file:
        path.rename(tmp_path / "renamed")
        assert not path.exists()
        assert file.read() == b"one"
    with opening.open_file(tmp_path / "renamed", "renamed") as file:
        (tmp_path / "renamed").unlink()
        assert file.read() == b"one"
    assert list(tmp_path.iterdir()) == []


def test_a_copy_has_all_of_the_file_and_lets_go_of_it(tmp_path: Path) -> None:
    data = os.urandom((1 << 20) + 17)
    file = opening.open_file(put(tmp_path, "letter.pdf", data), "letter.pdf")
    with opening.private_copy(file) as copy:
        assert file.closed
        assert copy.read() == data
    assert list(tmp_path.iterdir()) == [tmp_path / "letter.pdf"]


class _Full(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


class _FullAtLast(io.BytesIO):
    def seek(self, at: int, whence: int = 0, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("full", [_Full, _FullAtLast])
def test_where_there_is_no_room_for_a_copy_the_file_itself_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: type[io.BytesIO]
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full())
    with opening.private_copy(opening.open_file(put(tmp_path, "letter.pdf", b"one"), "letter.pdf")) as file:
        assert file.read() == b"one"


def test_what_is_not_there_is_in_no_cloud(tmp_path: Path) -> None:
    assert not opening.is_placeholder(tmp_path / "gone.pdf")


class _Broken(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(5, "Input/output error")


def test_a_file_that_cannot_be_read_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[BinaryIO] = []
    original = tempfile.TemporaryFile

    def temporary_file(**more: str) -> BinaryIO:
        copies.append(cast("BinaryIO", original(**more)))  # type: ignore[call-overload]
        return copies[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", temporary_file)
    broken = _Broken()
    with pytest.raises(OSError, match="Input/output"):
        opening.private_copy(broken)
    assert broken.closed
    assert [copy.closed for copy in copies] == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "letter.pdf")
    with pytest.raises(InputRefused, match="a device or a pipe"):
        opening.open_file(tmp_path / "letter.pdf", "letter.pdf")
