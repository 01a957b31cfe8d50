"""Listening without a language model: words become entities, stances, ranges, references, intents."""

import re
from collections.abc import Iterable, Mapping

from agents.contracts import ListenTask
from agents.rules.foreign import foreign_language
from agents.rules.intents import Overheard, intents_in
from agents.rules.masking import Masked, mask, terms
from agents.rules.prototypes import IntentPrototypes
from agents.rules.ranges import runtime_in, years_in
from agents.rules.shifts import audience_in, count_in, shifts_in
from agents.rules.stance import Judged, judge
from core.conversation import Card
from core.heard import Attribute, Axis, Film, Heard, Intent, Polarity, Shift, Span, Stance
from core.item import Facet, Item
from retrieval.lexicon import Lexicon, Phrase
from retrieval.linking import Linker
from retrieval.words import normalise

# Nobody types this much to a recommender; what is beyond it is not read, and the reply says so.
LONGEST_READ = 2_000

_PRONOUN_VERDICT = re.compile(
    r"(?P<neg>didn't (?:really |much )?(?:like|enjoy|care for)|don't (?:really )?like|hated|hate|disliked|can't stand|couldn't (?:stand|finish|get into)|(?:is|was|'s) (?:\w+ )?(?:boring|terrible|awful|bad|dull|overrated|meh|trash|rubbish|stupid))"
    r"|(?P<pos>loved|love|liked|enjoyed|adored?|really like|(?:is|was|'s) (?:\w+ )?(?:great|awesome|amazing|good|excellent|fantastic|brilliant|wonderful|hilarious|fun|funny|a classic|incredible|perfect|beautiful|one of my))"
    r"|(?P<seen>(?:have |'ve |already |i |^\s*)(?:\w+ )?(?:seen|watched|saw)\b)"
)
_PRONOUN = re.compile(r"\b(?:it|that|this|them|they|those|these)\b")
_BARE_SEEN = re.compile(r"\b(?:seen (?:it|that|this)|saw (?:it|that|this)|watched (?:it|that)|(?:yes|yeah|yep),? i (?:have|did)|i have seen|already (?:seen|watched|saw)|i've seen)\b")
_ASKING = re.compile(r"\s*(?:is|was|are|were|does|did|do|have|has|what|how|which|who)\b")
_AGREED = re.compile(r"^\W*(?:omg |oh |ok(?:ay)?,? |well,? )*(?:yes+|yeah+|yep|yup|ok(?:ay)?|sure|perfect|great|fine|alright|cool)\b[\s,!.]*(?:let's (?:do|go with|watch) |i'll (?:take|watch) )?(?:the )?<[FR]\d+>(?!\s*(?:but|was|is|isn't|wasn't|\?))")
_BARE_UNSEEN = re.compile(r"\b(?:haven't|have not|never|didn't|not) (?:\w+ )?(?:seen|watched|saw|see|heard)\b")


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

    def listen(self, task: ListenTask) -> Heard:
        """What the message says; any text gives a valid answer."""
        clipped = len(task.text) > LONGEST_READ
        text = " ".join(task.text[:LONGEST_READ].split())
        if not re.search(r"[^\W_]", text):
            return Heard(text=text, clipped=clipped)
        language = foreign_language(text)
        masked = self._described(mask(text, self._linker, self._lexicon, task.shown))
        if language and all(link.certainty < 1 for link in masked.films.values()):
            return Heard(text=text, language=language, clipped=clipped)
        judged = judge(masked.text)
        directions = shifts_in(masked.plain)
        axes = tuple(directions)
        films = self._films(masked, judged, task)
        years = years_in(
            masked.text, self._film_years(masked), task.this_year, task.years
        )
        if years and any(axis in (Axis.NEWER, Axis.OLDER) for axis in axes) and years.span.text.strip() in {"newer", "older", "new", "old"}:
            years = None
        runtime = runtime_in(masked.text, self._film_minutes(masked))
        if runtime and Axis.SHORTER in axes and runtime.span.text.startswith("short"):
            runtime = None
        if years and "<F" in years.span.text:
            axes = tuple(axis for axis in axes if axis not in (Axis.NEWER, Axis.OLDER))
        attributes = _attributes(masked, judged, directions.values())
        attributes += self._same_makers(masked.text, films, task)
        attributes += self._rejected_series(films) + _other_people(masked.text, task)
        if axes and not any(film.stance is Stance.ANCHOR for film in films):
            films = tuple(_as_model(film) for film in films)
        audience = audience_in(masked.plain)
        wishes = bool(years or runtime or audience) or _has_wish(masked, judged)
        intents = self._intents(
            masked, films, attributes, years, runtime, axes, task, wishes, judged
        )
        if Intent.QUESTION in intents and Intent.REQUEST not in intents:
            attributes, years, runtime = (), None, None
        anchor = self._shift_anchor(films, task.shown)
        return Heard(
            text=text,
            intents=intents,
            films=films,
            attributes=attributes,
            years=years.span if years else None,
            runtime=runtime.span if runtime else None,
            shifts=tuple(Shift(axis=axis, item_id=anchor) for axis in axes),
            audience=audience,
            count=count_in(masked.text),
            unknown_titles=self._unknown_titles(text, masked),
            missing_position=_missing_position(masked, task),
            fresh=not task.asked and _stands_alone(masked.text, films, attributes, intents),
            language=language or "en",
            clipped=clipped,
        )

    def _described(self, masked: Masked) -> Masked:
        """ "Solaris, the Tarkovsky one": people who only tell which film is meant are no wish."""
        films, attributes = dict(masked.films), dict(masked.attributes)
        text = masked.text
        for match in _DESCRIPTION.finditer(masked.text):
            people = {value for name in re.findall(r"<A\d+>", match.group()) for _, value in terms(attributes[name])}
            link = films[match.group("film")]
            readings = sorted(
                link.readings,
                key=lambda reading: not people & set(self._items[reading.item_id or ""].values(Facet.PERSON)),
            )
            if people & set(self._items[readings[0].item_id or ""].values(Facet.PERSON)):
                films[match.group("film")] = link._replace(readings=tuple(readings))
                for name in re.findall(r"<A\d+>", match.group()):
                    attributes.pop(name)
                text = text.replace(match.group(), match.group("film"))
        return masked._replace(text=text, films=films, attributes=attributes)

    def _same_makers(
        self, text: str, films: tuple[Film, ...], task: ListenTask
    ) -> tuple[Attribute, ...]:
        """ "Others by that director": whoever directed the film named here or last talked about."""
        match = _SAME_DIRECTOR.search(text)
        film = self._items.get(films[0].item_id if films else task.topic)
        if match is None or film is None or not film.directors:
            return ()
        negated = re.search(r"\b(?:not|no|nothing|none|isn't)\b[^,.]*$", text[: match.start()])
        return tuple(
            Attribute(
                facet=Facet.PERSON,
                value=director,
                polarity=Polarity.AVOID if negated else Polarity.WANT,
                text=match.group(),
                group=_SAME_MAKERS,
            )
            for director in film.directors
        )

    def _rejected_series(self, films: tuple[Film, ...]) -> tuple[Attribute, ...]:
        """ "Not Star Wars" rules out the series, not its first film alone."""
        rejected = (film for film in films if film.stance in (Stance.REJECT, Stance.DISLIKE))
        series = {
            item.series: film.text
            for film in rejected
            if (item := self._items[film.item_id]).series
            and normalise(film.text) == normalise(item.series)
            and normalise(film.text) != normalise(item.title)
        }
        return tuple(
            Attribute(facet=Facet.SERIES, value=name, polarity=Polarity.AVOID, text=text)
            for name, text in series.items()
            if name
        )

    def _films(self, masked: Masked, judged: Mapping[str, Judged], task: ListenTask) -> tuple[Film, ...]:
        named = [
            self._named_film(name, masked, judged.get(name), task) for name in masked.films
        ]
        pointed = [
            film
            for name, positions in masked.references.items()
            for film in self._pointed_films(masked, positions, judged.get(name), task.shown)
        ]
        films = [film for film in (*named, *pointed) if film is not None]
        return tuple(_merged(self._with_pronouns(films, masked, task.shown)))

    def _named_film(
        self, name: str, masked: Masked, judged: Judged | None, task: ListenTask
    ) -> Film:
        link = masked.films[name]
        stance = judged.stance if judged else None
        if stance is None:
            stance = self._bare_stance(name, masked, task)
        if stance in (Stance.ABOUT, Stance.ANCHOR) and self._is_taken(name, masked, task):
            stance = Stance.ACCEPT
        shown = {card.item_id for card in task.shown}
        ids = [reading.item_id for reading in link.readings if reading.item_id]
        ids.sort(key=lambda item_id: item_id not in shown)
        return Film(
            item_id=ids[0],
            stance=stance,
            text=link.text,
            seen=bool(judged and judged.seen),
            certainty=round(link.certainty, 3),
            readings=tuple(ids[1:4]),
        )

    def _bare_stance(self, name: str, masked: Masked, task: ListenTask) -> Stance:
        """A title with nothing said of it: an answer, a question, or a model to go by."""
        if re.search(r"lov|favou?rite|enjoy|like", task.asked):
            return Stance.LIKE
        rest = re.sub(r"<\w\d+>|[\W_]|and|or", "", masked.text)
        if "?" in masked.text or (task.shown and name in masked.text[:4] and not rest):
            return Stance.ABOUT
        refined = bool(shifts_in(masked.plain)) or f"{name} but" in masked.text
        return Stance.ANCHOR if refined or not rest else Stance.ABOUT

    def _is_taken(self, name: str, masked: Masked, task: ListenTask) -> bool:
        """ "yes, Heat": a film of the slate named right after agreeing to it."""
        shown = {card.item_id for card in task.shown}
        readings = {reading.item_id for reading in masked.films[name].readings}
        return bool(shown & readings) and bool(_AGREED.match(masked.text))

    def _pointed_films(
        self, masked: Masked, positions: tuple[int, ...], judged: Judged | None, shown: tuple[Card, ...]
    ) -> list[Film]:
        stance = judged.stance if judged else None
        if stance in (None, Stance.ABOUT) and any(f"{name} but" in masked.text for name, found in masked.references.items() if found == positions):
            stance = Stance.ANCHOR
        if stance in (None, Stance.ABOUT) and re.fullmatch(r"\W*(?:the )?<R\d+>\W*(?:please|then|thanks)?\W*", masked.text):
            stance = Stance.ACCEPT
        if len(positions) > 1 and stance not in (Stance.SEEN, Stance.LIKE, Stance.DISLIKE):
            return []
        return [
            Film(
                item_id=shown[position - 1].item_id,
                stance=stance or Stance.ABOUT,
                position=position,
                seen=bool(judged and judged.seen),
            )
            for position in positions
            if position <= len(shown)
        ]

    def _with_pronouns(
        self, films: list[Film], masked: Masked, shown: tuple[Card, ...]
    ) -> list[Film]:
        """ "I watched Heat. Loved it": the verdict belongs to the film last named, else to the slate."""
        verdicts = []
        for sentence in re.findall(r"(?:(?!\bbut\b|\band\b)[^.!?;,\n])+[?]?", masked.text):
            if sentence.endswith("?") and _ASKING.match(sentence):
                continue
            match = _PRONOUN_VERDICT.search(sentence)
            if match and not re.search(r"<[FRA]\d+>", sentence):
                verdicts.append((match, sentence))
        for match, sentence in verdicts:
            if _BARE_UNSEEN.search(sentence):
                continue
            stance = Stance.DISLIKE if match.group("neg") else Stance.LIKE if match.group("pos") else Stance.SEEN
            target = next((f for f in reversed(films) if f.stance in (Stance.SEEN, Stance.ABOUT, Stance.ANCHOR)), None)
            if target is not None:
                films[films.index(target)] = target.model_copy(
                    update={"stance": stance, "seen": target.seen or target.stance is Stance.SEEN or stance is Stance.SEEN}
                )
            elif shown and not films and (_PRONOUN.search(sentence) or stance is Stance.SEEN):
                films.append(Film(item_id=shown[0].item_id, stance=stance, position=1, seen=stance is Stance.SEEN))
        return films

    def _film_years(self, masked: Masked) -> dict[str, int]:
        return {
            name: item.year
            for name, item in self._placeholder_items(masked)
            if item.year
        }

    def _film_minutes(self, masked: Masked) -> dict[str, int]:
        return {
            name: item.runtime
            for name, item in self._placeholder_items(masked)
            if item.runtime
        }

    def _placeholder_items(self, masked: Masked) -> list[tuple[str, Item]]:
        return [
            (name, self._items[link.readings[0].item_id])
            for name, link in masked.films.items()
            if link.readings[0].item_id
        ]

    def _intents(
        self,
        masked: Masked,
        films: tuple[Film, ...],
        attributes: tuple[Attribute, ...],
        years: object,
        runtime: object,
        axes: tuple[Axis, ...],
        task: ListenTask,
        wishes: bool,
        judged: Mapping[str, Judged],
    ) -> tuple[Intent, ...]:
        found = intents_in(
            masked.text,
            Overheard(
                films,
                attributes,
                years.span if years else None,  # type: ignore[attr-defined]
                runtime.span if runtime else None,  # type: ignore[attr-defined]
                axes,
                bool(task.asked),
                bool(task.shown),
                wishes,
                _has_taste(judged),
            ),
        )
        if found:
            return found
        if self._prototypes:
            guess = self._prototypes.nearest(masked.text)
            if guess and (len(masked.text.split()) > 1 or guess is Intent.CHAT):
                return (guess,)
        return (Intent.UNCLEAR,) if len(masked.text.split()) < 3 else (Intent.CHAT,)

    def _shift_anchor(self, films: tuple[Film, ...], shown: tuple[Card, ...]) -> str | None:
        for film in films:
            if film.stance in (Stance.ANCHOR, Stance.ABOUT, Stance.LIKE, Stance.REJECT):
                return film.item_id
        return shown[0].item_id if shown else None

    def _unknown_titles(self, text: str, masked: Masked) -> tuple[str, ...]:
        """Quoted or clearly introduced titles that the catalogue does not have."""
        taken = [(link.start, link.end) for link in masked.films.values()]
        found = []
        for pattern, is_sure in ((_SURE_TITLE, True), (_LIKELY_TITLE, False)):
            for match in pattern.finditer(text):
                group = next(n for n, name in enumerate(match.groups(), 1) if name)
                name = match.group(group).strip(" ,.!?")
                start, end = match.start(group), match.end(group)
                if any(begin < end and start < stop for begin, stop in taken):
                    continue
                sure = is_sure or len(re.findall(r"\b[A-Z]", name)) > 2
                if len(name) > 2 and (sure or not self._lexicon.find(name)):
                    found.append(name)
                    taken.append((start, end))
        return tuple(found)


