"""Which of the collected files a bundle keeps: what is asked for by name, and what these files load.

The rules are the same on Windows, macOS and Linux. What loads what is read from the files themselves, so that a library
stays exactly as long as something that is kept needs it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""Where a file goes in the bundle, where it comes from, and PyInstaller's word for what it is."""

PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qico", "qjpeg", "qsvg", "qtiff"),
    "platforminputcontexts": ("composeplatforminputcontext", "ibusplatforminputcontext"),
    "platforms": ("qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cupsprintersupport",),
    "styles": ("qmacstyle", "qmodernwindowsstyle"),
    "wayland-decoration-client": ("",),
    "wayland-graphics-integration-client": ("",),
    "wayland-shell-integration": ("",),
    "xcbglintegrations": ("",),
}
"""Qt's plugins by their folder, which Qt loads by name: what is not named stays out. libqgtk3 alone would bring 20 MB
of GTK."""

LEFT_TO_THE_SYSTEM = ("libcups.so",)
"""Libraries that are there where there is something for them to do: without CUPS there is no printer, and Qt prints
into a PDF. With it would come those that it loads, for 5 MB, and they have to agree with the print server."""

NEVER_IMPORTED = [
    "tkinter",
    "unittest",
    "pydoc",
    "doctest",
    "pdb",
    "readline",
    "curses",
    "PIL.ImageQt",
    "PIL._tkinter_finder",
    # Draws letters into pictures, by FreeType; FaxDesk has PDFium draw its letters.
    "PIL.ImageFont",
    "PIL._imagingft",
    # What cffi compiles C with.
    "distutils",
    "pycparser",
    "setuptools",
    # Programs that start themselves again to share work, loops of other libraries, what only a browser has, and windows
    # of Tk: nothing here asks for it, and who could loads it only then.
    "multiprocessing",
    "concurrent.futures.process",
    "xmlrpc",
    "asyncio",
    "filelock.asyncio",
    "filelock._async_lock",
    "urllib3.contrib.emscripten",
    "PIL.ImageTk",
    # There with the tools of developers; Pillow takes it for the notes of a picture, which nobody reads here.
    "defusedxml",
    # Which town, carrier and zone a number belongs to: 5 MB that nothing asks for.
    "phonenumbers.geodata",
    "phonenumbers.carrierdata",
    "phonenumbers.tzdata",
]
"""Modules that are there for others."""
ONLY_FOR_LINUX = ["jeepney", "secretstorage"]
"""What only the keyring of Linux needs."""
COMPILES_C = ["cffi", "_cffi_backend"]
"""What the keyring of Windows prefers to ctypes where it is there, and then needs pycparser: without that it finds no
keyring at all."""
CIPHERS_OF_OTHERS = ["cryptography"]
"""What pypdf takes for its ciphers where it is there, with all of OpenSSL in it; on Windows it has pycryptodome."""

HOOKS_LEFT_OUT = {
    # Loads QtCore at each start, also of a command, and leaves QT_PLUGIN_PATH to every other program that is started:
    # PySide's wheels find their plugins by themselves.
    "pyi_rth_pyside6",
    # Nobody here starts processes that way, looks for sources, or lists packages.
    "pyi_rth_multiprocessing",
    "pyi_rth_inspect",
    "pyi_rth_pkgutil",
}
"""What PyInstaller would have each program run at its start."""
_NOTED_BY_PIP = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
"""What pip notes of an installation; the same wheel has another one in another folder."""
_LIBRARY_FOLDERS = re.compile(r"(\.|PySide6(/Qt/(lib|bin))?|shiboken6|[^/]+\.libs)")
_FRAMEWORK = re.compile(r"(.*/)?([^/]+)\.framework/.*")


def excluded_modules(platform: str) -> list[str]:
    """Return the modules that stay out on a platform, by its name in `sys.platform`."""
    if platform == "linux":
        return NEVER_IMPORTED
    return [*NEVER_IMPORTED, *ONLY_FOR_LINUX, *((*COMPILES_C, *CIPHERS_OF_OTHERS) if platform == "win32" else ())]


