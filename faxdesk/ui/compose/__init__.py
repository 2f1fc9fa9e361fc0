"""The dialogs in which a fax is written: a new one, a changed one, one that is sent again.

The form has a field for each part of a `Draft`, and the mode says what becomes of it. A dialog closes when the fax is
safely on disk, and not before.

    >>> from faxdesk.store.settings_file import Settings
    >>> from faxdesk.ui.compose import ComposeDialog
    >>> ComposeDialog(backend, Settings()).windowTitle()
    'New fax'
"""

from faxdesk.ui.compose.dialog import ComposeDialog

__all__ = ["ComposeDialog"]
