"""What of the environment other programs get that FaxDesk starts: what they need, and nothing else.

The environment may have the token (`FAXDESK_TOKEN`), the password of a proxy, and the secrets of whoever has started
FaxDesk. Programs that open documents of strangers get none of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, MutableMapping

_SYSTEM = (
    "PATH PATHEXT HOME USER LOGNAME USERNAME USERPROFILE HOMEDRIVE HOMEPATH SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC"
    " APPDATA LOCALAPPDATA PROGRAMDATA ALLUSERSPROFILE PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 COMMONPROGRAMFILES"
    " NUMBER_OF_PROCESSORS PROCESSOR_ARCHITECTURE OS TEMP TMP TMPDIR LANG LANGUAGE TZ LC_* __CF_USER_TEXT_ENCODING"
)
"""Where things are on this computer, and the language and zone of its user."""
_PYTHON = (
    "PYTHONPATH PYTHONHOME PYTHONUTF8 PYTHONIOENCODING PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX PYTHONNOUSERSITE"
    " PYTHONHASHSEED PYTHONMALLOC PYTHONDEVMODE PYTHONWARNINGS PYTHONOPTIMIZE PYTHONSAFEPATH VIRTUAL_ENV"
    " __PYVENV_LAUNCHER__ LD_LIBRARY_PATH DYLD_* MALLOC_* _PYI_* _MEIPASS2 PYINSTALLER_* COVERAGE_*"
)
"""How Python finds its modules and libraries, from its source or frozen, and how its tests see what it runs."""
_OFFICE = "XDG_* DBUS_SESSION_BUS_ADDRESS FONTCONFIG_* SAL_*"
"""Where LibreOffice finds fonts, and what a packaged one is started with."""

WEBHOOK_SECRET = "FAXDESK_WEBHOOK_SECRET"  # noqa: S105  the name of the variable, not a secret
"""The variable that has the secret with which calls of the service are signed."""
_SECRETS = ("FAXDESK_TOKEN", WEBHOOK_SECRET)
_PROXIES = ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")
_withheld: dict[str, str] = {}
"""The addresses of proxies with their logins, by what is left of them in the environment; a secret, by its variable."""


def for_faxdesk(**more: str) -> dict[str, str]:
    """Return the environment of a child that is FaxDesk itself."""
    return {**_kept(f"{_SYSTEM} {_PYTHON}"), **more}


def for_window() -> dict[str, str]:
    """Return the environment of another window of FaxDesk: that of this one without its secrets.

    It works with another account, which a token in the environment would hide.
    """
    return {name: value for name, value in os.environ.items() if name not in _SECRETS}


def for_receiver() -> dict[str, str]:
    """Return the environment of the receiver of webhooks, which alone needs the secret that they are signed with."""
    secret = os.environ.get(WEBHOOK_SECRET) or _withheld.get(WEBHOOK_SECRET)
    return for_faxdesk(**({WEBHOOK_SECRET: secret} if secret else {}))


def for_office(**more: str) -> dict[str, str]:
    """Return the environment of LibreOffice."""
    return {**_kept(f"{_SYSTEM} {_OFFICE}"), **more}


def for_tool(**more: str) -> dict[str, str]:
    """Return the environment of a small program of the system, such as one that converts a picture."""
    return {**_kept(_SYSTEM), **more}


def _kept(names: str, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    wanted = names.split()
    exact = {name for name in wanted if not name.endswith("*")}
    begins = tuple(name[:-1] for name in wanted if name.endswith("*"))
    present = os.environ if environment is None else environment
    # Names of variables have no case on Windows.
    return {name: value for name, value in present.items() if name.upper() in exact or name.upper().startswith(begins)}


def withhold_secrets(environment: MutableMapping[str, str]) -> dict[str, str]:
    """Return a copy of this environment, and take out of it what no other program may see.

    For the environment of this process itself, which the browser and the file manager are started with: Qt gives them
    all of it. Proxies stay there without their logins; `proxy_with_login` returns the rest.
    """
    copy = dict(environment)
    for name in _SECRETS:
        environment.pop(name, None)
    if secret := copy.get(WEBHOOK_SECRET):
        _withheld[WEBHOOK_SECRET] = secret
    for name in list(_proxies_in(environment)):
        plain = _without_login(environment[name])
        if plain != environment[name]:
            _withheld[plain] = environment[name]
            environment[name] = plain
    return copy


def proxy_with_login(address: str) -> str:
    """Return the address of a proxy as it was before `withhold_secrets`."""
    return _withheld.get(address, address)


def _proxies_in(environment: Mapping[str, str]) -> Iterator[str]:
    return (name for name in environment if name.lower() in _PROXIES)


def _without_login(address: str) -> str:
    # Not above: few have a proxy, and the window is drawn before it is needed.
    from urllib.parse import urlsplit, urlunsplit

    try:
        parts = urlsplit(address)
    except ValueError:
        parts = None
    if parts is not None and parts.scheme and parts.netloc:
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    # Such as “office:password@proxy:8080”, which is understood as well.
    return address.rpartition("@")[2]
