"""The choice of the group whose contacts are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.ui.widgets.choices import ComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.contacts import Group


class GroupBox(ComboBox):
    """All groups, or one by its name. It is there where there are groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Group"))

    @property
    def group(self) -> str:
        """The name of the group that is chosen, "" for all."""
        return self.currentData() or ""

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Offer these; the one that is chosen stays so."""
        chosen = self.group
        self.clear()
        self.addItem(self.tr("All groups"), "")
        for group in groups:
            self.addItem(self.tr("{group} ({count})").format(group=group.name, count=group.size), group.name)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.setVisible(self.count() > 1)
