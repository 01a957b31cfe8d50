"""What a message may speak of: the intent with needs, places and films that are not hidden."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from core.conversation import Card
from core.heard import Attribute
from core.item import Facet, Item
from simulator.decider import Decider
from simulator.features import has
from simulator.persona import Persona
from simulator.speech import Decision, Shown, UserIntent

_FACETS = {"years": Facet.DECADE, "decade": Facet.DECADE, "genre": Facet.GENRE, "mood": Facet.MOOD}
_MOODS = {
    "funny": "funnier",
    "dark": "darker",
    "scary": "scarier",
    "sad": "sadder",
    "light-hearted": "lighter",
}
_TOO_FAMOUS = 0.75
_FOND_OF_NEW = 0.7


class Facts(NamedTuple):
    """One message before it has words; places count from 1, 0 is none.

    `topic` is a film of the person's own past; `looks_on` says that a film is taken and not the last.
    """

    intent: UserIntent
    needs: tuple[Attribute, ...] = ()
    topic: str = ""
    place: int = 0
    other: int = 0
    change: str = ""
    reason: str = ""
    is_answer: bool = False
    ruled_out: Attribute | None = None
    looks_on: bool = False
    opens: bool = False


class Speaker:
    """Decides what the messages of one person speak of; remembers what was told."""

    def __init__(self, persona: Persona, items: Mapping[str, Item], decider: Decider) -> None:
        """Nothing has been told."""
        self._persona, self._items, self._decider = persona, items, decider
        self._told: list[Attribute] = []
        self._named: set[str] = set()

    def facts(
        self,
        intent: UserIntent,
        shown: Shown | None,
        decision: Decision | None,
        generator: np.random.Generator,
    ) -> Facts:
        """What to speak of: a film on show is pointed at as chosen, or else by what it looks like."""
        cards = shown.cards if shown else ()
        place = self._place(cards, decision) if cards else 0
        facts = Facts(intent, place=place, opens=shown is None)
        if intent is UserIntent.STATE_NEED:
            return self._need(facts, generator)
        if intent is UserIntent.ANSWER:
            return self._answer(facts, shown.asked if shown else "", generator)
        if intent is UserIntent.CHANGE_MIND:
            return self._other_wish(facts, generator)
        if intent is UserIntent.CRITIQUE:
            return facts._replace(change=self._change(cards[place - 1], generator))
        if intent is UserIntent.REJECT_WITH_REASON:
            reason, ruled_out = self._reason(cards, place)
            return facts._replace(reason=reason, ruled_out=ruled_out)
        if intent is UserIntent.COMPARE:
            return facts._replace(other=_second(decision, place))
        return facts

    def _place(self, cards: Sequence[Card], decision: Decision | None) -> int:
        """The place, from 1, of what is chosen, or of what looks best."""
        ids = [card.item_id for card in cards]
        if decision and decision.choice in ids:
            return ids.index(decision.choice) + 1
        return self._decider.favourite([self._items[one] for one in ids])

    def _need(self, facts: Facts, generator: np.random.Generator) -> Facts:
        untold = [
            need.attribute for need in self._persona.needs if need.attribute not in self._told
        ]
        names_a_film = not facts.opens and (not untold or generator.random() < 0.3)
        if names_a_film and (topic := self._film(generator)):
            return facts._replace(topic=topic)
        wanted = tuple(untold[: self._at_once()]) or tuple(self._told[:1])
        return self._telling(facts, wanted or (self._persona.needs[0].attribute,))

    def _answer(self, facts: Facts, asked: str, generator: np.random.Generator) -> Facts:
        if asked == "film":
            return facts._replace(topic=self._film(generator), is_answer=True)
        facet = _FACETS.get(asked)
        wanted = [n.attribute for n in self._persona.needs if n.attribute.facet is facet]
        if not asked:
            return self._need(facts, generator)
        return self._telling(facts._replace(is_answer=True), tuple(wanted[:1]))

    def _other_wish(self, facts: Facts, generator: np.random.Generator) -> Facts:
        """Another need than the last one told; people with one need come back to it."""
        last = self._told[-1:]
        others = [n.attribute for n in self._persona.needs if n.attribute not in last]
        pool = others or [self._persona.needs[0].attribute]
        return self._telling(facts, (pool[int(generator.integers(len(pool)))],))

    def _change(self, card: Card, generator: np.random.Generator) -> str:
        film = self._items[card.item_id]
        missing = [n.attribute for n in self._persona.needs if not has(film, n.attribute)]
        if self._persona.behaviour.novelty > _FOND_OF_NEW and film.renown > _TOO_FAMOUS:
            return "less known"
        if not missing:
            return ("lighter", "shorter", "newer", "older")[int(generator.integers(4))]
        wanted = missing[0]
        if wanted not in self._told:
            self._told.append(wanted)
        return changed(wanted, film)

    def _reason(self, cards: Sequence[Card], place: int) -> tuple[str, Attribute | None]:
        """Words against a film, and what they rule out."""
        film = self._items[cards[place - 1].item_id]
        ordinal = ordinal_of(place)
        if self._decider.is_seen(film.id):
            return f"I've already seen the {ordinal} one", None
        if crossed := self._decider.taste.crossed(film):
            return f"I don't want any {spoken(crossed[0])}", crossed[0]
        missing = [n.attribute for n in self._persona.needs if not has(film, n.attribute)]
        if missing:
            self._told.extend(missing[:1] if missing[0] not in self._told else [])
            return f"I want {described(missing[:1])}", None
        if film.renown > _TOO_FAMOUS and self._persona.behaviour.novelty > _FOND_OF_NEW:
            return f"the {ordinal} one is too well known", None
        return f"the {ordinal} one doesn't appeal to me", None

    def _film(self, generator: np.random.Generator) -> str:
        """A film of the person's own past that was not named yet; empty where there is none."""
        films = [f for f in self._persona.liked if f not in self._named and f in self._items]
        if not films:
            return ""
        film = films[int(generator.integers(len(films)))]
        self._named.add(film)
        return film

    def _at_once(self) -> int:
        return (
            1
            + (self._persona.behaviour.verbosity > 0.4)
            + (self._persona.behaviour.verbosity > 0.8)
        )

    def _telling(self, facts: Facts, needs: tuple[Attribute, ...]) -> Facts:
        self._told.extend(need for need in needs if need not in self._told)
        return facts._replace(needs=needs)


