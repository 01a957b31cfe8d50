"""One piece of work at a time behind the page, on a thread of its own that can be asked how far it is."""

import threading
from collections.abc import Callable, Mapping

from core.errors import ParleyError
from core.runs import Phase, RunState

Changes = Mapping[str, object]

_UNFORESEEN = "Something went wrong that nobody foresaw; the terminal says what."


class Background:
    """Its state is replaced as a whole, so that whoever asks never sees half a change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.state = RunState()

    def start(self, title: str, work: Callable[[], Changes]) -> None:
        """Begin; `work` returns the last changes of the state. ParleyError where something runs."""
        with self._lock:
            if self.state.phase.is_busy:
                raise ParleyError(
                    "One run at a time: wait for the one that runs, or stop it first."
                )
            self._over.clear()
            self.state = RunState(phase=Phase.PREPARING, title=title)
        # A daemon: the program may end without waiting for what only a page looks at.
        threading.Thread(target=self._run, args=(work,), name="run", daemon=True).start()

    def tell(self, **changes: object) -> None:
        """Change the state."""
        with self._lock:
            self.state = self.state.model_copy(update=changes)

    def stop(self) -> None:
        """Ask the work to end; nothing happens where none goes on."""
        with self._lock:
            if self.state.phase.is_busy:
                self._over.set()
                self.state = self.state.model_copy(update={"phase": Phase.STOPPING})

    @property
    def is_over(self) -> bool:
        """Whether the work was asked to end."""
        return self._over.is_set()

    def _run(self, work: Callable[[], Changes]) -> None:
        last: Changes = {"phase": Phase.FAILED, "note": _UNFORESEEN}
        try:
            last = work()
        except ParleyError as error:
            last = {"phase": Phase.FAILED, "note": str(error)}
        finally:
            self.tell(**last)
