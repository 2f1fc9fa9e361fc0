"""What can be wrong between FaxDesk and Fax.Plus, played on services at work: the parts of the table of faults."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faxdesk.api.auth import Credentials, OAuthCredentials, PersonalToken
from faxdesk.api.tokens import OAuthApp, OAuthTokens
from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.practice import ContractSwitches, Fault
from faxdesk.practice.account.scenes import enter
from faxdesk.practice.state.members import RECEIVES_ONLY
from faxdesk.practice.state.tokens import EVERYTHING
from faxdesk.services.container import Services, ServicesFactory
from faxdesk.services.events import Condition
from tests.api.gateway import CERTIFICATES, Encrypted, Proxy
from tests.ports import free_port
from tests.services.conftest import SENDER, World
from tests.services.short_timeouts import shorten_timeouts

if TYPE_CHECKING:
    import pytest

    from faxdesk.core.model import Recipient

_NAME = "elsewhere.invalid"
"""A name that no name server knows, and that one of the test certificates is good for."""


class At(Enum):
    """The request that the trouble strikes."""

    UPLOAD = ("POST", "*/files")
    SUBMIT = ("POST", "*/outbox")
    OUTBOX = ("GET", "*/outbox")
    ARCHIVE = ("GET", "*/faxes")
    CANCEL = ("DELETE", "*/outbox/*")


class Line(Enum):
    """How FaxDesk reaches the service."""

    PLAIN = "straight"
    ENCRYPTED = "over TLS, by its address"
    NAMED = "over TLS, by its name"
    PROXIED = "over TLS, by its name, through the proxy of the environment"
    CHOSEN = "over TLS, by its name, through the proxy of the settings; that of the environment is dead"


Trouble = Callable[["Scene", At], Any]
"""Makes a context manager: inside of it there is trouble."""


class Scene(World):
    """Services at work with a fax that has come to the request which the trouble will strike."""

    def __init__(self, folder: Path, sample: Path, line: Line, oauth: bool, patch: pytest.MonkeyPatch) -> None:
        self._stack = ExitStack()
        self._patch, self._line, self._oauth, self._url = patch, line, oauth, ""
        self._who: Credentials | None = None
        self._chosen = ""
        self.named = False
        self.job, self.sender = "", SENDER
        super().__init__(folder, sample)

    def factory(self, token: str | None = None, url: str | None = None) -> ServicesFactory:
        """Where the services work: at the end of the line, signed in by token or by OAuth."""
        self._url = self._url or self._lay_the_line()
        self._who = PersonalToken(token or self.server.token) if token or not self._oauth else self._signed_in()
        return ServicesFactory(self.folder, self._url, self._who, self.now, proxy=self._chosen)

    def open(self, token: str | None = None, url: str | None = None) -> Services:
        services = super().open(token, url)
        shorten_timeouts(services, self.account)
        # The computer goes on running; what survives its end is tested elsewhere.
        services.store.database.rows("PRAGMA synchronous = OFF")
        return services

    # ------------------------------------------------------------------------------------------------- the line

    def _lay_the_line(self) -> str:
        if self._line is Line.PLAIN:
            return self.server.url
        bundle = self.folder.path.with_name("trusted.pem")
        trusted = ("loopback.pem", "expired.pem", "elsewhere.pem")
        bundle.write_text("".join((CERTIFICATES / name).read_text() for name in trusted))
        self._patch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
            self._patch.delenv(name, raising=False)
        own = "loopback.pem" if self._line is Line.ENCRYPTED else "elsewhere.pem"
        self.front = self._stack.enter_context(Encrypted(self.server.port, own))
        if self._line is Line.ENCRYPTED:
            return f"https://127.0.0.1:{self.front.port}/v3"
        if self._line is Line.NAMED:
            self._serve_the_name()
            return f"https://{_NAME}:{self.front.port}/v3"
        self.proxy = self._stack.enter_context(Proxy(self.front.port))
        if self._line is Line.CHOSEN:
            self._chosen = self.proxy.address
            self._patch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
        else:
            self._patch.setenv("HTTPS_PROXY", self.proxy.address)
        return f"https://{_NAME}/v3"

    def _serve_the_name(self) -> None:
        """Play the name server: it knows the name while `named`."""
        real: Any = socket.getaddrinfo

        def getaddrinfo(host: object, *args: Any, **more: Any) -> Any:
            return real("127.0.0.1" if host == _NAME and self.named else host, *args, **more)

        self.named = True
        self._patch.setattr(socket, "getaddrinfo", getaddrinfo)

    def _signed_in(self) -> OAuthCredentials:
        client = self.account.oauth_client
        self.access, self.refresh = (
            self.account.tokens.issue(kind, self.account.uid) for kind in ("access", "refresh")
        )
        app = OAuthApp(client.client_id, client.client_secret, self.server.host_url)
        return OAuthCredentials(app, OAuthTokens(self.access, self.refresh), lambda _: None, now=self.now)

    # ------------------------------------------------------------------------------------------------- the fax

    def be_a_member(self) -> None:
        """Connect with the token of a member of the company, and send from the number that is theirs."""
        self.reopen(token=enter(self.account, "member"))
        (own,) = self.account.members.numbers(self.account.members.without_admin()[0].uid)
        self.sender = own.number

    def begin(self, at: At) -> None:
        """Bring a fax to the request that the trouble will strike."""
        self.deliver()
        if at is At.OUTBOX:
            # It has been looked at before: what is missing then was not missing for ever.
            self.poll()
        if at is At.UPLOAD:
            self.job = self.send(sender=self.sender).job
        elif at is At.SUBMIT:
            # Its document is uploaded, and the service asks for a moment's pause.
            self.account.faults.add(Fault.too_many_requests(method="POST", path="*/outbox"))
            self.job = self.send(sender=self.sender).job
            self.turn(self.deliver() or 0)
        else:
            later = self.present + timedelta(minutes=20) if at is At.CANCEL else None
            self.job = self.send(sender=self.sender, send_at=later).job
            self.deliver()
        if at is At.CANCEL:
            self.poll()
            self.services.user_requests.cancel([self.fax.id])

    def meet(self, at: At) -> Condition:
        """Make the request; return how FaxDesk says it stands with the service."""
        step = {At.UPLOAD: self.deliver, At.SUBMIT: self.deliver, At.CANCEL: self.carry_out}.get(at, self.poll)
        step()
        return next(report for report in reversed(self.said) if isinstance(report, Condition))

    @property
    def fax(self) -> Recipient:
        return self.only(self.job)

    def arrived(self) -> list[str]:
        """Return the destinations of all faxes that the service accepted and did not give back."""
        return [fax.destination for fax in self.account.received() if not fax.cancelled]

    def go_on(self, done: Callable[[Recipient], bool], hours: float = 4) -> None:
        """Let FaxDesk work by itself until the fax is done, or for some hours."""
        end, least = self.present + timedelta(hours=hours), 0.5
        while not done(self.fax) and self.present < end:
            pauses = [self.deliver(), self.services.cancelling.step(NeverCancelled()), self.poll()]
            self.turn(max(least, min(pause for pause in pauses if pause is not None)))
            least *= 1.2

    def close(self) -> None:
        super().close()
        self._stack.close()


# ----------------------------------------------------------------------------------------------------- troubles


def played(fault: Fault, *more: Fault) -> Trouble:
    """Return the trouble that the service itself plays, at the request of the row."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        method, path = at.value
        scene.account.faults.add(replace(fault, method=method, path=path), *more)
        yield
        scene.account.faults.clear()

    return trouble


