"""Listening with a language model: what the answer may look like, and what of it can be believed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pydantic import Field

from agents.language_model.describing import NOTHING, told_history, told_wishes
from agents.language_model.lasting import (
    LastingSaid,
    lasting_of,
    minutes_of,
    names_person,
    years_of,
)
from agents.language_model.names import Names
from agents.rules.listen import shift_anchor
from core.conversation import Act, ListenTask
from core.heard import (
    Attribute,
    Audience,
    Axis,
    Film,
    Heard,
    Intent,
    Lasting,
    Polarity,
    Shift,
    Stance,
)
from core.item import Facet, Item
from core.language_model import Failure, Message, ModelFailed, Site, Typed
from core.prompts import Prompt, quoted_data
from retrieval.words import normalise

_MOST = 12
_LARGEST_COUNT = 10
_LONGEST_DEMAND = 300
_LONGEST_WORDS = 200
_AUDIENCE_WORDS: Mapping[Audience, frozenset[str]] = {
    Audience.KIDS: frozenset(
        (
            "kid kids child children son sons daughter daughters boy boys girl girls toddler baby "
            "nephew nephews niece nieces grandson granddaughter grandchild grandchildren grandkids "
            "little ones year old olds family pupils class students"
        ).split()
    ),
    Audience.FRIEND: frozenset(
        (
            "friend friends mate mates buddy colleague colleagues mum mom mother dad father parents "
            "brother sister wife husband girlfriend boyfriend partner uncle aunt grandma grandpa "
            "grandmother grandfather neighbour neighbor roommate flatmate boss him her them someone"
        ).split()
    ),
    Audience.SELF: frozenset("me myself i mine alone".split()),
}


class FilmSaid(Typed):
    """A film of the list, and how the message stands to it."""

    number: int
    stance: Stance
    seen: bool = Field(default_factory=bool)


class TitleSaid(Typed):
    """A title in the person's words, and how the message stands to it."""

    words: str
    stance: Stance
    seen: bool = Field(default_factory=bool)


class AttributeSaid(Typed):
    """An attribute asked for or ruled out; `either` marks alternatives."""

    facet: Facet
    value: str
    either: bool = Field(default_factory=bool)


class Listening(Typed):
    """What the model writes down; `agents/prompts/listen.md` explains the fields.

    All fields are required in the schema that a server is given; a server without schemas is
    forgiven where it leaves one out. A left out `lasting` says nothing of what lasts: the rules'
    reading of that stands.
    """

    intents: list[Intent] = Field(max_length=_MOST)
    films: list[FilmSaid] = Field(default_factory=list, max_length=_MOST)
    titles: list[TitleSaid] = Field(default_factory=list, max_length=_MOST)
    wants: list[AttributeSaid] = Field(default_factory=list, max_length=_MOST)
    avoids: list[AttributeSaid] = Field(default_factory=list, max_length=_MOST)
    year_from: int | None = None
    year_to: int | None = None
    minutes_from: int | None = None
    minutes_to: int | None = None
    directions: list[Axis] = Field(default_factory=list, max_length=_MOST)
    audience: Audience | None = None
    count: int | None = None
    subject: str = Field(default_factory=str)
    starts_afresh: bool = Field(default_factory=bool)
    withdrawn: list[int] = Field(default_factory=list, max_length=_MOST)
    demand: str = Field(default_factory=str)
    lasting: list[LastingSaid] = Field(default_factory=list, max_length=_MOST)


class Selecting(Listening):
    """The same, with the act that the message calls for."""

    act: Act
    reason: str = Field(default_factory=str)


class _Choice(NamedTuple):
    """A film that the message may mean: on the screen (`position`), or recognised in its words."""

    item_id: str
    position: int | None = None
    text: str = ""
    readings: tuple[str, ...] = ()
    certainty: float = 1.0