def _as_model(film: Film) -> Film:
    """ "that one but shorter": the film pointed at is what to start from."""
    if film.stance is not Stance.ABOUT:
        return film
    return film.model_copy(update={"stance": Stance.ANCHOR})


_CAPITALS = (
    r"[A-Z][\w'’-]*(?:[ :]+(?:(?:of|the|and|in|to|a|for|on|at|from|with|de|la|&)[ ]+)*(?:[A-Z][\w'’-]*|\d+))*"
)
_SURE_TITLE = re.compile(
    rf"[\"“]([^\"”]{{2,60}})[\"”]|(?:[Ww]hat's|[Ww]hat is|[Ww]hat was) ({_CAPITALS}) about|(?:[Ww]ho directed|[Ww]ho made|[Ww]ho stars in|[Ww]ho is in|[Ww]ho's in) ({_CAPITALS})"
    r"|(?:called|titled|named) ([^.,?!\"]{3,60}?)(?: (?:is|was|from|with|by|but|and i)\b|[.,?!]|$)"
)
_LIKELY_TITLE = re.compile(
    rf"(?:movies?|films?|flicks?) ({_CAPITALS})"
    rf"|(?:something like|anything like|similar to|loved|liked|watched|seen|hated|enjoyed|saw|heard of|movies like|films like|watch|about) ({_CAPITALS})"
)


