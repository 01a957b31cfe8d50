"""Listening without a language model: words become entities, stances, ranges, references, intents."""

import re
from collections.abc import Mapping, Sequence

from agents.rules import phrases
from agents.rules.attributes import attributes_in, has_taste, has_wish, meant_attributes
from agents.rules.films import FilmReader
from agents.rules.foreign import foreign_language
from agents.rules.intents import Overheard, intents_in
from agents.rules.lasting import lasting_in
from agents.rules.masking import Masked, mask
from agents.rules.minutes import runtime_in
from agents.rules.prototypes import IntentPrototypes
from agents.rules.requests import stands_alone, subject_of
from agents.rules.shifts import audience_in, count_in, shifts_in
from agents.rules.stance import judge
from agents.rules.unknown import unknown_titles
from agents.rules.withdrawing import withdrawn_in
from agents.rules.years import years_in
from core.conversation import Card, ListenTask
from core.heard import Audience, Axis, Film, Heard, Intent, Shift, Span, Stance
from core.item import Item
from retrieval.lexicon import Lexicon
from retrieval.linking import Linker

# Nobody types this much to a recommender; what is beyond it is not read, and the reply says so.
LONGEST_READ = 2_000
_FEW_WORDS = 3
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class RulesListener:
    """Computes what a message says from the catalogue's names and patterns of everyday English."""

    def __init__(
        self,
        items: Mapping[str, Item],
        linker: Linker,
        lexicon: Lexicon,
        prototypes: IntentPrototypes | None = None,
    ) -> None:
        """`prototypes` decides intents where no pattern speaks, once its encoder is ready."""
        self._items = items
        self._linker = linker
        self._lexicon = lexicon
        self._prototypes = prototypes
        self._reader = FilmReader(items)

    def listen(self, task: ListenTask) -> Heard:
        """What the message says; any text gives a valid answer."""
        clipped = len(task.text) > LONGEST_READ
        text = _LONE_SURROGATE.sub(" ", task.text[:LONGEST_READ])
        text = " ".join(text.split())
        language = foreign_language(text)
        masked = mask(text, self._linker, self._lexicon, task.shown)
        sure_of_film = any(link.certainty == 1 for link in masked.films.values())
        if not re.search(r"[^\W_]", text) or (language and not sure_of_film):
            return Heard(text=text, language=language or "en", clipped=clipped)
        if phrases.DISTRESS.search(masked.plain):
            return Heard(text=text, intents=(Intent.DISTRESS,), clipped=clipped)
        heard = self._understood(text, self._reader.described(masked), task)
        lasting = tuple(lasting_in(heard))
        return heard.model_copy(
            update={"lasting": lasting, "language": language or "en", "clipped": clipped}
        )

    def _understood(self, text: str, masked: Masked, task: ListenTask) -> Heard:
        withdrawn, masked = withdrawn_in(masked)
        judged = judge(masked.text)
        directions = shifts_in(masked.plain)
        years, runtime = self._ranges(masked, task, directions)
        axes = _directions(directions, years)
        films = self._reader.films(masked, judged, task)
        films = _as_models(films) if axes else films
        about_films = bool(task.shown or films)
        attributes = attributes_in(masked, judged, directions.values(), is_about_films=about_films)
        attributes += meant_attributes(masked, films, task, self._items)
        audience = audience_in(masked.plain)
        overheard = Overheard(
            films=films,
            attributes=attributes,
            years=years,
            runtime=runtime,
            axes=axes,
            asked=bool(task.asked),
            has_slate=bool(task.shown),
            wishes=bool(years or runtime or audience or withdrawn)
            or has_wish(masked, judged, is_about_films=about_films),
            tastes=has_taste(judged),
        )
        intents = intents_in(masked.text, overheard) or self._guessed_intents(
            masked.text, has_slate=bool(task.shown)
        )
        subject = subject_of(masked.plain, attributes) if Intent.REQUEST in intents else ""
        only_asks = Intent.QUESTION in intents and Intent.REQUEST not in intents
        anchor = shift_anchor(films, task.shown)
        given = {name for name, span in (("years", years), ("runtime", runtime)) if span}
        return Heard(
            text=text,
            intents=intents,
            films=films,
            attributes=() if only_asks else attributes,
            years=None if only_asks else years,
            runtime=None if only_asks else runtime,
            shifts=tuple(Shift(axis=axis, item_id=anchor) for axis in axes),
            audience=audience,
            count=count_in(masked.text),
            unknown_titles=unknown_titles(text, masked, self._lexicon),
            subject=subject,
            withdrawn=tuple(name for name in withdrawn if name not in given),
            missing_position=_missing_position(masked, task),
            fresh=not task.asked
            and stands_alone(
                masked.text,
                films,
                attributes,
                intents,
                is_for_somebody=audience is Audience.KIDS,
            ),
        )

    def _ranges(
        self, masked: Masked, task: ListenTask, directions: Mapping[Axis, str]
    ) -> tuple[Span | None, Span | None]:
        """Years and minutes, except where the words only give a direction ("something newer")."""
        items = self._reader.placeholder_items(masked)
        film_years = {name: item.year for name, item in items.items() if item.year}
        film_minutes = {name: item.runtime for name, item in items.items() if item.runtime}
        years = years_in(masked.text, film_years, task.this_year, task.years)
        runtime = runtime_in(masked.text, film_minutes)
        if years and years.span.text.strip() in directions.values():
            years = None
        if runtime and Axis.SHORTER in directions and runtime.span.text.startswith("short"):
            runtime = None
        return years.span if years else None, runtime.span if runtime else None

    def _guessed_intents(self, text: str, *, has_slate: bool) -> tuple[Intent, ...]:
        """What the nearest examples do; a fragment after a slate is taken as a wish, not as talk."""
        guess = self._prototypes.nearest(text) if self._prototypes else None
        if guess and guess is not Intent.CHAT and len(text.split()) > 1:
            return (guess,)
        if len(text.split()) < _FEW_WORDS and guess is None:
            return (Intent.UNCLEAR,)
        return (Intent.REQUEST,) if has_slate and _ADDS.match(text) else (Intent.CHAT,)


_ADDS = re.compile(
    r"\W*(?:with|without|but|and|similar|same|for|in|from|only|just|more|less|maybe)\b"
)


def _directions(directions: Mapping[Axis, str], years: Span | None) -> tuple[Axis, ...]:
    """The axes; "newer than <F0>" is a range of years and no direction."""
    if years and "<F" in years.text:
        return tuple(axis for axis in directions if axis not in (Axis.NEWER, Axis.OLDER))
    return tuple(directions)


def _as_models(films: tuple[Film, ...]) -> tuple[Film, ...]:
    """ "That one but shorter": the film pointed at is what to start from."""
    if any(film.stance is Stance.ANCHOR for film in films):
        return films
    return tuple(
        film.model_copy(update={"stance": Stance.ANCHOR}) if film.stance is Stance.ABOUT else film
        for film in films
    )


def shift_anchor(films: tuple[Film, ...], shown: Sequence[Card]) -> str | None:
    """What "shorter" is measured against: a film of the message, else the first one shown."""
    models = (Stance.ANCHOR, Stance.ABOUT, Stance.LIKE, Stance.REJECT)
    named = next((film.item_id for film in films if film.stance in models), None)
    return named or (shown[0].item_id if shown else None)


def _missing_position(masked: Masked, task: ListenTask) -> int | None:
    """A place pointed at beyond the end of the last slate."""
    places = [place for places in masked.references.values() for place in places]
    return next((place for place in places if place > len(task.shown)), None)
