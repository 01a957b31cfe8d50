"""Preparations run one after another behind the page and report in words."""

import threading

from retrieval.warmup import Preparation, Progress, Warmup

PATIENCE = 20.0


class Held:
    """A preparation that waits in its middle until it is let go."""

    def __init__(self) -> None:
        self.reached, self.release = threading.Event(), threading.Event()

    def run(self, report: Progress) -> None:
        report(250, 1000)
        self.reached.set()
        assert self.release.wait(PATIENCE)


def fail(_: Progress) -> None:
    raise RuntimeError("no such file")


def finished(*preparations: Preparation) -> Warmup:
    warmup = Warmup(preparations)
    warmup.start()
    assert warmup.wait(PATIENCE)
    return warmup


def test_nothing_runs_before_the_start() -> None:
    ran: list[str] = []
    warmup = Warmup((Preparation("Vectors", lambda _: ran.append("vectors")),))
    assert warmup.progress() == ""
    assert not warmup.wait(0)
    assert ran == []


def test_preparations_run_in_order() -> None:
    ran: list[int] = []
    finished(*(Preparation(f"step {n}", lambda _, n=n: ran.append(n)) for n in range(4)))
    assert ran == [0, 1, 2, 3]


def test_progress_is_said_with_its_share() -> None:
    held = Held()
    warmup = Warmup((Preparation("Building text vectors", held.run),))
    warmup.start()
    assert held.reached.wait(PATIENCE)
    assert warmup.progress() == "Building text vectors: 250 of 1,000 (25 %)"
    held.release.set()
    assert warmup.wait(PATIENCE)


def test_all_done_is_said_by_silence() -> None:
    assert finished(Preparation("Vectors", lambda report: report(0, 0))).progress() == ""


def test_a_failure_is_told_and_the_rest_goes_on() -> None:
    ran: list[str] = []
    warmup = finished(
        Preparation("Encoder", fail), Preparation("Vectors", lambda _: ran.append("vectors"))
    )
    assert ran == ["vectors"]
    assert warmup.progress() == "Encoder: failed (no such file)"
