"""Whether a sentence of a language model may be said: no title but by slot, no fact off the record."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations, islice
from typing import NamedTuple

from agents.language_model.names import WORD, Names
from core.item import Facet, Item
from retrieval.linking import Link
from retrieval.words import frequency_rank, normalise

_ALWAYS_CAPITAL = frozenset(
    (
        "i i'm i'd i'll i've ok okay tv dvd parley oscar oscars christmas halloween hollywood "
        "january february march april may june july august september october november december "
        "monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)
_LINK = re.compile(r"https?:|www\.|\w@\w|[`´\\|{}\[\]#<>=^~]", re.IGNORECASE)
_QUOTED = re.compile(
    r"[\"“”„‟«»‹›‚‛❛❜❝❞″‴〝〞「」『』《》〈〉【】]|(?<!\w)['‘′][^'’′]{2,}['’′](?!\w)|(?<!\w)[*_]+[^*_]+[*_]+(?!\w)"
)
_LONG_NUMBER = re.compile(r"\b(\d{2,})(s?)\b")
_NUMBER = re.compile(r"(?<![\w.,/])\d+(?:/\d+|st|nd|rd|th)?(?![\w/]|[.,]\d)")
# A number that is a title too has to stand where a date, a length or a count stands.
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:in|from|of|since|before|after|until|around|about|by|at|under|over|the|to|than|and|only|"
    r"made|released|just|nearly|almost|early|late|mid)[\s-]*$|\(\s*$",
    re.IGNORECASE,
)
_BEHIND_A_NUMBER = re.compile(r"[\s-]*(?:minutes?|mins?|hours?|films?|years?)\b")
_PART_BEHIND_SLOT = re.compile(r"\x00\s*[:,–—-]?\s*(?:part |vol\.? |chapter )?\d", re.IGNORECASE)
_SPELLED_OUT = re.compile(r"\b(?:[^\W_][\s.·•_/-]+){2,}[^\W_]\b")
_BROKEN_NUMBER = re.compile(r"\d[.,:]\d")
_DIGITS_IN_WORD = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
_ORDINAL = re.compile(r"(?:\d+(?:s|st|nd|rd|th|d|h|m|min|mins|k|ish))", re.IGNORECASE)
# "Inception is ...", "Inception." but not "Love stories ...".
_AS_SUBJECT = re.compile(
    r"['’]s\b|\s*(?:$|[.,:;!?(–—-]|(?:is|was|has|had|would|could|should|will|might|may|can|did|does|"
    r"follows|tells|stars|features|comes|makes|offers|remains|fits|takes|gets|works|keeps|goes|plays|"
    r"looks|feels|gives|shows|leaves|moves|ends|begins|starts|turns|runs|brings|lets|stays|holds|mixes|"
    r"deserves|just|never|really|also|and|or|by|with|from|starring|directed)\b)"
)
_NO_SUBJECT = re.compile(
    r"\s*(?:Her|Him|Us|Them|Up|Down|If|Or|Three|Four|Five|Six|Seven|Eight|Nine|Ten)"
    r"(?:\s+(?:is|was|has|tells|follows)\b|[.!?:]*\s*$)"
)
_WATCHED = re.compile(
    r"\b(?:re-?watch|watch|see|try|recommend|suggest|pick|choose|called|titled|like|put on|"
    r"(?:go|opt) for|(?:start|begin|go) with)\s+",
    re.IGNORECASE,
)
_BEHIND_WATCHED = re.compile(
    r"\s*(?:[.,;:!?(–—]|$|(?:tonight|first|next|again|because|if|instead|and|or|for|with)\b)"
)
_LONGEST_SMALL_TITLE = 6
# Words in small letters are a title only where a title is to be expected: not in "under the skin".
_BEFORE_A_FILM = re.compile(
    r"(?:\b(?:watch(?:ed|ing)?|see|seen|saw|try|liked?|loved?|enjoy(?:ed)?|recommend|suggest|called|"
    r"titled|named|films?|movies?|pick|choose|choice|than)|[:;,–—(]|\x00(?: and| or)?|^)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_SURELY_A_TITLE = 4
_LONGEST_NAME = 6
# Two rarer words side by side are hardly ever there by chance.
_ODD_RANK = 12_000
_BEFORE_A_PLACE = re.compile(
    r"\b(?:in|from|to|of|across|through|around|between|and|modern|rural|an?|this|next|every|at|by|"
    r"before|after|until|(?<!go )for)\s+$",
    re.IGNORECASE,
)
SLOT_MARK = "\x00"


class Licence(NamedTuple):
    """What a reply may name beside its slots: people on record, and numbers on record or said."""

    people: frozenset[str]
    surnames: frozenset[str]
    numbers: frozenset[int]


def licence(items: Iterable[Item], said: str) -> Licence:
    """What the records of these films allow, and the numbers that the person said.

    How far two films are apart, in years or in minutes, follows from their records.
    """
    films = tuple(items)
    people = {_spelled(name) for film in films for name in film.values(Facet.PERSON)}
    recorded = {n for film in films for n in (film.year, film.runtime, film.decade) if n}
    apart = {
        abs(a - b)
        for one, other in combinations(films, 2)
        for a, b in ((one.year, other.year), (one.runtime, other.runtime))
        if a and b
    }
    return Licence(
        people=frozenset(people),
        surnames=frozenset(name.split()[-1] for name in people if name),
        numbers=frozenset(
            recorded | apart | {int(number) for number in re.findall(r"\b\d{1,4}", said)}
        ),
    )


@lru_cache(maxsize=8192)
def _spelled(name: str) -> str:
    return normalise(name)


def objection(sentence: str, allowed: Licence, names: Names) -> str:
    """Why a sentence must not be said, or an empty text; its slots are replaced by `\\x00`.

    A title cannot be told from other words with certainty, so everything that looks like one
    goes: words in quotation marks or italics, names of films in any spelling that listening
    would recognise, and every capitalised word that neither begins the sentence nor is the
    name of a person on record, a kind of film, a country or a language.
    """
    if _LINK.search(sentence) or _is_foreign(sentence, allowed):
        return "a link, a tag or another script"
    if _QUOTED.search(sentence) or _SPELLED_OUT.search(sentence):
        return "words set like a title"
    return (
        _number_objection(sentence, allowed, names)
        or _title_objection(sentence, allowed, names)
        or _name_objection(sentence, allowed, names)
    )


def reads_as_subject(rest: str) -> bool:
    """Whether what follows a word makes it the subject: "is ...", "follows ...", or nothing."""
    return bool(_AS_SUBJECT.match(rest))


def _is_foreign(sentence: str, allowed: Licence) -> bool:
    """Whether a letter is none of ours, outside the names on record: what it says cannot be checked."""
    if sentence.isascii():
        return False
    odd = [word for word in WORD.findall(sentence) if not _folded(word).isascii()]
    if not odd:
        return False
    on_record = {part for name in allowed.people for part in name.split()}
    return any(part not in on_record for word in odd for part in _spelled(_bare(word)).split())


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _number_objection(sentence: str, allowed: Licence, names: Names) -> str:
    if not any(letter.isdigit() for letter in sentence):
        return ""
    if _PART_BEHIND_SLOT.search(sentence):
        return "a part of a series"
    if broken := _BROKEN_NUMBER.search(sentence):
        return f"the number {broken.group()}"
    for word in WORD.findall(sentence):
        if _DIGITS_IN_WORD.search(word) and not _ORDINAL.fullmatch(word):
            return f"the word {word}"
    for digits, plural in _LONG_NUMBER.findall(sentence):
        if not _is_on_record(int(digits), allowed, is_decade=bool(plural)):
            return f"the number {digits}"
    for number in _NUMBER.finditer(sentence):
        before, behind = sentence[: number.start()], sentence[number.end() :]
        is_count = _BEFORE_A_NUMBER.search(before) or _BEHIND_A_NUMBER.match(behind)
        if not is_count and names.is_title_form(_spelled(number.group())):
            return f"the film {number.group()}"
    return ""


def _is_on_record(number: int, allowed: Licence, *, is_decade: bool) -> bool:
    """Whether a number may be said; a decade in two digits is that of either century."""
    meant = {number, 1900 + number, 2000 + number, number % 100} if is_decade else {number}
    return not meant.isdisjoint(allowed.numbers)


def _title_objection(sentence: str, allowed: Licence, names: Names) -> str:
    for link in names.found(sentence.replace(SLOT_MARK, " ")):
        if SLOT_MARK in sentence[link.start : link.end]:
            continue
        if _is_stray_link(link, sentence[: link.start], allowed):
            return f"the {'film' if link.is_film else 'name'} {link.text}"
    return _written_title(sentence, allowed, names) or _small_title(sentence, names)


def _written_title(sentence: str, allowed: Licence, names: Names) -> str:
    """A title of several words with its capitals, or of one word without its spaces."""
    words = [_bare(word) for word in WORD.findall(sentence)]
    for place, word in enumerate(words):
        if names.is_glued_title(word):
            return f"the film {word}"
        is_beginning = word[0].isupper() or word[0].isdigit()
        title = names.title_written(words[place:]) if is_beginning else ""
        if title and _spelled(title) not in allowed.people:
            return f"the film {title}"
    return ""


def _small_title(sentence: str, names: Names) -> str:
    """A title of common words that only its place in the sentence gives away."""
    if _NO_SUBJECT.match(sentence):
        return "the film that begins it"
    rest = sentence.lstrip()
    if rest[:1].islower() and (name := _title_before(rest, _AS_SUBJECT, names)):
        return f"the film {name}"
    watched = (sentence[match.end() :] for match in _WATCHED.finditer(sentence))
    found = (_title_before(text, _BEHIND_WATCHED, names) for text in watched)
    return next((f"the film {name}" for name in found if name), "")


def _title_before(text: str, behind: re.Pattern[str], names: Names) -> str:
    """The title that begins a text, if what is to be expected behind a title follows it."""
    for word in islice(WORD.finditer(text), _LONGEST_SMALL_TITLE):
        name = text[: word.end()]
        is_title = names.is_one_word_title(name) if name.isalpha() else names.is_title(name)
        if is_title and behind.match(text[word.end() :]):
            return name
    return ""


def _is_stray_link(link: Link, before: str, allowed: Licence) -> bool:
    """Whether a name that listening recognises is a film's, a series' or that of nobody on record."""
    reading = link.readings[0]
    if reading.facet is Facet.PERSON:
        is_name = link.text[0].isupper() or " " in link.text.strip()
        known = {_spelled(_bare(link.text)), *(_spelled(one.value) for one in link.readings)}
        return is_name and known.isdisjoint(allowed.people | allowed.surnames)
    if not (link.is_film or reading.facet is Facet.SERIES):
        return False
    if not link.text.islower():
        return True
    words = link.text.split()
    is_odd = any(frequency_rank(word) > _ODD_RANK for word in normalise(link.text).split())
    is_series = reading.facet is Facet.SERIES
    is_expected = is_odd or is_series or bool(_BEFORE_A_FILM.search(before))
    return (len(words) > 1 and is_expected) or len(words) >= _SURELY_A_TITLE


class _Run(NamedTuple):
    """Capitalised words side by side; `opens` if they begin the sentence, `rest` follows them."""

    words: tuple[str, ...]
    opens: bool
    before: str
    rest: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


def _name_objection(sentence: str, allowed: Licence, names: Names) -> str:
    strays = (run.text for run in _capital_runs(sentence) if not _is_licensed(run, allowed, names))
    stray = next(strays, "")
    return f"the name {stray}" if stray else ""


def _capital_runs(sentence: str) -> Iterator[_Run]:
    matches = list(WORD.finditer(sentence))
    start = 0
    while start < len(matches):
        stop = start
        while stop < len(matches) and _continues(sentence, matches, start, stop):
            stop += 1
        if stop > start:
            first, last = matches[start], matches[stop - 1]
            words = tuple(_bare(match.group()) for match in matches[start:stop])
            opens = start == 0 and SLOT_MARK not in sentence[: first.start()]
            rest = sentence[last.start() + len(words[-1]) :]
            yield _Run(words, opens, sentence[: first.start()], rest)
        start = max(stop, start + 1)


def _continues(sentence: str, matches: list[re.Match[str]], start: int, stop: int) -> bool:
    """Whether the word at `stop` is capitalised and only a space away from the one before it."""
    gap = sentence[matches[stop - 1].end() : matches[stop].start()] if stop > start else " "
    return any(letter.isupper() for letter in matches[stop].group()) and gap.isspace()


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)


def _is_licensed(run: _Run, allowed: Licence, names: Names) -> bool:
    if _are_names(run.words, allowed, names) and not _could_be_title(run, allowed, names):
        return True
    if not run.opens or not names.is_word(run.words[0]):
        return False
    first, *others = run.words
    if not others:
        return not (names.is_one_word_title(first) and reads_as_subject(run.rest))
    return _is_licensed(_Run(tuple(others), False, f"{first} ", run.rest), allowed, names)


def _could_be_title(run: _Run, allowed: Licence, names: Names) -> bool:
    """Whether a name that may stand is a film's too, and nothing around it says which is meant."""
    if _spelled(run.text) in allowed.people or not names.is_title(run.text):
        return False
    return not _BEFORE_A_PLACE.search(run.before)


def _are_names(words: tuple[str, ...], allowed: Licence, names: Names) -> bool:
    """Whether a run of words can be cut into names that are allowed."""
    ends = {0}
    for start in range(len(words)):
        if start in ends:
            stops = range(start + 1, min(len(words), start + _LONGEST_NAME) + 1)
            ends.update(stop for stop in stops if _is_name(words[start:stop], allowed, names))
    return len(words) in ends


def _is_name(words: tuple[str, ...], allowed: Licence, names: Names) -> bool:
    text = " ".join(words)
    name = _spelled(text)
    if name in allowed.people or names.is_kind(text):
        return True
    is_lone = len(words) == 1
    return is_lone and (name in allowed.surnames or text.lower() in _ALWAYS_CAPITAL)
