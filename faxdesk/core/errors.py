"""The one family of errors that people see.

Every error has a title (what happened) and an advice (what to do), both plain sentences in the user's words. What
engineers need besides (status code, raw body) goes to the log where the error is raised, never into these texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.core.service_status import Remedy

if TYPE_CHECKING:
    from faxdesk.core.rights import Right


class FaxDeskError(Exception):
    """Something went wrong, said so that an office worker can act on it.

    `title` says what happened, `advice` what to do about it; either ends with a full stop.
    """

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class InputRefused(FaxDeskError):
    """Something that the user gave cannot be faxed. Nothing was sent.

    `field` is the field's name on the screen ("To", "Send time") or the name of the file that is refused, empty where
    the title says it. `code` is a word for programs, where they can do something about it ("password": ask for it),
    else empty. `short` says the same as the title where there is little room, beside what was given.
    """

    def __init__(self, field: str, title: str, advice: str = "", *, code: str = "", short: str = "") -> None:
        super().__init__(title, advice)
        self.field = field
        self.code = code
        self.short = short or title

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}" if self.field else super().__str__()


class NumberDoubted(InputRefused):
    """Something speaks against a number, and nobody has said that the fax is to go there. Nothing was sent."""

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__("", title, advice, code="number_doubted")


class StoreTrouble(FaxDeskError):
    """The data folder cannot be read or written: full disk, no permission, damaged or newer database."""


class Stopped(FaxDeskError):
    """The user, or the end of the program, stopped the work. Not a failure."""

    def __init__(self) -> None:
        super().__init__("Stopped.")


class InternalFault(FaxDeskError):
    """FaxDesk, or something that it is built with, did what it must not. The log has the rest."""


class ServiceError(FaxDeskError):
    """A call to Fax.Plus did not succeed.

    `may_have_acted` answers the only question that matters for a fax: could the service have done what was asked all
    the same? It is False only where that is certain, as when the connection was refused or a 4xx said no.
    """

    may_have_acted = False


class Paused(ServiceError):
    """The call may work later without anybody doing anything: no network, too many requests, service down.

    `retry_after` is the pause the service asked for, in seconds, or None.
    """

    def __init__(
        self, title: str, advice: str = "", *, may_have_acted: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(title, advice)
        self.may_have_acted = may_have_acted
        self.retry_after = retry_after


class Offline(Paused):
    """Fax.Plus could not be reached, or the connection broke."""


class ProxyTrouble(Offline):
    """The proxy on the way to Fax.Plus cannot be used, or did not let FaxDesk through."""


class Throttled(Paused):
    """Fax.Plus asked for fewer requests (429)."""


class ServiceDown(Paused):
    """Fax.Plus, or something before it, answered with a fault of its own (5xx)."""


class SignInNeeded(ServiceError):
    """The token is missing, wrong, expired, or lacks a right (401, 403). Everything waits until the user signs in.

    `right` is the one that it lacks, None where it is another reason or nobody knows.
    """

    def __init__(self, title: str, advice: str = "", *, right: Right | None = None) -> None:
        super().__init__(title, advice)
        self.right = right


class TokenRejected(SignInNeeded):
    """401: the token is not, or no longer, taken. Another token may be."""


class AccountBlocked(SignInNeeded):
    """The account, or this user of it, may not do this, whatever the token: suspended, another plan, no right to send.

    Everything waits until somebody changes that at Fax.Plus, or another account signs in.
    """


class KeyringTrouble(SignInNeeded):
    """The keyring of this computer, which has the token, cannot be used.

    `look_again` is in how many seconds it may answer by itself, or None where it has refused. `unsafe` is True where
    FaxDesk gives it no secrets, so that it has none.
    """

    def __init__(self, title: str, advice: str, *, look_again: float | None = None, unsafe: bool = False) -> None:
        super().__init__(title, advice)
        self.look_again = look_again
        self.unsafe = unsafe


class Refused(ServiceError):
    """Fax.Plus understood the request and said no (4xx).

    `status` is the HTTP code, `code` the service's own word, `remedy` what of the request it is about.
    """

    def __init__(
        self, title: str, advice: str = "", *, status: int, code: str = "", remedy: Remedy = Remedy.ANYTHING
    ) -> None:
        super().__init__(title, advice)
        self.status = status
        self.code = code
        self.remedy = remedy


class NotThere(Refused):
    """Fax.Plus does not know the thing (404)."""


class Conflict(Refused):
    """The fax can no longer be changed (409)."""


class BadAnswer(ServiceError):
    """The answer was not that of Fax.Plus: a web page, cut short, or of a strange shape.

    What the service did with the request is then not known.
    """

    may_have_acted = True


# ---------------------------------------------------------------------------------------- whatever else is raised


def missing_part(part: object) -> InternalFault:
    """Return what is said where a file or module that comes with FaxDesk is gone."""
    return InternalFault(f"A part of FaxDesk is missing: {part}.", "Install FaxDesk again.")


def in_words(error: BaseException) -> FaxDeskError:
    """Return what to tell people of any exception, also of those that are no `Exception`; it raises nothing itself.

    An error that has words keeps them. Whoever asks writes `error` into the log.
    """
    if isinstance(error, FaxDeskError) and hasattr(error, "title") and hasattr(error, "advice"):
        return error
    if isinstance(error, MemoryError):
        return InternalFault("This computer has no memory left for that.", "Close other programs, then try again.")
    if isinstance(error, OSError) and isinstance(error.strerror, str):
        return InternalFault(
            f"The computer did not let FaxDesk do that: {error.strerror}.",
            "Check that the disk has room and that the network drives are there, then try again.",
        )
    if isinstance(error, ImportError):
        part = error.name if isinstance(error, ModuleNotFoundError) else error
        return missing_part(part)
    return InternalFault("FaxDesk had a fault.", "Try again. If it stays, send the log to support.")
