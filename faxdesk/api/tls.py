"""Which certificates are trusted."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from faxdesk.core.errors import InputRefused

_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Where administrators name a bundle of certificates, the first of them that is set counts."""


def context() -> ssl.SSLContext:
    """Return how TLS servers are verified.

    The store of the operating system counts, as offices that look into TLS put their root certificate there; or the
    bundle that the environment names. Raises `InputRefused` where that bundle cannot be read.
    """
    for variable in _VARIABLES:
        bundle = os.environ.get(variable, "")
        if bundle:
            return _bundle(variable, bundle)
    try:
        import truststore
    except ImportError:
        import certifi

        return _trusting(cafile=certifi.where())
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _bundle(variable: str, bundle: str) -> ssl.SSLContext:
    folder = Path(bundle).is_dir()
    try:
        return _trusting(cafile=None if folder else bundle, capath=bundle if folder else None)
    except OSError:
        raise InputRefused(
            variable,
            f"The certificates in “{bundle}” cannot be read.",
            "Correct this environment variable, or remove it to use the certificates of the system.",
        ) from None


def _trusting(*, cafile: str | None = None, capath: str | None = None) -> ssl.SSLContext:
    """Not `ssl.create_default_context`, which opens what `SSLKEYLOGFILE` names as well.

    Where that cannot be written the certificates would be blamed; where it can, the keys of each connection would lie
    in a file.
    """
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(cafile, capath)
    return trusting
