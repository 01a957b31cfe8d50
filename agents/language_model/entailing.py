"""Whether a model's sentence about a person says statements again and nothing else."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agents.language_model.grounding import Licence, objection
from agents.language_model.names import Names
from core.conversation import ListenTask
from core.heard import Heard, Polarity, Slot
from core.item import Facet
from core.ports import Listener
from core.profile import Statement
from retrieval.words import normalise, tokens

_LONGEST = 300
# All that may be said beside the statements' own words: whatever else a sentence says, no
# statement entails. Stronger words than "like" and comparisons are left out on purpose.
_PLAIN = frozenset(
    (
        "you your youre a an the and or nor of by with in on at for from to about up also too both "
        "film films movie movies one ones kind kinds sort story stories anything something that "
        "which are like likes enjoy enjoys want watch watching appreciate care fond drawn keen taste "
        "have interest interested made directed starring when it comes "
        "under over no not never only nothing none dont do does cannot cant without avoid avoids dislike "
        "dislikes skip skips away stay stays clear steer rule rules out all any minutes long"
    ).split()
)
_NEGATIONS = frozenset(
    (
        "no not never nothing none nor dont cannot cant without avoid avoids dislike dislikes skip "
        "skips away clear out"
    ).split()
)
_REPEATABLE = frozenset({"no", "nor"})
_ABSOLUTE = frozenset({"no", "never", "only", "nothing", "none", "cannot", "cant", "rule", "rules"})
_APPROVING = frozenset(
    (
        "like likes enjoy enjoys want watch watching appreciate care fond drawn keen taste interest "
        "interested"
    ).split()
)
# "Not like" and "never really like", but not "avoid horror and like".
_NEAR = 2
# "You are Japanese" is said of a person, "you are fond of" of a taste.
_SELF = re.compile(
    r"\byou(?:['’]re| are)\b(?! (?:not |also )?(?:fond|drawn|keen|interested)\b)", re.IGNORECASE
)
_TIMES = {
    Slot.WEEKDAYS: re.compile(r"\bweekdays?\b", re.IGNORECASE),
    Slot.WEEKNIGHTS: re.compile(r"\bweeknights?\b", re.IGNORECASE),
    Slot.WEEKENDS: re.compile(r"\bweekends?\b(?! nights?\b)", re.IGNORECASE),
    Slot.WEEKEND_NIGHTS: re.compile(r"\bweekend nights?\b", re.IGNORECASE),
}
_AS_SELF = (
    (re.compile(r"\byou(?:['’]re| are)\b", re.IGNORECASE), "I am"),
    (re.compile(r"\byour\b", re.IGNORECASE), "my"),
    (re.compile(r"\byou\b", re.IGNORECASE), "I"),
)

Term = tuple[Facet, str]


class Reading(NamedTuple):
    """A sentence with the words of the catalogue in it, and as the rules would hear it said."""

    text: str
    words: tuple[str, ...]
    mentions: tuple[tuple[str, frozenset[Term]], ...]
    heard: Heard

    @property
    def terms(self) -> frozenset[Term]:
        """The attributes that it names."""
        return frozenset(term for _, terms in self.mentions for term in terms)


class Entailment:
    """Reads sentences by the catalogue's names and by the rules' listening."""

    def __init__(self, names: Names, listener: Listener) -> None:
        """`listener` hears what is wanted and ruled out, as if the person had said it."""
        self._names = names
        self._listener = listener

    def said_again(
        self, text: str, cited: Sequence[Statement], this_year: int
    ) -> tuple[Statement, ...]:
        """The statements of those cited that the sentence says; none where it says anything else."""
        reading = self._read(text, this_year)
        spoken = tuple(one for one in cited if _speaks_of(reading, one))
        # A sentence of one tone cannot put what is ruled out beside what is liked.
        tones = {(one.claim.polarity, one.claim.hard, one.claim.when) for one in spoken}
        is_fit = (
            len(tones) == 1
            and len(text) <= _LONGEST
            and not _SELF.search(text)
            and self._is_worded(reading, spoken)
            and _has_tone(reading, spoken)
            and _is_heard_so(reading.heard, spoken)
            and not objection(text, _licence(spoken), self._names)
        )
        return spoken if is_fit else ()

    def _read(self, text: str, this_year: int) -> Reading:
        first_person = text
        for pattern, word in _AS_SELF:
            first_person = pattern.sub(word, first_person)
        return Reading(
            text=text,
            words=tuple(token.norm for token in tokens(text)),
            mentions=tuple(self._names.mentions(text)),
            heard=self._listener.listen(ListenTask(text=first_person, this_year=this_year)),
        )

    def _is_worded(self, reading: Reading, spoken: Iterable[Statement]) -> bool:
        """Whether every word is plain, a statement's own, or names no more than they say."""
        own, licensed = set(_PLAIN), set[Term]()
        for span in filter(None, (reading.heard.years, reading.heard.runtime)):
            # "The eighties": whether these are the statements' limits is checked by itself.
            own.update(token.norm for token in tokens(span.text))
        for one in spoken:
            own.update(token.norm for token in tokens(one.text))
            licensed.update(term for _, terms in self._names.mentions(one.text) for term in terms)
            licensed.update(_terms_of(one))
        for words, terms in reading.mentions:
            if terms <= licensed:
                own.update(token.norm for token in tokens(words))
            elif not own.issuperset(token.norm for token in tokens(words)):
                return False
        return own.issuperset(reading.words)


