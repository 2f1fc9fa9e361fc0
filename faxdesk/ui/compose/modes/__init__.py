"""What a compose dialog is for: a new fax, a change of one that waits, or sending one again.

dialog = ComposeDialog(backend, settings, parent=window, mode=ReopenMode(backend, settings, taken))
"""

from faxdesk.ui.compose.modes.edit import EditMode
from faxdesk.ui.compose.modes.mode import ComposeMode
from faxdesk.ui.compose.modes.new import NewMode
from faxdesk.ui.compose.modes.rebuild import RebuildMode, ReopenMode
from faxdesk.ui.compose.modes.resend import ResendMode

__all__ = ["ComposeMode", "EditMode", "NewMode", "RebuildMode", "ReopenMode", "ResendMode"]
