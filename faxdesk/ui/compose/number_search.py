"""The search for fax numbers that the documents name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.documents.inspection.fax_numbers import FoundNumber, find_fax_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.arrangement import SourceDocument
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.backend.page_renderer import PageRenderer

_MOST = 10
"""Documents that are searched: whoever adds more sends no single letter."""


class NumberSearch(QObject):
    """Searches documents for fax numbers, each once, where pages are drawn."""

    found = Signal()

    def __init__(self, backend: Backend, own: Callable[[], Sequence[str]], parent: QObject) -> None:
        super().__init__(parent)
        self._backend, self._own = backend, own
        self._numbers: dict[str, tuple[FoundNumber, ...]] = {}

    def numbers(self, documents: Sequence[SourceDocument]) -> tuple[FoundNumber, ...]:
        """Return what is known of these documents, the surest first, each number once."""
        every = [number for document in documents for number in self._numbers.get(document.key, ())]
        best = {number.number: number for number in sorted(every, key=lambda one: one.sure)}
        return tuple(sorted(best.values(), key=lambda one: -one.sure))

    def search(self, documents: Sequence[SourceDocument], region: str) -> None:
        """Search those that have not been searched yet. `region` is that of numbers without country code."""
        for document in documents[:_MOST]:
            if document.key not in self._numbers:
                self._numbers[document.key] = ()
                own = frozenset(self._own())
                job = partial(_search, document, region, own)
                self._backend.with_pages(self, job, partial(self._keep, document.key), self._not_searched)

    def _keep(self, key: str, numbers: tuple[FoundNumber, ...]) -> None:
        self._numbers[key] = numbers
        if numbers:
            self.found.emit()

    def _not_searched(self, error: FaxDeskError) -> None:
        # A document whose text cannot be read names nobody.
        if not isinstance(error, InputRefused | Stopped):
            self._backend.failed.emit(error)


def _search(
    document: SourceDocument, region: str, own: frozenset[str], renderer: PageRenderer, cancel: CancelToken
) -> tuple[FoundNumber, ...]:
    source = renderer.source(document.path, document.type, document.name)
    return find_fax_numbers(document.pages, lambda page: source.text(page, cancel), region, own)
