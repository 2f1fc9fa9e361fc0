"""`python -m faxdesk` and the frozen program: the command line, or the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name, else open the window; return the exit code.

    Only the window loads Qt.
    """
    _occupy_standard_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    # `SWITCH` of `documents.worker.client`, which is not imported: no other way to start FaxDesk needs it.
    if given[:1] == ["--document-worker"]:
        from faxdesk.documents.worker_process import serve

        return serve.serve(given[1:])
    try:
        return _run(given)
    except ImportError as error:
        # What is needed at once. What is loaded later is missed where it is needed, in words too.
        from faxdesk.core.complaint import complain
        from faxdesk.core.errors import in_words

        return complain(str(in_words(error)))


def _run(given: list[str]) -> int:
    from faxdesk.core.standard_streams import use_utf8

    use_utf8()
    # `SWITCH` of `self_test`, which is not imported either.
    if "--self-test" in given:
        from faxdesk import self_test

        return self_test.main(given)
    # A window that is opened from a menu has no words.
    if given:
        # Not from the package: an error names the module then.
        import faxdesk.cli as cli

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
    import faxdesk.launcher as launcher

    return launcher.main(given)


def _occupy_standard_streams() -> None:
    """Open nothing in the place of a standard stream that was closed, as some job schedulers leave them.

    Else the next file or pipe of ours gets its number, and whoever writes there, a child process too, writes into it.
    """
    if os.name != "posix":
        return
    # What is opened has the lowest number that is free.
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(opened, True)
    os.close(opened)


def main_of_package() -> int:
    """Run `main` where all parts of a package are there; else say in a sentence which one is not, and return 1."""
    from faxdesk.core import package_parts

    # What FaxDesk starts itself has just been looked at, and the self-test names all that is missing.
    if not {"--document-worker", "sandbox", "--self-test"} & set(sys.argv) and (part := package_parts.missing_part()):
        from faxdesk.core.complaint import complain
        from faxdesk.core.errors import missing_part

        return complain(str(missing_part(part)))
    return main()


if __name__ == "__main__":
    raise SystemExit(main_of_package() if getattr(sys, "frozen", False) else main())
