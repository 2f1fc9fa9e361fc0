"""How long a fax is on the line, and as how many pages it is likely to be billed.

All of it is an estimate. The size of a page is measured: it is compressed as fax machines with error correction do it
(T.6). Speeds and handshakes are those of T.30 and V.17 between two ordinary machines on a clean line. A bad line, an
old machine without T.6, or a faster one (V.34) makes the true time longer or shorter.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from faxdesk.core.quantities import count_text
from faxdesk.documents.fax.page import Look, Resolution, fax_picture
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.tiff.group4_encoder import group4_encoded

if TYPE_CHECKING:
    from faxdesk.core.model import DocumentType

FAST, SLOW = 14_400, 9_600
"""Bits per second: the best that V.17 machines do, and what they often fall back to (V.17, V.29)."""
COVER_BYTES = 14_000
"""Compressed size of a cover page of large type and a short message, fine."""

_SIGNALS = 300
"""Bits per second of the handshakes (V.21; T.30, 5.3)."""
_PREAMBLE = 1.0
"""Seconds of flags before each handshake, +/- 15 % (T.30, 5.3.1)."""
_TURN = 0.275
"""Seconds between the signals of the two sides: 75 ms of silence (T.30, 5), and 200 ms to answer, our guess."""
_ANSWER = 3.3
"""Seconds of the tone of the called machine, 2.6 to 4.0 (CED; T.30, 4.3.3)."""
_TRAINING, _RESYNC = 1.393, 0.142
"""Seconds in which the receiver learns the line, at first and before each page (V.17, table 3)."""
_CHECK = 1.5
"""Seconds of zeros that try the speed, +/- 10 % (TCF; T.30, 5.3.6.1)."""
_BEFORE_DATA = 0.2
"""Seconds of flags before the first frame of a page (T.4, annex A)."""
_FRAME, _FRAME_MORE = 256, 8
"""Octets of the page in each frame, and those around them (T.4, annex A)."""
_STUFFING = 63 / 62
"""A zero goes in after five ones, which comes every 62 bits where they are as good as random (ISO/IEC 13239)."""
_BLOCK = 256 * _FRAME
"""Octets after which the receiver confirms (T.30, annex A)."""

BILLED_SECONDS = 60
"""Fax.Plus bills the pages, or each begun 60 seconds of the call, whichever is more (help.alohi.com, article
11675592144156). An older page of theirs counts each begun 60 seconds of each page (fax.plus/help, "How much does it
cost to send a fax"). Neither says when the clock starts. Some destinations count several times (fax.plus/rates)."""

_SAMPLE = 8
"""Pages of which `seconds_estimate` takes the mean."""


@dataclass(frozen=True, slots=True)
class Billing:
    """As how many pages a fax is likely to be billed, and as how many if each page is counted for itself.

    Both are before the multiplier that some destinations have. They are estimates: see `BILLED_SECONDS`.
    """

    likely: int
    most: int

    @property
    def text(self) -> str:
        """The sentence for people."""
        more = f", at most {self.most}" if self.most > self.likely else ""
        return f"Likely to be billed as {count_text(self.likely, 'page')}{more} (an estimate)."


@dataclass(frozen=True, slots=True)
class Transmission:
    """The sizes in bytes of the compressed pages of one fax, its cover first where it has one."""

    pages: tuple[int, ...]

    @property
    def sheets(self) -> int:
        """Sheets of paper at the other end."""
        return len(self.pages)

    def seconds(self, speed: int = FAST) -> float:
        """Return how long the call takes, from the answer to hanging up."""
        return call_seconds() + sum(page_seconds(size, speed) for size in self.pages)

    def billing(self, speed: int = FAST) -> Billing:
        """Return what is likely to be billed where the line has this speed."""
        begun = math.ceil(self.seconds(speed) / BILLED_SECONDS)
        each = (math.ceil(page_seconds(size, speed) / BILLED_SECONDS) for size in self.pages)
        likely = max(self.sheets, begun)
        return Billing(likely, max(likely, sum(each)))


def transmission(pages: Iterable[int], *, cover: bool = False) -> Transmission:
    """Return the fax of `pages`, given by their compressed sizes in bytes, with a cover before them or not."""
    return Transmission((*((COVER_BYTES,) if cover else ()), *pages))


def call_seconds() -> float:
    """Return the seconds of a call besides its pages: answer, capabilities, training and its check, goodbye.

    The octets are those of the frames (T.30, 5.3.6): 16 for DIS and DCS, 27 for their names (CSI, TSI), 7 for CFR and
    for DCN.
    """
    return _ANSWER + 2 * _signal(16 + 27) + _TRAINING + _CHECK + 2 * _signal(7) + 5 * _TURN


def page_seconds(size: int, speed: int = FAST) -> float:
    """Return the seconds of a page whose compressed size is `size` bytes, at `speed` bits per second.

    That is its data, and for each block of 64 KB training, end signal (PPS, 11 octets) and confirmation (MCF, 7).
    """
    blocks = max(1, math.ceil(size / _BLOCK))
    octets = (size + math.ceil(size / _FRAME) * _FRAME_MORE) * _STUFFING
    around = _RESYNC + _BEFORE_DATA + _signal(11) + _signal(7) + 3 * _TURN
    return octets * 8 / speed + blocks * around


def seconds_estimate(
    path: Path, kind: DocumentType, resolution: Resolution = Resolution.FINE, speed: int = FAST, name: str | None = None
) -> float:
    """Return how many seconds a fax of this document takes; cheap enough to do for each file that is checked.

    Of a longer document a few pages are drawn, evenly spread, and their mean counts for all. That takes 50 ms a page,
    0.4 seconds at most for ordinary ones. Raises `InputRefused`, naming the document, as `PageSource` does.
    """
    with PageSource(path, kind, name) as source:
        return source_seconds(source, resolution, speed)


def source_seconds(source: PageSource, resolution: Resolution = Resolution.FINE, speed: int = FAST) -> float:
    """Return what `seconds_estimate` does, of a document that is open already."""
    look = Look(resolution)
    seconds = fmean(page_seconds(page_bytes(source, page, look), speed) for page in sample(len(source)))
    return call_seconds() + seconds * len(source)


def page_bytes(source: PageSource, page: int, look: Look) -> int:
    """Return the compressed size of a page in bytes. Raises `InputRefused` as `PageSource.render` does."""
    return len(group4_encoded(fax_picture(source, page, look)))


def sample(count: int) -> Sequence[int]:
    """Return the pages, from 0, that stand for all `count` of them: the first, the last, and some in between."""
    if count <= _SAMPLE:
        return range(count)
    return [number * (count - 1) // (_SAMPLE - 1) for number in range(_SAMPLE)]


def _signal(octets: int) -> float:
    """Seconds of a handshake with frames of so many octets in all."""
    return _PREAMBLE + octets * 8 / _SIGNALS