def is_wanted(name: str) -> bool:
    """Return whether a collected file may stay: no plugin but those above, and no translation of Qt's own texts."""
    parts = _posix(name).parts
    if "PySide6" not in parts:
        noted = len(parts) > 1 and parts[-2].endswith(".dist-info") and parts[-1] in _NOTED_BY_PIP
        left = parts[-1].startswith(LEFT_TO_THE_SYSTEM)
        return not noted and not left and parts[:2] != ("resources", "screenshots")
    if "plugins" in parts:
        folder, file = parts[parts.index("plugins") + 1], parts[-1].removeprefix("lib")
        return file.startswith(PLUGINS.get(folder, ()))
    return "translations" not in parts


def is_library(entry: Entry) -> bool:
    """Return whether a file is there only because another asks for it: a library of Qt's or of this computer."""
    name, _, kind = entry
    path = _posix(name)
    if kind == "EXTENSION" or "plugins" in path.parts:
        return False
    if _FRAMEWORK.fullmatch(path.as_posix()):
        return True
    return kind in {"BINARY", "SYMLINK"} and _LIBRARY_FOLDERS.fullmatch(path.parent.as_posix()) is not None


def reachable(entries: Iterable[Entry], roots: Iterable[str], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Return the entries without the libraries that nothing among them needs.

    `roots` are names of libraries that are needed by what is no entry, such as that of Python by the program itself.
    `imports` returns the names of the files that a file loads, with or without their folders.
    """
    entries = list(entries)
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_name[_key(entry[0])].append(entry)
    waiting = [entry for entry in entries if not is_library(entry)]
    waiting += [entry for root in roots for entry in by_name[_key(root)]]
    reached: set[str] = set()
    while waiting:
        name, source, kind = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        if kind in {"BINARY", "EXTENSION"}:
            waiting += [entry for needed in imports(source) for entry in by_name[_key(needed)]]
    frameworks = {found[2] for name in reached if (found := _FRAMEWORK.fullmatch(_posix(name).as_posix()))}
    return [entry for entry in entries if entry[0] in reached or _is_in(frameworks, entry[0])]


def imports_of_what_stays(
    entries: Iterable[Entry], imports: Callable[[str], Iterable[str]]
) -> Callable[[str], Iterable[str]]:
    """Return `imports` without what a file has only through a library that is left to the system.

    The loader of Linux tells all that a file loads, through whatever else. `entries` are those before any is left out.
    """
    sources = [source for name, source, _ in entries if _key(name).startswith(LEFT_TO_THE_SYSTEM)]
    behind = {_key(name) for source in sources for name in imports(source)}

    def needed(file: str) -> Iterable[str]:
        names = list(imports(file))
        if not any(_key(name).startswith(LEFT_TO_THE_SYSTEM) for name in names):
            return names
        return [name for name in names if _key(name) not in behind]

    return needed


def without_unnamed_ciphers(entries: Iterable[Entry], modules: Iterable[str]) -> list[Entry]:
    """Return the entries without those libraries of pycryptodome that none of its modules, given as texts, loads.

    It loads them by names such as `Crypto.Cipher._raw_aes`, so that nothing tells which are needed but these texts.
    """
    named = set(re.findall(r"\bCrypto(?:\.\w+)+", "\n".join(modules)))
    return [
        entry
        for entry in entries
        if _posix(entry[0]).parts[0] != "Crypto" or ".".join(_posix(entry[0]).with_suffix("").parts) in named
    ]


def parts_list(entries: Iterable[Entry]) -> str:
    """Return what the self-test compares a bundle with: a line for each file, with its size in bytes.

    Signing changes programs and libraries, which have - for a size.
    """
    sizes = {
        _posix(name).as_posix(): "-" if kind in {"BINARY", "EXTENSION"} else str(Path(source).stat().st_size)
        for name, source, kind in entries
        if kind != "SYMLINK"
    }
    return "".join(f"{size} {name}\n" for name, size in sorted(sizes.items()))


def _is_in(frameworks: set[str], name: str) -> bool:
    """Return whether a file belongs to one of these frameworks of macOS: its links and its description stay with it."""
    found = _FRAMEWORK.fullmatch(_posix(name).as_posix())
    return found is not None and found[2] in frameworks


def _key(name: str) -> str:
    # Windows does not tell upper from lower case.
    return _posix(name).name.lower()


def _posix(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))
