"""What is dropped becomes files: folders are opened in natural order, and what nobody means to fax is left out."""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from faxdesk.core.file_names import reachable
from faxdesk.documents.intake import folders
from faxdesk.documents.intake.folders import LeftOut, files_in, is_link, natural
from tests.documents.files import put
from tests.documents.unprivileged_user import unprivileged_user
from tests.links import make_link
from tests.system_words import said_of


def names(found: list[Path | LeftOut]) -> list[str]:
    return [
        ("-" if isinstance(one, LeftOut) else "") + (one.path if isinstance(one, LeftOut) else one).name
        for one in found
    ]


def test_numbers_in_names_are_counted() -> None:
    given = ["page 10.pdf", "Page 9.pdf", "page 1.pdf", "a.pdf", "page 1b.pdf", "²x", "007", "7a"]
    assert sorted(given, key=natural) == [
        "007",
        "7a",
        "a.pdf",
        "page 1.pdf",
        "page 1b.pdf",
        "Page 9.pdf",
        "page 10.pdf",
        "²x",
    ]


def test_files_come_in_the_order_they_were_given(tmp_path: Path) -> None:
    two, one = put(tmp_path, "2.pdf", b"x"), put(tmp_path, "1.pdf", b"x")
    gone, hidden = tmp_path / "gone.pdf", put(tmp_path, ".named.pdf", b"x")
    assert list(files_in([two, gone, one, hidden])) == [two, gone, one, hidden]


def test_folders_are_opened_with_all_that_is_in_them(tmp_path: Path) -> None:
    inner = tmp_path / "a folder" / "inner 2"
    inner.mkdir(parents=True)
    (tmp_path / "a folder" / "inner 10").mkdir()
    for name in ("10.pdf", "9.pdf"):
        put(tmp_path / "a folder", name, b"x")
    put(inner, "deep.tif", b"x")
    put(tmp_path, "last.pdf", b"x")
    found = list(files_in([tmp_path / "a folder", tmp_path / "last.pdf"]))
    assert names(found) == ["9.pdf", "10.pdf", "deep.tif", "-inner 10", "last.pdf"]


def test_files_of_a_folder_come_before_what_is_in_its_folders(tmp_path: Path) -> None:
    (tmp_path / "attachments").mkdir()
    put(tmp_path / "attachments", "plan.pdf", b"x")
    put(tmp_path, "letter.pdf", b"x")
    assert names(list(files_in([tmp_path]))) == ["letter.pdf", "plan.pdf"]


def test_what_nobody_means_is_left_out_and_said_so(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "~$letter.docx", ".~lock.a.odt#", "letter.docx"):
        put(tmp_path, name, b"x")
    found = list(files_in([tmp_path]))
    assert [one for one in names(found) if not one.startswith("-")] == ["letter.docx"]
    why = {one.path.name: one.why for one in found if isinstance(one, LeftOut)}
    assert why["Thumbs.db"] == "it belongs to the system"
    assert why["~$letter.docx"] == "another program has made it while a document is open"
    assert why[".DS_Store"] == "it is hidden"
    assert len(why) == 5


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "a.pdf", b"x")
    make_link(tmp_path / "round", tmp_path)
    make_link(tmp_path / "again.pdf", tmp_path / "a.pdf")
    assert names(list(files_in([tmp_path]))) == ["a.pdf", "again.pdf", "-round"]


def test_whoever_drops_a_disk_gets_the_first_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FOUND", 3)
    for number in range(6):
        put(tmp_path, f"{number}.pdf", b"x")
    found = list(files_in([tmp_path]))
    assert names(found) == ["0.pdf", "1.pdf", "2.pdf", "-3.pdf"]
    assert isinstance(found[-1], LeftOut)
    assert "3 files are taken at most" in found[-1].why


@pytest.mark.skipif(sys.platform == "win32", reason="there, permissions are not a matter of chmod")
def test_a_folder_that_cannot_be_read_is_left_out() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        closed = Path(folder) / "closed"
        closed.mkdir(mode=0)
        with unprivileged_user():
            (found,) = files_in([closed])
        Path(folder).chmod(0o700)
    assert isinstance(found, LeftOut)
    assert "cannot be read" in found.why


def test_a_folder_that_vanishes_is_left_out(tmp_path: Path) -> None:
    (found,) = folders._Finder().find(tmp_path / "gone")
    assert isinstance(found, LeftOut)
    assert re.match(rf"the folder cannot be read \(({said_of(errno.ENOENT)})", found.why)


def test_what_vanishes_while_it_is_looked_at_is_no_folder() -> None:
    class Gone:
        def is_dir(self, *, follow_symlinks: bool) -> bool:
            raise OSError(5, "Input/output error")

    assert folders._is_folder(Gone()) is False  # type: ignore[arg-type]  # an entry of a drive that was unplugged


@pytest.mark.parametrize(("marks", "hidden"), [(2, True), (4, True), (32, False)])
def test_files_that_windows_hides_are_left_out(marks: int, hidden: bool) -> None:
    class Marked:
        def stat(self, *, follow_symlinks: bool) -> object:
            return type("Status", (), {"st_file_attributes": marks})

    class Gone:
        def stat(self, *, follow_symlinks: bool) -> object:
            raise OSError(5, "Input/output error")

    assert folders._has_hidden_mark(Marked()) is hidden  # type: ignore[arg-type]  # an entry as Windows has it
    assert folders._has_hidden_mark(Gone()) is False  # type: ignore[arg-type]  # of a drive that was unplugged


# --------------------------------------------------------------------------------------------------- on Windows


class _Junction:
    """What Windows tells of a junction: a folder with a mark."""

    name = "Application Data"

    def is_symlink(self) -> bool:
        return False

    def stat(self, *, follow_symlinks: bool) -> SimpleNamespace:
        assert not follow_symlinks
        return SimpleNamespace(st_reparse_tag=0xA0000003)


class _Clouded(_Junction):
    """A folder that OneDrive keeps (IO_REPARSE_TAG_CLOUD_1): a folder as any other."""

    def stat(self, *, follow_symlinks: bool) -> SimpleNamespace:
        return SimpleNamespace(st_reparse_tag=0x9000101A)


def test_a_junction_is_a_link_and_a_folder_of_a_cloud_is_none() -> None:
    assert is_link(cast("os.DirEntry[str]", _Junction()))
    assert not is_link(cast("os.DirEntry[str]", _Clouded()))


if sys.platform == "win32":

    def test_a_junction_that_leads_back_is_left_out(tmp_path: Path) -> None:
        import _winapi

        (tmp_path / "letter.pdf").write_bytes(b"x")
        try:
            _winapi.CreateJunction(str(tmp_path), str(tmp_path / "back"))
        except OSError as error:
            pytest.skip(f"no junctions here ({error.strerror})")
        first, second = files_in([tmp_path])
        assert first == tmp_path / "letter.pdf"
        assert second == LeftOut(tmp_path / "back", "it is a link to another folder")


def test_folders_are_opened_however_deep_they_are(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["x" * 60] * 5)
    reachable(deep).mkdir(parents=True)
    reachable(deep / "letter.pdf").write_bytes(b"x")
    assert list(files_in([tmp_path])) == [deep / "letter.pdf"]
