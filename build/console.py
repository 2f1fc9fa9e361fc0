"""What the scripts say: a line on standard output, or the sentence that ends them."""

from __future__ import annotations

import sys
from typing import NoReturn


def say(text: str) -> None:
    """Print a line at once, also when standard output is a pipe."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with exit code 1 and one sentence that says what to do."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)
