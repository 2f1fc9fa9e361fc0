"""What somebody who helps needs to know of this FaxDesk: without secrets, numbers, names, or words that people wrote.

Everything here is allowed one by one. A text of unknown words is never taken out of the database, the settings or the
log: only counts, sizes, words of our own, and names of our own modules.
"""

from __future__ import annotations

import builtins
import contextlib
import locale
import os
import platform
import re
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from faxdesk import __version__
from faxdesk.core import package_parts, shared_files
from faxdesk.core.lifecycle import State
from faxdesk.core.quantities import count_text, size_text
from faxdesk.core.setting_rules import RULES
from faxdesk.core.settings import PRODUCTION_URL, Settings
from faxdesk.core.times import own_zone

if TYPE_CHECKING:
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.store.store import Store

_LOG_BYTES = 200_000
"""Of the end of the log, which has some thousand lines then."""
_MOST_EVENTS = 40
"""The last warnings and errors of the log that are told."""
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]+) \d+ .*? (faxdesk(?:\.\w+)*): ")
_FRAME = re.compile(r'  File ".*[/\\](faxdesk(?:[/\\]\w+)+)\.py", line (\d+), in ')
_ERROR = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)(?::|$)")
_TOLD_LEVELS = ("WARNING", "ERROR", "CRITICAL")
_PACKAGE = Path(__file__).parents[1]


class Fact(NamedTuple):
    """One thing that is known, with its name."""

    name: str
    value: str


class Section(NamedTuple):
    """Facts about one thing."""

    title: str
    facts: tuple[Fact, ...]


def gather(store: Store, settings_file: SettingsFile, more: Iterable[Section] = ()) -> tuple[Section, ...]:
    """Return what there is to know; `more` is what only the window knows. Raises `StoreTrouble`."""
    return (
        Section("FaxDesk", tuple(_program())),
        *more,
        Section("Account", tuple(_account(store, settings_file.settings))),
        Section("Settings", tuple(_settings(settings_file))),
        Section("Data", tuple(_data(store))),
        Section("Log", tuple(_log(store.folder.log))),
    )


def as_text(sections: Sequence[Section]) -> str:
    """Return it as lines that can be put into a mail."""
    parts = []
    for section in sections:
        lines = (f"{fact.name}: {fact.value}" for fact in section.facts)
        parts.append("\n".join((section.title, *lines)))
    return "\n\n".join(parts) + "\n"


def _program() -> Iterator[Fact]:
    yield Fact("version", f"{__version__}, {'package' if package_parts.is_packaged() else 'source'}")
    # Not `platform.platform()`: kernels that people build have names that people gave.
    yield Fact("system", f"{platform.system()} {_leading_digits(platform.release())}, {platform.machine()}")
    yield Fact("Python", platform.python_version())
    yield Fact("SQLite", sqlite3.sqlite_version)
    yield Fact("locale", str(locale.getlocale()[0]))
    yield Fact("time zone", str(own_zone()))


def _leading_digits(release: str) -> str:
    found = re.match(r"[0-9.]+", release)
    return found.group() if found else "of unknown release"


def _account(store: Store, settings: Settings) -> Iterator[Fact]:
    state = store.service_mirror.state()
    yield Fact("signed in", settings.account if settings.account in ("token", "oauth", "practice") else "no")
    yield Fact("address", "the standard one" if settings.api_url == PRODUCTION_URL else "another one")
    usable = sum(number.usable for number in state.numbers or ())
    yield Fact("numbers", f"{len(state.numbers or ())}, of which {usable} can send")
    yield Fact("stores faxes", {True: "yes", False: "no", None: "not known"}[state.stores_faxes])
    yield Fact("rights denied", ", ".join(sorted(right.name.lower() for right in state.denied)) or "none")


