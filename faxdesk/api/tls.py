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

        return ssl.create_default_context(cafile=certifi.where())
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _bundle(variable: str, bundle: str) -> ssl.SSLContext:
    folder = Path(bundle).is_dir()
    try:
        return ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)
    except OSError:
        raise InputRefused(
            variable,
            f"The certificates in “{bundle}” cannot be read.",
            "Correct this environment variable, or remove it to use the certificates of the system.",
        ) from None
