"""Words become catalogue entries: titles (misspelt, shortened, ambiguous), people, attributes."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from core.item import Facet, Item
from retrieval.gazetteer import Gazetteer, Reading, build_gazetteer
from retrieval.lexicon import Lexicon
from retrieval.words import ARTICLES, UNKNOWN_RANK, Token, frequency_rank, normalise, tokens

# A single word that is this common is a title only where the writer marks it as one.
_COMMON = 12_000
_PRONOUN_LIKE = 600
_FUZZY_CUTOFF = 86
_LONGEST_FUZZY = 6
_PERSON_WORTH_A_GUESS, _SURNAME_WORTH_A_GUESS = 0.8, 4.0

_YEAR_AFTER = re.compile(r"\s*(?:[(\[]\s*((?:19|20)\d\d)\s*[)\]]|from ((?:19|20)\d\d)\b)")
_YEAR_BEFORE = re.compile(r"((?:19|20)\d\d)(?:'s)?\s+(?:version of\s+)?(?:the\s+)?$")
_NEWEST = re.compile(
    r"\b(?:new(?:er|est)?|latest|recent|remake of|reboot of)\s+(?:version of\s+)?(?:the\s+)?$", re.I
)
_OLDEST = re.compile(r"\b(?:original|old(?:er|est)?|first|classic)\s+(?:version of\s+)?(?:the\s+)?$", re.I)
_OPEN_QUOTE = re.compile(r"[\"“'‘«*_]\s*$")
_CLOSE_QUOTE = re.compile(r"^\s*[,.!?]?[\"”'’»*_]")
_QUOTED = re.compile(r"[\"“«]([^\"”»]{1,60})[\"”»]")
# What stands before a title and hardly before anything else.
_CUE_BEFORE = re.compile(
    r"\b(?:loved?|liked?|likes|enjoyed|adored?|hated?|watch(?:ed|ing)?|re-?watch(?:ed)?|saw|seen|"
    r"movies? (?:like|called|named|such as)|films? (?:like|called|named|such as)|similar to|such as|"
    r"called|titled|vein of|lines of|the (?:movie|film)|fan of|favou?rites? (?:is|are|was|movie is|film is)|"
    r"(?:another|more|anything|something|stuff|things|one|flicks?) like|kind of like|remind(?:s|ed)? me of|"
    r"(?:about|see|than|into|recommend|suggest(?:ed)?)|(?:and|or|,|&)|not)\s+(?:the\s+)?$",
    re.I,
)
_VERB_CUE = re.compile(
    r"\b(?:loved?|enjoyed|adored?|hated|watched|rewatched|seen|saw|like|liked|similar to|such as|called|"
    r"titled|the (?:movie|film)|vein of|remind(?:s|ed)? me of|fan of)\s+(?:the\s+)?$",
    re.I,
)
_BOUNDARY_AFTER = re.compile(r"^\s*(?:$|[,.!?;:)]|and\b|or\b|but\b|was\b|is\b|because\b|so\b|too\b|with\b|last\b|&|\d|again\b|already\b|yesterday\b|tonight\b|on\b|in\b|for\b|like\b|a (?:few|couple|million|hundred|thousand|lot)\b|the other\b|were\b|are\b|made\b|had\b|twice\b|once\b|recently\b|lol\b|today\b|as\b)", re.I)
_SERIES_AFTER = re.compile(
    r"^\s*(?:movies?|films?|series|franchise|trilogy|saga|ones|universe|flicks?|sequels?)\b", re.I
)
# "Moonlight Over ...": one known word at the head of a longer title is not that film.
_TITLE_GOES_ON = re.compile(
    r"\s+(?:[Oo]f|[Oo]ver|[Uu]nder|[Ii]n|[Oo]n|[Aa]t|[Ff]or|[Ff]rom|[Bb]eyond|[Bb]ehind|[Ww]ithout|[Aa]gainst)\s+(?:the\s+)?[A-Z][a-z]+"
)
_SEQUEL_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|last|latest|newest)\s+$", re.I
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_CREDIT_BEFORE = re.compile(r"((?:[A-Z][\w.'-]+\s+){0,2}[A-Z][\w.-]+)['’]s?\s+(?:the\s+)?$")


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
        self._items = items
        self._lexicon = lexicon
        self._names: Gazetteer = build_gazetteer(items.values())
        self._fuzzy_forms = _by_length(
            form for form in self._names.films if len(form) >= 5
        )
        self._fuzzy_people = _by_length(
            name
            for name, readings in self._names.attributes.items()
            if readings[0].facet is Facet.PERSON
            and readings[0].weight >= (_PERSON_WORTH_A_GUESS if " " in name else _SURNAME_WORTH_A_GUESS)
        )

    def link(self, text: str) -> list[Link]:
        """Every name in the text, left to right, without overlaps; longer names win."""
        words = tokens(text)
        mixed_case = any(c.isupper() for c in text) and not text.isupper()
        phrases = [(phrase.start, phrase.end) for phrase in self._lexicon.find(text)]
        found = self._quoted(text)
        position = 0
        while position < len(words):
            if any(link.start <= words[position].start < link.end for link in found):
                position += 1
                continue
            link = self._longest_name(text, words, position, mixed_case)
            if link is None or _inside(link, phrases):
                position += 1
                continue
            found.append(link)
            while position < len(words) and words[position].start < link.end:
                position += 1
        covered = [(link.start, link.end) for link in found] + phrases
        found += self._misspelt(text, words, covered, mixed_case)
        return sorted(found, key=lambda link: link.start)

    def _quoted(self, text: str) -> list[Link]:
        links = []
        for match in _QUOTED.finditer(text):
            name = normalise(match.group(1))
            readings = self._names.films.get(name) or self._near_titles(name, 88)
            if readings:
                links.append(
                    self._film_link(text, match.start(1), match.end(1), readings, certainty=1.0)
                )
        return links

    def _longest_name(
        self, text: str, words: Sequence[Token], position: int, mixed_case: bool
    ) -> Link | None:
        """The longest plausible name that begins at a word."""
        limit = min(len(words), position + self._names.longest)
        for stop in range(limit, position, -1):
            span = words[position:stop]
            name = " ".join(word.norm for word in span)
            start, end = span[0].start, span[-1].end
            if re.search(r"[.!?]\s", text[start:end].rstrip(".")) and not _has_title_stop(name):
                continue
            attributes = self._names.attributes.get(name)
            named_films = self._names.films.get(name)
            films = named_films
            if attributes and films and _outshines(attributes[0], films[0]):
                films = None
            if films and self._is_title(text, span, films, mixed_case):
                if attributes and _SERIES_AFTER.match(text[end:]) and not text[end:].lstrip().lower().startswith(("movie was", "film was")):
                    return Link(start, end, text[start:end], attributes, 1.0)
                return self._film_link(text, start, end, films, certainty=1.0)
            if named_films and attributes and len(span) == 1 and not _outshines(attributes[0], named_films[0]):
                attributes = None
            if attributes and self._is_person(text, span, attributes, mixed_case):
                return Link(start, end, text[start:end], attributes, 1.0)
            if self._lexicon.knows(name):
                return None
        return None

    def _is_title(
        self, text: str, span: Sequence[Token], films: tuple[Reading, ...], mixed_case: bool
    ) -> bool:
        """Whether words that spell a title are meant as one."""
        start, end = span[0].start, span[-1].end
        if _YEAR_AFTER.match(text[end:]) and text[end:].lstrip()[:1] in "([":
            return True
        if _OPEN_QUOTE.search(text[:start]) and _CLOSE_QUOTE.match(text[end:]):
            return True
        content = [word for word in span if word.norm not in ARTICLES]
        if len(content) == 1 and mixed_case and _is_part_of_longer(text, start, end):
            return False
        capital = mixed_case and all(
            word.raw[0].isupper() or word.raw[0].isdigit() or word.norm in _SMALL for word in span
        ) and span[0].raw[0].isupper()
        at_start = not text[:start].strip() or text[:start].rstrip()[-1:] in ".!?:\n"
        rank = max((frequency_rank(word.norm) for word in content), default=0)
        known = self._lexicon.knows(" ".join(word.norm for word in span))
        if len(content) >= 2 or len(span) >= 3:
            if known and not capital:
                return False
            if rank == UNKNOWN_RANK or (capital and not at_start):
                return True
            everyday = all(frequency_rank(word.norm) < _PRONOUN_LIKE * 2 for word in content)
            if everyday and len(span) >= 3 and films[0].weight > 0.5:
                return True
            if everyday:
                cue = _CUE_BEFORE if films[0].weight > 0.6 else _VERB_CUE
                return bool(capital and (not at_start or len(span) >= 3)) or bool(
                    cue.search(text[:start]) and _BOUNDARY_AFTER.match(text[end:])
                    and films[0].weight > 0.5
                )
            return films[0].weight > 0.25 or capital or bool(_CUE_BEFORE.search(text[:start]))
        if len(content) == 1 and len(span) == 2 and not mixed_case and rank >= _COMMON / 4 and not known:
            return films[0].weight > 0.3
        if known and not (capital and not at_start and _VERB_CUE.search(text[:start])):
            return False
        if self._lexicon.is_chatter(span[-1].norm) and not capital:
            return bool(_VERB_CUE.search(text[:start]) and _BOUNDARY_AFTER.match(text[end:]))
        if rank >= _COMMON:
            return films[0].weight > 0.15 or capital or bool(_CUE_BEFORE.search(text[:start]))
        if capital and not at_start:
            return rank > _PRONOUN_LIKE or bool(_CUE_BEFORE.search(text[:start])) or len(span) > 1
        judged_after = bool(re.match(r"^\s+(?:was|is|were|isn't|wasn't)\s+(?:so |too |really |just |a |an |the |pretty |very |kinda |kind of |absolutely )*\w+", text[end:]))
        if at_start and judged_after and rank > _PRONOUN_LIKE * 4 and films[0].weight > 0.4:
            return True
        cued = bool(_VERB_CUE.search(text[:start]) and _BOUNDARY_AFTER.match(text[end:]))
        if at_start and capital:
            return films[0].weight > 0.4 and rank > _PRONOUN_LIKE and bool(
                re.match(r"^\s*(?:$|[,.!?]|and\b|was\b|is\b)", text[end:])
            )
        return cued and rank > _PRONOUN_LIKE * 2 and films[0].weight > 0.4

    def _is_person(
        self, text: str, span: Sequence[Token], readings: tuple[Reading, ...], mixed_case: bool
    ) -> bool:
        if readings[0].facet is Facet.SERIES:
            name = " ".join(word.norm for word in span)
            return bool(_SERIES_AFTER.match(text[span[-1].end :])) or name not in self._names.films
        if readings[0].facet is Facet.COMPANY:
            return True
        if len(span) > 1:
            everyday = all(frequency_rank(word.norm) < _PRONOUN_LIKE for word in span)
            return not everyday or all(word.raw[0].isupper() for word in span)
        return not mixed_case or span[0].raw[0].isupper() or frequency_rank(span[0].norm) > _COMMON

    def _film_link(
        self, text: str, start: int, end: int, readings: tuple[Reading, ...], certainty: float
    ) -> Link:
        """A film name with its readings ordered by what stands around it (year, "the new", credits)."""
        before, after = text[:start], text[end:]
        year = _YEAR_AFTER.match(after)
        if year:
            end += year.end()
        earlier = _YEAR_BEFORE.search(before)
        stated = next((int(y) for m in (year, earlier) if m for y in m.groups() if y), None)
        films = [(reading, self._items[reading.item_id]) for reading in readings if reading.item_id]
        if stated is not None:
            films.sort(key=lambda pair: abs((pair[1].year or 0) - stated) > 1)
        elif ordinal := _SEQUEL_ORDINAL.search(before):
            films = self._parts(films, ordinal.group(1).lower())
        elif _NEWEST.search(before):
            best_weight = films[0][0].weight
            films.sort(
                key=lambda pair: -(pair[1].year or 0) if pair[0].weight > 0.6 * best_weight else 0
            )
        elif _OLDEST.search(before):
            films.sort(key=lambda pair: pair[1].year or 0)
        elif credit := _CREDIT_BEFORE.search(before):
            films.sort(key=lambda pair: not _credits(pair[1], credit.group(1)))
        best = films[0][0].weight
        rivals = sum(1 for reading, _ in films[1:] if reading.weight > best - 0.15)
        if stated is None and rivals:
            certainty *= 0.8
        return Link(start, end, text[start:end], tuple(reading for reading, _ in films), certainty)

    def _parts(
        self, films: list[tuple[Reading, Item]], ordinal: str
    ) -> list[tuple[Reading, Item]]:
        """ "the second Godfather": the film of that part of the series comes first."""
        series = films[0][1].series
        if series is None:
            return films
        parts = sorted(
            (item for item in self._items.values() if item.series == series and item.part),
            key=lambda item: item.part or 0,
        )
        wanted = _ORDINALS.get(ordinal)
        chosen = [item for item in parts if item.part == wanted] if wanted else parts[-1:]
        return [(Reading(item.renown, item.id, None, ""), item) for item in chosen] + films

    def _misspelt(
        self,
        text: str,
        words: Sequence[Token],
        covered: Sequence[tuple[int, int]],
        mixed_case: bool,
    ) -> list[Link]:
        """Names that are nearly spelled right, sought only around words that look like names."""
        taken = list(covered)
        links: list[Link] = []
        for position, word in enumerate(words):
            if any(start <= word.start < end for start, end in taken):
                continue
            if not self._is_suspicious(text, words, position, mixed_case):
                continue
            link = self._nearest_name(text, words, position, taken)
            if link:
                links.append(link)
                taken.append((link.start, link.end))
        return links

    def _is_suspicious(
        self, text: str, words: Sequence[Token], position: int, mixed_case: bool
    ) -> bool:
        word = words[position]
        if len(word.norm) < 4 or self._lexicon.knows(word.norm) or word.norm.isdigit():
            return False
        if frequency_rank(word.norm) == UNKNOWN_RANK:
            return not self._lexicon.is_chatter(word.norm)
        at_start = position == 0 or text[: word.start].rstrip()[-1:] in ".!?:\n"
        return mixed_case and word.raw[0].isupper() and not at_start and frequency_rank(word.norm) > 1000

    def _nearest_name(
        self,
        text: str,
        words: Sequence[Token],
        position: int,
        taken: Sequence[tuple[int, int]],
    ) -> Link | None:
        best: tuple[float, Link] | None = None
        run = _capital_run(text, words, position)
        for first in range(max(0, position - _LONGEST_FUZZY + 1), position + 1):
            for stop in range(position + 1, min(len(words), first + _LONGEST_FUZZY) + 1):
                span = words[first:stop]
                start, end = span[0].start, span[-1].end
                if _crosses(text, start, end, taken) or _is_small_edge(span):
                    continue
                if start > run[0] or end < run[1]:
                    continue
                name = " ".join(word.norm for word in span)
                if len(name) < 5:
                    continue
                cutoff = _FUZZY_CUTOFF if len(name) >= 8 else 88
                hit = self._nearest(name, cutoff)
                if hit and (best is None or hit[0] + 0.6 * len(span) > best[0]):
                    score, readings = hit
                    link = (
                        self._film_link(text, start, end, readings, certainty=score / 100 * 0.9)
                        if readings[0].item_id
                        else Link(start, end, text[start:end], readings, score / 100)
                    )
                    best = (score + 0.6 * len(span), link)
        return best[1] if best else None

    def _nearest(self, name: str, cutoff: float) -> tuple[float, tuple[Reading, ...]] | None:
        hits = []
        title = _closest(name, self._fuzzy_forms, cutoff)
        if title:
            readings = self._names.films[title[0]]
            named = self._names.attributes.get(title[0])
            if named and _outshines(named[0], readings[0]):
                readings = named
            hits.append((title[1] + 4 * min(readings[0].weight, 1.0), readings))
        person = _closest(name, self._fuzzy_people, max(cutoff, 84))
        if person:
            hits.append((person[1] + 2.0, self._names.attributes[person[0]]))
        return max(hits, key=lambda hit: hit[0]) if hits else None

    def _near_titles(self, name: str, cutoff: float) -> tuple[Reading, ...]:
        if len(name) < 4:
            return ()
        hit = _closest(name, self._fuzzy_forms, cutoff)
        return self._names.films[hit[0]] if hit else ()


_SMALL = ARTICLES | frozenset("of and in to for with on at by from or vs s is it as up into".split())


def _by_length(names: object) -> dict[int, list[str]]:
    lengths: dict[int, list[str]] = {}
    for name in names:  # type: ignore[attr-defined]
        lengths.setdefault(len(name), []).append(name)
    return lengths


def _closest(name: str, forms: Mapping[int, list[str]], cutoff: float) -> tuple[str, float] | None:
    """The nearest form by edit similarity among those whose length allows the cutoff."""
    slack = max(1, round(len(name) * (100 - cutoff) / cutoff))
    best: tuple[str, float] | None = None
    for length in range(len(name) - slack, len(name) + slack + 1):
        hit = process.extractOne(
            name, forms.get(length, ()), scorer=fuzz.ratio, score_cutoff=min(best[1] + 0.01, 100.0) if best else cutoff
        )
        if hit and hit[0][0] == name[0]:
            best = (hit[0], hit[1])
    return best


def _is_part_of_longer(text: str, start: int, end: int) -> bool:
    """Whether one word stands amid other capitalised words: "The Purple Tangerine Conspiracy"."""
    if _TITLE_GOES_ON.match(text[end:]):
        return True
    before = re.search(r"(?:^|[.!?\"]\s*)?(?P<word>[A-Z][a-z]+)\s+$", text[:start])
    inner = bool(before and before.group("word") == before.group().strip() and before.start("word") > 0)
    return bool(text[start].isupper() and re.match(r"\s+[A-Z][a-z]+", text[end:])) and (
        inner or bool(re.search(r"\b[A-Z][a-z]+\s+$", text[:start]))
    )


def _outshines(person: Reading, film: Reading) -> bool:
    """Whether a name means the famous person rather than a film about them: Hitchcock."""
    return person.facet is Facet.PERSON and person.weight > max(4.0, 4 * film.weight)


def _inside(link: Link, phrases: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is only part of an everyday phrase: "killers" in "serial killers"."""
    return any(
        start <= link.start and link.end <= end and end - start > link.end - link.start
        for start, end in phrases
    )


