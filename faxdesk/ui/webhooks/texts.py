"""What is said about webhooks, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.ui.widgets.fax_texts import time_text

if TYPE_CHECKING:
    from faxdesk.services.webhooks import ListedWebhook, TestedWebhook


def _say(text: str) -> str:
    return QCoreApplication.translate("Webhooks", text)


def who_needs_them() -> str:
    """Return who needs webhooks, and who does not."""
    return _say(
        "You do not need webhooks. FaxDesk asks Fax.Plus by itself how your faxes are doing, and shows each result"
        " within a minute.\n\n"
        "With webhooks it is the other way round: Fax.Plus calls this computer the moment a fax was sent or has failed."
        " That shows results within a second and asks Fax.Plus less often, which helps offices with many faxes. It"
        " takes somebody who looks after your network, because Fax.Plus must be able to reach this computer from the"
        " Internet.\n\n"
        "A call only makes FaxDesk look. What became of a fax is always read from Fax.Plus itself, so a missing or a"
        " forged call does no harm."
    )


def ways_in(here: str) -> str:
    """Return how this computer can be reached; `here` is the address on it that the receiver listens at."""
    host = here.partition("://")[2]
    return _say(
        "Most computers stand behind a router that lets no call in. Two ways are usual. Ask whoever looks after your"
        " network.\n\n"
        "A reverse proxy, on a server of yours that has a name and a certificate:\n\n"
        "Caddy\n"
        "    desk.example.com {{\n"
        "        reverse_proxy /hook/* {host}\n"
        "    }}\n\n"
        "nginx\n"
        "    location /hook/ {{\n"
        "        proxy_pass http://{host};\n"
        "        client_max_body_size 64k;\n"
        "    }}\n\n"
        "If that server is another computer, bring the port to it over a VPN or an SSH tunnel:\n"
        "    ssh -N -R {host}:{host} you@desk.example.com\n\n"
        "A tunnel, from a service that gives this computer a public address without a router being changed. Let it lead"
        " to http://{host}.\n\n"
        "Then write that address into “Public address”, and register it. Keep the address to yourself: whoever"
        " knows it can make FaxDesk look at Fax.Plus, though nothing else."
    ).format(host=host)


def nothing_registered() -> str:
    """Return what is said where Fax.Plus knows no webhook."""
    return _say("No webhook is registered. “Receiver” has the address to register.")


def heard(one: ListedWebhook) -> str:
    """Return when Fax.Plus last called the address of a registration; calls of our own are none."""
    if one.heard is not None:
        return time_text(one.heard.at)
    return _say("Not yet") if one.ours else _say("Not known here")


def remarks(one: ListedWebhook, tested: TestedWebhook | None) -> str:
    """Return what is to be said of a registration: what is wrong with it, and what a test has shown."""
    words = {
        "duplicate": _say("Registered twice: each call comes twice. Remove one."),
        "not_public": _say("Fax.Plus cannot reach this address."),
        "old_address": _say("Not the present address of this receiver."),
    }
    said = [words[problem.value] for problem in one.problems]
    if tested is not None:
        said.append(_result(tested))
    elif not one.ours and not said:
        said.append(_say("Another program's."))
    return " ".join(said)


def _result(tested: TestedWebhook) -> str:
    if tested.detail:
        return _say("Dead: {reason}").format(reason=tested.detail)
    return _say("The test call arrived.") if tested.verdict.value == "arrived" else _say("Something answers there.")


def event(name: str) -> str:
    """Return what an event is called."""
    return {"fax_sent": _say("Fax sent or failed"), "fax_received": _say("Fax received")}.get(name, name)


def column(name: str) -> str:
    """Return the title of a column of the table."""
    return {
        "event": _say("Event"),
        "address": _say("Address"),
        "heard": _say("Fax.Plus called"),
        "remarks": _say("Remarks"),
    }[name]