class ListeningPrompt:
    """Renders the listening prompt, and grounds what comes back in message and catalogue."""

    def __init__(self, site: Site, items: Mapping[str, Item], names: Names) -> None:
        """`site` is LISTEN, or SELECT where the act is chosen in the same call."""
        self._items = items
        self._names = names
        self._prompt = Prompt(
            "agents",
            "listen",
            site=site.value,
            selecting=site is Site.SELECT,
            genres=_spelling(names.values(Facet.GENRE)),
            moods=_spelling(names.values(Facet.MOOD)),
            themes=_spelling(names.values(Facet.THEME)),
        )

    def messages(self, task: ListenTask, reading: Heard) -> tuple[Message, ...]:
        """The messages for one message of a person; `reading` is how the rules understood it."""
        films = (
            f"{n}. {quoted_data(self._items[choice.item_id].label)}"
            + (f", from the words {quoted_data(choice.text)}" if choice.text else "")
            for n, choice in enumerate(_choices(task, reading), 1)
        )
        return self._prompt.messages(
            history=told_history(task.history),
            message=reading.text,
            films="\n".join(films) or NOTHING,
            shown=len(task.shown),
            wishes=told_wishes(_wish_keys(task)),
            demand=task.demand,
            year=task.this_year,
        )

    def grounded(self, said: Listening, task: ListenTask, reading: Heard) -> Heard:
        """What of an answer holds; ModelFailed where it points at what is not there.

        Films are those of the list or titles that stand in the message; attributes are the
        catalogue's; a subject has to be in the person's words.
        """
        films, unknown = self._films(said, task, reading)
        keys = _wish_keys(task)
        if not said.intents or any(not 1 <= n <= len(keys) for n in said.withdrawn):
            raise ModelFailed(Failure.UNGROUNDED)
        intents = tuple(dict.fromkeys(said.intents))
        anchor = shift_anchor(films, task.shown)
        audience = _audience(said.audience, reading)
        return Heard(
            text=reading.text,
            intents=intents,
            films=films,
            attributes=tuple(self._attributes(said, reading)),
            years=years_of(said.year_from, said.year_to, task.this_year),
            runtime=minutes_of(said.minutes_from, said.minutes_to),
            shifts=tuple(
                Shift(axis=axis, item_id=anchor) for axis in dict.fromkeys(said.directions)
            ),
            audience=audience,
            count=said.count if said.count and 0 < said.count <= _LARGEST_COUNT else None,
            unknown_titles=unknown,
            subject=said.subject.strip()[:_LONGEST_WORDS]
            if _is_said(said.subject, reading.text)
            else "",
            missing_position=reading.missing_position if not films else None,
            fresh=said.starts_afresh and Intent.REQUEST in intents,
            withdrawn=tuple(keys[n - 1] for n in dict.fromkeys(said.withdrawn)),
            demand=" ".join(said.demand.split())[:_LONGEST_DEMAND],
            lasting=self._lasting(said, task, reading, audience),
            clipped=reading.clipped,
        )

    def _lasting(
        self, said: Listening, task: ListenTask, reading: Heard, audience: Audience | None
    ) -> tuple[Lasting, ...]:
        """What is so of the person beyond this conversation; of nobody else anything is kept."""
        if audience in (Audience.KIDS, Audience.FRIEND):
            return ()
        if "lasting" not in said.model_fields_set:
            return reading.lasting
        return lasting_of(said.lasting, reading.text, task.this_year, self._names)

    def _films(
        self, said: Listening, task: ListenTask, reading: Heard
    ) -> tuple[tuple[Film, ...], tuple[str, ...]]:
        """The films of the list and of the catalogue, and the titles that it does not have."""
        choices = _choices(task, reading)
        films: dict[str, Film] = {}
        for film in said.films:
            if not 1 <= film.number <= len(choices):
                raise ModelFailed(Failure.UNGROUNDED)
            choice = choices[film.number - 1]
            films.setdefault(
                choice.item_id, Film(stance=film.stance, seen=film.seen, **choice._asdict())
            )
        unknown = []
        for title in said.titles:
            if not _is_said(title.words, reading.text):
                continue
            item_id = self._names.film(title.words)
            if item_id is None:
                unknown.append(title.words)
                continue
            named = Film(item_id=item_id, stance=title.stance, seen=title.seen, text=title.words)
            films.setdefault(item_id, named)
        return tuple(films.values()), tuple(dict.fromkeys(unknown))

    def _attributes(self, said: Listening, reading: Heard) -> Iterator[Attribute]:
        sides = ((Polarity.WANT, said.wants), (Polarity.AVOID, said.avoids))
        taken = set()
        for polarity, attributes in sides:
            for one in attributes:
                value = self._names.attribute(one.facet, one.value)
                if value is None or (one.facet, value) in taken:
                    continue
                if one.facet is Facet.PERSON and not _is_meant(value, reading):
                    continue
                taken.add((one.facet, value))
                either = one.either and polarity is Polarity.WANT
                yield Attribute(
                    facet=one.facet,
                    value=value,
                    polarity=polarity,
                    text=_words_for(one, value, reading),
                    group=f"either {one.facet}" if either else "",
                )


def _spelling(values: Sequence[str]) -> str:
    return ", ".join(quoted_data(value) for value in values)


def _choices(task: ListenTask, reading: Heard) -> list[_Choice]:
    """The films on the screen in order, then those that the rules recognised in the words."""
    shown = [_Choice(card.item_id, position) for position, card in enumerate(task.shown, 1)]
    ids = {choice.item_id for choice in shown}
    named = (
        _Choice(film.item_id, None, film.text, film.readings, film.certainty)
        for film in reading.films
        if film.item_id not in ids
    )
    return [*shown, *named]


def _wish_keys(task: ListenTask) -> tuple[str, ...]:
    """The wishes so far as keys that a message can take back; see `Heard.withdrawn`."""
    ranges = (("years", task.years), ("runtime", task.runtime))
    return (*(wish.key for wish in task.wishes), *(name for name, span in ranges if span))


def _audience(audience: Audience | None, reading: Heard) -> Audience | None:
    """For whom the message asks, if it has a word of it: children limit what may be shown."""
    spoken = set(normalise(reading.text).split())
    has_word = audience is not None and bool(spoken & _AUDIENCE_WORDS[audience])
    return audience if has_word or audience is reading.audience else reading.audience


def _is_said(words: str, message: str) -> bool:
    """Whether words stand in a message; a model's own words are not the person's."""
    named, spoken = set(normalise(words).split()), set(normalise(message).split())
    return bool(named) and named <= spoken and len(words) <= _LONGEST_WORDS


def _words_for(said: AttributeSaid, value: str, reading: Heard) -> str:
    """The person's words for an attribute, which a search must not take for a wish if it is ruled out."""
    for attribute in reading.attributes:
        if (attribute.facet, attribute.value) == (said.facet, value):
            return attribute.text
    words = re.search(rf"\b{re.escape(said.value[:_LONGEST_WORDS])}\b", reading.text, re.IGNORECASE)
    return words.group() if words else ""


def _is_meant(person: str, reading: Heard) -> bool:
    """Whether a person is named in the message, or meant by it as the rules understand it."""
    named = any(attribute.value == person for attribute in reading.attributes)
    return named or names_person(person, reading.text)
