"""Questions about a film, answered from its record and from nothing else."""

import re
from collections.abc import Callable

from agents.rules.wording import listed
from core.item import Item

_NOT_RECORDED = "My catalogue doesn't say."


def answer(question: str, film: Item, slot: str) -> list[str]:
    """Sentences that answer what is asked of a film; a short portrait where nothing special is.

    `slot` is the placeholder that stands for the film's name.
    """
    asked = [fact(film, slot) for pattern, fact in _FACTS if pattern.search(question.lower())]
    return asked or [_portrait(film, slot)]


def summary(film: Item) -> str:
    """One line to compare films by: year, minutes, genres, moods, critics' mean."""
    parts = [
        str(film.year) if film.year else "",
        f"{film.runtime} minutes" if film.runtime else "length unknown",
        listed([genre.lower() for genre in film.genres[:3]]),
        listed(film.moods[:3]),
        f"critics' mean {film.rating:.1f} of 10" if film.rating else "",
    ]
    return ", ".join(part for part in parts if part)


def _directed(film: Item, slot: str) -> str:
    return f"{slot} was directed by {listed(film.directors)}." if film.directors else _NOT_RECORDED


def _written(film: Item, slot: str) -> str:
    return f"{slot} was written by {listed(film.writers)}." if film.writers else _NOT_RECORDED


def _cast(film: Item, slot: str) -> str:
    if film.cast:
        return f"It stars {listed(film.cast)}."
    if film.ensemble:
        return f"Its cast includes, in no particular order, {listed(film.ensemble[:6])}."
    return "My catalogue doesn't name its cast."


def _year(film: Item, slot: str) -> str:
    return f"It came out in {film.year}." if film.year else _NOT_RECORDED


def _length(film: Item, slot: str) -> str:
    if not film.runtime:
        return "My catalogue doesn't say how long it is."
    hours, minutes = divmod(film.runtime, 60)
    spoken = f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"
    return f"It runs {film.runtime} minutes ({spoken})."


def _scary(film: Item, slot: str) -> str:
    scary = [
        mood
        for mood in film.moods
        if mood in ("scary", "creepy", "disturbing", "tense", "suspenseful")
    ]
    if "Horror" in film.genres or scary:
        how = listed(scary) or "a horror film"
        return f"Yes: my notes call it {how}." if scary else "Yes, it is a horror film."
    return "Nothing in its record says so" + (
        f"; my notes call it {listed(film.moods)}." if film.moods else "."
    )


def _funny(film: Item, slot: str) -> str:
    funny = "Comedy" in film.genres or bool(
        {"funny", "witty", "raunchy", "deadpan"} & set(film.moods)
    )
    return "Yes, it is a comedy or has its wit." if funny else "It isn't listed as a comedy."


def _violent(film: Item, slot: str) -> str:
    if "violent" in film.moods or "gritty" in film.moods:
        return "Yes, my notes call it violent or gritty."
    return "My notes don't call it violent" + (
        f"; it is rated {film.certificate}." if film.certificate else "."
    )


def _sad(film: Item, slot: str) -> str:
    sad = [mood for mood in film.moods if mood in ("sad", "bittersweet", "melancholy", "bleak")]
    return f"My notes call it {listed(sad)}." if sad else "My notes don't call it sad."


def _rated(film: Item, slot: str) -> str:
    return (
        f"It is rated {film.certificate} in the United States."
        if film.certificate
        else "My catalogue has no age rating for it."
    )


def _children(film: Item, slot: str) -> str:
    if film.certificate in ("G", "PG"):
        return f"It is rated {film.certificate}, so it should suit most children."
    if film.certificate:
        return f"It is rated {film.certificate}: not made for small children."
    family = "Family" in film.genres or "Animation" in film.genres
    return (
        "It is a family film, though my catalogue has no age rating for it."
        if family
        else "My catalogue has no age rating for it, so I wouldn't promise that."
    )


def _language(film: Item, slot: str) -> str:
    return f"It is in {listed(film.languages)}." if film.languages else _NOT_RECORDED


def _country(film: Item, slot: str) -> str:
    return f"It was made in {listed(film.countries)}." if film.countries else _NOT_RECORDED


def _genre(film: Item, slot: str) -> str:
    return (
        f"It is listed as {listed([genre.lower() for genre in film.genres])}."
        if film.genres
        else _NOT_RECORDED
    )


def _good(film: Item, slot: str) -> str:
    if film.rating:
        prizes = (
            f" It won {film.oscars} Academy Award{'s' if film.oscars > 1 else ''}."
            if film.oscars
            else ""
        )
        return f"Critics gave {slot} {film.rating:.1f} out of 10 on average ({film.reviews} reviews).{prizes}"
    return "I have no ratings for it."


