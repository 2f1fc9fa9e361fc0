"""The actions of the window: their table, when each is possible, and what the Fax menu does.

Menus, toolbar, context menu and buttons show the same `QAction`, so that they never disagree.

    >>> from PySide6.QtWidgets import QMainWindow
    >>> from faxdesk.ui.actions.table import ActionId, Actions
    >>> window = QMainWindow()
    >>> Actions(window)[ActionId.NEW_FAX].text()
    '&New fax'
"""
