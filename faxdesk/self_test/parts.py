"""Checks of what has no window: files, modules, libraries, and the child process that opens documents."""

from __future__ import annotations

import io
import ssl
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import faxdesk
from faxdesk.core import package_parts
from faxdesk.core.resources import NOTICES, resource_path
from faxdesk.self_test.results import CheckFailed, Results

_WINDOW = ("faxdesk.ui", "faxdesk.app", "faxdesk.launcher", "faxdesk.self_test.window", "faxdesk.__main__")
_LATE = (
    *("requests", "keyring", "phonenumbers", "truststore", "certifi", "werkzeug", "tzlocal", "pypdf"),
    "standardwebhooks",
)
"""What is loaded only when it is needed, so that nobody would miss it at the start."""
_KEYRINGS = {
    "linux": ("secretstorage", "jeepney"),
    "win32": ("win32ctypes.pywin32",),
    "darwin": ("keyring.backends.macOS",),
}
_CIPHERS = ("RC4-128", "AES-128", "AES-256")
"""What PDFs are encrypted with, by pypdf's names."""
_ZONES = ("Europe/Zurich", "America/New_York", "Asia/Kathmandu")
_FEWEST_ROOTS = 20
"""A store with fewer certificates is none that the Internet can be used with."""


def check_all(results: Results) -> None:
    """Run every check here."""
    checks: dict[str, Callable[[], str]] = {
        "files": files,
        "modules": modules,
        "notices": notices,
        "database": database,
        "certificates": certificates,
        "keyring": keyring,
        "time zones": zones,
        "phone numbers": phone_numbers,
        "pictures": pictures,
        "HEIC": heic,
        "encryption": encryption,
        "documents": documents,
    }
    for name, check in checks.items():
        results.check(name, check)


def files() -> str:
    """Compare the files of the package with its list. What runs from its source has no list."""
    listed = resource_path(package_parts.LIST)
    if not package_parts.is_packaged():
        return "this FaxDesk runs from its source"
    if not listed.is_file():
        raise CheckFailed(f"the list of parts is missing: {listed}")
    return compare(listed.read_text(encoding="utf-8"), Path(package_parts.folder()))


def compare(listing: str, folder: Path) -> str:
    """Compare the files in a folder with a list of them."""
    bad = []
    lines = [line.split(" ", 1) for line in listing.splitlines()]
    for size, name in lines:
        try:
            there = (folder / name).stat().st_size
        except OSError:
            bad.append(f"{name} is missing")
        else:
            if size not in {"-", str(there)}:
                bad.append(f"{name} has {there} bytes and not {size}")
    if bad or not lines:
        raise CheckFailed(", ".join(bad) or "the list of parts is empty")
    return f"all {len(lines)} are there"


def modules() -> str:
    """Load every module that has no window, and what they load late."""
    names = _names()
    wanted = [name for name in names if not name.startswith(_WINDOW)]
    if not wanted:
        raise CheckFailed("the package faxdesk has no modules")
    for name in (*wanted, *_LATE, *_KEYRINGS.get(sys.platform, ())):
        import_module(name)
    return f"{len(wanted)} of FaxDesk and {len(_LATE)} of others were loaded"


def _names() -> list[str]:
    """Return the names of all modules of FaxDesk; those of a package are in its archive, which no folder shows."""
    if not package_parts.is_packaged():
        return [found.name for found in walk_packages(faxdesk.__path__, "faxdesk.")]
    archive = import_module("pyimod02_importers").pyz_archive
    return sorted(name for name in archive.toc if name.startswith("faxdesk."))


def notices() -> str:
    """See that the licences of what is passed on are there."""
    path = resource_path(NOTICES)
    if not package_parts.is_packaged():
        return "this FaxDesk runs from its source"
    if "PySide6" not in path.read_text(encoding="utf-8"):
        raise CheckFailed(f"{path} does not name PySide6")
    return f"{path.stat().st_size:,} bytes"


def database() -> str:
    """Search in a table of SQLite's full-text search."""
    import sqlite3

    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='unicode61')")
        connection.execute("INSERT INTO words VALUES ('Zürich calls')")
        found = connection.execute("SELECT count(*) FROM words WHERE words MATCH 'zurich'").fetchone()[0]
    connection.close()
    if found != 1:
        raise CheckFailed("SQLite's full-text search does not find what is there")
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def certificates() -> str:
    """See that servers are checked, and against which certificates."""
    import certifi

    from faxdesk.api import tls

    context = tls.context()
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise CheckFailed("the certificates of servers are not checked")
    # Reads the store of the system, where that is a file: as for a connection.
    context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    system = context.cert_store_stats()["x509_ca"]
    if sys.platform == "linux" and system < _FEWEST_ROOTS:
        raise CheckFailed(f"this computer trusts {system} certificates: install the package ca-certificates")
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    own.load_verify_locations(certifi.where())
    if own.cert_store_stats()["x509_ca"] < _FEWEST_ROOTS:
        raise CheckFailed("the certificates that come with FaxDesk are missing")
    of_system = f"{system} of the system" if sys.platform == "linux" else "the store of the system"
    return f"{ssl.OPENSSL_VERSION}, {of_system}, {own.cert_store_stats()['x509_ca']} in reserve"