def _prizes(film: Item, slot: str) -> str:
    return (
        f"It won {film.oscars} Academy Award{'s' if film.oscars > 1 else ''}."
        if film.oscars
        else "My catalogue lists no Academy Award for it."
    )


def _sequel(film: Item, slot: str) -> str:
    if film.series and film.part:
        return f"It is part {film.part} of the {film.series} series."
    return (
        f"It belongs to the {film.series} series."
        if film.series
        else "My catalogue doesn't list it as part of a series."
    )


def _book(film: Item, slot: str) -> str:
    based = [
        theme
        for theme in film.themes
        if theme in ("based on a book", "based on a comic", "true story")
    ]
    return (
        f"My notes say: {listed(based)}."
        if based
        else "My notes don't say that it is based on anything."
    )


def _where(film: Item, slot: str) -> str:
    return "I don't know where it can be watched: I have no streaming or cinema listings."


def _portrait(film: Item, slot: str) -> str:
    genres = " ".join(genre.lower() for genre in film.genres[:2])
    director = f" by {listed(film.directors[:2])}" if film.directors else ""
    stars = f", with {listed(film.cast[:3])}" if film.cast else ""
    length = f", {film.runtime} minutes" if film.runtime else ""
    article = "an" if genres[:1] in "aeiou" and genres else "a"
    pitch = f" {film.pitch}" if film.pitch else ""
    return f"{slot} is {article} {genres or 'film'}{' film' if genres else ''}{director}{stars}{length}.{pitch}"


Fact = Callable[[Item, str], str]
_FACTS: tuple[tuple[re.Pattern[str], Fact], ...] = tuple(
    (re.compile(pattern), fact)
    for pattern, fact in (
        (r"\bdirect(?:ed|or|s)?\b|\bwho made\b|\bwhose film\b", _directed),
        (r"\bwr(?:ote|itten|iter)\b|\bscreenplay\b", _written),
        (r"\b(?:stars?|starring|starred|actors?|actress(?:es)?|cast|who(?:'s| is| was|s)? in|plays?|played|acted|acts)\b", _cast),
        (r"\bwhen (?:was|did|is)\b|\bwhat year\b|\bwhich year\b|\bcome out\b|\breleased?\b|\bhow old\b|\bwhat decade\b", _year),
        (r"\bhow long\b|\brun(?:ning)? ?time\b|\blength\b|\bminutes\b|\bhours?\b|\blong\b|\bshort\b", _length),
        (r"\bscar(?:y|ing)\b|\bfrighten|\bterrifying\b|\bcreepy\b|\bjump scares?\b|\bspooky\b", _scary),
        (r"\bfunny\b|\bhilarious\b|\blaugh|\bcomedy\b", _funny),
        (r"\bviolen|\bgor[ey]\b|\bblood", _violent),
        (r"\bsad\b|\bcry\b|\bdepressing\b|\btear", _sad),
        (r"\b(?:age )?rat(?:ed|ing)\b(?!s)|\bcertificate\b|\bpg(?:-13)?\b", _rated),
        (r"\bkids?\b|\bchild(?:ren)?\b|\b(?:\d+|\w+)[ -]year[ -]olds?\b|\bfamily\b|\bappropriate\b|\bsuitable\b|\bdaughter\b|\bson\b", _children),
        (r"\blanguage\b|\bsubtitle|\bdubbed\b|\bin english\b|\bin french\b", _language),
        (r"\bcountry\b|\bwhere (?:was it|is it) (?:made|from|filmed|shot)\b", _country),
        (r"\bwhat (?:genre|kind|type|sort)\b|\bgenre\b", _genre),
        (r"\b(?:any|so|really|is (?:it|that|this)(?: one)?) good\b|\bworth\b|\breviews?\b|\bscore\b|\bcritics?\b|\bhow good\b|\bratings\b|\bwhat do you think\b", _good),
        (r"\boscars?\b|\bawards?\b|\bprizes?\b", _prizes),
        (r"\bsequels?\b|\bprequel\b|\bseries\b|\bfranchise\b|\bpart of\b", _sequel),
        (r"\bbased on\b|\btrue story\b|\bbook\b|\bnovel\b|\breal (?:life|events)\b", _book),
        (r"\bwhere (?:can|could|do|to)\b|\bnetflix\b|\bhulu\b|\bstream|\bprime\b|\bdisney\+?\b|\brent\b|\bcinemas?\b|\btheat", _where),
        (r"\babout\b|\bplot\b|\bstory\b|\bsynopsis\b|\bpremise\b|\bsummary\b|\btell me\b", _portrait),
    )
)  # fmt: skip
