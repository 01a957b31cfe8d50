"""Words become catalogue entries: titles (misspelt, shortened, ambiguous), people, series, studios."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.item import Facet, Item
from retrieval.gazetteer import Gazetteer, Reading, build_gazetteer
from retrieval.lexicon import Lexicon
from retrieval.mentions import SMALL_WORDS, Mention, Message
from retrieval.readings import Disambiguator
from retrieval.spelling import Speller
from retrieval.titles import is_title
from retrieval.words import ARTICLES, UNKNOWN_RANK, frequency_rank, normalise

_LONGEST_NAME, _LONGEST_GUESS = 12, 6
_SHORTEST_ODD_WORD = 4
# A message full of words that nobody knows is not full of titles.
_MOST_GUESSES = 12
_COMMON_NAME_WORD, _RARE_NAME_WORD, _PRONOUN_LIKE = 1000, 12_000, 600
# A guess is never certain, and a longer one is worth this much similarity a word.
_GUESSED, _LENGTH_BONUS = 0.9, 0.6
_QUOTED = re.compile(r"[\"“«]([^\"”»]{1,60})[\"”»]")
_SERIES_BEHIND = re.compile(
    r"^\s*(?:movies?|films?|series|franchise|trilogy|saga|ones|universe|flicks?|sequels?)\b(?! (?:was|is)\b)",
    re.IGNORECASE,
)

Place = tuple[int, int]


class Link(NamedTuple):
    """One name found in a text: its place, and what it means, most likely reading first."""

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]
    certainty: float

    @property
    def is_film(self) -> bool:
        """Whether the likeliest reading is a film."""
        return self.readings[0].item_id is not None


class Linker:
    """Finds catalogue names in messages; holds the names, knows nothing of a conversation."""

    def __init__(self, items: Mapping[str, Item], lexicon: Lexicon) -> None:
        """Collect the names of all items; `lexicon` has the everyday words for attributes."""
        self._lexicon = lexicon
        self._names: Gazetteer = build_gazetteer(items.values())
        self._speller = Speller(self._names)
        self._disambiguator = Disambiguator(items)

    def link(self, text: str) -> list[Link]:
        """Every name in the text, left to right, without overlaps; longer names win."""
        message = Message(text)
        phrases = [(phrase.start, phrase.end) for phrase in self._lexicon.find(text)]
        links = self._quoted(text)
        links += self._exact(message, phrases, _places(links))
        links += self._guessed(message, _places(links) + phrases)
        return sorted(links, key=lambda link: link.start)

    def _quoted(self, text: str) -> list[Link]:
        """Titles in quotation marks, spelled right or nearly so."""
        links = []
        for match in _QUOTED.finditer(text):
            name = normalise(match.group(1))
            guess = self._speller.guess(name)
            readings = self._names.films.get(name) or (guess.readings if guess else ())
            if readings and readings[0].item_id:
                links.append(self._film(text, match.span(1), readings))
        return links

    def _exact(self, message: Message, phrases: Sequence[Place], taken: list[Place]) -> list[Link]:
        """Names spelled right, from each word on the longest that is plausible."""
        links: list[Link] = []
        reach = 0
        for first, word in enumerate(message.words):
            if word.start < reach or _covered(word.start, taken):
                continue
            link = self._longest(message, first)
            if link and not _is_inside(link, phrases):
                links.append(link)
                reach = link.end
        return links

    def _longest(self, message: Message, first: int) -> Link | None:
        for stop in range(min(len(message.words), first + _LONGEST_NAME), first, -1):
            mention = message.mention(first, stop)
            link = self._named(message, mention)
            if link:
                return link
            if self._lexicon.knows(mention.name):
                return None
        return None

    def _named(self, message: Message, mention: Mention) -> Link | None:
        """What the words name if they are meant as a name at all."""
        films = self._names.films.get(mention.name, ())
        others = self._names.attributes.get(mention.name, ())
        if not (films or others) or mention.crosses_sentences:
            return None
        if films and self._disambiguator.contradicts(films, mention.after):
            return None
        likeliest = self._names.likeliest(mention.name)
        if films and likeliest is films and is_title(mention, films[0].weight, self._lexicon):
            if not (others and _SERIES_BEHIND.match(mention.after)):
                return self._film(message.text, (mention.start, mention.end), films)
        elif films and len(mention.words) == 1 and likeliest is films:
            return None
        if others and self._is_meant(mention, others[0], is_film_name=bool(films), message=message):
            return Link(mention.start, mention.end, mention.text, others, 1.0)
        return None

    def _is_meant(
        self, mention: Mention, reading: Reading, *, is_film_name: bool, message: Message
    ) -> bool:
        """Whether the words name a person, series or studio rather than being words."""
        if reading.facet is Facet.SERIES:
            return bool(_SERIES_BEHIND.match(mention.after)) or not is_film_name
        if reading.facet is Facet.COMPANY:
            return True
        if len(mention.words) > 1:
            everyday = all(rank < _PRONOUN_LIKE for rank in mention.ranks)
            return not everyday or all(word.raw[0].isupper() for word in mention.words)
        rare = max(mention.ranks) > _RARE_NAME_WORD
        return rare or not message.is_mixed_case or mention.words[0].raw[0].isupper()

    def _film(
        self, text: str, place: Place, readings: Sequence[Reading], certainty: float = 1.0
    ) -> Link:
        start, end = place
        chosen = self._disambiguator.choose(readings, text[:start], text[end:])
        end += chosen.reach
        return Link(start, end, text[start:end], chosen.readings, certainty * chosen.certainty)

    def _guessed(self, message: Message, taken: list[Place]) -> list[Link]:
        """Names that are nearly spelled right, sought only around words that look like names."""
        links: list[Link] = []
        guesses = 0
        for position in range(len(message.words)):
            odd = message.mention(position, position + 1)
            places = taken + _places(links)
            if _covered(odd.start, places) or not self._looks_like_name(message, odd):
                continue
            link = self._nearest(message, position, places)
            if link:
                links.append(link)
            guesses += 1
            if guesses == _MOST_GUESSES:
                break
        return links

    def _looks_like_name(self, message: Message, word: Mention) -> bool:
        if (
            len(word.name) < _SHORTEST_ODD_WORD
            or word.name.isdigit()
            or self._lexicon.knows(word.name)
        ):
            return False
        if frequency_rank(word.name) == UNKNOWN_RANK:
            return not self._lexicon.is_chatter(word.name)
        return (
            word.is_capitalised
            and not word.opens_sentence
            and frequency_rank(word.name) > _COMMON_NAME_WORD
        )

    def _nearest(self, message: Message, position: int, taken: Sequence[Place]) -> Link | None:
        """The best guess among the runs of words that contain an odd one."""
        run = message.mention(position, position + 1).capital_run()
        best: tuple[float, Link] | None = None
        for mention in _runs_around(message, position):
            whole = mention.start <= run[0] and run[1] <= mention.end
            if not whole or _breaks(mention, taken):
                continue
            guess = self._speller.guess(mention.name)
            if guess is None or self._disambiguator.contradicts(guess.readings, mention.after):
                continue
            score = guess.score + _LENGTH_BONUS * len(mention.words)
            if best is None or score > best[0]:
                certainty = _GUESSED * min(guess.score, 100.0) / 100
                best = score, self._guess_link(message, mention, guess.readings, certainty)
        return best[1] if best else None

    def _guess_link(
        self, message: Message, mention: Mention, readings: tuple[Reading, ...], certainty: float
    ) -> Link:
        if readings[0].item_id:
            return self._film(message.text, (mention.start, mention.end), readings, certainty)
        return Link(mention.start, mention.end, mention.text, readings, certainty)


def _runs_around(message: Message, position: int) -> list[Mention]:
    """Every run of a few words that contains one position."""
    count = len(message.words)
    return [
        message.mention(first, stop)
        for first in range(max(0, position - _LONGEST_GUESS + 1), position + 1)
        for stop in range(position + 1, min(count, first + _LONGEST_GUESS) + 1)
    ]


def _breaks(mention: Mention, taken: Sequence[Place]) -> bool:
    """Whether a run overlaps another name, crosses a stop, or begins or ends on a small word."""
    if any(mention.start < end and start < mention.end for start, end in taken):
        return True
    if re.search(r"[.!?;,]\s|\n|\bbut\b", mention.text):
        return True
    first, last = mention.words[0].norm, mention.words[-1].norm
    return last in SMALL_WORDS or (first in SMALL_WORDS and first not in ARTICLES)


def _places(links: Sequence[Link]) -> list[Place]:
    return [(link.start, link.end) for link in links]


def _covered(position: int, places: Sequence[Place]) -> bool:
    return any(start <= position < end for start, end in places)


def _is_inside(link: Link, phrases: Sequence[Place]) -> bool:
    """Whether a name is only part of an everyday phrase: "killers" in "serial killers"."""
    return any(
        start <= link.start and link.end <= end and end - start > link.end - link.start
        for start, end in phrases
    )
