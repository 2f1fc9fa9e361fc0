"""What a bundle keeps, whose it is, and what the package for Debian says of itself."""

from __future__ import annotations

import ast
import functools
import gzip
import importlib.metadata
import json
import os
import re
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from bundling import components, icu, make, reproduction, selection, stripping
from bundling.components import Component, NobodysFile, Owned
from faxdesk.core.settings import APP_ID
from installers import linux
from installers import make as installers_make
from tests.source_trees import nodes, trees

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).parents[1]

# --------------------------------------------------------------------------------------------------- selection

ENTRIES: list[selection.Entry] = [
    ("PySide6/QtGui.abi3.so", "/s/QtGui", "EXTENSION"),
    ("PySide6/Qt/lib/libQt6Gui.so.6", "/s/gui", "BINARY"),
    ("PySide6/Qt/lib/libQt6Qml.so.6", "/s/qml", "BINARY"),
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "/s/xcb", "BINARY"),
    ("libX11.so.6", "/usr/lib/libX11", "BINARY"),
    ("libX11.so.6.link", "libX11.so.6", "SYMLINK"),
    ("libgtk-3.so.0", "/usr/lib/gtk", "BINARY"),
    ("libpython3.11.so.1.0", "/s/python", "BINARY"),
    ("pypdfium2_raw/libpdfium.so", "/s/pdfium", "BINARY"),
    ("certifi/cacert.pem", "/s/cacert", "DATA"),
]
LOADS = {"/s/QtGui": ["libQt6Gui.so.6"], "/s/xcb": ["libX11.so.6"], "/usr/lib/gtk": ["libX11.so.6"]}


def _kept(entries: list[selection.Entry], loads: dict[str, list[str]], *roots: str) -> list[str]:
    def imports(source: str) -> Iterable[str]:
        return loads.get(source, [])

    return [name for name, _, _ in selection.reachable(entries, roots, imports)]


def test_a_library_stays_only_where_something_that_is_kept_loads_it() -> None:
    assert _kept(ENTRIES, LOADS, "libpython3.11.so.1.0") == [
        "PySide6/QtGui.abi3.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "libX11.so.6",
        "libpython3.11.so.1.0",
        "pypdfium2_raw/libpdfium.so",
        "certifi/cacert.pem",
    ]


def test_windows_names_its_libraries_in_any_case_and_loads_them_from_beside_qt() -> None:
    entries: list[selection.Entry] = [
        ("PySide6\\QtCore.pyd", "core", "EXTENSION"),
        ("PySide6\\Qt6Core.dll", "qt", "BINARY"),
        ("PySide6\\MSVCP140.dll", "msvcp", "BINARY"),
        ("PySide6\\opengl32sw.dll", "software", "BINARY"),
        ("PySide6\\plugins\\platforms\\qwindows.dll", "windows", "BINARY"),
        ("VCRUNTIME140.dll", "runtime", "BINARY"),
        ("python311.dll", "python", "BINARY"),
    ]
    loads = {"core": ["Qt6Core.dll", "python3.dll"], "qt": ["msvcp140.DLL"], "windows": ["vcruntime140.dll"]}
    kept = _kept(entries, loads, "python311.dll")
    assert "PySide6\\opengl32sw.dll" not in kept
    assert len(kept) == len(entries) - 1


def test_a_framework_of_macos_stays_or_goes_as_a_whole() -> None:
    def framework(name: str) -> list[selection.Entry]:
        folder = f"PySide6/Qt/lib/{name}.framework"
        return [
            (f"{folder}/Versions/A/{name}", name, "BINARY"),
            (f"{folder}/{name}", f"Versions/Current/{name}", "SYMLINK"),
            (f"{folder}/Versions/A/Resources/Info.plist", "plist", "DATA"),
        ]

    entries = [("PySide6/QtGui.abi3.so", "gui", "EXTENSION"), *framework("QtGui"), *framework("QtQml")]
    kept = _kept(entries, {"gui": ["@rpath/QtGui.framework/Versions/A/QtGui"]})
    assert kept == [name for name, _, _ in entries if "QtQml" not in name]


