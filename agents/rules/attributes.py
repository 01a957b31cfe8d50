"""Attributes in a message: asked for or ruled out, alternatives, and those meant through a film."""

import re
from collections.abc import Iterable, Iterator, Mapping

from agents.rules.masking import Masked, terms
from agents.rules.stance import Judged
from core.conversation import ListenTask
from core.heard import Attribute, Film, Polarity, Stance
from core.item import Facet, Item
from retrieval.lexicon import Phrase
from retrieval.words import normalise

SAME_MAKERS = "same makers"
# "Not in English" is a phrase of its own: it asks for other languages.
_OWN_NEGATION = re.compile(r"(?:not|no|non|nothing|without|isn't|un)\b", re.IGNORECASE)
_LIST = re.compile(
    r"<A\d+>(?:\s*(?:movies?|films?|stuff)?\s*(?:,\s*(?:and|or)?|\bor\b|\band\b|/|&)\s*"
    r"(?:a |an |the |some |maybe |even |also )*<A\d+>)+"
)
_TASTE_BEFORE = re.compile(r"\b(?:like|love|enjoy|into|fan of|prefer)\w*\s+(?:\w+ )?$")
_SAME_DIRECTOR = re.compile(
    r"\b(?:that|this|the same|same|its|the) director\b(?!'s cut)"
    r"|\b(?:films?|movies?|others?|more|else|anything|something) (?:\w+ )?(?:by|from) (?:him|her|them|that (?:guy|woman))\b"
)
_NEGATED = re.compile(r"\b(?:not|no|nothing|none|isn't)\b[^,.]*$")
_PREDICATE = re.compile(
    r"(?<!film )(?<!movie )(?<!one )(?<!thing )(?<!flick )(?<!> )\b(?:it|that|this|those|these|they|<[FR]\d+>|(?:that|this) (?:one|movie|film))(?:'s| is| was| were| are| looks?| sounds?| seems?) (?:\w+ ){0,3}(?P<name><A\d+>)"
)
_SEEN_ALL = re.compile(
    r"\b(?:seen|watched|saw) (?:all|every one|them all|every(?:thing| one| film| movie))\b(?! (?:of )?(?:these|those))"
)
_BY_OTHERS = re.compile(
    r"\b(?:by|from|with) (?:others\b|other (?:directors|people|filmmakers|actors)|someone else|somebody else|"
    r"(?:a different|another) (?:director|actor|actress|filmmaker))(?! than)"
)


def attributes_in(
    masked: Masked,
    judged: Mapping[str, Judged],
    directions: Iterable[str],
    *,
    is_about_films: bool,
) -> tuple[Attribute, ...]:
    """The attributes of a message.

    "Less scary" is a direction, not a wish for horror; and where films are being talked about
    (`is_about_films`), "that was funny" is a verdict and no wish for comedies.
    """
    as_direction = " ".join(directions)
    predicates = _predicates(masked.text) if is_about_films else frozenset()
    groups = _alternatives(masked.text)
    found: dict[tuple[Facet, str], Attribute] = {}
    for name, mention in masked.attributes.items():
        if isinstance(mention, Phrase) and mention.text.lower() in as_direction:
            continue
        if name in predicates:
            continue
        polarity = _polarity(mention.text, judged.get(name))
        group = groups.get(name, "") if polarity is Polarity.WANT else ""
        for facet, value in terms(mention):
            known = found.get((facet, value))
            if known is None or known.polarity is Polarity.WANT:
                found[facet, value] = Attribute(
                    facet=facet,
                    value=value,
                    polarity=polarity,
                    text=mention.text,
                    group=f"{group} {facet}" if group else "",
                )
    return tuple(found.values())


def meant_attributes(
    masked: Masked, films: tuple[Film, ...], task: ListenTask, items: Mapping[str, Item]
) -> tuple[Attribute, ...]:
    """Attributes that are meant without being named: the same director, a series, "by others"."""
    return (
        *_same_makers(masked.text, films, task, items),
        *_rejected_series(masked.text, films, items),
        *_other_people(masked.text, task),
    )


def has_wish(masked: Masked, judged: Mapping[str, Judged], *, is_about_films: bool) -> bool:
    """Whether an attribute is asked for now, not only liked or disliked in general."""
    told = (Stance.LIKE, Stance.DISLIKE, Stance.ABOUT, Stance.SEEN)
    predicates = _predicates(masked.text) if is_about_films else frozenset()
    return any(
        name not in judged or judged[name].stance not in told
        for name in masked.attributes
        if name not in predicates
    )


def has_taste(judged: Mapping[str, Judged]) -> bool:
    """Whether an attribute is liked or disliked in general."""
    opinions = (Stance.LIKE, Stance.DISLIKE)
    return any(one.stance in opinions for name, one in judged.items() if name.startswith("<A"))


def _predicates(text: str) -> frozenset[str]:
    """Attributes that are said of a film: "that was a very <A0> movie"."""
    return frozenset(match.group("name") for match in _PREDICATE.finditer(text))


def _polarity(text: str, judged: Judged | None) -> Polarity:
    if judged is None or _OWN_NEGATION.match(text):
        return Polarity.WANT
    return judged.polarity


def _alternatives(text: str) -> dict[str, str]:
    """Attributes listed with "or", "and" or commas are alternatives; side by side they combine."""
    groups: dict[str, str] = {}
    for match in _LIST.finditer(text):
        are_tastes = _TASTE_BEFORE.search(text[: match.start()])
        if re.search(r"\bor\b|,|/", match.group()) or are_tastes:
            groups |= dict.fromkeys(re.findall(r"<A\d+>", match.group()), f"list {match.start()}")
    return groups


def _same_makers(
    text: str, films: tuple[Film, ...], task: ListenTask, items: Mapping[str, Item]
) -> Iterator[Attribute]:
    """ "Others by that director": whoever directed the film named here or last talked about."""
    match = _SAME_DIRECTOR.search(text)
    film = items.get(films[0].item_id if films else task.topic)
    if match is None or film is None:
        return
    polarity = Polarity.AVOID if _NEGATED.search(text[: match.start()]) else Polarity.WANT
    for director in film.directors:
        yield Attribute(
            facet=Facet.PERSON,
            value=director,
            polarity=polarity,
            text=match.group(),
            group=SAME_MAKERS,
        )


def _rejected_series(
    text: str, films: tuple[Film, ...], items: Mapping[str, Item]
) -> Iterator[Attribute]:
    """ "Not Star Wars", "seen all of them": the series is out, not its first film alone."""
    all_seen = bool(_SEEN_ALL.search(text))
    for film in films:
        item = items[film.item_id]
        name = normalise(film.text)
        if not item.series or not (all_seen or film.stance in (Stance.REJECT, Stance.DISLIKE)):
            continue
        if all_seen or normalise(item.series) == name != normalise(item.title):
            yield Attribute(
                facet=Facet.SERIES, value=item.series, polarity=Polarity.AVOID, text=film.text
            )


def _other_people(text: str, task: ListenTask) -> Iterator[Attribute]:
    """ "Something by others": not by the people asked for so far."""
    if _BY_OTHERS.search(text):
        for person in task.people:
            yield Attribute(facet=Facet.PERSON, value=person, polarity=Polarity.AVOID)
