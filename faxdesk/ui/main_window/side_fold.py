"""Whether the place beside the lists is there: while something is chosen, and the window has the room or is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from faxdesk.ui.fax_list.tabs import FaxListTabs


class SideFold(QObject):
    """Shows and hides the details. A wide window and a narrow one each remember what the user wants of them.

    A wide window has the details unless they are turned off, a narrow one (`tokens.FOLD_WIDTH`) only after they were
    turned on: beside them its list would have no room left. For a fax that only the user can settle they open by
    themselves, as it is settled there and nowhere else, and close again when another is chosen.
    """

    def __init__(self, side: QWidget, wanted: QAction, lists: FaxListTabs, *, wide: bool, narrow: bool) -> None:
        """`wanted` is checked while the details may show; `wide` and `narrow` are what the user wanted last."""
        super().__init__(side)
        self._side, self._action, self._lists = side, wanted, lists
        self._wanted = {True: wide, False: narrow}
        self._is_wide = True
        self._chosen = False
        self._settled_here: int | None = None
        """The fax for which they have opened by themselves, until another is chosen."""
        self._by_itself = False
        """True while they are open for that fax, which the user may close."""
        self._action.setChecked(wide)
        self._show()
        lists.currentChanged.connect(self._show)

    @property
    def wanted(self) -> tuple[bool, bool]:
        """What the user wants of a wide window, and of a narrow one."""
        return self._wanted[True], self._wanted[False]

    def fit(self, width: int) -> None:
        """The window has this width now, in pixels."""
        self._is_wide = width >= tokens.FOLD_WIDTH
        self._follow()

    def choose(self, *, chosen: bool, fax: int | None = None, asked: bool = False) -> None:
        """Something is chosen, or nothing is. `fax` is the only one that is; `asked`: only the user can settle it."""
        self._chosen = chosen
        if fax != self._settled_here:
            self._settled_here, self._by_itself = None, False
        if asked and self._settled_here is None:
            self._settled_here, self._by_itself = fax, True
        self._follow()

    def _follow(self) -> None:
        self._action.setChecked(self._wanted[self._is_wide] or self._by_itself)
        self._show()

    def turn(self) -> None:
        """The user has turned the details on or off."""
        self._by_itself = False
        self._wanted[self._is_wide] = self._action.isChecked()
        self._show()

    def open(self) -> None:
        """What is chosen is to be seen."""
        self._action.setChecked(True)
        self.turn()

    def _show(self) -> None:
        self._side.setVisible(self._lists.shows_faxes and self._chosen and self._action.isChecked())
