"""What a compose dialog is for: a new fax, a change of one that waits, or sending one again.

>>> from faxdesk.store.settings_file import Settings
>>> from faxdesk.ui.compose.modes import NewMode
>>> NewMode(backend, Settings()).title
'New fax'
"""

from faxdesk.ui.compose.modes.draft import DraftMode
from faxdesk.ui.compose.modes.edit import EditMode
from faxdesk.ui.compose.modes.mode import ComposeMode
from faxdesk.ui.compose.modes.new import NewMode
from faxdesk.ui.compose.modes.rebuild import RebuildMode, ReopenMode
from faxdesk.ui.compose.modes.resend import ResendMode

__all__ = ["ComposeMode", "DraftMode", "EditMode", "NewMode", "RebuildMode", "ReopenMode", "ResendMode"]
