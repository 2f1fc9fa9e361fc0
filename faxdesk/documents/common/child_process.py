"""Programs that open what strangers have made: their memory is limited, and they end with whoever started them."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from faxdesk.documents.common.pipes import NO_WINDOW

if sys.platform == "win32":
    from faxdesk.core.job_object import SUSPENDED, JobObject, resume

    class ChildProcess(subprocess.Popen[bytes]):
        """A process, and all that it starts: each takes `memory` bytes at most, and all of them together.

        They end with FaxDesk, and when this object is forgotten. Raises `OSError` where the process cannot be started,
        or not within its limits. `limits_itself` matters elsewhere.
        """

        def __init__(
            self,
            command: list[str],
            memory: int,
            *,
            limits_itself: bool = False,  # noqa: ARG002  this system limits it in any case
            **more: Any,
        ) -> None:
            self._job = JobObject(memory)
            super().__init__(command, creationflags=NO_WINDOW | SUSPENDED, **more)
            try:
                handle = int(self._handle)  # type: ignore[attr-defined]
                self._job.add(handle)
                resume(handle)
            except BaseException:
                self.kill()
                # Closes its pipes as well.
                with self:
                    raise

        def kill_all(self) -> None:
            """End the process and all that it has started, and wait until it has ended."""
            self._job.kill()
            self.kill()
            self.wait()

else:
    import contextlib
    import os
    import signal

    class ChildProcess(subprocess.Popen[bytes]):
        """A process, and all that it starts: each takes `memory` bytes of address space at most.

        One that `limits_itself` is started as it is. Raises `OSError` where it cannot be started.
        """

        def __init__(self, command: list[str], memory: int, *, limits_itself: bool = False, **more: Any) -> None:
            limited = command if limits_itself else [*_limiting(memory), *command]
            super().__init__(limited, start_new_session=not limits_itself, **more)

        def kill_all(self) -> None:
            """End the process and all that it has started, and wait until it has ended."""
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.wait()

    def _limiting(memory: int) -> list[str]:
        """A shell, as setting limits between fork and exec is not safe in a program with threads."""
        return ["/bin/sh", "-c", f'ulimit -v {memory // 1024} 2>/dev/null; ulimit -c 0; exec "$@"', "sh"]
