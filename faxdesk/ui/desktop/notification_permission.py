"""Whether Windows lets programs show messages; other systems do not say it to programs such as this.

The values are those that Settings, System, Notifications writes, and the policy "Turn off toast notifications"
(https://learn.microsoft.com/windows/client-management/mdm/policy-csp-admx-wpn).
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from faxdesk.core.settings import APP_ID

_POLICY = r"Software\Policies\Microsoft\Windows\CurrentVersion\PushNotifications", "NoToastApplicationNotification"
_ALL = r"Software\Microsoft\Windows\CurrentVersion\PushNotifications", "ToastEnabled"
_OURS = rf"Software\Microsoft\Windows\CurrentVersion\Notifications\Settings\{APP_ID}", "Enabled"

ReadNumber = Callable[[str, str], int | None]
"""Returns the number that a key of the user's registry has under a name; None where there is none."""


def windows_forbids(read: ReadNumber) -> bool:
    """Return whether the user or an administrator has turned messages off, of all programs or of this one."""
    return read(*_POLICY) == 1 or read(*_ALL) == 0 or read(*_OURS) == 0


def forbidden() -> bool:
    """Return whether messages are known to be turned off on this computer."""
    if sys.platform == "win32":
        return windows_forbids(_number)
    return False


if sys.platform == "win32":
    import winreg

    def _number(key: str, name: str) -> int | None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                value, _kind = winreg.QueryValueEx(opened, name)
        except OSError:
            return None
        return value if isinstance(value, int) else None