def test_what_only_a_library_of_the_system_needs_stays_out_with_it() -> None:
    """The loader tells of the plugin all that the library of CUPS loads, some of which others need too."""
    plugin = "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so"
    entries = [
        (plugin, "plugin", "BINARY"),
        ("PySide6/QtNetwork.abi3.so", "network", "EXTENSION"),
        *((name, name, "BINARY") for name in ("libcups.so.2", "libgnutls.so.30", "libkrb5.so.3", "libQt6Core.so.6")),
    ]
    loads = {
        "plugin": ["libcups.so.2", "libgnutls.so.30", "libkrb5.so.3", "libQt6Core.so.6"],
        "libcups.so.2": ["libgnutls.so.30", "libkrb5.so.3"],
        "network": ["libkrb5.so.3"],
    }
    imports = selection.imports_of_what_stays(entries, lambda file: loads.get(file, []))
    wanted = [entry for entry in entries if selection.is_wanted(entry[0])]
    kept = [name for name, _, _ in selection.reachable(wanted, [], imports)]
    assert kept == [plugin, "PySide6/QtNetwork.abi3.so", "libkrb5.so.3", "libQt6Core.so.6"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", True),
        ("libcups.so.2", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("resources/icons/faxdesk.svg", True),
        ("resources/screenshots/window.png", False),
        ("tzdata/zoneinfo/Europe/Zurich", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
    ],
)
def test_plugins_stay_out_unless_they_are_named(name: str, wanted: bool) -> None:
    assert selection.is_wanted(name) is wanted


def test_nothing_is_left_out_that_faxdesk_imports() -> None:
    """Colour profiles once were: the module that reads them is imported where a picture has one."""
    wanted = set()
    for _, tree in trees():
        for node in nodes(tree):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                wanted |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    extensions = {"PIL.ImageCms": "PIL._imagingcms", "PIL.Image": "PIL._avif"}
    wanted |= {extensions[name] for name in wanted & set(extensions)}
    assert "PIL.ImageCms" in wanted
    for platform in ("linux", "win32", "darwin"):
        elsewhere = set() if platform == "linux" else set(selection.ONLY_FOR_LINUX)
        assert wanted & set(selection.excluded_modules(platform)) <= elsewhere


def test_the_keyring_of_windows_does_not_find_a_cffi_that_lacks_its_parser() -> None:
    """There was no keyring when it did: win32ctypes takes cffi where it is there, and ctypes where it is not."""
    left_out = set(selection.excluded_modules("win32"))
    assert "pycparser" not in left_out or "cffi" in left_out
    assert not {"ctypes", "win32ctypes"} & left_out


def test_of_the_ciphers_stay_those_that_are_loaded() -> None:
    entries = [
        (name, f"/x/{name}", "BINARY")
        for name in (
            "Crypto\\Cipher\\_raw_aes.pyd",
            "Crypto\\Cipher\\_raw_aesni.pyd",
            "Crypto\\PublicKey\\_mlkem.pyd",
            "python311.dll",
        )
    ]
    text = '_raw_aes_lib = load_pycryptodome_raw_lib("Crypto.Cipher._raw_aes", _cproto)\n'
    kept = [name for name, _, _ in selection.without_unnamed_ciphers(entries, [text])]
    assert kept == ["Crypto\\Cipher\\_raw_aes.pyd", "python311.dll"]


def test_windows_has_one_library_of_ciphers() -> None:
    """The other one is 10 MB, and pypdf takes it where it finds it, as in the environment of the tests."""
    assert "cryptography" in selection.excluded_modules("win32")
    assert "cryptography" not in selection.excluded_modules("linux")


def test_the_list_of_parts_has_no_size_for_what_is_signed(tmp_path: Path) -> None:
    data = tmp_path / "zones"
    data.write_bytes(b"12345")
    entries = [("tzdata\\zones", str(data), "DATA"), ("a.dll", str(data), "BINARY"), ("b", "c", "SYMLINK")]
    assert selection.parts_list(entries) == "- a.dll\n5 tzdata/zones\n"


@pytest.mark.parametrize(
    ("name", "source", "alone"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", "/x/libQt6Core.so.6", True),
        ("pillow.libs/libtiff-20b7e810.so", "/x/libtiff.so", True),
        ("libX11.so.6", "/usr/lib/libX11.so.6", True),
        ("cryptography/hazmat/bindings/_rust.abi3.so", "/x/_rust.abi3.so", False),
    ],
)
def test_what_breaks_when_it_is_stripped_is_left_alone(name: str, source: str, alone: bool) -> None:
    assert stripping.is_stripped_already(name, source) is alone


# --------------------------------------------------------------------------------------------------------- ICU


def _package(items: dict[str, bytes]) -> bytes:
    """A package of ICU's data, as `icupkg` writes it: a header, a table, names, and items on whole 16 bytes."""
    header = struct.pack("<HBBHHBBBB4s", 32, 0xDA, 0x27, 20, 0, 0, 0, 2, 0, b"CmnD").ljust(32, b"\0")
    names = b"".join(name.encode() + b"\0" for name in items)
    at, start = 4 + 8 * len(items), -(-(4 + 8 * len(items) + len(names)) // 16) * 16
    table, body = struct.pack("<I", len(items)), b""
    for name, data in items.items():
        table += struct.pack("<II", at, start + len(body))
        at += len(name) + 1
        body += data.ljust(-(-len(data) // 16) * 16, b"\0")
    return header + (table + names).ljust(start, b"\0") + body


def test_icu_keeps_the_order_of_words_and_what_it_needs_itself() -> None:
    items = {
        "icudt73l/brkitr/cjdict.dict": b"words" * 9,
        "icudt73l/coll/de.res": b"German order",
        "icudt73l/coll/root.res": b"order of all",
        "icudt73l/de_CH.res": b"Swiss",
        "icudt73l/gb18030.cnv": b"letters",
        "icudt73l/nfc.nrm": b"normal forms",
        "icudt73l/root.res": b"root",
        "icudt73l/zh_Hans_CN.res": b"Chinese",
    }
    kept = {name: items[name] for name in items if icu.is_kept(name)}
    assert [name.partition("/")[2] for name in kept] == ["coll/de.res", "coll/root.res", "nfc.nrm", "root.res"]
    assert icu.smaller(_package(items)) == _package(kept)


def test_what_is_no_package_of_icu_is_refused() -> None:
    with pytest.raises(ValueError, match="no"):
        icu.smaller(b"\x90\x00" + b"x" * 200)


# -------------------------------------------------------------------------------------------------- components


def _component(name: str, text: str = "Do what you like.", licence: str = "MIT") -> Component:
    return Component(name, "1.0", licence, f"pkg:pypi/{name}@1.0", text)


@functools.cache
def _owners() -> components.Owners:
    return components.Owners.of_this_computer(ROOT)


def test_each_file_has_the_owner_that_brought_it() -> None:
    import certifi
    from PySide6 import QtCore

    owners = _owners()
    found = {
        path: owner.name if (owner := owners.of(Path(path))) else None
        for path in (certifi.where(), QtCore.__file__, ast.__file__, str(ROOT / "resources" / "sample.pdf"))
    }
    assert [name and name.lower() for name in found.values()] == ["certifi", "pyside6_essentials", "cpython", "faxdesk"]


def test_a_file_that_belongs_to_nobody_stops_the_build(tmp_path: Path) -> None:
    stray = tmp_path / "stray.so"
    stray.touch()
    with pytest.raises(NobodysFile, match=r"stray\.so"):
        components.inventory(_owners(), [("stray.so", str(stray), "BINARY")], [], [])


def test_the_inventory_has_files_and_modules_and_can_be_read_by_programs() -> None:
    import certifi

    entries = [("certifi/cacert.pem", certifi.where(), "DATA"), ("link", "elsewhere", "SYMLINK")]
    modules = [("certifi", certifi.__file__ or "", "PYMODULE"), ("namespace", "-", "PYMODULE")]
    rows = json.loads(components.as_json(components.inventory(_owners(), entries, modules, [])))
    (row,) = [row for row in rows if row["name"] == "certifi"]
    assert row["files"] == ["certifi/cacert.pem"]
    assert row["modules"] == ["certifi"]
    assert row["purl"].startswith("pkg:pypi/certifi@")


def test_the_notice_names_everybody_and_says_a_text_once(tmp_path: Path) -> None:
    (tmp_path / "LGPL-3.0.txt").write_text("GNU LESSER", encoding="utf-8")
    owned = tuple(Owned(_component(name), ("x",), ()) for name in ("libxcb1", "libxcb-glx0", "FaxDesk"))
    text = components.notices(owned, tmp_path)
    assert text.count("Do what you like.") == 1
    assert "libxcb1 1.0: MIT" in text
    assert "libxcb-glx0 1.0: MIT" in text
    assert "GNU LESSER" in text


@pytest.mark.parametrize("component", [_component("silent", text=""), _component("silent", licence="")])
def test_a_component_without_a_licence_stops_the_build(component: Component, tmp_path: Path) -> None:
    with pytest.raises(NobodysFile, match="silent"):
        components.notices((Owned(component, ("x",), ()),), tmp_path)


def test_every_package_that_faxdesk_needs_has_the_text_of_its_licence() -> None:
    """One without stops the build of a bundle, and a text is of no use where a package has its own."""
    locked = (ROOT / "build" / "requirements.txt").read_text(encoding="utf-8")
    needed = set(re.findall(r"^([\w.-]+)==", locked, re.MULTILINE))
    assert "standardwebhooks" in needed
    found = {
        _plain(one.name): components._of_distribution(one)
        for one in importlib.metadata.distributions()
        if _plain(one.name) in needed
    }
    assert [name for name, one in found.items() if not (one.text and one.licence)] == []
    given = {file.stem: file.read_text(encoding="utf-8").strip() for file in components.GIVEN.iterdir()}
    assert {name for name, one in found.items() if one.text in given.values()} == set(given)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --------------------------------------------------------------------------------------------------- the package

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Debian packages are made on Linux")


def test_the_files_for_the_desktop_have_the_name_of_the_program() -> None:
    assert linux.APP_ID == APP_ID
    assert {file.name for file in linux.DATA.iterdir()} >= set(linux.places())
    entry = (linux.DATA / f"{APP_ID}.desktop").read_text(encoding="utf-8")
    assert f"Icon={APP_ID}\n" in entry
    assert "MimeType=application/pdf;image/tiff;\n" in entry
    assert "Exec=faxdesk %F\n" in entry


@linux_only
def test_dependencies_are_what_the_files_ask_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = {
        "faxdesk": ({"libc.so.6", "libEGL.so.1", "libown.so.1"}, (2, 17)),
        "libown.so.1": ({"libm.so.6"}, (2, 34)),
    }
    for name in asked:
        (tmp_path / name).write_bytes(b"\x7fELF")
    (tmp_path / "data").write_bytes(b"data")
    monkeypatch.setattr(linux, "asked_for", lambda path: asked[path.name])
    found = linux.dependencies(sorted(tmp_path.iterdir()))
    assert found[:2] == ["libc6 (>= 2.34)", "libegl1"]
    asked["faxdesk"][0].add("libstrange.so.7")
    with pytest.raises(ValueError, match=r"libstrange\.so\.7"):
        linux.dependencies(sorted(tmp_path.iterdir()))


@linux_only
def test_what_a_program_asks_for_is_read_from_it() -> None:
    libraries, glibc = linux.asked_for(Path(sys.executable).resolve())
    assert "libc.so.6" in libraries
    assert (2, 2) < glibc < (3, 0)


@linux_only
def test_the_tree_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "_internal/modules.pyz").write_bytes(b"x" * 3000)
    (bundle / "faxdesk").write_text('#!/bin/sh\necho "$@"\n')
    (bundle / "faxdesk").chmod(0o755)
    tree = tmp_path / "tree"
    linux.lay_out(bundle, tree, "1.2.3")
    share = tree / "usr" / "share"
    assert (tree / "usr/bin/faxdesk").resolve() == tree / "usr/lib/faxdesk/faxdesk"
    assert "1.2.3" in (share / f"metainfo/{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    assert "2026-01-01" in (share / f"metainfo/{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    sizes = {path.parent.parent.name for path in (share / "icons/hicolor").rglob(f"{APP_ID}.*")}
    assert sizes == {"scalable", *(f"{size}x{size}" for size in (16, 24, 32, 48, 64, 128, 256, 512))}
    completions = {shell: (share / place).read_text(encoding="utf-8") for shell, place in linux.COMPLETIONS.items()}
    assert completions == {shell: f"completion {shell}\n" for shell in ("bash", "zsh", "fish")}
    assert "MIT" in (share / "doc/faxdesk/copyright").read_text(encoding="utf-8")
    changes = gzip.decompress((share / "doc/faxdesk/changelog.gz").read_bytes()).decode()
    assert changes.startswith("faxdesk (1.2.3) ")
    assert changes.endswith("  Thu, 01 Jan 2026 00:00:00 +0000\n")
    said = (tree / "DEBIAN/control").read_text(encoding="utf-8")
    assert "Version: 1.2.3\n" in said
    modes = {path.relative_to(tree).as_posix(): oct(path.stat().st_mode & 0o777) for path in tree.rglob("*")}
    assert modes["usr/lib/faxdesk/faxdesk"] == "0o755"
    assert modes["usr/lib/faxdesk/_internal/modules.pyz"] == "0o644"
    assert {path.stat(follow_symlinks=False).st_mtime for path in tree.rglob("*")} == {1767225600}


def test_installers_are_made_for_known_systems_only(capsys: pytest.CaptureFixture[str]) -> None:
    from faxdesk import __version__

    assert installers_make.version() == __version__
    assert installers_make.make_installers(["beos"]) == 2
    assert "linux, windows, macos" in capsys.readouterr().out


def test_the_same_sources_have_one_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert int(make.source_date()) > 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "5")
    environment = make.build_environment()
    assert (environment["SOURCE_DATE_EPOCH"], environment["PYTHONHASHSEED"]) == ("5", "1")


# ---------------------------------------------------------------------------------------------------- reproduction


def test_what_was_not_made_again_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for name in ("dist", "again"):
        dist = tmp_path / name
        monkeypatch.setattr(reproduction, "DIST", dist)
        monkeypatch.setattr(reproduction, "program", lambda dist=dist: dist / "faxdesk" / "faxdesk")
        top = dist / "faxdesk" / "_internal"
        top.mkdir(parents=True)
        (dist / "components.json").write_text("[]", "utf-8")
        (top.parent / "faxdesk").write_bytes(b"\x7fELF")
        (top / "same.so").write_bytes(b"same")
        (top / "other.so").write_bytes(name.encode())
        (top / f"{name}.so").write_bytes(b"one of them")
        if os.name == "posix":
            (top / "link.so").symlink_to(f"{name}.so")
        made.append(reproduction.contents(dist))
    assert [line.split(":")[0] for line in reproduction.differences(*made) if "link.so" not in line] == [
        "faxdesk/_internal/again.so is new",
        "faxdesk/_internal/dist.so was not made again",
        "faxdesk/_internal/other.so differs",
    ]
    if os.name == "posix":
        link = "faxdesk/_internal/link.so"
        assert f"{link} differs: link to dist.so, link to again.so" in reproduction.differences(*made)
    assert list(reproduction.differences(made[0], made[0])) == []
