"""Films in a message: named, pointed at in the last slate, or meant by a pronoun; and the stance to each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from agents.rules.masking import Masked, terms
from agents.rules.shifts import shifts_in
from agents.rules.stance import Judged
from core.conversation import Card, ListenTask
from core.heard import Film, Stance
from core.item import Facet, Item

_VERDICT = re.compile(
    r"(?P<dislike>didn't (?:really |much )?(?:like|enjoy|care for)|don't (?:really )?like|hated|hate|disliked|can't stand|"
    r"couldn't (?:stand|finish|get into)|(?:is|was|'s|were) (?:\w+ ){0,3}(?:boring|terrible|awful|bad|dull|overrated|meh|trash|rubbish|stupid))"
    r"|(?P<like>loved|love|liked|enjoyed|adored?|really like|(?:is|was|'s|were) (?:\w+ ){0,3}(?:great|awesome|amazing|good|excellent|fantastic|"
    r"brilliant|wonderful|hilarious|fun|funny|a classic|incredible|perfect|beautiful|one of my|<A\d+>)|^\s*(?:a |such a )?(?:great|good|awesome|excellent|amazing|fun|funny|classic) (?:movie|film|one|flick)\b)"
    r"|(?P<seen>(?:have |'ve |already |i |^\s*)(?:\w+ )?(?:seen|watched|saw)\b|\bi did (?:see|watch) (?:it|that|this))"
)
_PRONOUN = re.compile(r"\b(?:it|that|this|them|they|those|these)\b")
_UNSEEN = re.compile(
    r"\b(?:haven't|have not|never|didn't|not) (?:\w+ )?(?:seen|watched|saw|see|heard)\b"
)
_QUESTION = re.compile(r"\s*(?:is|was|are|were|does|did|do|have|has|what|how|which|who)\b.*\?$")
_SENTENCE = re.compile(r"(?:(?!\bbut\b|\band\b)[^.!?;,\n])+[?]?")
_AGREED = re.compile(
    r"^\W*(?:omg |oh |ok(?:ay)?,? |well,? )*(?:yes+|yeah+|yep|yup|ok(?:ay)?|sure|perfect|great|fine|alright|cool)\b[\s,!.]*"
    r"(?:let's (?:do|go with|watch) |i'll (?:take|watch) )?(?:the )?<[FR]\d+>(?!\s*(?:but|was|is|isn't|wasn't|\?))"
)
_ASKED_FOR_LIKED = re.compile(r"lov|favou?rite|enjoy|like")
_ONLY_A_REFERENCE = re.compile(r"\W*(?:the )?<R\d+>\W*(?:please|then|thanks)?\W*")
# "Solaris, the Tarkovsky one"; "Heat, with Pacino and De Niro".
_DESCRIPTION = re.compile(
    r"(?P<film><F\d+>)\s*[,(]?\s*(?:(?:the (?:one|film|movie|version)|the \w+ one)?\s*(?:with|by|starring|from|directed by|of)|the)"
    r"\s+<A\d+>(?:\s*(?:,|and|&)\s*<A\d+>)*(?:\s+(?:one|film|movie|version))?\)?"
)


class _Verdict(NamedTuple):
    """A verdict in a sentence of its own; `is_on_slate` says whether it can mean what was shown."""

    stance: Stance
    is_on_slate: bool


class FilmReader:
    """Reads the films off a masked message."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """`items` is the catalogue by id."""
        self._items = items

    def described(self, masked: Masked) -> Masked:
        """The message without the people who only tell which film is meant: they are no wish."""
        films, attributes, text = dict(masked.films), dict(masked.attributes), masked.text
        for match in _DESCRIPTION.finditer(masked.text):
            names = re.findall(r"<A\d+>", match.group())
            people = {value for name in names for _, value in terms(attributes[name])}
            link = films[match.group("film")]
            readings = sorted(link.readings, key=lambda r: not self._has(r.item_id, people))
            if self._has(readings[0].item_id, people):
                films[match.group("film")] = link._replace(readings=tuple(readings))
                attributes = {key: value for key, value in attributes.items() if key not in names}
                text = text.replace(match.group(), match.group("film"))
        return masked._replace(text=text, films=films, attributes=attributes)

    def placeholder_items(self, masked: Masked) -> dict[str, Item]:
        """The likeliest film behind each film placeholder."""
        return {
            name: self._items[link.readings[0].item_id or ""] for name, link in masked.films.items()
        }

    def films(
        self, masked: Masked, judged: Mapping[str, Judged], task: ListenTask
    ) -> tuple[Film, ...]:
        """Every film that is named, pointed at or meant, once each."""
        named = [_named(name, masked, judged.get(name), task) for name in masked.films]
        pointed = [
            film
            for name, positions in masked.references.items()
            for film in _pointed(name, positions, masked, judged.get(name), task.shown)
        ]
        return _merged(_with_verdicts([*named, *pointed], masked.text, task.shown))

    def _has(self, item_id: str | None, people: set[str]) -> bool:
        return bool(people & set(self._items[item_id or ""].values(Facet.PERSON)))


def _named(name: str, masked: Masked, judged: Judged | None, task: ListenTask) -> Film:
    link = masked.films[name]
    stance = (judged.stance if judged else None) or _bare_stance(name, masked, task)
    shown = {card.item_id for card in task.shown}
    ids = sorted((r.item_id for r in link.readings if r.item_id), key=lambda i: i not in shown)
    if stance in (Stance.ABOUT, Stance.ANCHOR) and ids[0] in shown and _AGREED.match(masked.text):
        stance = Stance.ACCEPT
    return Film(
        item_id=ids[0],
        stance=stance,
        text=link.text,
        seen=bool(judged and judged.seen),
        certainty=round(link.certainty, 3),
        readings=tuple(ids[1:4]),
    )


def _bare_stance(name: str, masked: Masked, task: ListenTask) -> Stance:
    """A title with nothing said of it: an answer, a question, or a model to go by."""
    if _ASKED_FOR_LIKED.search(task.asked):
        return Stance.LIKE
    nothing_else = not re.sub(r"<\w\d+>|[\W_]|and|or", "", masked.text)
    if "?" in masked.text or (task.shown and masked.text.startswith(name) and nothing_else):
        return Stance.ABOUT
    refined = bool(shifts_in(masked.plain)) or f"{name} but" in masked.text
    return Stance.ANCHOR if refined or nothing_else else Stance.ABOUT


def _pointed(
    name: str,
    positions: tuple[int, ...],
    masked: Masked,
    judged: Judged | None,
    shown: Sequence[Card],
) -> Iterator[Film]:
    stance = (judged.stance if judged else None) or Stance.ABOUT
    if stance is Stance.ABOUT and f"{name} but" in masked.text:
        stance = Stance.ANCHOR
    agreed = _ONLY_A_REFERENCE.fullmatch(masked.text) or _AGREED.match(masked.text)
    if stance is Stance.ABOUT and agreed:
        stance = Stance.ACCEPT
    # "None of these" turns the slate down as a whole; only verdicts are about each film.
    is_whole = len(positions) > 1 and len(positions) == len(shown)
    if is_whole and stance not in (Stance.SEEN, Stance.LIKE, Stance.DISLIKE):
        return
    for position in positions:
        if position <= len(shown):
            yield Film(
                item_id=shown[position - 1].item_id,
                stance=stance,
                position=position,
                seen=bool(judged and judged.seen),
            )


def _with_verdicts(films: list[Film], text: str, shown: Sequence[Card]) -> list[Film]:
    """ "I watched Heat. Loved it": the verdict is on the film last named, else on the first shown."""
    for verdict in _verdicts(text):
        open_stances = (Stance.SEEN, Stance.ABOUT, Stance.ANCHOR)
        target = next((film for film in reversed(films) if film.stance in open_stances), None)
        seen = verdict.stance is Stance.SEEN
        if target is not None:
            was_seen = target.seen or target.stance is Stance.SEEN
            change = {"stance": verdict.stance, "seen": seen or was_seen}
            films[films.index(target)] = target.model_copy(update=change)
        elif shown and not films and verdict.is_on_slate:
            films.append(
                Film(item_id=shown[0].item_id, stance=verdict.stance, position=1, seen=seen)
            )
    return films


def _verdicts(text: str) -> Iterator[_Verdict]:
    """Verdicts in sentences that name nothing themselves."""
    for sentence in _SENTENCE.findall(text):
        match = _VERDICT.search(sentence)
        names = re.search(r"<[FR]\d+>", sentence) or re.search(
            r"<A\d+>(?! (?:movie|film|one)?\W*$)", sentence
        )
        if match and not names and not _QUESTION.match(sentence) and not _UNSEEN.search(sentence):
            ends = not sentence[match.end() :].strip(" .!,")
            yield _Verdict(Stance(match.lastgroup or ""), ends or bool(_PRONOUN.search(sentence)))


def _merged(films: Sequence[Film]) -> tuple[Film, ...]:
    """One entry a film: what was named and what was pointed at may be the same."""
    merged: dict[str, Film] = {}
    for film in films:
        known = merged.get(film.item_id)
        if known is None or known.stance in (Stance.ABOUT, Stance.SEEN):
            seen = film.seen or (known is not None and (known.seen or known.stance is Stance.SEEN))
            merged[film.item_id] = film.model_copy(update={"seen": seen})
    return tuple(merged.values())
