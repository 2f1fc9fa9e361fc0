"""The first lines that a frozen FaxDesk runs: its modules are in one archive, which all its programs share.

PyInstaller puts an archive of its own into each program and names it in `sys._pyinstaller_pyz`; that one is empty. Only
modules that are built into Python, or in `base_library.zip`, can be imported here.
"""

# ruff: noqa: SLF001  PyInstaller's own names
import os
import sys

_archive = os.path.join(sys._MEIPASS, "modules.pyz")  # type: ignore[attr-defined]  # noqa: PTH118  pathlib is in there
if not os.path.isfile(_archive):  # noqa: PTH113  the same
    # With a text, Python prints it and ends with 1.
    raise SystemExit(f"FaxDesk is not whole: {_archive} is missing. Install FaxDesk again.")
sys._pyinstaller_pyz = _archive  # type: ignore[attr-defined]
del _archive
if sys.platform == "linux":
    # Where the loader found the libraries of this program; those of others that it starts, such as the viewer of a
    # report, are elsewhere.
    _before = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    os.environ.pop("LD_LIBRARY_PATH", None)
    if _before:
        os.environ["LD_LIBRARY_PATH"] = _before
    # FaxDesk itself, started again as a child, has to find them anew (PyInstaller's manual, "Independent subprocess").
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    del _before
