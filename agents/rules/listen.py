"""Listening without a language model: words become entities, stances, ranges, references, intents."""

import re
from collections.abc import Mapping

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

# Nobody types this much to a recommender; what is beyond it is not read, and the reply says so.
LONGEST_READ = 2_000

_PRONOUN_VERDICT = re.compile(
    r"(?P<neg>didn't (?:really |much )?(?:like|enjoy|care for)|don't (?:really )?like|hated|hate|disliked|can't stand|couldn't (?:stand|finish|get into)|(?:is|was|'s) (?:\w+ )?(?:boring|terrible|awful|bad|dull|overrated|meh|trash|rubbish|stupid))"
    r"|(?P<pos>loved|love|liked|enjoyed|adored?|really like|(?:is|was|'s) (?:\w+ )?(?:great|awesome|amazing|good|excellent|fantastic|brilliant|wonderful|hilarious|fun|funny|a classic|incredible|perfect|beautiful|one of my))"
    r"|(?P<seen>(?:have |'ve |already |i )(?:\w+ )?(?:seen|watched|saw))"
)
_PRONOUN = re.compile(r"\b(?:it|that|this|them|they|those|these)\b")
_BARE_SEEN = re.compile(r"\b(?:seen (?:it|that|this)|saw (?:it|that|this)|watched (?:it|that)|(?:yes|yeah|yep),? i (?:have|did)|i have seen|already (?:seen|watched|saw)|i've seen)\b")
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
        masked = mask(text, self._linker, self._lexicon, task.shown)
        if language and not masked.films:
            return Heard(text=text, language=language, clipped=clipped)
        judged = judge(masked.text)
        axes = shifts_in(masked.text)
        films = self._films(masked, judged, task)
        years = years_in(masked.text, self._film_years(masked), task.this_year)
        if years and any(axis in (Axis.NEWER, Axis.OLDER) for axis in axes) and years.span.text.strip() in {"newer", "older", "new", "old"}:
            years = None
        runtime = runtime_in(masked.text, self._film_minutes(masked))
        if runtime and Axis.SHORTER in axes and runtime.span.text.startswith("short"):
            runtime = None
        attributes = _attributes(masked, judged)
        if Axis.LESS_SCARY in axes or Axis.SCARIER in axes or Axis.FUNNIER in axes or axes:
            attributes = _without_shifted(attributes, masked, axes)
        if axes and not any(film.stance is Stance.ANCHOR for film in films):
            films = tuple(_as_model(film) for film in films)
        intents = self._intents(masked, films, attributes, years, runtime, axes, task)
        anchor = self._shift_anchor(films, task.shown)
        return Heard(
            text=text,
            intents=intents,
            films=films,
            attributes=attributes,
            years=years.span if years else None,
            runtime=runtime.span if runtime else None,
            shifts=tuple(Shift(axis=axis, item_id=anchor) for axis in axes),
            audience=audience_in(masked.text),
            count=count_in(masked.text),
            unknown_titles=self._unknown_titles(text, masked),
            language=language or "en",
            clipped=clipped,
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
        refined = bool(shifts_in(masked.text)) or masked.text.startswith(f"{name} but")
        return Stance.ANCHOR if refined or not rest else Stance.ABOUT

    def _pointed_films(
        self, masked: Masked, positions: tuple[int, ...], judged: Judged | None, shown: tuple[Card, ...]
    ) -> list[Film]:
        stance = judged.stance if judged else None
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
        for sentence in re.split(r"[.!?;,\n]+|\bbut\b|\band\b", masked.text):
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
            ),
        )
        if found:
            return found
        if self._prototypes:
            guess = self._prototypes.nearest(masked.text)
            if guess:
                return (guess,)
        return (Intent.UNCLEAR,) if len(masked.text.split()) < 3 else (Intent.CHAT,)

    def _shift_anchor(self, films: tuple[Film, ...], shown: tuple[Card, ...]) -> str | None:
        for film in films:
            if film.stance in (Stance.ANCHOR, Stance.ABOUT, Stance.LIKE, Stance.REJECT):
                return film.item_id
        return shown[0].item_id if shown else None

    def _unknown_titles(self, text: str, masked: Masked) -> tuple[str, ...]:
        """Quoted or clearly introduced titles that the catalogue does not have."""
        found = []
        taken = [(link.start, link.end) for link in masked.films.values()]
        for match in _NAMED_TITLE.finditer(text):
            name = next(group for group in match.groups() if group).strip(" ,.!?")
            start = match.start() + match.group().find(name)
            if any(start < end and begin < start + len(name) for begin, end in taken):
                continue
            if self._lexicon.find(name) or len(name) < 3:
                continue
            found.append(name)
        return tuple(dict.fromkeys(found))


def _as_model(film: Film) -> Film:
    """ "that one but shorter": the film pointed at is what to start from."""
    if film.stance is not Stance.ABOUT:
        return film
    return film.model_copy(update={"stance": Stance.ANCHOR})


_CAPITALS = r"[A-Z][\w'’-]*(?:[ :]+(?:(?:of|the|and|in|to|a|for|on|at|from|with|de|la|&)[ ]+)*(?:[A-Z][\w'’-]*|\d+))*"
_NAMED_TITLE = re.compile(
    rf"[\"“]([^\"”]{{2,60}})[\"”]|(?:movies?|films?|flicks?)(?: called| named| titled)? ({_CAPITALS})|(?:called|titled|named) ({_CAPITALS})"
    rf"|(?:something like|anything like|similar to|loved|liked|watched|seen|hated|enjoyed|saw|heard of|movies like|films like|watch|about) ({_CAPITALS})"
)


def _attributes(masked: Masked, judged: Mapping[str, Judged]) -> tuple[Attribute, ...]:
    found: dict[tuple[Facet, str], Attribute] = {}
    groups = _alternatives(masked.text)
    for name, mention in masked.attributes.items():
        polarity = judged[name].polarity if name in judged else Polarity.WANT
        text = mention.text
        for facet, value in terms(mention):
            found[facet, value] = Attribute(
                facet=facet,
                value=value,
                polarity=polarity,
                text=text,
                group=groups.get(name, "") if polarity is Polarity.WANT else "",
            )
    return tuple(found.values())


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


_SHIFTED: dict[Axis, set[tuple[Facet, str]]] = {
    Axis.FUNNIER: {(Facet.GENRE, "Comedy")},
    Axis.SCARIER: {(Facet.GENRE, "Horror")},
    Axis.LESS_SCARY: {(Facet.GENRE, "Horror")},
    Axis.ROMANTIC: {(Facet.GENRE, "Romance"), (Facet.MOOD, "romantic")},
    Axis.ACTION: {(Facet.GENRE, "Action"), (Facet.MOOD, "action-packed"), (Facet.MOOD, "exciting")},
    Axis.SLOWER: {(Facet.GENRE, "Action")},
}
_SHIFT_BEFORE = re.compile(r"\b(?:more|less|too|as|so|that|bit|fewer)\s+(?:of a |of )?$")


def _without_shifted(
    attributes: tuple[Attribute, ...], masked: Masked, axes: tuple[Axis, ...]
) -> tuple[Attribute, ...]:
    """Drop attributes that only name a direction: "less scary" is no wish for horror."""
    direction: set[tuple[Facet, str]] = set()
    for name, mention in masked.attributes.items():
        before = masked.text[: masked.text.find(name)]
        if _SHIFT_BEFORE.search(before):
            direction |= set(terms(mention))
    return tuple(a for a in attributes if (a.facet, a.value) not in direction)


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