def _attributes(
    masked: Masked, judged: Mapping[str, Judged], directions: Iterable[str]
) -> tuple[Attribute, ...]:
    """The attributes asked for or ruled out; "less scary" is a direction, not a wish for horror."""
    said_as_direction = " ".join(directions)
    found: dict[tuple[Facet, str], Attribute] = {}
    groups = _alternatives(masked.text)
    for name, mention in masked.attributes.items():
        text = mention.text
        polarity = judged[name].polarity if name in judged else Polarity.WANT
        if _OWN_NEGATION.match(text):
            polarity = Polarity.WANT
        if isinstance(mention, Phrase) and text.lower() in said_as_direction:
            continue
        for facet, value in terms(mention):
            known = found.get((facet, value))
            if known and known.polarity is Polarity.AVOID:
                continue
            found[facet, value] = Attribute(
                facet=facet,
                value=value,
                polarity=polarity,
                text=text,
                group=f"{groups[name]} {facet}" if name in groups and polarity is Polarity.WANT else "",
            )
    return tuple(found.values())


_DESCRIPTION = re.compile(
    r"(?P<film><F\d+>)\s*[,(]?\s*(?:(?:the (?:one|film|movie|version)|the \w+ one)?\s*(?:with|by|starring|from|directed by|of)|the)\s+<A\d+>(?:\s*(?:,|and|&)\s*<A\d+>)*(?:\s+(?:one|film|movie|version))?\)?"
)
_SAME_MAKERS = "same makers"
_SAME_DIRECTOR = re.compile(
    r"\b(?:that|this|the same|same|its|the) director\b(?!'s cut)|\b(?:films?|movies?|others?|more|else|anything|something) (?:\w+ )?(?:by|from) (?:him|her|them|that (?:guy|woman))\b"
)


