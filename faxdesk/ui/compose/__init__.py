"""The dialogs in which a fax is written: a new one, a changed one, one that is sent again."""

from faxdesk.ui.compose.dialog import ComposeDialog

__all__ = ["ComposeDialog"]
