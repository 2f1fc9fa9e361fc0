"""A session bus of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DAEMON = shutil.which("dbus-daemon")

_CONFIGURATION = """
<busconfig>
  <type>session</type>
  <listen>{listen}</listen>
  {services}
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def session_bus(
    listen: str = "unix:tmpdir=/tmp", services: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a bus that listens there; yield its address.

    It starts only the services whose files are in a folder, each in this environment: those of the computer would show
    what a test sends.
    """
    assert DAEMON is not None
    folder = "" if services is None else f"<servicedir>{services}</servicedir>"
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as configuration:
        configuration.write(_CONFIGURATION.format(listen=listen, services=folder))
        configuration.flush()
        command = [DAEMON, f"--config-file={configuration.name}", "--nofork", "--print-address"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        ) as daemon:
            assert daemon.stdout is not None
            try:
                yield daemon.stdout.readline().strip()
            finally:
                daemon.kill()
