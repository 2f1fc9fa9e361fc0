"""How far something has come, on the button of the window in the task bar of Windows.

`ITaskbarList3` is a COM object, whose methods are called by their places in its table (shobjidl_core.h):
https://learn.microsoft.com/windows/win32/api/shobjidl_core/nn-shobjidl_core-itaskbarlist3. Qt 6 has nothing for it.
"""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    import uuid
    from collections.abc import Callable
    from ctypes import wintypes

    _CLASS = uuid.UUID("{56FDF344-FD6D-11D0-958A-006097C9A090}").bytes_le
    _INTERFACE = uuid.UUID("{EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF}").bytes_le
    _IN_PROCESS = 1
    _INIT, _SET_VALUE, _SET_STATE = 3, 9, 10
    _NO_PROGRESS, _NORMAL = 0, 2
    _WHOLE = 1000

    class TaskbarButton:
        """The button of the window whose handle `window` returns. Qt has made COM ready in its thread."""

        def __init__(self, window: Callable[[], int]) -> None:
            self._window = window
            self._list = ctypes.c_void_p()
            ole32 = ctypes.windll.ole32
            failed = ole32.CoCreateInstance(_CLASS, None, _IN_PROCESS, _INTERFACE, ctypes.byref(self._list))
            if failed or self._call(_INIT):
                # An older shell, or another one.
                self._list = ctypes.c_void_p()

        def show(self, part: float | None) -> None:
            """Show a part from 0 to 1; None shows nothing."""
            window = wintypes.HWND(self._window())
            if part is None:
                self._call(_SET_STATE, window, ctypes.c_int(_NO_PROGRESS))
            else:
                self._call(_SET_STATE, window, ctypes.c_int(_NORMAL))
                done = ctypes.c_ulonglong(int(part * _WHOLE))
                self._call(_SET_VALUE, window, done, ctypes.c_ulonglong(_WHOLE))

        def _call(self, place: int, *arguments: object) -> int:
            """Call the method at a place of the table; return 0 where it has worked."""
            if not self._list:
                return 1
            table = ctypes.cast(self._list, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
            kinds = [type(argument) for argument in arguments]
            method = ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)(table[place] or 0)
            return int(method(self._list, *arguments))
