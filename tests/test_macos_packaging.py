"""What is packed for macOS, as far as it can be seen without one: its descriptions, headers, icons and signatures."""

from __future__ import annotations

import base64
import json
import os
import plistlib
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from bundling import components, macos_documents
from faxdesk import __version__
from faxdesk.core import settings
from installers import macos_signing, make
from installers.mach_o import Slice, slices, unfit

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parent.parent

# ------------------------------------------------------------------------------------------------- descriptions


class _PyInstaller:
    """PyInstaller's classes, as the spec calls them: what they were given, by their names."""

    def __init__(self, made: Path) -> None:
        """Take a file that stands for all that PyInstaller makes."""
        made.touch()
        self._made = made
        self.given: dict[str, dict[str, Any]] = {}

    def __call__(self, name: str) -> Any:
        def make(*arguments: object, **options: Any) -> SimpleNamespace:
            self.given[name] = {"arguments": arguments, **options}
            return SimpleNamespace(binaries=[], datas=[], pure=[], scripts=[], name=str(self._made))

        return make


@pytest.fixture
def spec(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What the spec asks PyInstaller for on macOS."""
    bindepend, hooks = ModuleType("bindepend"), ModuleType("hooks")
    vars(bindepend).update(get_imports=lambda _file: [], get_python_library_path=lambda: "Python")
    nothing: dict[str, Any] = {"collect_data_files": lambda _name: [], "copy_metadata": lambda _name: []}
    vars(hooks).update(collect_submodules=lambda name: [name], **nothing)
    for name in ("PyInstaller", "PyInstaller.depend", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.depend.bindepend", bindepend)
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.hooks", hooks)
    # The licence of PyInstaller is where PyInstaller is installed.
    monkeypatch.setattr(components, "notices", lambda _inventory, _common: "")
    monkeypatch.setattr(sys, "path", list(sys.path))
    play = _PyInstaller(tmp_path / "made")
    names = {name: play(name) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
    places = {"SPECPATH": str(ROOT), "workpath": str(tmp_path), "DISTPATH": str(tmp_path)}
    source = (ROOT / "faxdesk.spec").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "platform", "darwin")
    exec(compile(source, "faxdesk.spec", "exec"), {**names, **places})  # noqa: S102  as PyInstaller does
    return play.given


def test_the_application_looks_at_documents_and_takes_none_over(spec: dict[str, dict[str, Any]]) -> None:
    bundle = spec["BUNDLE"]
    plist = plistlib.loads(plistlib.dumps(bundle["info_plist"]))
    assert plist == bundle["info_plist"]
    assert (bundle["bundle_identifier"], bundle["version"]) == (settings.APP_ID, __version__)
    kinds = plist["CFBundleDocumentTypes"]
    assert {kind["LSItemContentTypes"][0] for kind in kinds} == {"com.adobe.pdf", "public.tiff"}
    assert {(kind["CFBundleTypeRole"], kind["LSHandlerRank"]) for kind in kinds} == {("Viewer", "Alternate")}
    assert re.fullmatch(r"\d+(\.\d+){0,2}", plist["CFBundleVersion"])
    assert plist["NSHighResolutionCapable"] is True
    assert plist["CFBundleDisplayName"] == settings.APP_TITLE


def test_the_bundle_has_both_programs_and_the_keyring_of_macos(spec: dict[str, dict[str, Any]]) -> None:
    assert "keyring.backends" in spec["Analysis"]["hiddenimports"]
    assert {"secretstorage", "jeepney"} <= set(spec["Analysis"]["excludes"])
    # Qt has its own event for files, which an emulation of arguments would swallow.
    assert spec["EXE"]["argv_emulation"] is False
    assert len(spec["COLLECT"]["arguments"]) == 4
    assert Path(spec["BUNDLE"]["icon"]).is_file()


def test_the_quick_action_opens_files_with_faxdesk_whatever_they_are_called(tmp_path: Path) -> None:
    contents = macos_documents.write_quick_action(tmp_path) / "Contents"
    service = plistlib.loads((contents / "Info.plist").read_bytes())["NSServices"][0]
    assert service["NSSendFileTypes"] == list(macos_documents.DOCUMENTS)
    workflow = plistlib.loads((contents / "document.wflow").read_bytes())
    parameters = workflow["actions"][0]["action"]["ActionParameters"]
    assert workflow["workflowMetaData"]["workflowTypeIdentifier"] == "com.apple.Automator.servicesMenu"
    # 1: the files are arguments of the script, not its standard input.
    assert parameters["inputMethod"] == 1
    told = tmp_path / "open"
    told.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    told.chmod(0o755)
    script = parameters["COMMAND_STRING"].replace("/usr/bin/open", str(told))
    names = ["/Users/a b/Ümläut.pdf", "/Users/x/$(touch y); 'z'.tiff"]
    if os.name == "posix":
        said = subprocess.run(["/bin/sh", "-c", script, "-", *names], capture_output=True, encoding="utf-8", check=True)
        assert said.stdout.splitlines() == ["-b", settings.APP_ID, "--", *names]


def test_names_that_are_written_twice_are_the_same() -> None:
    assert settings.APP_ID == macos_documents.APP_ID


def test_the_icon_has_every_size_that_macos_shows() -> None:
    with Image.open(ROOT / "resources" / "icons" / "faxdesk.icns") as icon:
        shown = {width * scale for width, _, scale in icon.info["sizes"]}
    assert {16, 32, 64, 128, 256, 512, 1024} <= shown
    data = (ROOT / "resources" / "icons" / "faxdesk.icns").read_bytes()
    place, heads = 8, []
    while place < len(data):
        heads.append(data[place : place + 8])
        place += struct.unpack(">I", heads[-1][4:])[0]
    assert place == len(data) == struct.unpack(">I", data[4:8])[0]
    # The table of contents names all that follows it.
    assert data[16 : 8 + struct.unpack(">I", heads[0][4:])[0]] == b"".join(heads[1:])


# ------------------------------------------------------------------------------------------------------ headers


def thin(processor: int = 0x0100000C, oldest: tuple[int, int] = (14, 4)) -> bytes:
    """A library with one load command before the one that has the version."""
    commands = struct.pack("<II8x", 0x1B, 16) + struct.pack(
        "<IIIIII", 0x32, 24, 1, oldest[0] << 16 | oldest[1] << 8, 0, 0
    )
    return struct.pack("<8I", 0xFEEDFACF, processor, 0, 6, 2, len(commands), 0, 0) + commands


def fat(*parts: bytes) -> bytes:
    head, body = struct.pack(">II", 0xCAFEBABE, len(parts)), b""
    start = len(head) + 20 * len(parts)
    for part in parts:
        head += struct.pack(">5I", 0, 0, start + len(body), len(part), 0)
        body += part
    return head + body


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (thin(), (Slice("arm64", (14, 4)),)),
        (fat(thin(0x01000007, (11, 0)), thin()), (Slice("x86_64", (11, 0)), Slice("arm64", (14, 4)))),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x41" + bytes(90), ()),  # a class of Java
        (b"\x7fELF" + bytes(90), ()),
        (b"", ()),
        (thin()[:40], ()),
    ],
)
def test_headers_say_for_which_processor_and_macos(tmp_path: Path, data: bytes, expected: tuple[Slice, ...]) -> None:
    (tmp_path / "library").write_bytes(data)
    assert slices(tmp_path / "library") == expected


def test_a_file_for_another_processor_or_a_newer_macos_is_named(tmp_path: Path) -> None:
    (tmp_path / "fits").write_bytes(fat(thin(0x01000007), thin()))
    (tmp_path / "intel").write_bytes(thin(0x01000007))
    (tmp_path / "newer").write_bytes(thin(oldest=(15, 0)))
    assert unfit(tmp_path, "arm64", (14, 4)) == ["intel is not for arm64.", "newer needs macOS 15.0."]


@pytest.mark.corpus
@pytest.mark.parametrize(("processor", "platform"), [("arm64", "aarch64"), ("x86_64", "x86_64")])
def test_every_locked_wheel_runs_where_the_application_says(tmp_path: Path, processor: str, platform: str) -> None:
    """Needs the package index: some 150 MB for each processor."""
    there = ["--python-version", "3.13", "--python-platform", f"{platform}-apple-darwin", "--target", str(tmp_path)]
    exact = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / "build" / "requirements.txt")]
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": macos_documents.OLDEST_MACOS}
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet"]
    subprocess.run([*uv, *there, *exact], check=True, env=environment)
    major, minor = map(int, macos_documents.OLDEST_MACOS.split("."))
    assert unfit(tmp_path, processor, (major, minor)) == []


# --------------------------------------------------------------------------------------------------- signatures

TEAM = "Developer ID Application: FaxDesk (ABCDE12345)"
STABLE = f'designated => identifier "{settings.APP_ID}" and anchor apple generic and certificate leaf[subject.OU] = X'
TOOL = """#!{python}
import json, sys
words = sys.argv[1:]
name = sys.argv[0].rpartition("/")[2]
with open({log!r}, "a") as log:
    log.write(json.dumps([name, *words]) + "\\n")
answers = json.load(open({answers!r}))
for key, answer in answers.items():
    if key in " ".join([name, *words]):
        print(answer)
        sys.exit(1 if answer == "FAIL" else 0)
"""


class Tools:
    """Apple's tools, played by programs that write down how they were called and answer what they are told to."""

    def __init__(self, folder: Path) -> None:
        self._log, self._answers = folder / "calls", folder / "answers"
        self.answer({})
        for name in ("codesign", "security", "xcrun", "ditto"):
            tool = folder / name
            tool.write_text(TOOL.format(python=sys.executable, log=str(self._log), answers=str(self._answers)))
            tool.chmod(0o755)

    def answer(self, answers: dict[str, str]) -> None:
        known = {"--display": STABLE, "find-identity": f'  1) {"A" * 40} "{TEAM}"', "list-keychains -d user -s": ""}
        accepted = plistlib.dumps({"status": "Accepted", "id": "1"}).decode()
        self._answers.write_text(
            json.dumps({**answers, **known, "submit": accepted} if not answers else {**known, **answers})
        )

    @property
    def calls(self) -> list[list[str]]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    if os.name != "posix":
        pytest.skip("the tools are played by scripts with #!")
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return Tools(folder)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    app = tmp_path / "FaxDesk.app"
    names = (
        "MacOS/FaxDesk", "MacOS/faxdesk-cli", "Frameworks/libssl.dylib", "Frameworks/PySide6/QtCore.abi3.so",
        "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
    )  # fmt: skip
    for name in names:
        file = app / "Contents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(thin())
    (app / "Contents" / "Info.plist").write_bytes(plistlib.dumps({"LSMinimumSystemVersion": "14.4"}))
    return app


def signed(tools: Tools) -> list[list[str]]:
    return [call for call in tools.calls if call[0] == "codesign" and "--sign" in call]


def test_everything_is_signed_from_the_inside_out_with_the_hardened_runtime(tools: Tools, app: Path) -> None:
    macos_signing.sign_application(app, TEAM)
    order = [Path(call[-1]).relative_to(app.parent).as_posix() for call in signed(tools)]
    assert order == [
        "FaxDesk.app/Contents/Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A",
        "FaxDesk.app/Contents/Frameworks/PySide6/QtCore.abi3.so",
        "FaxDesk.app/Contents/Frameworks/libssl.dylib",
        "FaxDesk.app/Contents/MacOS/FaxDesk",
        "FaxDesk.app/Contents/MacOS/faxdesk-cli",
        "FaxDesk.app",
    ]
    for call in signed(tools):
        assert call[call.index("--options") + 1] == "runtime"
        assert "--timestamp" in call
        # Exceptions are for programs; libraries have none of their own.
        assert ("--entitlements" in call) == ("Frameworks" not in call[-1])
    assert ["codesign", "--verify", "--deep", "--strict", str(app)] in tools.calls


def test_programs_share_a_name_so_that_the_keychain_knows_both(tools: Tools, app: Path) -> None:
    macos_signing.sign_application(app, TEAM)
    named = [call[call.index("--identifier") + 1] for call in signed(tools) if "--identifier" in call]
    assert named == [settings.APP_ID] * 3


def test_there_is_one_exception_from_the_hardened_runtime() -> None:
    assert list(macos_signing.ENTITLEMENTS) == ["com.apple.security.cs.allow-unsigned-executable-memory"]
    assert plistlib.loads(plistlib.dumps(macos_signing.ENTITLEMENTS)) == macos_signing.ENTITLEMENTS


def test_a_signature_that_the_next_release_would_not_share_is_refused(tools: Tools, app: Path) -> None:
    tools.answer({"--display": 'designated => cdhash H"00"'})
    with pytest.raises(macos_signing.SigningFailed, match="another program after an update"):
        macos_signing.sign_application(app, TEAM)


def test_without_a_certificate_it_is_signed_for_this_computer(tools: Tools, app: Path) -> None:
    with macos_signing.identity({}) as who:
        macos_signing.sign_application(app, who)
    assert all("--options" not in call and call[call.index("--sign") + 1] == "-" for call in signed(tools))


def test_the_certificate_is_in_a_keychain_that_is_gone_afterwards(tools: Tools) -> None:
    environment = {"MACOS_CERTIFICATE": base64.b64encode(b"p12").decode(), "MACOS_CERTIFICATE_PASSWORD": "word"}
    with macos_signing.identity(environment) as who:
        assert who == TEAM
    keychain = next(call for call in tools.calls if call[1] == "create-keychain")[-1]
    assert tools.calls[-1] == ["security", "delete-keychain", keychain]
    assert not Path(keychain).parent.exists()


def test_an_application_is_notarized_as_an_archive_and_stapled(tools: Tools, app: Path, tmp_path: Path) -> None:
    key = macos_signing.Notary(tmp_path / "key.p8", "KEY", "ISSUER")
    macos_signing.notarize(app, key)
    assert [call[:2] for call in tools.calls] == [
        ["ditto", "-c"], ["xcrun", "notarytool"], ["xcrun", "stapler"], ["xcrun", "stapler"],
    ]  # fmt: skip
    assert "--keepParent" in tools.calls[0]
    assert tools.calls[1][3].endswith(".zip")


def test_what_apple_refuses_stops_the_release_with_its_reasons(tools: Tools, app: Path, tmp_path: Path) -> None:
    refused = plistlib.dumps({"status": "Invalid", "id": "7"}).decode()
    tools.answer({"notarytool submit": refused, "notarytool log": "The signature of libssl is invalid."})
    with pytest.raises(macos_signing.SigningFailed, match="libssl is invalid"):
        macos_signing.notarize(app, macos_signing.Notary(tmp_path / "key.p8", "KEY", "ISSUER"))
    assert not any("stapler" in call for call in tools.calls)


def test_a_failure_of_a_tool_tells_no_password(tools: Tools) -> None:
    tools.answer({"import": "FAIL"})
    environment = {"MACOS_CERTIFICATE": base64.b64encode(b"p12").decode(), "MACOS_CERTIFICATE_PASSWORD": "hushhush"}
    with pytest.raises(macos_signing.SigningFailed) as caught, macos_signing.identity(environment):
        pass
    assert "hushhush" not in str(caught.value)


def test_each_kind_of_installer_gets_a_bill_of_materials() -> None:
    import release_notes

    assert {Path(name).suffix for name in release_notes.installers("1.0")} == make.SUFFIXES
