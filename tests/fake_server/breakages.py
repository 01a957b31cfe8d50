"""Which requests get which fault, and how many more of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.fake_server.faults import Fault
from tests.fake_server.request import FakeRequest

When = Callable[[FakeRequest], bool]


@dataclass
class Breakage:
    """A fault for some requests; no site means every site, no times always, no condition any."""

    fault: Fault
    site: str | None
    times: int | None
    when: When | None = None

    def takes(self, request: FakeRequest) -> bool:
        """Whether this request gets the fault."""
        fits = self.when is None or self.when(request)
        return self.times != 0 and self.site in (None, request.site) and fits

    def count(self) -> None:
        """One request less to come."""
        if self.times is not None:
            self.times -= 1


class Breakages:
    """Every fault that was asked for; of those that fit a request, the newest is taken."""

    def __init__(self) -> None:
        """Nothing is broken."""
        self._newest_first: list[Breakage] = []
        self._lock = threading.Lock()

    def add(self, breakage: Breakage) -> None:
        """From now on."""
        with self._lock:
            self._newest_first.insert(0, breakage)

    def clear(self) -> None:
        """No faults any more."""
        with self._lock:
            self._newest_first.clear()

    def take(self, request: FakeRequest) -> Fault | None:
        """The fault for this request, which counts as one of its times."""
        with self._lock:
            for breakage in self._newest_first:
                if breakage.takes(request):
                    breakage.count()
                    return breakage.fault
        return None
