"""One simulated person in one conversation: decides, then does, then says."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from core.conversation import Act, Card
from core.item import Item
from simulator.choice import Weights, fitted_weights
from simulator.controller import Situation, draw_intent
from simulator.decider import Decider
from simulator.facts import Speaker
from simulator.persona import Persona
from simulator.speech import Decision, Said, Shown, UserIntent
from simulator.transitions import OPENING, Table, fitted_table
from simulator.wording import RulesWording, Wording

# After these, words without films are an answer.
_TALKED = frozenset({UserIntent.ASK_WHY, UserIntent.COMPARE, UserIntent.SMALL_TALK})


class _Pending(NamedTuple):
    """Films on show of which one would be taken, once a question about it is answered."""

    cards: tuple[Card, ...]
    decision: Decision


class Person:
    """Implements `SimulatedUser`: every draw follows from the persona's seed and the turn's number."""

    def __init__(
        self,
        persona: Persona,
        items: Mapping[str, Item],
        *,
        table: Table | None = None,
        weights: Weights | None = None,
        wording: Wording | None = None,
    ) -> None:
        """Table, weights and wording are by default those that come with the program."""
        self.persona = persona
        self._table = table or fitted_table()
        self._decider = Decider(persona, items, weights or fitted_weights())
        self._speaker = Speaker(persona, items, self._decider)
        self._wording = wording or RulesWording(items)
        self._turn = 0
        self._before = OPENING
        self._disappointments = 0
        self._was_asked = False
        self._pending: _Pending | None = None

    def begin(self) -> Said:
        """The first message: a need, or a greeting."""
        return self._say(Situation(act=None), None, None)

    def respond(self, shown: Shown) -> Said:
        """The answer to a turn.

        Somebody who asked about a film they would take, and is answered without new films,
        takes it then.
        """
        pending, self._pending = self._pending, None
        on_show, decision = shown, self._decision(shown)
        is_answered = pending is not None and not shown.cards
        if pending is not None and is_answered:
            on_show, decision = shown.model_copy(update={"cards": pending.cards}), pending.decision
        self._count(shown, decision)
        situation = Situation(
            act=shown.act,
            before=self._before,
            shown=len(on_show.cards),
            chosen=bool(decision and decision.choice),
            disappointments=self._disappointments,
            stale=is_answered,
        )
        said = self._say(situation, on_show, decision)
        if decision and decision.choice and not said.taken:
            self._pending = _Pending(on_show.cards, decision)
        return said

    def _decision(self, shown: Shown) -> Decision | None:
        if not shown.cards:
            return None
        return self._decider.decide([card.item_id for card in shown.cards], self._generator(0))

    def _count(self, shown: Shown, decision: Decision | None) -> None:
        """Whether a turn disappoints: films none of which is taken, a second question in a row, idle talk.

        Talk is idle unless the person asked something or made talk before.
        """
        is_question = shown.act is Act.ASK and not shown.cards
        if decision is not None:
            is_bad = not decision.choice
        elif is_question:
            is_bad = self._was_asked
        else:
            is_bad = self._before not in _TALKED
        self._disappointments += is_bad
        self._was_asked = is_question

    def _say(self, situation: Situation, shown: Shown | None, decision: Decision | None) -> Said:
        behaviour = self.persona.behaviour
        intent = draw_intent(self._table, behaviour, situation, self._generator(1))
        facts = self._speaker.facts(intent, shown, decision, self._generator(2))
        taken = decision.choice if intent is UserIntent.ACCEPT and decision else ""
        is_found = taken in self.persona.targets
        if taken and shown:
            place = [card.item_id for card in shown.cards].index(taken) + 1
            facts = facts._replace(place=place, looks_on=not is_found)
            self._decider.keep(taken)
        text = self._wording.say(facts, behaviour, self._generator(3))
        self._turn += 1
        self._before = intent.value
        ends = is_found or intent is UserIntent.LEAVE
        return Said(
            text=text,
            intent=intent,
            decision=decision,
            taken=taken,
            ruled_out=facts.ruled_out,
            ends=ends,
        )

    def _generator(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng((self.persona.seed, self._turn, purpose))
