"""The data folder, the spool, the settings file, the keyring and the log."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import keyring
import pytest
from keyring.backends.fail import Keyring as FailKeyring
from keyring.errors import KeyringError, KeyringLocked

from faxdesk.core import raised_rights, shared_files
from faxdesk.core.cover import CoverPage
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.settings import APP_ID, Settings
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.store.data_folder import DataFolder, chosen_folder, standard_folder
from faxdesk.store.database import Database
from faxdesk.store.keyring_secrets import KeyringSecrets
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.spool import Spool

posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps other users out by the profile folder's own rights")


# ------------------------------------------------------------------------------------------------ data folder


@posix
def test_what_faxdesk_makes_is_its_owners_alone(tmp_path: Path) -> None:
    usual = os.umask(0o022)
    try:
        folder = DataFolder(tmp_path / "data")
        Database(folder.database).close()
    finally:
        os.umask(usual)
    for path in (folder.path, folder.spool, folder.cache, folder.database):
        assert path.stat().st_mode & 0o077 == 0
    assert folder.exposed() == ""


@posix
@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_is_there_keeps_its_mode_and_what_others_may_see_is_said(tmp_path: Path, mode: int) -> None:
    """It may be shared on purpose, or be somebody's home: what is kept in it is private all the same."""
    there = tmp_path / "data"
    there.mkdir()
    there.chmod(mode)
    folder = DataFolder(there)
    assert stat.S_IMODE(there.stat().st_mode) == mode
    assert "Other users" in folder.exposed()
    for path in (folder.spool, folder.cache, folder.database):
        assert path.stat().st_mode & 0o077 == 0


@posix
def test_a_private_folder_of_somebody_else_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On drives that keep no modes, and in folders of others, chmod fails; nobody has asked for one."""

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    (tmp_path / "data").mkdir(mode=0o777)
    monkeypatch.setattr(os, "chmod", refuse)
    assert DataFolder(tmp_path / "data").spool.is_dir()


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_what_is_made_with_sudo_in_the_folder_of_somebody_is_told_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 12345, 12345)
    first = DataFolder(home / "data")
    assert "belongs to root" in first.locked_away()
    assert DataFolder(home / "data").locked_away() == ""
    assert DataFolder(tmp_path / "own").locked_away() == ""


def test_what_is_made_as_administrator_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raised_rights, "are_raised", lambda: True)
    monkeypatch.setattr(raised_rights, "sys", SimpleNamespace(platform="win32"))
    assert "runs as administrator" in DataFolder(tmp_path / "data").locked_away()
    assert DataFolder(tmp_path / "data").locked_away() == ""
    monkeypatch.setattr(raised_rights, "are_raised", lambda: False)
    assert DataFolder(tmp_path / "other").locked_away() == ""


def test_a_folder_whose_owner_is_not_known_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raised_rights, "are_raised", lambda: True)
    monkeypatch.setattr("faxdesk.core.raised_rights.sys.platform", "linux")
    assert raised_rights.warning(Path("/nowhere/at/all")) == ""


def test_a_folder_that_its_user_may_not_open_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one is that was made by a program with the rights of an administrator."""
    (tmp_path / "data").mkdir()

    def refuse(*_args: object, **_options: object) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Access is denied")

    for name in ("mkdir", "iterdir"):
        monkeypatch.setattr(Path, name, refuse)
    with pytest.raises(StoreTrouble, match=r"cannot write to .*as it ran as administrator"):
        DataFolder(tmp_path / "data")