def lasting(fault: Fault) -> Trouble:
    """Return the same for every such request, as long as the trouble lasts."""
    return played(replace(fault, times=None))


def pause_until(seconds: float) -> Trouble:
    """Return a 429 which says until when to wait, by the clock of the service."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        until = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        with played(Fault.too_many_requests(until))(scene, at):
            yield

    return trouble


def skewed(hours: float) -> Trouble:
    """Return a service whose clock is wrong, and which loses the answer to a request."""
    skew = Fault("clock_skew", path="*", times=None, seconds=hours * 3600)
    return played(Fault("drop", when="after_acting"), skew)


@contextmanager
def nothing(scene: Scene, at: At) -> Iterator[None]:
    """All is well."""
    yield


@contextmanager
def nobody_listens(scene: Scene, at: At) -> Iterator[None]:
    """Nobody listens at the service's port."""
    scene.server.stop()
    yield
    scene.server.start()


@contextmanager
def no_such_name(scene: Scene, at: At) -> Iterator[None]:
    """The name of the service cannot be found."""
    scene.named = False
    yield
    scene.named = True


def certificate(name: str) -> Trouble:
    """Return the trouble that whoever answers shows another certificate."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        own, scene.front.certificate = scene.front.certificate, name
        yield
        scene.front.certificate = own

    return trouble


def proxy_says(status: str) -> Trouble:
    """Return a proxy that does not open the tunnel."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        scene.proxy.refusal = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
        yield
        scene.proxy.refusal = b""

    return trouble


