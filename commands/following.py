"""The conversations of a run as one can follow them: from the moments told to what the page shows."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from core.runs import Choice, Exchange, Verdict, Watched, Weighed

if TYPE_CHECKING:
    from core.item import Item
    from evaluation.episodes import Episode
    from evaluation.watching import Moment
    from simulator.persona import Persona
    from simulator.speech import Decision, Said

_THOUGHTS = (("Stimulus", "stimulus"), ("Knowledge", "knowledge"), ("Evaluation", "evaluation"))


class Following:
    """What was told of every conversation of one run; the run's thread tells, the page's asks."""

    def __init__(
        self, people: "Sequence[Persona]", systems: Sequence[str], items: "Mapping[str, Item]"
    ) -> None:
        self._people, self._items = people, items
        self._moments: dict[str, list[Moment]] = {}
        self._endings: dict[str, str] = {}
        self._lock = Lock()
        self._keys = {
            key_of(system, number): f"Person {number + 1} with {system}"
            for number in range(len(people))
            for system in systems
        }

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every conversation, person by person."""
        return tuple(Choice(value=key, words=title) for key, title in self._keys.items())

    def hear(self, moments: "Iterable[Moment]", episodes: "Iterable[Episode]") -> None:
        """Add what is new, and how conversations ended."""
        with self._lock:
            for one in moments:
                key = key_of(one.system, one.number)
                if one.begins:
                    self._moments[key] = []
                self._moments.setdefault(key, []).append(one)
            for episode in episodes:
                key = key_of(episode.system, episode.number)
                self._endings[key] = _ended(episode)

    def under_way(self) -> tuple[str, ...]:
        """Those begun and not ended, in the order they began."""
        with self._lock:
            return tuple(key for key in self._moments if key not in self._endings)

    def watched(self, key: str) -> Watched | None:
        """One conversation so far; None where there is none of this key."""
        if key not in self._keys:
            return None
        with self._lock:
            moments, ending = tuple(self._moments.get(key, ())), self._endings.get(key, "")
        persona = self._people[int(key.rpartition(":")[2])]
        return Watched(
            key=key,
            title=self._keys[key],
            about=tuple(_about(persona, self._items)),
            exchanges=exchanges(moments),
            ending=ending,
        )


def key_of(system: str, number: int) -> str:
    """What tells a conversation from all others of its run."""
    return f"{system}:{number}"


def exchanges(moments: "Iterable[Moment]") -> tuple[Exchange, ...]:
    """Messages with their answers; what the person makes of films comes with their next message."""
    found: list[Exchange] = []
    shown: Sequence[str] = ()
    cards: Sequence[str] = ()
    for one in moments:
        if one.said is None:
            shown, cards = (one.films, one.cards) if one.cards else (shown, cards)
            answer: dict[str, object] = {"reply": one.reply, "films": one.films}
            found[-1:] = [last.model_copy(update=answer) for last in found[-1:]]
            continue
        if found and one.said.decision:
            verdict = _verdict(one.said, one.said.decision, dict(zip(cards, shown, strict=True)))
            found[-1] = found[-1].model_copy(update={"verdict": verdict})
        found.append(Exchange(said=one.said.text, intent=one.said.intent.value))
    return tuple(found)


def _verdict(said: "Said", decision: "Decision", films: Mapping[str, str]) -> Verdict:
    pairs = zip(films.values(), decision.probabilities, strict=False)
    thought = decision.thought
    return Verdict(
        thoughts=tuple((name, getattr(thought, field)) for name, field in _THOUGHTS),
        weighed=tuple(Weighed(film=film, probability=share) for film, share in pairs),
        none=decision.none,
        taken=films.get(said.taken, ""),
        leaning="" if said.taken else films.get(decision.choice, ""),
    )


def _about(persona: "Persona", items: "Mapping[str, Item]") -> Iterable[tuple[str, str]]:
    yield "Kind of person", persona.family
    yield "Wants", ", ".join(one.attribute.value for one in persona.needs)
    yield "Avoids", ", ".join(one.value for one in persona.avoids)
    yield "Liked before", _films(persona.liked[::-1], items)
    yield "Would be glad of", _films(persona.targets, items)


def _films(names: Sequence[str], items: "Mapping[str, Item]", most: int = 5) -> str:
    labels = [items[name].label if name in items else name for name in names[:most]]
    rest = len(names) - len(labels)
    return ", ".join(labels) + (f" and {rest} more" if rest else "")


def _ended(episode: "Episode") -> str:
    return f"{episode.ending.value}: {episode.note}" if episode.note else episode.ending.value
