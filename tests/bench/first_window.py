"""The window of FaxDesk on a data folder, until its list is drawn: FOLDER. Prints what `started.tell` says."""

from __future__ import annotations

import gc
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from faxdesk.ui.desktop.pyside_import_hook import import_pyside
from tests.bench import started

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


def _watch_the_list() -> None:
    from PySide6.QtCore import QTimer

    from faxdesk.ui.fax_list.table_view import ListTableView

    drawn: list[bool] = []
    plain = ListTableView.paintEvent

    def paint(table: ListTableView[Any], event: QPaintEvent) -> None:
        plain(table, event)
        if not drawn:
            drawn.append(True)
            rows = table.model().rowCount()
            QTimer.singleShot(0, partial(started.tell, rows=rows, heavy=started.heavy()))

    ListTableView.paintEvent = paint  # type: ignore[method-assign, assignment]  # seen from outside, without a hook in the program


# As the program begins (`faxdesk.__main__`): what is watched here must not load PySide6 otherwise than that does.
gc.disable()
import_pyside()
_watch_the_list()

from faxdesk.__main__ import main  # noqa: E402  the program begins here

# Without words, as it is opened from a menu.
os.environ["FAXDESK_DATA_DIR"] = sys.argv[1]
main([])
