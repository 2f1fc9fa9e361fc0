"""Python's garbage collector, run by the main thread alone.

Python collects in whichever thread happens to make the next object. Elsewhere that would destroy Qt objects outside the
thread that they live in, and Qt crashes.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
"""Milliseconds between two looks whether there is enough to collect."""
SETTLED = 10
"""Looks after which what is there is left alone for good: modules and the window, which a collection would walk through
for 25 ms, longer than the window may pause."""
LOADED = 10_000
"""So many new objects at one look tell, until then, that modules were loaded. They are left alone at once: modules are
never garbage, and with them even the youngest generation takes 8 ms."""
RARELY = 60
"""Looks after which the oldest generation is collected too, which takes longest."""


class MainThreadGC(QObject):
    """Takes the collector away from all other threads, as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        """Collect the youngest objects often, older ones seldom, as Python's own thresholds say."""
        self._looks += 1
        youngest, middle, _oldest = gc.get_count()
        if self._looks == SETTLED or (self._looks < SETTLED and youngest > LOADED):
            gc.freeze()
            return
        first, second, _third = gc.get_threshold()
        if self._looks % RARELY == 0:
            gc.collect()
        elif middle >= second:
            gc.collect(1)
        elif youngest >= first:
            gc.collect(0)

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
