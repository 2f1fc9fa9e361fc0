"""What is done about a fax whose answer was lost and that Fax.Plus does not show: ask the user, or send it again.

Nobody can prove that the service has not taken such a fax. The user may choose that one of which it has shown no trace
for some minutes is sent again by itself. That can make two of it only where the service acts later than those minutes,
as long as everything holds that is checked here; where anything does not, the user is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

CLOCKS_APART = timedelta(minutes=5)
"""How far our clock may be from the service's: further, and one of them is wrong."""
CLOCK_JUMP = timedelta(minutes=2)
"""By how much the two may drift apart after the fax left: an answer may have been under way for a minute."""
OLDEST = timedelta(days=1)
"""A fax that left longer ago is not sent again by itself: its sender may have found another way meanwhile."""
TAGS_TRUSTED = timedelta(days=30)
"""How long it counts that the service has shown our tags: it may be changed meanwhile."""
MOST_RESENDS = 3
"""So often a fax is sent again by itself at the most. Each may become a fax that is billed."""


class Moment(NamedTuple):
    """An instant by our clock, and the same by the service's."""

    here: datetime
    there: datetime

    @property
    def ahead(self) -> timedelta:
        """How far the service's clock is ahead of ours."""
        return self.there - self.here


class Obstacle(StrEnum):
    """Why a fax is not sent again by itself."""

    NOT_CHOSEN = "not chosen"
    DECLINED = "declined"
    TAKEN = "taken"
    OLD = "old"
    OFTEN = "often"
    ACTS_LATE = "acts late"
    NOT_STORED = "not stored"
    CLOCK = "clock"
    LISTS = "lists"
    TAGS = "tags"
    TRACE = "trace"
    EQUAL = "equal"


OBSTACLES: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.NOT_CHOSEN: "",
        Obstacle.DECLINED: "You did not want it to be sent again by itself.",
        Obstacle.TAKEN: "FaxDesk does not send it again by itself, because Fax.Plus had taken it.",
        Obstacle.OLD: "FaxDesk does not send it again by itself, because it was handed over more than a day ago.",
        Obstacle.OFTEN: "FaxDesk has sent it again several times, and the answer was lost each time.",
        Obstacle.ACTS_LATE: (
            "FaxDesk does not send it again by itself, because Fax.Plus has carried out another lost request later than"
            " the time in the settings."
        ),
        Obstacle.NOT_STORED: (
            "FaxDesk does not send it again by itself, because Fax.Plus is not known to store the sent faxes of this"
            " account: it could have been sent and show no trace."
        ),
        Obstacle.CLOCK: (
            "FaxDesk does not send it again by itself, because the clock of this computer and that of Fax.Plus do not"
            " agree."
        ),
        Obstacle.LISTS: (
            "FaxDesk does not send it again by itself, because it could not read all of the lists of Fax.Plus."
        ),
        Obstacle.TAGS: (
            "FaxDesk does not send it again by itself, because Fax.Plus has not shown yet that it keeps the mark by"
            " which FaxDesk finds its faxes."
        ),
        Obstacle.TRACE: (
            "FaxDesk does not send it again by itself, because Fax.Plus shows a fax to the same number that may be it."
        ),
        Obstacle.EQUAL: (
            "FaxDesk does not send it again by itself while another fax with the same pages to the same number is not"
            " settled."
        ),
    }
)
"""What the user is told of each."""

CHOICE = "Check with the recipient or at Fax.Plus, then choose: send it again, or leave it."
"""What the user is asked to do."""

PASSING = frozenset({Obstacle.CLOCK, Obstacle.LISTS, Obstacle.TAGS, Obstacle.TRACE, Obstacle.EQUAL})
"""What may be otherwise at the next look."""


class NextStep(StrEnum):
    """What comes next."""

    ASK = "ask"
    WAIT = "wait"
    SEND_AGAIN = "send again"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class LostFax:
    """What is known of a fax after a look at the service that did not find it.

    `now` and `posted` are the moments of the look and of the request, None where the service does not tell its time;
    `counted` since when all that is asked here has held, None where it has not. `taken`: the service has said that it
    has the fax, or had it. `stored`: it stores sent faxes, as it did all the time. `lists_whole`: both lists were read
    to their end in this look. `tags_shown`: tags of other faxes of ours have come back lately. `trace`: something is
    listed that may be the fax. `equal_unsettled`: another fax of ours with the same pages to the same number is under
    way. `resent` is how often this one was sent again by itself; `latest_act` the longest after which the service is
    known to have carried out a request whose answer was lost. `unwanted`: the user wants to cancel it, or has written
    another in its place.
    """

    now: Moment | None
    posted: Moment | None
    counted: Moment | None = None
    taken: bool = False
    declined: bool = False
    stored: bool = True
    lists_whole: bool = True
    tags_shown: bool = True
    trace: bool = False
    equal_unsettled: bool = False
    resent: int = 0
    latest_act: timedelta = timedelta()
    unwanted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What comes next, and why: `obstacle` where the user is asked.

    Of a fax that waits, `counted` is since when, and `due` until when by our clock.
    """

    step: NextStep
    obstacle: Obstacle | None = None
    counted: Moment | None = None
    due: datetime | None = None


def decide(fax: LostFax, patience: timedelta | None) -> Decision:
    """Decide about a fax that a look did not find. `patience` is the time that the user set; None: ask."""
    if patience is None:
        return Decision(NextStep.ASK, Obstacle.NOT_CHOSEN)
    obstacle = _obstacle(fax, patience)
    if obstacle is not None or fax.now is None:
        return Decision(NextStep.ASK, obstacle or Obstacle.CLOCK)
    counted = fax.counted or fax.now
    # By the clock that counts less: the other may have been set.
    passed = min(fax.now.here - counted.here, fax.now.there - counted.there)
    if passed < patience:
        return Decision(NextStep.WAIT, counted=counted, due=fax.now.here + (patience - passed))
    return Decision(NextStep.CANCEL if fax.unwanted else NextStep.SEND_AGAIN)


def _obstacle(fax: LostFax, patience: timedelta) -> Obstacle | None:
    """Return the first thing that keeps a fax from being sent again, the lasting ones before those that may pass."""
    found = (
        (fax.declined, Obstacle.DECLINED),
        (fax.taken, Obstacle.TAKEN),
        (_is_old(fax), Obstacle.OLD),
        (fax.resent >= MOST_RESENDS, Obstacle.OFTEN),
        (fax.latest_act >= patience, Obstacle.ACTS_LATE),
        (not fax.stored, Obstacle.NOT_STORED),
        (not _clocks_agree(fax), Obstacle.CLOCK),
        (not fax.lists_whole, Obstacle.LISTS),
        (not fax.tags_shown, Obstacle.TAGS),
        (fax.trace, Obstacle.TRACE),
        (fax.equal_unsettled, Obstacle.EQUAL),
    )
    return next((obstacle for stands, obstacle in found if stands), None)


def _is_old(fax: LostFax) -> bool:
    return fax.now is not None and fax.posted is not None and fax.now.here - fax.posted.here > OLDEST


def _clocks_agree(fax: LostFax) -> bool:
    """Return whether both clocks tell the time, and neither was set since the fax left."""
    if fax.now is None or fax.posted is None or abs(fax.now.ahead) > CLOCKS_APART:
        return False
    earlier = [moment for moment in (fax.posted, fax.counted) if moment is not None]
    return all(moment.here <= fax.now.here and abs(moment.ahead - fax.now.ahead) <= CLOCK_JUMP for moment in earlier)
