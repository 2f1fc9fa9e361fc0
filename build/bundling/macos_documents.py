"""What macOS is told of FaxDesk: the documents that it opens, and the Quick Action that hands it some."""

from __future__ import annotations

import plistlib
import shlex
import uuid
from pathlib import Path
from typing import Any

APP_ID = "org.faxdesk.plus"
"""`faxdesk.core.settings.APP_ID`; a test compares them."""
DOCUMENTS = {"com.adobe.pdf": "PDF document", "public.tiff": "TIFF image"}
"""Uniform types that FaxDesk opens, and what the Finder calls them."""
OLDEST_MACOS = "15.0"
"""What the bindings of PySide6 6.11 were built for, by their Mach-O headers; `installers.macos` looks at every file."""
QUICK_ACTION = "Fax with FaxDesk"
"""What the menus of the Finder show, and what the workflow is called."""
_SHELL_SCRIPT = "/System/Library/Automator/Run Shell Script.action"


def info_plist(version: str, title: str) -> dict[str, Any]:
    """Return what FaxDesk's `Info.plist` has beside what PyInstaller puts there.

    FaxDesk only looks at documents, and never takes over opening them: rank Alternate is *Open With*, no more
    (https://developer.apple.com/documentation/bundleresources/information-property-list/cfbundledocumenttypes).
    """
    return {
        "CFBundleDisplayName": title,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": [uniform_type],
            }
            for uniform_type, name in DOCUMENTS.items()
        ],
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT License",
        "NSPrincipalClass": "NSApplication",
    }


def write_quick_action(folder: Path) -> Path:
    """Write the Quick Action into a folder, and return its bundle. A double click installs it for the user.

    A service of FaxDesk's own would need an object of Objective-C that answers; a workflow of Automator is answered by
    macOS itself, which then opens the files with FaxDesk.
    """
    contents = folder / f"{QUICK_ACTION}.workflow" / "Contents"
    contents.mkdir(parents=True)
    for name, value in (("Info.plist", _service()), ("document.wflow", _workflow())):
        (contents / name).write_bytes(plistlib.dumps(value))
    return contents.parent


def _service() -> dict[str, Any]:
    return {
        "CFBundleIdentifier": f"{APP_ID}.quick-action",
        "CFBundleName": QUICK_ACTION,
        "CFBundleShortVersionString": "1.0",
        "NSServices": [
            {
                "NSMenuItem": {"default": QUICK_ACTION},
                "NSMessage": "runWorkflowAsService",
                "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
                "NSSendFileTypes": list(DOCUMENTS),
            }
        ],
    }


def _workflow() -> dict[str, Any]:
    kinds = {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.string"]}
    parameters = {
        # By its identifier: it may be installed anywhere. The files come as arguments, never as text of the script.
        "COMMAND_STRING": f'/usr/bin/open -b {shlex.quote(APP_ID)} -- "$@"',
        "CheckedForUserDefaultShell": True,
        "inputMethod": 1,
        "shell": "/bin/sh",
        "source": "",
    }
    action = {
        "AMAccepts": kinds,
        "AMActionVersion": "2.0.3",
        "AMApplication": ["Automator"],
        "AMParameterProperties": {name: {} for name in parameters},
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
        "ActionBundlePath": _SHELL_SCRIPT,
        "ActionName": "Run Shell Script",
        "ActionParameters": parameters,
        "BundleIdentifier": "com.apple.RunShellScript",
        "CFBundleVersion": "2.0.3",
        "CanShowSelectedItemsWhenRun": False,
        "CanShowWhenRun": True,
        "Category": ["AMCategoryUtilities"],
        "Class Name": "RunShellScriptAction",
        "InputUUID": _uuid("input"),
        "Keywords": ["Shell", "Script", "Command", "Run", "Unix"],
        "OutputUUID": _uuid("output"),
        "UUID": _uuid("action"),
        "UnlocalizedApplications": ["Automator"],
        "arguments": {},
        "isViewVisible": 1,
        "nibPath": f"{_SHELL_SCRIPT}/Contents/Resources/Base.lproj/main.nib",
    }
    finder = "/System/Library/CoreServices/Finder.app"
    return {
        "AMApplicationBuild": "523",
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": 1}],
        "connectors": {},
        "workflowMetaData": {
            "applicationBundleID": "com.apple.finder",
            "applicationBundleIDsByPath": {finder: "com.apple.finder"},
            "applicationPath": finder,
            "applicationPaths": [finder],
            "inputTypeIdentifier": "com.apple.Automator.fileSystemObject",
            "outputTypeIdentifier": "com.apple.Automator.nothing",
            "presentationMode": 15,
            "processesInput": False,
            "serviceApplicationBundleID": "com.apple.finder",
            "serviceApplicationPath": finder,
            "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject",
            "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
            "serviceProcessesInput": False,
            "systemImageName": "NSActionTemplate",
            "useAutomaticInputType": False,
            "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        },
    }


def _uuid(what: str) -> str:
    """Return the same number each time, as the same sources become the same files."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what}.{APP_ID}")).upper()