_REFINING = re.compile(
    r"^\W*(?:and|also|but|plus|with|make it|preferably|ideally|only|just|or|not|no|from|in|under|set|something (?:newer|older|shorter|longer))\b|\b(?:also|as well|instead of (?:these|those)|of (?:those|these|them)|which of|ones?|either)\b"
)
_HEAD = re.compile(r"\b(?:movies?|films?|flicks?|something|anything|somethin|picture)\b")


def _stands_alone(
    text: str, films: tuple[Film, ...], attributes: tuple[Attribute, ...], intents: tuple[Intent, ...]
) -> bool:
    """Whether a request is whole in itself, as against one more condition on the last one.

    "A documentary about music" or "anything like that film" starts afresh; "from the 90s",
    "and in French" or "something newer" narrows what was asked for.
    """
    if any(a.group == _SAME_MAKERS for a in attributes):
        return True
    if Intent.REQUEST not in intents or _REFINING.search(text) or Intent.MORE in intents:
        return False
    if any(film.stance is Stance.ANCHOR and film.position is None for film in films):
        return True
    wanted = {a.facet for a in attributes if a.polarity is Polarity.WANT}
    if len(wanted) > 1:
        return True
    telling = wanted & {Facet.GENRE, Facet.SERIES, Facet.COMPANY} or _BEST.search(text)
    return bool(wanted and telling and _HEAD.search(text))


