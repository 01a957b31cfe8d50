"""The Mini-IPIP: twenty short questions on five traits, one of which moves how far a search strays.

Donnellan, Oswald, Baird and Lucas (2006), "The Mini-IPIP scales", Psychological Assessment 18(2).
The items are the International Personality Item Pool's (ipip.ori.org), in the public domain.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from core.errors import LedgerError
from core.value import Value

SKIPPED, _LOWEST, _HIGHEST = 0, 1, 5
# Of four questions a trait, how many have to be answered for a mean to say anything.
_FEWEST_ANSWERED = 2
# However curious somebody is, seven tenths of a ranking stay with what fits.
BOLDEST = 0.3
# The `Statement.id` of what the answers say.
QUIZ_STATEMENT = "quiz:explore:want"


class Trait(StrEnum):
    """What the questions are scales of."""

    EXTRAVERSION = "extraversion"
    AGREEABLENESS = "agreeableness"
    CONSCIENTIOUSNESS = "conscientiousness"
    NEUROTICISM = "neuroticism"
    IMAGINATION = "imagination"


class Question(Value):
    """One item as it was published; agreeing to a `reversed` one lowers its trait."""

    text: str
    trait: Trait
    reversed: bool = False


def _asked(text: str, trait: Trait) -> Question:
    return Question(text=text, trait=trait)


def _turned(text: str, trait: Trait) -> Question:
    return Question(text=text, trait=trait, reversed=True)


QUESTIONS = (
    _asked("Am the life of the party.", Trait.EXTRAVERSION),
    _asked("Sympathize with others' feelings.", Trait.AGREEABLENESS),
    _asked("Get chores done right away.", Trait.CONSCIENTIOUSNESS),
    _asked("Have frequent mood swings.", Trait.NEUROTICISM),
    _asked("Have a vivid imagination.", Trait.IMAGINATION),
    _turned("Don't talk a lot.", Trait.EXTRAVERSION),
    _turned("Am not interested in other people's problems.", Trait.AGREEABLENESS),
    _turned("Often forget to put things back in their proper place.", Trait.CONSCIENTIOUSNESS),
    _turned("Am relaxed most of the time.", Trait.NEUROTICISM),
    _turned("Am not interested in abstract ideas.", Trait.IMAGINATION),
    _asked("Talk to a lot of different people at parties.", Trait.EXTRAVERSION),
    _asked("Feel others' emotions.", Trait.AGREEABLENESS),
    _asked("Like order.", Trait.CONSCIENTIOUSNESS),
    _asked("Get upset easily.", Trait.NEUROTICISM),
    _turned("Have difficulty understanding abstract ideas.", Trait.IMAGINATION),
    _turned("Keep in the background.", Trait.EXTRAVERSION),
    _turned("Am not really interested in others.", Trait.AGREEABLENESS),
    _turned("Make a mess of things.", Trait.CONSCIENTIOUSNESS),
    _turned("Seldom feel blue.", Trait.NEUROTICISM),
    _turned("Do not have a good imagination.", Trait.IMAGINATION),
)


def checked(answers: Sequence[int]) -> tuple[int, ...]:
    """The answers, one a question from 1 to 5 or 0 for a skipped one; else LedgerError."""
    if len(answers) != len(QUESTIONS):
        raise LedgerError(f"The quiz has {len(QUESTIONS)} answers, not {len(answers)}.")
    wrong = [one for one in answers if type(one) is not int or not SKIPPED <= one <= _HIGHEST]
    if wrong:
        raise LedgerError(f"An answer is a number from 1 to 5, or 0 to skip; not {wrong[0]!r}.")
    if not any(answers):
        raise LedgerError("Every question was skipped, so there is nothing to take from the quiz.")
    return tuple(answers)


def scores(answers: Sequence[int]) -> dict[str, float]:
    """The mean (1 to 5) of each trait of which at least two questions were answered."""
    points: dict[str, list[int]] = {trait.value: [] for trait in Trait}
    for question, answer in zip(QUESTIONS, answers, strict=True):
        if answer != SKIPPED:
            agreed = _LOWEST + _HIGHEST - answer if question.reversed else answer
            points[question.trait.value].append(agreed)
    return {
        trait: sum(given) / len(given)
        for trait, given in points.items()
        if len(given) >= _FEWEST_ANSWERED
    }


def appetite(traits: Mapping[str, float]) -> float | None:
    """How far a search strays to what is little known, 0 to 0.3; of the traits imagination alone says."""
    mean = traits.get(Trait.IMAGINATION.value)
    if mean is None:
        return None
    return BOLDEST * (mean - _LOWEST) / (_HIGHEST - _LOWEST)
