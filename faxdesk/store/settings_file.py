"""The settings file of a user, under and over what an administrator has set for all."""

from __future__ import annotations

import contextlib
import json
import stat
import threading
from typing import TYPE_CHECKING, Any

from faxdesk.core import shared_files
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.settings import Settings, readable
from faxdesk.store import managed_settings_file
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_FORM = "form"
"""Says how the file is to be read. Files without it have every setting in them, also those that nobody has chosen."""
_CHOSEN_ONLY = 2
_MOST_BYTES = 1_000_000
"""A file with each setting has some thousand, and what newer versions put into it not many more."""
_MOST_PROBLEMS = 3
"""Problems with the file of the administrator that are told; all of them tells `faxdesk settings check`."""


class SettingsFile:
    """What a user has chosen, in a JSON file that is replaced, never truncated. Members of newer versions are kept.

    What nobody has chosen is as the administrator wants it (`managed_settings_file`), else as FaxDesk does. What the
    administrator has `locked` stays so, whatever is chosen. A file that cannot be understood is set aside under another
    name; `troubles` says that, and what of the administrator's file cannot be used. Any thread may change them.
    """

    def __init__(self, path: Path, managed_path: Path | None = None) -> None:
        """`managed_path` is the file of the administrator, the standard one where it is None."""
        self._path = path
        self._lock = threading.Lock()
        self._rest: dict[str, Any] = {}
        self.managed_path = managed_path or managed_settings_file.standard_path()
        managed = managed_settings_file.load(self.managed_path)
        self._defaults: Mapping[str, Any] = {} if managed is None else managed.defaults
        self.locked: Mapping[str, Any] = {} if managed is None else managed.locked
        self.troubles = [] if managed is None else self._problems([str(problem) for problem in managed.problems])
        self._chosen = self._load()
        self.settings = self._whole()

    def _whole(self) -> Settings:
        return Settings(**{**self._defaults, **self._chosen, **self.locked})

    def _problems(self, problems: list[str]) -> list[str]:
        told = [f"{self.managed_path}: {problem}" for problem in problems[:_MOST_PROBLEMS]]
        if len(problems) > len(told):
            told.append(f"{self.managed_path}: More of it cannot be used; `faxdesk settings check` says what.")
        return told

    def origin(self, name: str) -> str:
        """Return whose choice the value of a setting is: "locked", "user", "administrator" or "standard"."""
        if name in self.locked:
            return "locked"
        if name in self._chosen:
            return "user"
        return "administrator" if name in self._defaults else "standard"

    def _load(self) -> dict[str, Any]:
        try:
            status = self._path.stat()
            if not stat.S_ISREG(status.st_mode):
                # Whoever opens a pipe waits for somebody who writes into it.
                self.troubles.append("The settings could not be read (they are no file). The standard ones are used.")
                return {}
            if status.st_size > _MOST_BYTES:
                return self._set_aside()
            # Notepad may have put a mark before it that it is in UTF-8.
            values = json.loads(shared_files.read_text(self._path).removeprefix("\ufeff"))
            # Half of a letter can be read, and could not be written again.
            json.dumps(values, ensure_ascii=False).encode()
        except FileNotFoundError:
            return {}
        except OSError as error:
            why = shared_files.reason(error)
            self.troubles.append(f"The settings could not be read ({why}). The standard ones are used.")
            return {}
        except (ValueError, RecursionError):
            return self._set_aside()
        if not isinstance(values, dict):
            return self._set_aside()
        chosen, self._rest = readable(values)
        if self._rest.pop(_FORM, None) != _CHOSEN_ONLY:
            standard = Settings()._asdict()
            chosen = {name: value for name, value in chosen.items() if value != standard[name]}
        return chosen

    def _set_aside(self) -> dict[str, Any]:
        aside = self._path.with_suffix(".damaged.json")
        with contextlib.suppress(OSError):
            shared_files.replace(self._path, aside)
        self.troubles.append(
            f"The settings were damaged and have been set aside as {aside.name}. The standard ones are used."
        )
        return {}

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        """Keep what `change` makes of the present settings, and return them as they are then.

        What other threads have changed before is in them: `change` replaces only what it is for. What is locked stays
        as it is. Raises `StoreTrouble` where the file cannot be written.
        """
        with self._lock:
            before, after = self.settings._asdict(), change(self.settings)._asdict()
            changed = {name: after[name] for name in after.keys() - self.locked.keys() if after[name] != before[name]}
            chosen = {**self._chosen, **changed}
            # What only a newer version can read stays, but for what has been chosen anew in this one.
            rest = {name: value for name, value in self._rest.items() if name not in chosen}
            try:
                replace_json(self._path, {_FORM: _CHOSEN_ONLY, **chosen, **rest})
            except OSError as error:
                raise StoreTrouble(
                    f"The settings could not be saved: {shared_files.reason(error)}.",
                    shared_files.remedy(error, self._path.parent),
                ) from error
            self._chosen = chosen
            self.settings = self._whole()
            return self.settings

    def save(self, settings: Settings) -> None:
        """Choose these settings in place of all that are there. Raises as `change` does."""
        self.change(lambda _present: settings)
