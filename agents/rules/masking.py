"""A message with its names replaced by placeholders, so that patterns can speak of them."""

import re
from typing import NamedTuple

from core.conversation import Card
from core.item import Facet
from retrieval.lexicon import Lexicon, Phrase
from retrieval.linking import Link, Linker

_ORDINALS = {
    "first": 1, "1st": 1, "top": 1, "second": 2, "2nd": 2, "middle": 2, "third": 3, "3rd": 3,
    "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6, "seventh": 7, "7th": 7,
    "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10, "last": -1, "bottom": -1, "final": -1,
}  # fmt: skip
_THING = r"(?:(?:one|film|movie|option|suggestion|choice|pick|title|recommendation|rec)s?|of (?:these|those|them))"
_NUMBERED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_BY_ORDINAL = re.compile(
    rf"\b(?:the |that |your )?(?P<ordinal>{'|'.join(_ORDINALS)})(?P<two> (?:two|2)\b)? ?(?P<thing>{_THING}\b|(?=[,.!?]|$| (?:sounds?|looks?|is|was|seems?|please|but|and|though)\b))"
)
_BY_NUMBER = re.compile(
    r"(?:\b(?:number|no\.?|option|pick|choice|film|movie)\s*|#)(?P<number>[1-5]|one|two|three|four|five)\b"
)
_THAT_ONE = re.compile(
    r"\b(?:that|this) (?:one|film|movie|flick|pick|suggestion|recommendation)\b(?! (?:where|in which|about|with|when|starring|from))"
)
_ALL = re.compile(
    r"\b(?:(?:both|all|any|either) (?:of )?(?:these|those|them|the (?:films|movies))|(?:those|these)(?: (?:films|movies|ones|suggestions|two|three|five|options|picks))?|both(?: of them)?|all of them|all (?:three|five|four|five)|them all)\b"
)


_CONTRACTED = {
    "dont": "don't", "didnt": "didn't", "doesnt": "doesn't", "cant": "can't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "wont": "won't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't",
    "werent": "weren't", "hasnt": "hasn't", "havent": "haven't", "im": "i'm", "ive": "i've",
    "thats": "that's", "whats": "what's", "lets": "let's", "youre": "you're", "theyre": "they're",
}  # fmt: skip
_WITHOUT_APOSTROPHE = re.compile(rf"\b(?:{'|'.join(_CONTRACTED)})\b")


class Masked(NamedTuple):
    """`text` is lower case with `<F0>` for films, `<A0>` for attributes, `<R0>` for references.

    `films`, `attributes` and `references` say what each placeholder stands for; a
    reference is a tuple of positions in the last slate, counted from 1. `plain` is the same
    with attribute phrases left in words.
    """

    text: str
    films: dict[str, Link]
    attributes: dict[str, Link | Phrase]
    references: dict[str, tuple[int, ...]]
    plain: str


def mask(text: str, linker: Linker, lexicon: Lexicon, cards: tuple[Card, ...]) -> Masked:
    """Replace every name, attribute phrase and reference of a message by a placeholder."""
    links = linker.link(text)
    spans: list[tuple[int, int, str]] = []
    films: dict[str, Link] = {}
    attributes: dict[str, Link | Phrase] = {}
    references: dict[str, tuple[int, ...]] = {}
    for link in links:
        if link.is_film:
            name = f"<F{len(films)}>"
            films[name] = link
        else:
            name = f"<A{len(attributes)}>"
            attributes[name] = link
        spans.append((link.start, link.end, name))
    for phrase in lexicon.find(text):
        if _free(phrase.start, phrase.end, spans):
            name = f"<A{len(attributes)}>"
            attributes[name] = phrase
            spans.append((phrase.start, phrase.end, name))
    for start, end, positions in _references(text.lower(), len(cards)):
        if cards and _free(start, end, spans):
            name = f"<R{len(references)}>"
            references[name] = positions
            spans.append((start, end, name))
    worded = [span for span in spans if not isinstance(attributes.get(span[2]), Phrase)]
    return Masked(_replaced(text, spans), films, attributes, references, _replaced(text, worded))


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    masked, position = "", 0
    for start, end, name in sorted(spans):
        masked += text[position:start].lower() + name
        position = end
    plain = (masked + text[position:].lower()).replace("’", "'").replace("`", "'")
    return _WITHOUT_APOSTROPHE.sub(lambda match: _CONTRACTED[match.group()], plain)


def _free(start: int, end: int, spans: list[tuple[int, int, str]]) -> bool:
    return not any(start < other_end and other_start < end for other_start, other_end, _ in spans)


def _references(text: str, size: int) -> list[tuple[int, int, tuple[int, ...]]]:
    found: list[tuple[int, int, tuple[int, ...]]] = []
    for match in _BY_ORDINAL.finditer(text):
        place = _ORDINALS[match.group("ordinal")]
        if not match.group("thing") and not match.group().startswith(("the ", "that ", "your ")):
            continue
        if re.search(
            r"\b(?:first|second|last|final)(?: \w+)? (?:time|half|act|year|night|week|scene|part)",
            text[match.start() :][:25],
        ):
            continue
        if match.group("two") and match.group("ordinal") == "first":
            found.append((match.start(), match.end(), (1, 2)))
            continue
        found.append((match.start(), match.end(), (size if place < 0 else place,)))
    for match in _BY_NUMBER.finditer(text):
        number = match.group("number")
        found.append((match.start(), match.end(), (_NUMBERED.get(number) or int(number),)))
    everything = tuple(range(1, size + 1))
    found += [(match.start(), match.end(), everything) for match in _ALL.finditer(text)]
    found += [(match.start(), match.end(), (1,)) for match in _THAT_ONE.finditer(text)]
    return found


def terms(mention: Link | Phrase) -> tuple[tuple[Facet, str], ...]:
    """The attributes a placeholder stands for."""
    if isinstance(mention, Phrase):
        return tuple((term.facet, term.value) for term in mention.terms)
    reading = mention.readings[0]
    return ((reading.facet, reading.value),) if reading.facet else ()
