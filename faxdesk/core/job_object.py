"""Job objects of Windows: the processes in one take limited memory, and end when whoever made it does."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS = 9
    _PROCESS_MEMORY, _JOB_MEMORY, _DIE_ON_FAULT, _KILL_ON_CLOSE = 0x100, 0x200, 0x400, 0x2000
    """JOB_OBJECT_LIMIT_… (winnt.h). DIE_ON_UNHANDLED_EXCEPTION: no box that asks the user."""
    _SET_QUOTA_AND_TERMINATE = 0x0100 | 0x0001
    """What a handle must allow to put its process into a job (PROCESS_SET_QUOTA, PROCESS_TERMINATE)."""
    _ENDED = 1

    SUSPENDED = 0x4
    """CREATE_SUSPENDED (winbase.h): a process that runs nothing yet, so that it starts none outside of its job."""

    class _BasicLimits(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION (winnt.h)."""

        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (winnt.h)."""

        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.CreateJobObjectW.restype = _kernel.OpenProcess.restype = wintypes.HANDLE
    _kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    _kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    _kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    _kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
    _kernel.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _nt = ctypes.WinDLL("ntdll")
    _nt.NtResumeProcess.argtypes = (wintypes.HANDLE,)

    class JobObject:
        """Processes that take `memory` bytes at most, each of them and all together.

        They end when this object is closed or forgotten, or when this process ends, however that comes. Raises
        `OSError` where the system sets no such limits.
        """

        def __init__(self, memory: int) -> None:
            self._handle: int | None = None
            self._handle = _checked(_kernel.CreateJobObjectW(None, None))
            limits = _Limits()
            flags = _PROCESS_MEMORY | _JOB_MEMORY | _DIE_ON_FAULT | _KILL_ON_CLOSE
            limits.BasicLimitInformation.LimitFlags = flags
            limits.ProcessMemoryLimit = limits.JobMemoryLimit = memory
            size = ctypes.sizeof(limits)
            try:
                _checked(_kernel.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), size))
            except OSError:
                self.close()
                raise

        def add(self, process: int) -> None:
            """Put the process with this handle into the job, and what it starts from now on. Raises `OSError`."""
            _checked(_kernel.AssignProcessToJobObject(self._handle, process))

        def add_by_number(self, pid: int) -> None:
            """Put the process with this number into the job. Raises `OSError`."""
            process = _checked(_kernel.OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid))
            try:
                self.add(process)
            finally:
                _kernel.CloseHandle(process)

        def kill(self) -> None:
            """End all processes of the job at once."""
            if self._handle:
                _kernel.TerminateJobObject(self._handle, _ENDED)

        def close(self) -> None:
            """End what is left of the job."""
            handle, self._handle = self._handle, None
            if handle:
                _kernel.CloseHandle(handle)

        def __del__(self) -> None:
            self.close()

    def resume(process: int) -> None:
        """Let a process run that was started `SUSPENDED`, by its handle. Raises `OSError`."""
        if status := _nt.NtResumeProcess(process):
            raise OSError(0, f"the process does not start (NTSTATUS {status & 0xFFFFFFFF:#x})")

    def _checked(result: int | None) -> int:
        if not result:
            raise ctypes.WinError(ctypes.get_last_error())
        return result

else:

    class JobObject:
        """There are none: processes limit themselves, or are limited by the shell that starts them."""

        def __init__(self, memory: int) -> None:
            pass

        def add_by_number(self, pid: int) -> None:
            """Do nothing."""

        def close(self) -> None:
            """Do nothing."""
