"""The diagnostics help who helps, and tell nothing that anybody wrote."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble
from faxdesk.core.model import Draft
from faxdesk.core.settings import Settings
from faxdesk.services.diagnostics import Fact, Section, as_text, gather
from faxdesk.store import logfile
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.settings_file import SettingsFile
from faxdesk.store.store import Store
from tests.managed import manage

if TYPE_CHECKING:
    import pytest

    from tests.services.conftest import World

SECRETS = ("Xylophone", "xylophone", "555019", "sesame", "elsewhere.example", "XX-42")
"""Parts of what people wrote, and of numbers, addresses and secrets."""
WORDS = "Xylophone +41445550199 alohi_pat_sesame XX-42"


def told(store: Store, *more: Section) -> str:
    return as_text(gather(store, SettingsFile(store.folder.settings), more))


def fact(text: str, name: str) -> str:
    (found,) = (line.partition(": ")[2] for line in text.splitlines() if line.startswith(f"{name}: "))
    return found


def poison(store: Store) -> int:
    """Put words into every text of the database, whatever it is for; return how many columns have them."""
    database, poisoned = store.database, 0
    for pragma in ("ignore_check_constraints = ON", "foreign_keys = OFF"):
        database.rows(f"PRAGMA {pragma}")
    for trigger in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        database.rows(f"DROP TRIGGER {trigger['name']}")
    for table in [row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]:
        columns = [row["name"] for row in database.rows(f"PRAGMA table_info({table})") if row["type"] == "TEXT"]
        for column in columns:
            # Keys stay apart from one another.
            words = f"UPDATE OR IGNORE {table} SET {column} = ? || hex(randomblob(8))"  # noqa: S608  our own names
            before = database.total_changes()
            database.rows(words, (WORDS,))
            poisoned += database.total_changes() > before
    return poisoned


def test_what_helps_is_told(world: World) -> None:
    world.services.submitter.submit(Draft((world.sample,), ("+41445550123",), None, "Case"))
    SettingsFile(world.folder.settings).save(
        Settings(account="token", undo_seconds=30, proxy="http://elsewhere.example:1")
    )
    text = told(world.services.store, Section("Desktop", (Fact("Qt", "6.11"),)))
    assert fact(text, "faxes") == "1 queued"
    assert fact(text, "undo_seconds") == "30 (user)"
    assert fact(text, "proxy") == "set (user)"
    assert fact(text, "appearance") == "system (standard)"
    assert fact(text, "Qt") == "6.11"
    assert fact(text, "signed in") == "token"
    assert fact(text, "documents").startswith("1 file, ")


def test_nothing_that_anybody_wrote_is_told(world: World, managed_settings: Path) -> None:
    world.services.submitter.submit(Draft((world.sample,), ("+41445550199",), None, WORDS))
    store = world.services.store
    world.services.submitter.keep_draft(Draft((world.sample,), ("+41445550199",), None, WORDS), "/Xylophone", WORDS)
    assert poison(store) > 10
    (world.folder.spool / "Xylophone.pdf").touch()
    SettingsFile(world.folder.settings).save(
        Settings(
            account="Xylophone",
            api_url="https://elsewhere.example/v3",
            client_id="XX-42",
            sender="+41445550199",
            default_sender="+41445550199",
            region="Xylophone",
            appearance="Xylophone",
            proxy="http://elsewhere.example:8080",
            lost_answers="Xylophone",
            release_feed="https://elsewhere.example/",
            webhook_url="https://elsewhere.example/",
        )
    )
    manage(managed_settings, Xylophone={"lock": "sesame"})
    world.folder.log.write_text(
        f"2026-11-24 13:00:00,123 WARNING 77 {WORDS} faxdesk.services.deliver: {WORDS}\n"
        f"2026-11-24 13:00:01,123 ERROR 77 main faxdesk.Xylophone: {WORDS}\n"
        "Traceback (most recent call last):\n"
        f'  File "/home/Xylophone/faxdesk/core/Xylophone.py", line 7, in Xylophone\n'
        f"Xylophone: {WORDS}\n"
        f"Xylophone.Error: {WORDS}\n"
        f"ValueError: {WORDS}\n"
    )
    text = told(store)
    assert [secret for secret in SECRETS if secret in text] == []
    assert fact(text, "2026-11-24 13:00:00") == "WARNING faxdesk.services.deliver"
    assert fact(text, "2026-11-24 13:00:01") == "ERROR faxdesk ValueError"


def test_where_something_went_wrong_is_told_by_place_and_kind(tmp_path: Path, faults_are_expected: None) -> None:
    store = Store(DataFolder(tmp_path / "data"))
    logfile.start(store.folder.log)
    log = logging.getLogger("faxdesk.services.diagnostics")
    try:
        try:
            gather(object(), object())  # type: ignore[arg-type]  # what makes it fail
        except AttributeError as error:
            log.exception("no store")
            log.warning("once more", exc_info=StoreTrouble(str(error)))
        log.info("nothing")
    finally:
        logfile.stop()
    text = told(store)
    assert fact(text, "log") == "1 ERROR, 1 WARNING"
    assert "faxdesk/services/diagnostics.py:" in text
    assert "AttributeError" in text
    assert "faxdesk.core.errors.StoreTrouble" in text
    store.close()


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    store = Store(DataFolder(tmp_path / "data"))
    line = "2026-11-24 13:00:{:02},000 WARNING 7 main faxdesk.store.store: again\n"
    store.folder.log.write_text("".join(line.format(number % 60) for number in range(10_000)))
    text = told(store)
    assert text.count("WARNING faxdesk.store.store") == 40
    store.close()


def test_what_cannot_be_known_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(DataFolder(tmp_path / "data"))
    store.folder.spool.rmdir()

    def refuse(_path: object) -> None:
        raise OSError

    monkeypatch.setattr("shutil.disk_usage", refuse)
    monkeypatch.setattr("platform.release", lambda: "Xylophone")
    store.folder.database = tmp_path / "gone"
    text = told(store)
    assert (fact(text, "log"), fact(text, "free on the disk")) == ("none", "not known")
    assert fact(text, "documents") == "0 files, 0 bytes"
    assert "of unknown release" in fact(text, "system")
    assert "of unknown size" in fact(text, "database")
    store.close()


def test_a_text_is_made_of_sections() -> None:
    text = as_text((Section("A", (Fact("one", "1"),)), Section("B", ())))
    assert text == "A\none: 1\n\nB\n"
    assert json.dumps(text)
