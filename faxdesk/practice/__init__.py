"""A Fax.Plus of our own on loopback: the practice account of the program, and the double in every test.

It keeps the contract over real HTTP, honestly: real states over a clock, real documents, real refusals. What nobody
outside Fax.Plus knows is a switch (`ContractSwitches`); what can go wrong on the way is a `Fault`. It never leaves the
machine.

    >>> from faxdesk.practice import PracticeAccount, PracticeServer
    >>> with PracticeServer(PracticeAccount()) as server:
    ...     server.url.startswith("http://127.0.0.1:")
    True
"""

from faxdesk.practice.account.account import AcceptedFax, PracticeAccount
from faxdesk.practice.http.server import PracticeServer
from faxdesk.practice.simulation.clock import ServiceClock
from faxdesk.practice.simulation.contract_switches import ContractSwitches
from faxdesk.practice.simulation.fault_queue import Fault
from faxdesk.practice.simulation.outcomes import OUTCOMES, Outcome
from faxdesk.practice.simulation.pace import Pace

__all__ = [
    "OUTCOMES",
    "AcceptedFax",
    "ContractSwitches",
    "Fault",
    "Outcome",
    "Pace",
    "PracticeAccount",
    "PracticeServer",
    "ServiceClock",
]
