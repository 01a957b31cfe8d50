"""Which sentences of a summary that was written still stand."""

from collections.abc import Mapping, Sequence

from agents.profile.standing import Moment, Pin, Told, claim_of
from core.heard import Claim
from core.ledger import Sentence
from core.value import Value


class Writing(Value):
    """A summary as it was written, when, and what was known to be said whose ids outlast a change."""

    sentences: tuple[Sentence, ...]
    claims: Mapping[str, Claim]
    moment: Moment

    def standing(self, claims: Mapping[str, Claim]) -> tuple[Sentence, ...]:
        """The sentences all of whose statements are among these claims and say what they said then."""
        return tuple(
            sentence
            for sentence in self.sentences
            if all(
                name in claims and self.claims.get(name, claims[name]) == claims[name]
                for name in sentence.statements
            )
        )


def changed_since(
    moment: Moment, said: Mapping[str, Sequence[Told]], pins: Mapping[str, Sequence[Pin]]
) -> set[str]:
    """The statements that say something else now than they said at that moment."""
    return {
        name
        for name, told in said.items()
        if claim_of(told, pins.get(name, ()), moment) != claim_of(told, pins.get(name, ()))
    }
