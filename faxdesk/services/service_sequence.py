"""Several services in one thread, which none of them keeps busy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.services.step_supervisor import SupervisedService


class ServiceSequence:
    """Steps through services, one after another. What one of them raises keeps the next from its step."""

    def __init__(self, *services: SupervisedService) -> None:
        self._services = services

    def step(self, cancel: CancelToken) -> float | None:
        """Let each do a step; return the seconds until the first has more to do, None where none has."""
        pauses = [service.step(cancel) for service in self._services]
        return min((pause for pause in pauses if pause is not None), default=None)