def _settings(file: SettingsFile) -> Iterator[Fact]:
    values, standard = file.settings._asdict(), Settings()._asdict()
    for name, rule in RULES.items():
        value = values[name]
        if isinstance(value, str) and value not in rule.words:
            # An address or a number: whether there is one is all that may be told.
            value = "standard" if value == standard[name] else "set"
        yield Fact(name, f"{value} ({file.origin(name)})")
    yield Fact("mistakes in the administrator's file", "yes" if file.troubles else "no")


def _data(store: Store) -> Iterator[Fact]:
    database = store.database
    yield Fact("database", f"version {database.value('PRAGMA user_version')}, {_size(store.folder.database)}")
    states = {row["state"]: row["count"] for row in database.rows(_STATES)}
    yield Fact("faxes", ", ".join(f"{states[state]} {state}" for state in State if state in states) or "none")
    yield Fact("needing the user", str(store.fax_lists.need_count()))
    yield Fact("drafts", str(store.drafts.count()))
    yield Fact("batches", str(database.value("SELECT count(*) FROM batch")))
    yield Fact("watched folders", str(database.value("SELECT count(*) FROM watched_folder")))
    for name, folder in (("documents", store.folder.spool), ("copies", store.folder.cache)):
        sizes = list(_sizes(folder))
        yield Fact(name, f"{count_text(len(sizes), 'file')}, {size_text(sum(sizes))}")
    try:
        yield Fact("free on the disk", size_text(shutil.disk_usage(store.folder.path).free))
    except OSError:
        yield Fact("free on the disk", "not known")


_STATES = "SELECT state, count(*) AS count FROM recipient GROUP BY state"


def _sizes(folder: Path) -> Iterator[int]:
    for place, _folders, names in os.walk(folder):
        for name in names:
            # It may go while its folder is read.
            with contextlib.suppress(OSError):
                yield Path(place, name).lstat().st_size


def _size(path: Path) -> str:
    try:
        return size_text(path.stat().st_size)
    except OSError:
        return "of unknown size"


# ------------------------------------------------------------------------------------------------------ the log


def _log(path: Path) -> Iterator[Fact]:
    """Yield the last warnings and errors: when, where in the program, and what kind. Never their words."""
    try:
        with shared_files.open_for_reading(path) as file:
            file.seek(max(0, path.stat().st_size - _LOG_BYTES))
            lines = file.read(_LOG_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        yield Fact("log", "none")
        return
    events = list(_events(lines))
    counts = Counter(level for _time, level, _what in events)
    yield Fact("log", ", ".join(f"{count} {level}" for level, count in sorted(counts.items())) or "no trouble")
    for time, level, what in events[-_MOST_EVENTS:]:
        yield Fact(time, f"{level} {what}")


def _events(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield time, level and place of each warning and error, with the kinds of its exceptions."""
    time, level, parts = "", "", [""]
    for line in lines:
        if found := _LINE.match(line):
            if level in _TOLD_LEVELS:
                yield time, level, " ".join(parts)
            time, level, name = found.groups()
            parts = [name if name in sys.modules else "faxdesk"]
        else:
            parts += _told_of(line)
    if level in _TOLD_LEVELS:
        yield time, level, " ".join(parts)


def _told_of(line: str) -> Iterator[str]:
    """Yield what may be told of a line of a traceback: a place in the program, or the kind of an exception."""
    if found := _FRAME.match(line):
        place, number = found.groups()
        own = place.replace("\\", "/")
        if own.replace("/", ".") in sys.modules or (_PACKAGE.parent / f"{own}.py").is_file():
            yield f"{own}.py:{number}"
    elif (error := _ERROR.match(line)) and _is_exception(error.group(1)):
        yield error.group(1)


def _is_exception(name: str) -> bool:
    """Return whether this is the name of a kind of exception that the program knows."""
    module, _, kind = name.rpartition(".")
    found = getattr(sys.modules.get(module) if module else builtins, kind, None)
    return isinstance(found, type) and issubclass(found, BaseException)