def keyring() -> str:
    """Ask the keyring for a secret that nobody has put there."""
    import keyring as library

    from faxdesk.core.errors import KeyringTrouble
    from faxdesk.store.keyring_secrets import KeyringSecrets

    backend = type(library.get_keyring())
    name = f"{backend.__module__}.{backend.__qualname__}"
    try:
        KeyringSecrets().find("self-test")
    except KeyringTrouble as trouble:
        if sys.platform != "linux" or not trouble.unsafe:
            raise
        # Windows and macOS always have one, a Linux without a desktop has none.
        return f"{trouble.title} The token is kept until FaxDesk is closed."
    return name


def zones() -> str:
    """Read zones from what comes with FaxDesk, whatever this computer has of its own."""
    from importlib.resources import files as resources
    from zoneinfo import ZoneInfo

    from tzlocal import get_localzone_name

    for name in _ZONES:
        file = resources("tzdata.zoneinfo").joinpath(*name.split("/"))
        with file.open("rb") as opened:
            ZoneInfo.from_file(opened, key=name)
    count = len(resources("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
    return f"{count} zones; this computer is in {get_localzone_name() or 'none that has a name'}"


def phone_numbers() -> str:
    """Recognise a number."""
    from faxdesk.core import phone

    number = phone.parse("044 555 01 23", "CH")
    if number != "+41445550123" or phone.region_of(number) != "CH":
        raise CheckFailed(f"a number of Zürich became {number}")
    return phone.display(number)


def pictures() -> str:
    """Write and read a picture in every format that is taken in."""
    from PIL import Image, ImageCms, features

    from faxdesk.documents.convert.picture_reading import FORMATS

    picture = Image.linear_gradient("L").convert("RGB")
    for kind in FORMATS:
        buffer = io.BytesIO()
        picture.save(buffer, kind)
        with Image.open(io.BytesIO(buffer.getvalue())) as back:
            back.load()
            if back.size != picture.size:
                raise CheckFailed(f"a picture in {kind} came back with another size")
    buffer = io.BytesIO()
    picture.convert("1").save(buffer, "TIFF", compression="group4")
    if not features.check("libtiff"):
        raise CheckFailed("fax compression is missing")
    ImageCms.createProfile("sRGB")
    return f"{', '.join(FORMATS)}, colour profiles and fax compression"


def heic() -> str:
    """Ask the library for pictures of phones, which FaxDesk loads with the first of them, for its decoder."""
    if sys.platform == "darwin":
        return "by macOS"
    try:
        library = import_module("pi_heif").libheif_info()
    except ImportError as error:
        raise CheckFailed(f"the decoder is missing: {error}") from error
    if not library["decoders"]:
        raise CheckFailed(f"libheif {library['libheif']} has no decoder")
    return f"libheif {library['libheif']} with {', '.join(library['decoders'])}"


def encryption() -> str:
    """Read what has been encrypted with each cipher that a PDF may have: a library of its own has the ciphers."""
    from pypdf import PdfReader, PdfWriter
    from pypdf._crypt_providers import crypt_provider

    for cipher in _CIPHERS:
        buffer, writer = io.BytesIO(), PdfWriter()
        writer.add_blank_page(100, 100)
        writer.add_metadata({"/Title": "Zürich calls"})
        writer.encrypt("opens it", algorithm=cipher)
        writer.write(buffer)
        reader = PdfReader(buffer)
        if b"rich calls" in buffer.getvalue() or not reader.decrypt("opens it"):
            raise CheckFailed(f"a PDF was not encrypted with {cipher}, or does not open again")
        if reader.metadata is None or reader.metadata.title != "Zürich calls":
            raise CheckFailed(f"what was encrypted with {cipher} came back as something else")
    return f"{', '.join(_CIPHERS)} by {' '.join(crypt_provider)}"


def documents() -> str:
    """Have the child process read the samples, and draw a page."""
    from faxdesk.core.model import DocumentType
    from faxdesk.documents.worker.client import Renderer, Worker

    pages = 0
    with Worker() as worker:
        for name in ("sample.pdf", "sample.tiff"):
            pages += worker.examine(resource_path(name)).pages
        drawn = Renderer(worker, resource_path("sample.pdf"), DocumentType.PDF).render(0, 200)
    tones = len(set(bytes(drawn.data)))
    if tones < 3:
        raise CheckFailed("the page of the sample is blank")
    return f"{pages} pages of PDF and TIFF, one drawn at {drawn.width} x {drawn.height}"
