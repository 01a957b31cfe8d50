"""The shares of a simulation as tasks of a Ray cluster, whose machines see one data folder."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commands.processes import Look
    from commands.simulating import Share
    from core.settings import Settings

_SECONDS_BETWEEN_LOOKS = 0.5
# A cluster of one's own on this machine; an address joins another one.
LOCAL = "local"


class Over:
    """An actor that knows whether nothing more is to be begun."""

    def __init__(self) -> None:
        """Not yet."""
        self._is_over = False

    def end(self) -> None:
        """From now on."""
        self._is_over = True

    def is_over(self) -> bool:
        """Whether it is."""
        return self._is_over


@contextmanager
def cluster(address: str = LOCAL, cores: int | None = None) -> Iterator[Any]:
    """Ray, joined to a cluster; ParleyError where it is not installed or cannot be reached."""
    from core.errors import ParleyError

    try:
        import ray
    except ImportError as error:
        raise ParleyError(
            "--ray needs Ray, which is not installed: python -m pip install ray."
        ) from error
    if is_own := address == LOCAL:
        # It has no public switch for this: a cluster of one's own listens on loopback alone.
        ray._private.ray_constants.ENABLE_RAY_CLUSTER = False
    try:
        ray.init(
            address=address,
            num_cpus=cores if is_own else None,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ParleyError(f"No Ray cluster at {address!r}: {error}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def cores_of(ray: Any) -> int:  # noqa: ANN401
    """How many tasks the cluster runs at once."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def play_on(ray: Any, shares: "list[Share]", look: "Look", settings: "Settings") -> None:  # noqa: ANN401
    """Play every share as a task until all are done or `look` says that it is over.

    Raises ParleyError where a task ended otherwise than it should. Interrupted, it leaves what has
    begun: tasks end with the program that began them.
    """
    over = ray.remote(num_cpus=0)(Over).remote()
    prepare, task = (ray.remote(num_cpus=1, max_retries=0)(one) for one in (_prepare, _play))
    if len(shares) > 1:
        # What is kept on disk, such as text vectors, is made once, before many would make it.
        _watch(ray, [prepare.remote(shares[0].folder, settings)], look, over)
    if not look():
        _watch(ray, [task.remote(one, settings, over) for one in shares], look, over)


def _watch(ray: Any, tasks: list[Any], look: "Look", over: Any) -> None:  # noqa: ANN401
    waiting = tasks
    while waiting:
        done, waiting = ray.wait(waiting, num_returns=len(waiting), timeout=_SECONDS_BETWEEN_LOOKS)
        if look() or not all(_is_well(ray, one) for one in done):
            ray.get(over.end.remote())
    for task in tasks:
        _result(ray, task)


def _is_well(ray: Any, task: Any) -> bool:  # noqa: ANN401
    from core.errors import ParleyError

    try:
        _result(ray, task)
    except ParleyError:
        return False
    return True


def _result(ray: Any, task: Any) -> None:  # noqa: ANN401
    from core.errors import ParleyError

    try:
        ray.get(task)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, ParleyError):
            raise error.cause from None
        raise ParleyError(f"A task on the cluster broke off: {error}") from error
    except ray.exceptions.RayError as error:
        raise ParleyError(f"A task on the cluster was lost: {error}") from error


def _prepare(folder: Path, settings: "Settings") -> None:
    from commands.simulating import prepared

    prepared(folder, settings)


def _play(share: "Share", settings: "Settings", over: Any) -> None:  # noqa: ANN401
    import ray

    from commands.simulating import play

    is_over: Callable[[], bool] = lambda: ray.get(over.is_over.remote())  # noqa: E731
    play(share, is_over, lambda: None, settings)
