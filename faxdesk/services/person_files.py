"""What files beside the database have of a person: templates, the log, calls of webhooks, copies."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.forgetting import PersonItem, PersonItemKind
from faxdesk.core.phone import comparable
from faxdesk.core.search_text import fold
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.store.fax_templates import FaxTemplates
from faxdesk.store.json_file import replace_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from faxdesk.core.cover import CoverPage
    from faxdesk.core.fax_template import FaxTemplate
    from faxdesk.core.forgetting import Person
    from faxdesk.store.store import Store

_COPIES = ("opened", "dragged")
"""Folders of the cache with copies of pages that were handed to other programs."""
_BACKUPS = "faxdesk-before-version-*.sqlite3"
"""Copies of the database from before it was brought to another version (`store.database`)."""


class PersonFiles:
    """Finds it, and removes it. `ids` are those that the person's faxes have at the service.

    Where the database has something of the person, so may copies of it and of pages, which go whole: nobody can tell
    what is in them.
    """

    def __init__(self, store: Store, person: Person, ids: Collection[str], *, known: bool) -> None:
        """`known` is whether the database has something."""
        self._store, self._person, self._ids, self._known = store, person, ids, known
        self._folder = store.folder

    def goes(self) -> tuple[PersonItem, ...]:
        """Return what `clean` removes."""
        templates = [PersonItem(PersonItemKind.TEMPLATE, name) for name in self._changed_templates]
        calls = [PersonItem(PersonItemKind.WEBHOOK_CALL, str(len(self._calls)))] if self._calls else []
        logs = [PersonItem(PersonItemKind.LOG, path.name) for path in self._logs]
        backups = [PersonItem(PersonItemKind.BACKUP, path.name) for path in self._backups()]
        copies = [PersonItem(PersonItemKind.COPY, path.name) for path in self._copies()]
        return (*templates, *calls, *logs, *backups, *copies)

    def stays(self) -> tuple[PersonItem, ...]:
        """Return the templates whose texts name the person: only a user can write them anew."""
        return tuple(PersonItem(PersonItemKind.MENTION, name) for name in self._mentions())

    def clean(self) -> None:
        """Remove it. Raises `StoreTrouble` where a file cannot be written."""
        templates = FaxTemplates(self._folder.templates)
        for name, left in self._changed_templates.items():
            if left:
                templates.keep(name, left)
            else:
                templates.remove(name)
        if self._calls:
            self._store.webhook_calls.forget(self._calls)
        for path in self._logs:
            self._clean_log(path)
        for path in (*self._backups(), *self._copies()):
            shared_files.discard(path, 0.0)

    # ---------------------------------------------------------------------------------------------- templates

    @cached_property
    def _changed_templates(self) -> dict[str, FaxTemplate]:
        """Return the templates that have the person as a recipient, as they are without."""
        every = FaxTemplates(self._folder.templates).all()
        changed = {name: self._without(one) for name, one in every.items()}
        return {name: one for name, one in changed.items() if one != every[name]}

    def _without(self, template: FaxTemplate) -> FaxTemplate:
        names = {fold(name) for name in self._person.names}
        left = tuple(one for one in template.recipients if one[0] not in self._person.numbers)
        cover = template.cover
        if cover is not None and cover.name_to and fold(cover.name_to) in names:
            cover = replace(cover, name_to="")
        return replace(template, recipients=left, cover=cover)

    def _mentions(self) -> Iterator[str]:
        for name, template in FaxTemplates(self._folder.templates).all().items():
            if self._person.is_named_in(name, template.comment, *_texts(template.cover)):
                yield name
        covers = CoverTemplates(self._folder.covers)
        for name, page in covers.templates.items():
            if self._person.is_named_in(name, *_texts(page)):
                yield name

    # ------------------------------------------------------------------------------------------------- others

    @cached_property
    def _calls(self) -> list[int]:
        calls = self._store.heard_webhooks()
        if calls is None:
            return []
        return calls.about({comparable(number) for number in self._person.numbers}, self._ids)

    @cached_property
    def _logs(self) -> list[Path]:
        """Return the files of the log that name the person, or a fax of theirs."""
        files = sorted(self._folder.path.glob(f"{self._folder.log.name}*"))
        return [path for path in files if any(map(self._is_about, _lines(path)))]

    def _is_about(self, line: str) -> bool:
        return any(one in line for one in self._ids) or self._person.is_named_in(line)

    def _clean_log(self, path: Path) -> None:
        """Leave out the lines about the person. Who writes into the log goes on in the new file (`store.logfile`)."""
        text = "".join(line for line in _lines(path) if not self._is_about(line))
        try:
            replace_file(path, text.encode())
        except OSError as error:
            raise StoreTrouble(
                f"The log could not be cleaned: {shared_files.reason(error)}.",
                shared_files.remedy(error, self._folder.path),
            ) from error

    def _backups(self) -> list[Path]:
        return sorted(self._folder.path.glob(_BACKUPS)) if self._known else []

    def _copies(self) -> list[Path]:
        if not self._known:
            return []
        return [path for name in _COPIES for path in sorted((self._folder.cache / name).rglob("*")) if path.is_file()]


def _texts(page: CoverPage | None) -> tuple[str, ...]:
    return () if page is None else (page.name_from, page.subject, page.message)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file of the log, none of one that cannot be read."""
    try:
        with shared_files.open_for_reading(path) as file:
            return file.read().decode("utf-8", "replace").splitlines(keepends=True)
    except OSError:
        return []