def _capital_run(text: str, words: Sequence[Token], position: int) -> tuple[int, int]:
    """The capitalised words around one, which a guess must cover whole: "The Copper Orchard"."""
    if not words[position].raw[0].isupper() or text.isupper():
        return words[position].start, words[position].end
    first = last = position
    while first > 0 and words[first - 1].raw[0].isupper() and _adjoin(text, words[first - 1], words[first]) and words[first - 1].norm not in _SMALL:
        first -= 1
    while last + 1 < len(words) and words[last + 1].raw[0].isupper() and _adjoin(text, words[last], words[last + 1]):
        last += 1
    return words[first].start, words[last].end


def _adjoin(text: str, left: Token, right: Token) -> bool:
    return text[left.end : right.start].strip() in ("", ":")


def _crosses(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    if any(start < other_end and other_start < end for other_start, other_end in taken):
        return True
    return bool(re.search(r"[.!?;,]\s|\n|\bbut\b", text[start:end]))


def _is_small_edge(span: Sequence[Token]) -> bool:
    """A guess may begin with an article, but not begin or end on other small words."""
    return span[-1].norm in _SMALL or (span[0].norm in _SMALL and span[0].norm not in ARTICLES)


def _has_title_stop(name: str) -> bool:
    return name.startswith(("mr ", "dr ", "mrs ", "et ")) or " vs " in name


def _credits(item: Item, name: str) -> bool:
    surname = normalise(name).split()[-1]
    people = item.directors + item.writers + item.cast
    return any(normalise(person).split()[-1:] == [surname] for person in people)