_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)


def ordinal_of(place: int) -> str:
    """ "second" for 2."""
    return _ORDINALS[place - 1] if place <= len(_ORDINALS) else f"{place}th"


_DEMONYMS = {
    "United States": "American", "United Kingdom": "British", "France": "French",
    "Germany": "German", "Canada": "Canadian", "Italy": "Italian", "Australia": "Australian",
    "Japan": "Japanese", "Spain": "Spanish", "India": "Indian",
}  # fmt: skip
_GENRES = {"Sci-Fi": "science fiction", "Biography": "biographical", "History": "historical"}


def spoken(attribute: Attribute) -> str:
    """An attribute as it stands before "film": "horror", "1990s", "French"."""
    value = attribute.value
    if attribute.facet is Facet.DECADE:
        return f"{value[2:] if value < '2000' else value}s"
    if attribute.facet is Facet.COUNTRY:
        return _DEMONYMS.get(value, value)
    if attribute.facet is Facet.LANGUAGE:
        return f"{value}-language"
    return _GENRES.get(value, value.lower())


def described(needs: Sequence[Attribute]) -> str:
    """The needs as one thing to look for: "a funny French comedy film about friendship"."""
    order = (Facet.MOOD, Facet.DECADE, Facet.COUNTRY, Facet.LANGUAGE, Facet.GENRE)
    before = [spoken(need) for facet in order for need in needs if need.facet is facet]
    about = [_about(need.value) for need in needs if need.facet is Facet.THEME]
    phrase = " ".join((*before, "film", *about))
    return f"{'an' if phrase[0].lower() in 'aeiou8' else 'a'} {phrase}"


def _about(theme: str) -> str:
    if theme.startswith("based on"):
        return theme
    return "based on a true story" if theme == "true story" else f"about {theme}"


def changed(wanted: Attribute, film: Item) -> str:
    """The direction from a film towards what is wanted."""
    if wanted.facet is Facet.DECADE and film.decade:
        return "older" if int(wanted.value) < film.decade else "newer"
    if wanted.facet is Facet.MOOD:
        return _MOODS.get(wanted.value, f"more {wanted.value}")
    if wanted.facet is Facet.GENRE:
        return f"more of {described((wanted,))}"
    return _about(wanted.value) if wanted.facet is Facet.THEME else spoken(wanted)


def _second(decision: Decision | None, place: int) -> int:
    odds = decision.probabilities if decision else ()
    others = [n for n in range(1, len(odds) + 1) if n != place]
    return max(others, key=lambda n: odds[n - 1], default=0)