def _terms_of(statement: Statement) -> Iterator[Term]:
    attribute = statement.claim.attribute
    if attribute:
        yield attribute.facet, attribute.value


def _speaks_of(reading: Reading, statement: Statement) -> bool:
    claim = statement.claim
    if claim.attribute:
        name = f" {normalise(claim.attribute.value)} "
        is_named = name in f" {' '.join(reading.words)} "
        return is_named or not reading.terms.isdisjoint(_terms_of(statement))
    said = getattr(reading.heard, claim.facet)
    meant = getattr(claim, claim.facet)
    return said is not None and (said.low, said.high) == (meant.low, meant.high)


def _has_tone(reading: Reading, spoken: Sequence[Statement]) -> bool:
    """Whether the sentence likes, rules out and holds at the times that its statements do."""
    claim, words = spoken[0].claim, reading.words
    is_absolute = not _ABSOLUTE.isdisjoint(words)
    times = {slot for slot, pattern in _TIMES.items() if pattern.search(reading.text)}
    if is_absolute is not claim.hard or times != ({claim.when} if claim.when else set()):
        return False
    if claim.polarity is Polarity.WANT:
        return _NEGATIONS.isdisjoint(words)
    return _is_negated_once(reading, frozenset(term for one in spoken for term in _terms_of(one)))


def _is_negated_once(reading: Reading, ruled_out: frozenset[Term]) -> bool:
    """Whether one negation stands before all that is named, and no liking comes back behind it."""
    places = [n for n, word in enumerate(reading.words) if word in _NEGATIONS]
    kinds = [reading.words[n] for n in places if reading.words[n] not in _REPEATABLE]
    if not places or len(kinds) + ("no" in reading.words) > 1:
        return False
    named = {
        token.norm
        for words, terms in reading.mentions
        for token in tokens(words)
        if terms & ruled_out
    }
    first = next((n for n, word in enumerate(reading.words) if word in named), len(reading.words))
    approving = (n for n, word in enumerate(reading.words) if word in _APPROVING)
    return places[0] < first and all(n <= places[0] + _NEAR for n in approving)


def _is_heard_so(heard: Heard, spoken: Sequence[Statement]) -> bool:
    """Whether the rules, hearing the person say it, would understand no more and nothing else."""
    said = {(one.claim.attribute.key, one.claim.polarity) for one in spoken if one.claim.attribute}
    keys = {key for key, _ in said}
    flipped = ((one.key, one.polarity) for one in heard.attributes if one.key in keys)
    return said.issuperset(flipped) and all(
        getattr(heard, name) is None or any(one.claim.facet == name for one in spoken)
        for name in ("years", "runtime")
    )


def _licence(spoken: Iterable[Statement]) -> Licence:
    """The people and the numbers that the statements name."""
    people, numbers = set[str](), set[int]()
    for one in spoken:
        people.update(normalise(value) for facet, value in _terms_of(one) if facet is Facet.PERSON)
        numbers.update(int(digits) for digits in re.findall(r"\d{1,4}", one.text))
    surnames = frozenset(name.split()[-1] for name in people if name)
    return Licence(people=frozenset(people), surnames=surnames, numbers=frozenset(numbers))