def test_folders_have_the_rights_of_the_profile_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another mode Python lets in who owns them: the administrators, where one of them has made them."""
    modes: list[int] = []
    real = os.mkdir

    def mkdir(path: Path, mode: int = 0o777) -> None:
        modes.append(mode)
        real(path, mode)

    monkeypatch.setattr(os, "mkdir", mkdir)
    monkeypatch.setattr("faxdesk.core.shared_files.sys.platform", "win32")
    DataFolder(tmp_path / "data")
    assert modes == [0o777] * 3


@pytest.mark.parametrize("name", ["", "   "])
def test_an_empty_name_is_not_the_standard_folder(name: str) -> None:
    """A script whose variable was never set must not send from the folder of another account."""
    with pytest.raises(InputRefused, match="--data-dir: The name of the folder is empty"):
        chosen_folder(name, {"FAXDESK_DATA_DIR": "/elsewhere"})


def test_the_folder_is_the_one_of_the_option_then_of_the_variable(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert chosen_folder("data", {"FAXDESK_DATA_DIR": "/elsewhere"}) == tmp_path / "data"
    assert chosen_folder("~/faxes", {}) == home / "faxes"
    assert chosen_folder(None, {"FAXDESK_DATA_DIR": "~/faxes"}) == home / "faxes"
    assert chosen_folder(None, {"FAXDESK_DATA_DIR": ""}) == standard_folder()
    assert chosen_folder("./~", {}) == tmp_path / "~"
    with pytest.raises(InputRefused, match="whose home folder"):
        chosen_folder("~nobody-with-this-name/faxes", {})
    with pytest.raises(InputRefused, match="No folder can have such a name"):
        chosen_folder("a\0b", {})


def test_the_standard_folder_is_not_the_one_of_the_other_faxdesk() -> None:
    assert APP_ID in str(standard_folder())


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreTrouble, match="is a file"):
        DataFolder(tmp_path / "file" / "data")
    with pytest.raises(StoreTrouble, match="is a file"):
        DataFolder(tmp_path / "file")


def test_only_one_process_has_the_turn_and_its_death_gives_it_back(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    program = (
        "import sys; from pathlib import Path; from faxdesk.store.data_folder import DataFolder;"
        "folder = DataFolder(Path(sys.argv[1])); print(folder.delivery_lock.acquire(), flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "True\n"
    assert not folder.delivery_lock.acquire()
    other.kill()
    other.communicate()
    assert folder.delivery_lock.acquire()
    assert folder.delivery_lock.acquire()
    folder.delivery_lock.release()


# ------------------------------------------------------------------------------------------------------ spool


def test_a_document_is_kept_under_its_digest_once(folder: DataFolder, tmp_path: Path) -> None:
    original = tmp_path / "größe 1.pdf"
    original.write_bytes(b"%PDF-" + bytes(3_000_000))
    spool = Spool(folder.spool)
    digest = spool.keep(original)
    assert digest == hashlib.sha256(original.read_bytes()).hexdigest()
    assert spool.keep(original) == digest
    original.unlink()
    assert spool.path(digest).stat().st_size == 3_000_005
    assert [path for path in folder.spool.rglob("*") if path.is_file()] == [spool.path(digest)]


def as_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be replaced that is there, as Windows does with a file that somebody has open."""
    real = os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target).exists():
            error = PermissionError(errno.EACCES, "Access is denied")
            error.winerror = 5  # type: ignore[attr-defined, unused-ignore]  # of Windows only
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(shared_files, "_is_open_elsewhere", lambda path: path.exists())
    monkeypatch.setattr(shared_files, "_LONGEST_PAUSE", 0.001)
    monkeypatch.setattr(shared_files, "_patiently", partial(_at_once, shared_files._patiently))


def _at_once(real: Callable[[Callable[[], object], float], None], act: Callable[[], object], _patience: float) -> None:
    real(act, 0.0)


@pytest.mark.parametrize("kept_before", [True, False])
def test_a_document_that_another_process_sends_or_keeps_meanwhile_is_kept_once(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kept_before: bool
) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(b"%PDF-")
    spool = Spool(folder.spool)
    if kept_before:
        spool.keep(original)
    real = shared_files.replace
    replaced = []

    def replace(source: Path, target: Path) -> None:
        replaced.append(target)
        target.write_bytes(b"%PDF-")
        real(source, target)

    as_on_windows(monkeypatch)
    monkeypatch.setattr(shared_files, "replace", replace)
    assert spool.path(spool.keep(original)).read_bytes() == b"%PDF-"
    assert bool(replaced) is not kept_before
    assert [path.read_bytes() for path in folder.spool.rglob("*") if path.is_file()] == [b"%PDF-"]


def test_a_copy_that_the_disk_has_damaged_is_replaced(folder: DataFolder, tmp_path: Path) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(b"%PDF-")
    spool = Spool(folder.spool)
    kept = spool.path(spool.keep(original))
    kept.write_bytes(b"%PDX-")
    spool.keep(original)
    assert kept.read_bytes() == b"%PDF-"


