"""Which requests get which fault, and how many more of them."""

import threading
from dataclasses import dataclass

from tests.fake_server.faults import Fault


@dataclass
class Breakage:
    """A fault for some requests; no site means every site, no times means always."""

    fault: Fault
    site: str | None
    times: int | None

    def takes(self, site: str) -> bool:
        """Whether a request of this site gets the fault."""
        return self.times != 0 and self.site in (None, site)

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

    def take(self, site: str) -> Fault | None:
        """The fault for a request of this site, which counts as one of its times."""
        with self._lock:
            for breakage in self._newest_first:
                if breakage.takes(site):
                    breakage.count()
                    return breakage.fault
        return None
