"""One process's share of a simulation: what it plays, and with which parts."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from commands.assembly import Parts
    from core.settings import Settings
    from simulator.wording import Wording


class Share(NamedTuple):
    """What one process is to play: of the folder's plan, shard by shard, these people.

    Where it `is_watched`, every message is written as it is said, for those who look on, and
    whoever else uses the machine goes first.
    """

    folder: Path
    shard: tuple[int, int]
    process: tuple[int, int]
    in_flight: int
    is_watched: bool = False


def shares_of(folder: Path, shard: tuple[int, int], processes: int, in_flight: int) -> list[Share]:
    """The shares of so many processes; of `in_flight` conversations each has about as many."""
    count = min(processes, in_flight)
    return [
        Share(folder, shard, (number, count), in_flight // count + (number <= in_flight % count))
        for number in range(1, count + 1)
    ]


def way_on(folder: Path, shard: tuple[int, int] = (1, 1)) -> str:
    """The command that goes on with a run."""
    part = "" if shard == (1, 1) else f" --shard {shard[0]}/{shard[1]}"
    return f"python app.py simulate --resume {folder}{part}"


def play(
    share: Share,
    is_over: Callable[[], bool],
    is_built: Callable[[], None],
    settings: "Settings | None" = None,
) -> None:
    """Play the share in this process; `is_built` is called once everything is prepared.

    Raises ParleyError where it cannot be played as it was begun, or a fault of ours.
    """
    from commands.systems import Name, contestant
    from evaluation.conversing import Setting
    from evaluation.shards import PartWriter, Shard, finished
    from evaluation.simulating import jobs_of, simulate
    from evaluation.simulation_plan import frozen, shared_out
    from evaluation.watching import watching
    from retrieval.threads import take_one_thread_each
    from simulator.leaks import Detector
    from simulator.person import Person

    plan, personas = frozen(share.folder)
    mine = shared_out(personas, Shard(*share.shard), Shard(*share.process))
    parts = prepared(share.folder, settings)
    take_one_thread_each()
    is_built()
    words = wording_of(plan.wording, parts)
    contestants = [contestant(Name(name), parts, plan.today) for name in plan.systems]
    setting = Setting(
        turns=plan.turns,
        user=lambda persona: Person(persona, parts.catalog, wording=words),
        leaks=Detector(parts.catalog),
    )
    writer = PartWriter(share.folder)
    jobs = jobs_of(mine, contestants, finished(share.folder))
    try:
        with watching(share.folder, is_watched=share.is_watched) as watch:
            seen = setting._replace(watch=watch)
            simulate(jobs, seen, writer.write, share.in_flight, is_over)
    except ExceptionGroup as group:
        # What befell one befell the others that were in flight: it is told once.
        raise group.exceptions[0] from None
    finally:
        writer.close()


def wording_of(wording: str, parts: "Parts") -> "Wording":
    """Who words what people mean: templates, or the language model where one is set."""
    from agents.language_model.orders import wording_limits
    from core.errors import ParleyError
    from simulator.language_model import ModelWording
    from simulator.wording import RulesWording

    model = parts.model
    if wording == "rules":
        return RulesWording(parts.catalog)
    if model is None:
        raise ParleyError("This run's people speak by a language model, and none is set.")
    limits = wording_limits(parts.settings.turn_seconds)
    return ModelWording(parts.catalog, lambda: model.turn(limits))


def prepared(folder: Path, settings: "Settings | None" = None) -> "Parts":
    """The parts for this run; ParleyError where one is lacking, or another than at its begin."""
    from commands.assembly import Parts, read_settings
    from core.errors import ParleyError
    from evaluation.simulation_plan import Makings, agree

    parts = Parts(settings or read_settings())
    parts.warmup.start()
    parts.warmup.wait()
    # A chat would go on without: here it would be measured as something that it is not.
    if failures := parts.warmup.progress():
        raise ParleyError(f"Not everything could be prepared: {failures}")
    refuse_what_has_seen_them(folder, parts)
    names = (parts.settings.fast, parts.settings.strong) if parts.model else ()
    agree(folder, Makings(models=tuple(dict.fromkeys(names)), learned=parts.learned))
    return parts


def refuse_what_has_seen_them(folder: Path, parts: "Parts") -> None:
    """People of ReDial hide what their own dialogues say, and those may have been learned from."""
    from commands.systems import LEARNED_NOTHING, Name
    from core.errors import ParleyError
    from evaluation.simulation_plan import frozen
    from simulator.persona import Origin

    plan, _ = frozen(folder)
    knowing = [name for name in plan.systems if Name(name) not in LEARNED_NOTHING]
    if plan.origin is Origin.REDIAL and parts.learned and knowing:
        raise ParleyError(
            f"What {', '.join(knowing)} learned from imported conversations includes the hidden "
            "films of these people. Take --from movielens, or --system "
            f"{', '.join(sorted(LEARNED_NOTHING))}."
        )
