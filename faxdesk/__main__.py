"""`python -m faxdesk` and the frozen program: the command line, or the window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, else open the window; return the exit code.

    Only the window loads Qt.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    # `SWITCH` of `documents.worker.client`, which is not imported: no other way to start FaxDesk needs it.
    if given[:1] == ["--document-worker"]:
        from faxdesk.documents.worker_process import serve

        return serve.serve(given[1:])
    # `SWITCH` of `self_test`, which is not imported either.
    if "--self-test" in given:
        from faxdesk import self_test

        return self_test.main(given)
    from faxdesk import cli

    if cli.is_command(given):
        return cli.main(given)
    # Nothing of what is loaded now is ever garbage; the window collects by itself from then on
    # (`ui.desktop.main_thread_gc`).
    gc.disable()
    from faxdesk.ui.desktop.pyside_import_hook import import_pyside

    # Before anything else of the window: what is imported first pays for the hook.
    import_pyside()
    from faxdesk.ui.desktop.override_guard import guard_overrides

    # Before the classes of the window are made.
    guard_overrides()
    from faxdesk import app

    return app.main(given)


def main_of_package() -> int:
    """Run `main` where all parts of a package are there; else say in a sentence which one is not, and return 1."""
    from faxdesk.core import package_parts

    # What FaxDesk starts itself has just been looked at, and the self-test names all that is missing.
    if not {"--document-worker", "sandbox", "--self-test"} & set(sys.argv) and (part := package_parts.missing_part()):
        return _not_whole(f"{part} is missing")
    try:
        return main()
    except ImportError as error:
        return _not_whole(str(error))


def _not_whole(reason: str) -> int:
    sentence = f"FaxDesk is not whole: {reason}. Install FaxDesk again."
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    elif sys.platform == "win32":
        import ctypes

        error_icon = 0x10
        ctypes.windll.user32.MessageBoxW(None, sentence, "FaxDesk", error_icon)
    return 1


if __name__ == "__main__":
    raise SystemExit(main_of_package() if getattr(sys, "frozen", False) else main())
