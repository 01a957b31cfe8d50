"""How long ordinary turns take: processor and wall time a turn, against the targets."""

import os
import platform
import time

import numpy as np

from core.ports import Recommender
from core.value import Value

MEDIAN_TARGET = 100.0
SLOW_TARGET = 300.0

# Ten conversations of four messages, repeated in this order.
CONVERSATIONS = (
    (
        "Hi! I'm looking for a good thriller for tonight.",
        "Something like Se7en, but less violent.",
        "I've seen the first one. Anything newer?",
        "Great, I'll watch the second one. Thanks!",
    ),
    (
        "what should i watch with my kids?",
        "they loved Finding Nemo and Toy Story",
        "not too long, under 100 minutes please",
        "why did you pick the first one?",
    ),
    (
        "I love Christopher Nolan",
        "Memento was brilliant, Inception a bit overrated",
        "more",
        "who directed the third one?",
    ),
    (
        "recommend me three French comedies from the 90s",
        "no romance",
        "How long is the second one?",
        "perfect",
    ),
    (
        "surprise me",
        "no, too old",
        "something funnier",
        "which of these is the shortest?",
    ),
    (
        "a slow, sad drama about a family",
        "not in the mood for anything about illness",
        "Japanese would be nice",
        "the last one sounds good",
    ),
    (
        "Is there a space film from before 1980 that isn't Star Wars?",
        "I didn't like 2001, it was boring",
        "give me others",
        "forget all that, let's start over",
    ),
    (
        "heist movie, clever, not gory",
        "like Ocean's Eleven but darker",
        "tell me about the first one",
        "ok, and something with Al Pacino?",
    ),
    (
        "hey there",
        "scary but no ghosts",
        "less known please",
        "I hated that one, what else is there?",
    ),
    (
        "We are two friends, one likes westerns and one likes musicals. What now?",
        "Unforgiven is one of my favourites",
        "anything with Clint Eastwood, 1985 to 1995",
        "thank you, bye",
    ),
)  # fmt: skip


class Timing(Value):
    """What one turn took, in milliseconds: of the whole process's processors, and by the clock."""

    cpu: float
    wall: float


class Benchmark(Value):
    """The measured turns, with the first turn of the process apart: it loads what is lazy."""

    first: Timing
    turns: tuple[Timing, ...]
    films: int


def measure_turns(recommender: Recommender, turns: int) -> Benchmark:
    """Time the first turn and `turns` more; the conversations are taken back afterwards."""
    messages = [
        (f"bench-{number}", text)
        for number, conversation in enumerate(CONVERSATIONS)
        for text in conversation
    ]
    timings = []
    for place in range(turns + 1):
        session_id, text = messages[place % len(messages)]
        if place % len(CONVERSATIONS[0]) == 0:
            _forget(recommender, session_id)
        timings.append(_timed(recommender, session_id, text))
    for session_id in dict(messages):
        _forget(recommender, session_id)
    return Benchmark(first=timings[0], turns=tuple(timings[1:]), films=len(recommender.items))


def report(benchmark: Benchmark) -> str:
    """Median, 95th percentile and worst turn, the machine, and whether the targets are met."""
    cpu = np.array([timing.cpu for timing in benchmark.turns])
    wall = np.array([timing.wall for timing in benchmark.turns])
    return "\n".join(
        (
            f"{len(cpu)} turns with {benchmark.films:,} films; {machine()}",
            f"processor time a turn: {_summary(cpu)}",
            f"wall time a turn:      {_summary(wall)}",
            f"first turn (warm-up):  {benchmark.first.cpu:.0f} ms processor, "
            f"{benchmark.first.wall:.0f} ms wall",
            _verdict("median", float(np.median(cpu)), MEDIAN_TARGET),
            _verdict("95th percentile", float(np.percentile(cpu, 95)), SLOW_TARGET),
        )
    )


def machine() -> str:
    """The machine that was measured on, in one line."""
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _timed(recommender: Recommender, session_id: str, text: str) -> Timing:
    cpu, wall = time.process_time(), time.perf_counter()
    recommender.reply(session_id, text)
    return Timing(cpu=1000 * (time.process_time() - cpu), wall=1000 * (time.perf_counter() - wall))


def _forget(recommender: Recommender, session_id: str) -> None:
    while recommender.session(session_id).turns:
        recommender.undo(session_id)


def _summary(milliseconds: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    median, slow = np.percentile(milliseconds, (50, 95))
    return (
        f"median {median:.0f} ms, 95th percentile {slow:.0f} ms, worst {milliseconds.max():.0f} ms"
    )


def _verdict(name: str, value: float, target: float) -> str:
    relation = "met" if value <= target else "MISSED"
    return f"target {name} of {target:.0f} ms processor time: {relation} ({value:.0f} ms)"