@contextmanager
def proxy_fails(scene: Scene, at: At) -> Iterator[None]:
    """The proxy hangs up without a word."""
    scene.proxy.refusal = b"\r\n"
    yield
    scene.proxy.refusal = b""


@contextmanager
def token_ends(scene: Scene, at: At) -> Iterator[None]:
    """The access token of an OAuthCredentials sign-in is not taken any more; the refresh token is."""
    scene.account.tokens.revoke(scene.access)
    yield


@contextmanager
def sign_in_ends(scene: Scene, at: At) -> Iterator[None]:
    """Neither the access token nor the refresh token is taken any more."""
    scene.account.tokens.revoke(scene.access)
    scene.account.tokens.revoke(scene.refresh)
    yield


@contextmanager
def refresh_fails(scene: Scene, at: At) -> Iterator[None]:
    """The access token is not taken any more, and who could give another has a fault."""
    scene.account.tokens.revoke(scene.access)
    scene.account.faults.add(Fault.status(503, path="/token", times=None))
    yield
    scene.account.faults.clear()


@contextmanager
def number_withdrawn(scene: Scene, at: At) -> Iterator[None]:
    """The number that the fax is sent from has been given up since."""
    scene.account.members.change_number(SENDER, status="active", cancelled=True)
    yield


def entering(scene_name: str, **switches: Any) -> Trouble:
    """Return the trouble that the account is another than it was; it is as before when that is over."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        with becoming(scene_name, **switches)(scene, at):
            yield
        for name in switches:
            setattr(scene.account.switches, name, getattr(ContractSwitches(), name))
        enter(scene.account, "usual")

    return trouble


def becoming(scene_name: str, **switches: Any) -> Trouble:
    """Return the same, and it stays so."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        enter(scene.account, scene_name)
        for name, value in switches.items():
            setattr(scene.account.switches, name, value)
        yield

    return trouble


def token_with(*scopes: str) -> Trouble:
    """Return the trouble that the token has lost all rights but these."""

    @contextmanager
    def trouble(scene: Scene, at: At) -> Iterator[None]:
        scene.account.tokens.change(scene.server.token, scopes=scopes)
        yield
        scene.account.tokens.change(scene.server.token, scopes=EVERYTHING)

    return trouble


@contextmanager
def token_expires(scene: Scene, at: At) -> Iterator[None]:
    """The personal token has come to its end while FaxDesk works."""
    scene.account.tokens.change(scene.server.token, expires=scene.account.clock.now())
    yield
    scene.account.tokens.change(scene.server.token)


@contextmanager
def administrator_takes_the_right(scene: Scene, at: At) -> Iterator[None]:
    """The user may only receive from now on."""
    scene.account.members.change_role(scene.account.uid, RECEIVES_ONLY, 0)
    yield
    scene.account.members.change_role(scene.account.uid, "admin", 0)


def quota_used_up(**switches: Any) -> Trouble:
    """Return the trouble that no pages are left to the member this month."""
    return entering("member-quota-used-up", **switches) if switches else becoming("member-quota-used-up")


@contextmanager
def purged_unseen(scene: Scene, at: At) -> Iterator[None]:
    """The company keeps its faxes for a week, and nobody looks for a longer time."""
    enter(scene.account, "retention")
    scene.turn(8 * 86400)
    yield


@contextmanager
def path_expired(scene: Scene, at: At) -> Iterator[None]:
    """The service has forgotten the document that was uploaded a minute and a half ago."""
    scene.account.switches.upload_lifetime = 60
    scene.turn(90)
    yield


@contextmanager
def paths_expire(scene: Scene, at: At) -> Iterator[None]:
    """The service forgets every document as soon as it has it."""
    scene.account.switches.upload_lifetime = 0
    yield
    scene.account.switches.upload_lifetime = 3600


@contextmanager
def our_clock_is_wrong(scene: Scene, at: At) -> Iterator[None]:
    """The clock of this computer is set back by five hours, and the answer to the request is lost."""
    scene.present -= timedelta(hours=5)
    with played(Fault("drop", when="after_acting"))(scene, at):
        yield


NO_RECORDS = Fault("status", code=200, body='{"data": {"records": []}}', times=None)
"""A list of faxes that is empty."""
UNHEARD_OF = Fault.status(404, path="*/faxes/*", times=None)
"""A service that knows no fax by its id."""