def test_a_damaged_copy_that_somebody_holds_is_said(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(b"%PDF-")
    spool = Spool(folder.spool)
    spool.path(spool.keep(original)).write_bytes(b"%PDX-")
    as_on_windows(monkeypatch)
    with pytest.raises(StoreTrouble, match=r"another program has the file open.*Close programs"):
        spool.keep(original)
    assert not list(folder.spool.glob("incoming-*"))


def test_settings_that_somebody_holds_are_said(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file = SettingsFile(folder.settings)
    settings_file.save(Settings(sender="+41445550100"))
    as_on_windows(monkeypatch)
    with pytest.raises(StoreTrouble, match=r"could not be saved: another program has the file open.*Close programs"):
        settings_file.save(Settings(sender="+41225550100"))
    assert SettingsFile(folder.settings).settings.sender == "+41445550100"


def test_a_document_that_has_vanished_is_refused_by_name(folder: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"gone\.pdf: The file cannot be read\. It is no longer there"):
        Spool(folder.spool).keep(tmp_path / "gone.pdf")
    assert not list(folder.spool.iterdir())


def test_a_full_disk_leaves_no_half_document(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = tmp_path / "a.pdf"
    original.write_bytes(bytes(100))

    def full(_handle: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StoreTrouble, match="No space left"):
        Spool(folder.spool).keep(original)
    assert not list(folder.spool.iterdir())


def test_a_spool_that_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    with pytest.raises(StoreTrouble, match="could not be kept"):
        Spool(tmp_path / "gone").keep(tmp_path / "a.pdf")


def test_what_a_dead_process_left_is_swept_but_not_what_another_is_copying(folder: DataFolder) -> None:
    dead, alive = folder.spool / "incoming-dead", folder.spool / "incoming-alive"
    dead.write_bytes(b"half")
    alive.write_bytes(b"half")
    os.utime(dead, (time.time() - 2 * 86400,) * 2)
    Spool(folder.spool).sweep()
    assert list(folder.spool.iterdir()) == [alive]


# ------------------------------------------------------------------------------------------------ a power cut


class Disk:
    """What a power cut would leave: the bytes of a file that were synced, and the names whose folder was."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._synced: dict[int, int] = {}
        self._waiting: set[Path] = set()
        self.lost: list[Path] = []
        self.kept: list[Path] = []
        self._sync, self._rename = os.fsync, os.replace
        patch.setattr(os, "fsync", self._fsync)
        patch.setattr(os, "replace", self._replace)

    def _fsync(self, handle: int) -> None:
        self._sync(handle)
        file = os.fstat(handle)
        self._synced[file.st_ino] = file.st_size
        self._waiting = {name for name in self._waiting if name.parent.stat().st_ino != file.st_ino}

    def _replace(self, source: Path, target: Path) -> None:
        file = Path(source).stat()
        (self.kept if self._synced.get(file.st_ino) == file.st_size else self.lost).append(Path(target))
        self._rename(source, target)
        self._waiting.add(Path(target))

    @property
    def nameless(self) -> set[Path]:
        """Files whose new name may not be on the disk yet."""
        return self._waiting


def keep_settings(folder: DataFolder, _document: Path) -> Path:
    SettingsFile(folder.settings).save(Settings(sender="+41445550100"))
    return folder.settings


def keep_a_cover_page(folder: DataFolder, _document: Path) -> Path:
    CoverTemplates(folder.covers).keep(last=CoverPage("", "Example Office", "Case 42"))
    return folder.covers


def keep_a_document(folder: DataFolder, document: Path) -> Path:
    spool = Spool(folder.spool)
    return spool.path(spool.keep(document))


@pytest.mark.parametrize("keep", [keep_settings, keep_a_cover_page, keep_a_document])
def test_a_power_cut_leaves_the_old_file_or_all_of_the_new_one(
    keep: Callable[[DataFolder, Path], Path], folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a name points to is on the disk before the name does; else the file comes back empty."""
    document = tmp_path / "a.pdf"
    document.write_bytes(b"%PDF-" + bytes(3_000_000))
    disk = Disk(monkeypatch)
    kept = keep(folder, document)
    assert (disk.kept, disk.lost) == ([kept], [])


@posix
def test_a_document_that_was_promised_has_its_name_after_a_power_cut(
    folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-")
    disk = Disk(monkeypatch)
    keep_a_document(folder, tmp_path / "a.pdf")
    assert disk.nameless == set()


# --------------------------------------------------------------------------------------------------- settings


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe", b"9" * 5000, b"", b"[]"])
def test_settings_that_are_none_are_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(content)
    file = SettingsFile(tmp_path / "settings.json")
    assert file.settings == Settings()
    assert "set aside as settings.damaged.json" in file.troubles[0]
    assert (tmp_path / "settings.damaged.json").read_bytes() == content


@posix
def test_a_pipe_in_the_place_of_the_settings_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    file = SettingsFile(tmp_path / "settings.json")
    assert file.settings == Settings()
    assert "no file" in file.troubles[0]


def test_settings_that_notepad_has_saved_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_bytes(b'\xef\xbb\xbf{"appearance": "dark"}')
    file = SettingsFile(tmp_path / "settings.json")
    assert (file.settings.appearance, file.troubles) == ("dark", [])


def test_settings_are_kept_and_those_of_newer_versions_too(folder: DataFolder) -> None:
    folder.settings.write_text(json.dumps({"sender": "+41445550100", "newer": [1]}))
    settings_file = SettingsFile(folder.settings)
    assert settings_file.settings.sender == "+41445550100"
    settings_file.save(Settings(sender="+41225550100"))
    assert json.loads(folder.settings.read_text())["newer"] == [1]
    assert SettingsFile(folder.settings).settings == Settings(sender="+41225550100")
    assert sorted(path.name for path in folder.path.glob("settings*")) == ["settings.json"]


def test_a_setting_that_only_a_newer_version_can_read_is_kept_until_it_is_chosen_anew(folder: DataFolder) -> None:
    folder.settings.write_text(json.dumps({"lost_answers": {"ask": True}, "redials": "often"}))
    file = SettingsFile(folder.settings)
    assert file.settings == Settings()
    file.save(file.settings._replace(redials=1))
    kept = json.loads(folder.settings.read_text())
    assert (kept["lost_answers"], kept["redials"]) == ({"ask": True}, 1)


def test_threads_change_settings_at_once_and_none_undoes_what_another_has_changed(folder: DataFolder) -> None:
    settings_file = SettingsFile(folder.settings)

    def count() -> None:
        for _ in range(5):
            settings_file.change(lambda present: present._replace(redials=present.redials + 1))

    settings_file.save(Settings(redials=0))
    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert settings_file.settings == Settings(redials=15)
    assert SettingsFile(folder.settings).settings == Settings(redials=15)


@pytest.mark.parametrize("text", ["{", "[]", "\x00", '"text"'])
def test_a_damaged_settings_file_is_set_aside_and_said(folder: DataFolder, text: str) -> None:
    folder.settings.write_text(text)
    settings_file = SettingsFile(folder.settings)
    assert settings_file.settings == Settings()
    assert "set aside as settings.damaged.json" in settings_file.troubles[0]
    assert (folder.path / "settings.damaged.json").read_text() == text


def test_a_settings_file_that_cannot_be_read_is_said(folder: DataFolder) -> None:
    folder.settings.mkdir()
    assert "could not be read" in SettingsFile(folder.settings).troubles[0]


def test_a_full_disk_leaves_the_settings_as_they_were(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file = SettingsFile(folder.settings)
    settings_file.save(Settings(sender="+41445550100"))
    before = sorted(folder.path.iterdir())

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreTrouble, match="No space left"):
        settings_file.save(Settings(sender="+41225550100"))
    assert SettingsFile(folder.settings).settings.sender == "+41445550100"
    assert sorted(folder.path.iterdir()) == before


def test_settings_that_cannot_be_saved_are_said(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="could not be saved"):
        SettingsFile(tmp_path / "gone" / "settings.json").save(Settings())


# ---------------------------------------------------------------------------------------------------- secrets


def test_a_token_is_kept_in_the_keyring_under_our_name() -> None:
    assert KeyringSecrets().set("token", "alohi_pat_x")
    assert keyring.get_password("org.faxdesk.plus", "token") == "alohi_pat_x"
    assert KeyringSecrets().get("token") == "alohi_pat_x"
    KeyringSecrets().forget("token")
    KeyringSecrets().forget("token")
    assert KeyringSecrets().get("token") is None


def test_without_a_safe_keyring_the_token_lives_for_the_session() -> None:
    keyring.set_keyring(FailKeyring())  # type: ignore[no-untyped-call]
    secrets = KeyringSecrets()
    assert not secrets.set("token", "alohi_pat_x")
    assert secrets.get("token") == "alohi_pat_x"
    assert KeyringSecrets().get("token") is None
    secrets.forget("token")
    assert secrets.get("token") is None


class SomeKeyring(keyring.backend.KeyringBackend):
    """A keyring that somebody has installed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it untyped
        self.kept = {"client-secret": "planted"}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@pytest.mark.parametrize(
    ("module", "rank"),
    [("keyrings.alt.file", 9), ("example.weak", 0.5)],
    ids=["plain text", "not fit for secrets by its own word"],
)
def test_a_keyring_that_is_not_safe_is_not_used(module: str, rank: float) -> None:
    class Unsafe(SomeKeyring):
        priority = rank

    Unsafe.__module__ = module
    backend = Unsafe()
    keyring.set_keyring(backend)
    secrets = KeyringSecrets()
    assert not secrets.set("token", "alohi_pat_x")
    assert secrets.get("client-secret") is None
    secrets.forget("client-secret")
    assert backend.kept == {"client-secret": "planted"}


def test_a_keyring_that_is_just_fit_for_secrets_is_used() -> None:
    """1 is where keyring says that a backend may be recommended."""

    class Fit(SomeKeyring):
        priority = 1

    keyring.set_keyring(Fit())
    assert KeyringSecrets().set("token", "alohi_pat_x")
    assert KeyringSecrets().get("token") == "alohi_pat_x"


def test_a_locked_keyring_is_no_crash(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def locked(*_arguments: str) -> None:
        raise KeyringLocked("locked by the user")

    backend = keyring.get_keyring()
    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(backend, name, locked)
    secrets = KeyringSecrets()
    assert secrets.get("token") is None
    assert not secrets.set("token", "alohi_pat_x")
    secrets.forget("token")
    assert issubclass(KeyringLocked, KeyringError)
    assert "alohi_pat_x" not in caplog.text