_BEST = re.compile(r"\b(?:best|have you got|got any|do you have|what about|how about|recommend|any good)\b")
_OTHERS_THAN_THEM = re.compile(
    r"\b(?:by|from|with) (?:others\b|other (?:directors|people|filmmakers|actors)|someone else|somebody else|(?:a different|another) (?:director|actor|actress|filmmaker))(?! than)"
)


def _other_people(text: str, task: ListenTask) -> tuple[Attribute, ...]:
    """ "Something by others": not by the people asked for so far."""
    if not _OTHERS_THAN_THEM.search(text):
        return ()
    return tuple(
        Attribute(facet=Facet.PERSON, value=person, polarity=Polarity.AVOID) for person in task.people
    )


def _missing_position(masked: Masked, task: ListenTask) -> int | None:
    """A place pointed at beyond the end of the last slate."""
    places = [place for places in masked.references.values() for place in places]
    return next((place for place in places if place > len(task.shown)), None)


# "not in English" is a phrase of its own: it asks for other languages.
_OWN_NEGATION = re.compile(r"(?:not|no|non|nothing|without|isn't|un)\b", re.IGNORECASE)


def _has_wish(masked: Masked, judged: Mapping[str, Judged]) -> bool:
    """Whether an attribute is asked for now, not only liked or disliked in general."""
    told = (Stance.LIKE, Stance.DISLIKE, Stance.ABOUT, Stance.SEEN)
    return any(
        name not in judged or judged[name].stance not in told for name in masked.attributes
    )


def _has_taste(judged: Mapping[str, Judged]) -> bool:
    """Whether an attribute is liked or disliked in general."""
    return any(
        one.stance in (Stance.LIKE, Stance.DISLIKE)
        for name, one in judged.items()
        if name.startswith("<A")
    )


def _alternatives(masked: str) -> dict[str, str]:
    """Attributes listed with "or", "and" or commas are alternatives; side by side they combine."""
    groups: dict[str, str] = {}
    for match in re.finditer(
        r"<A\d+>(?:\s*(?:movies?|films?|stuff)?\s*(?:,\s*(?:and|or)?|\bor\b|\band\b|/|&)\s*(?:a |an |the |some |maybe |even |also )*<A\d+>)+", masked
    ):
        if re.search(r"\bor\b|,|/", match.group()) or re.search(r"\b(?:like|love|enjoy|into|fan of|prefer)\w*\s+(?:\w+ )?$", masked[: match.start()]):
            for name in re.findall(r"<A\d+>", match.group()):
                groups[name] = f"g{match.start()}"
    return groups


def _merged(films: list[Film]) -> list[Film]:
    """One entry a film and stance: what was named and what was pointed at may be the same."""
    merged: dict[str, Film] = {}
    for film in films:
        known = merged.get(film.item_id)
        if known is None or known.stance in (Stance.ABOUT, Stance.SEEN):
            merged[film.item_id] = film.model_copy(
                update={"seen": film.seen or bool(known and known.seen) or bool(known and known.stance is Stance.SEEN)}
            )
    return list(merged.values())


__all__ = ["LONGEST_READ", "Phrase", "RulesListener", "Span"]
