"""The region that this computer is set to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping

from faxdesk.core import child_environment

_REGION = re.compile(r"[a-z]{2,3}(?:[_-][A-Z][a-z]{3})?[_-]([A-Z]{2})\b")
"""The region in the name of a locale, such as "de_CH.UTF-8", "sr_Latn_RS" or "en-US"."""
_DEFAULTS = "/usr/bin/defaults"
"""Reads the settings of a Mac."""
_SECONDS = 2.0


def region_of_computer() -> str:
    """Return the two-letter region that this computer is set to; an empty text where it is set to none."""
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        # A program that was not started by a terminal has no LANG.
        return _of_mac() or of_environment(os.environ)
    return of_environment(os.environ)


def of_environment(environment: Mapping[str, str]) -> str:
    """Return the region that the environment names, or an empty text: `LC_ALL` first, `LANG` last, as POSIX has it."""
    said = next((environment[name] for name in ("LC_ALL", "LC_PAPER", "LANG") if environment.get(name)), "")
    return of_locale(said)


def of_locale(name: str) -> str:
    """Return the region in the name of a locale, or an empty text."""
    found = _REGION.match(name)
    return found[1] if found else ""


def _of_mac() -> str:
    try:
        told = subprocess.run(  # noqa: S603  a tool of the system
            [_DEFAULTS, "read", "-g", "AppleLocale"],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=child_environment.for_tool(),
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return of_locale(told.decode("utf-8", "replace").strip())


if sys.platform == "win32":
    import ctypes

    _ISO_COUNTRY = 0x5A
    """LOCALE_SISO3166CTRYNAME (winnls.h)."""

    def _of_windows() -> str:
        told = ctypes.create_unicode_buffer(9)
        length = ctypes.windll.kernel32.GetLocaleInfoEx(None, _ISO_COUNTRY, told, len(told))
        return told.value if length and len(told.value) == 2 else ""
