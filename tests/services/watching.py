"""A watched folder and what tests do with it, by a clock that they turn."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.services.watched_folder import LOOK_SECONDS, WatchedFolder

if TYPE_CHECKING:
    from faxdesk.services.container import Services
    from faxdesk.services.folder_events import FileEvent, FileReport
    from tests.services.conftest import World

SEND = 'action = "send"\n'


class Watching:
    """A folder that is watched with the services of a `World`."""

    def __init__(self, world: World, folder: Path, rule: str = SEND, services: Services | None = None) -> None:
        self.world, self.folder = world, folder
        self.services = services or world.services
        folder.mkdir(exist_ok=True)
        self.rule(rule)
        self.said: list[FileReport] = []
        self.seconds = 0.0
        self.watched = self.open()

    def rule(self, text: str) -> None:
        (self.folder / "faxdesk.toml").write_text(text, "utf-8")

    def open(self) -> WatchedFolder:
        services = self.services
        return WatchedFolder(
            self.folder,
            services.store,
            services.fetcher,
            self.said.append,
            self.world.now,
            clock=lambda: self.seconds,
            worked=lambda: 0.0,
        )

    def restart(self) -> None:
        """Let a process end without a word, and another one begin."""
        self.watched.close()
        self.watched = self.open()

    def put(self, name: str, content: bytes | None = None) -> Path:
        """Put a file into the folder, whose content is one of its own."""
        path = self.folder / name
        path.write_bytes(self.world.sample.read_bytes() + os.urandom(8).hex().encode() if content is None else content)
        return path

    def step(self) -> None:
        """Do all that can be done at once, then let the time of a look pass."""
        for _ in range(2000):
            pause = self.watched.step(NeverCancelled())
            if pause != 0.0:
                break
        else:
            raise AssertionError("it never came to rest")
        self.seconds += LOOK_SECONDS if pause is None else max(LOOK_SECONDS, pause)

    def look(self, times: int = 10) -> None:
        for _ in range(times):
            self.step()

    def finish(self) -> None:
        """Let all faxes come to their end, and look again."""
        self.world.deliver()
        self.world.turn(60)
        self.world.poll()
        self.look(4)

    def jobs(self) -> list[str]:
        rows = self.services.store.database.rows("SELECT job FROM submission ORDER BY created_at, rowid")
        return [row["job"] for row in rows]

    def drafts(self) -> list[str]:
        """The reasons of the drafts that wait."""
        return [draft.reason for draft in self.services.store.drafts.open_drafts(100)]

    def events(self, *kinds: FileEvent) -> list[tuple[str, str]]:
        return [(one.name, one.reason) for one in self.said if one.event in kinds]

    def names(self, where: str = "") -> set[str]:
        """The names in a folder, besides what FaxDesk has made for itself."""
        place = self.folder / where
        own = {"taken", "sent", "failed", "faxdesk.toml"}
        return {path.name for path in _entries(place) if path.name not in own or where}

    def taken(self) -> set[str]:
        return {path.name for path in (self.folder / "taken").glob("*/*") if path.parent.name != ".record"}

    def close(self) -> None:
        self.watched.close()


def _entries(place: Path) -> Iterable[Path]:
    return place.iterdir() if place.is_dir() else ()
