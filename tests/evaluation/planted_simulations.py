"""Finished simulations whose figures, flow and transcripts are known beforehand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.conversation import Act
from evaluation.conversing import Played
from evaluation.episodes import Ending, Episode, Times, TurnRecord
from evaluation.results import About
from evaluation.shards import PartWriter, merge
from evaluation.simulation_plan import SimulationPlan, digest, freeze
from evaluation.simulation_results import results
from evaluation.simulation_runs import SimulationRun, save
from simulator.persona import Origin, Persona
from simulator.speech import Decision, Thought, UserIntent
from tests.evaluation.simulation_doubles import FILMS, person

THOUGHT = Thought(stimulus="wants a comedy", knowledge="has heard of it", evaluation="worth it")


def people(count: int, family: str = "") -> tuple[Persona, ...]:
    """Persons who look for film f3, by turns of two families."""
    return tuple(
        person(number, "f3", family=family or f"family {number % 2}") for number in range(count)
    )


def recommended(*cards: str, taken: str = "", **fields: object) -> TurnRecord:
    """A turn that shows these films, of which one may be taken; f3 is a target."""
    plain: dict[str, object] = {
        "said": "a comedy",
        "intent": UserIntent.STATE_NEED,
        "act": Act.RECOMMEND,
        "reply": "Here you are.",
        "cards": cards,
        "hits": tuple(place for place, card in enumerate(cards, 1) if card == "f3"),
        "taken": taken,
        "decision": Decision(
            thought=THOUGHT,
            choice=taken,
            probabilities=tuple(0.5 / len(cards) for _ in cards),
            none=0.5,
        ),
    }
    return TurnRecord.model_validate(plain | fields)


def asked(**fields: object) -> TurnRecord:
    """A turn that asks for a genre."""
    plain: dict[str, object] = {
        "said": "hello",
        "intent": UserIntent.SMALL_TALK,
        "act": Act.ASK,
        "reply": "Which genre?",
        "asked": "genre",
    }
    return TurnRecord.model_validate(plain | fields)


HIT = recommended("f1", "f3", taken="f3")
MISS = recommended("f1", "f2", intent=UserIntent.REJECT, said="not these")


def played(
    system: str, persona: Persona, ending: Ending, *turns: TurnRecord, **fields: object
) -> Episode:
    """An episode of this person, who is number `seed` of the run."""
    plain: dict[str, object] = {
        "system": system,
        "number": persona.seed,
        "persona": persona.id,
        "family": persona.family,
        "origin": Origin.CATALOGUE,
        "targets": persona.targets,
        "ending": ending,
        "turns": turns,
        "closing": "bye",
    }
    return Episode.model_validate(plain | fields)


def at_once(system: str, persona: Persona) -> Episode:
    """Success in the first turn."""
    return played(system, persona, Ending.ACCEPTED, HIT)


def at_last(system: str, persona: Persona) -> Episode:
    """A question, then success in the second turn."""
    return played(system, persona, Ending.ACCEPTED, asked(), HIT)


def never(system: str, persona: Persona) -> Episode:
    """Two misses, then the person leaves; the list at the end has a target."""
    return played(system, persona, Ending.LEFT, MISS, MISS, fallback=("f7", "f3"))


def planted(
    episodes: Sequence[Episode],
    personas: Sequence[Persona],
    turns: int = 3,
    name: str = "planted",
) -> SimulationRun:
    """A run of these episodes; each turn took 10 ms."""
    about = About(
        name=name,
        created="2026-01-31T09:30:00+00:00",
        command="python app.py simulate",
        data="catalogue",
        part="simulated",
        digest=digest(personas),
        fingerprint="f",
        seed=0,
        settings={},
        versions={},
    )
    found = results(about, episodes, list(map(took, episodes)), turns, FILMS)
    return SimulationRun(found, tuple(personas), tuple(episodes))


def took(episode: Episode) -> Times:
    """10 ms a turn."""
    return Times(
        system=episode.system,
        number=episode.number,
        milliseconds=(10.0,) * len(episode.turns),
    )


def contest(count: int = 20, second: str = "bad") -> SimulationRun:
    """`good` succeeds at once with everybody, the second system at last with the even half."""
    personas = people(count)
    episodes = [at_once("good", one) for one in personas]
    episodes += [
        at_last(second, one) if one.seed % 2 == 0 else never(second, one) for one in personas
    ]
    return planted(episodes, personas)


def written(folder: Path, run: SimulationRun) -> Path:
    """The run as the command leaves it in a new folder."""
    folder.mkdir(parents=True)
    systems = tuple(dict.fromkeys(one.system for one in run.episodes))
    plan = SimulationPlan(
        name=run.results.about.name,
        command=run.results.about.command,
        origin=Origin.CATALOGUE,
        users=len(run.personas),
        systems=systems,
        turns=run.results.turns,
        seed=0,
        today=datetime(2026, 1, 31, tzinfo=UTC),
        fingerprint="f",
    )
    freeze(folder, plan, run.personas)
    writer = PartWriter(folder)
    for one in run.episodes:
        writer.write(Played(one, took(one)))
    writer.close()
    merge(folder, plan.keys(len(run.personas)))
    save(folder, run.results, run.episodes, run.personas, FILMS)
    return folder
