"""A responder's words become a draft: slots bound to films, and only sentences that may be said."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from agents.contracts import Draft
from agents.language_model.grounding import SLOT_MARK, Licence, objection, reads_as_subject
from agents.language_model.names import WORD, Names
from core.item import Item
from retrieval.words import normalise

LONGEST_REPLY = 1_500
SLOT = re.compile(r"\{\{\s*(?P<group>topic)?(?P<number>\d{1,3})\.(?P<field>\w+)\s*\}\}")
_FIELDS = frozenset({"title", "label", "year", "runtime"})
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|^#+ *|^[-•] +|^\d+[.)] +", re.MULTILINE)
_EMPHASISED = re.compile(r"[*_]+([^*_{}]+)[*_]+")
# A sentence ends at a stop before a space and something more; see `_ends_sentence`.
_STOP = re.compile(r"(?:[.!?…]++[\"”’')\]*_]*+\s+|:[*_]*[^\S\n]*\n\s*)(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|st|jr|sr|vs|vol|dir|feat|prof|bros)|(?<![\w'’])[a-hj-z]|[.][a-z]|(?:^|\n)\s*\d{1,2})$",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"\s*[^\W_a-z]|\s*\x00")
_BRIEF = 2
_QUOTATION_MARKS = "❛❜❝❞"
_LONGEST_TITLE = 7


class Films:
    """The films that slots may stand for: numbered ones, and those that the person named.

    Numbered films become cards where the draft recommends, else topics; each takes its place in
    the draft when its slot is first used.
    """

    def __init__(
        self, numbered: Sequence[Item], named: Sequence[Item] = (), *, are_cards: bool
    ) -> None:
        self.numbered = tuple(numbered)
        self.named = tuple(named)
        self._are_cards = are_cards
        self.cards: list[str] = []
        self.topics: list[str] = []
        self._written, self._slots = self._titles()

    def slots(self, found: Sequence[re.Match[str]]) -> list[str] | None:
        """The draft's slots for those of a sentence; None where one of them stands for nothing."""
        if not all(self._stands(match) for match in found):
            return None
        return [self._slot(match) for match in found]

    def slotted(self, sentence: str, names: Names) -> str:
        """The sentence with titles that the model wrote out replaced by their slots."""

        def slot(match: re.Match[str]) -> str:
            name = match.group()
            is_word = " " not in name and not self._is_meant(match, names)
            return name if is_word else self._slots[name]

        return self._written.sub(slot, sentence)

    def filled(self, sentence: str) -> list[tuple[str, bool]]:
        """The sentence in parts, titles in place of their slots; each with whether it was one."""
        parts, start = [], 0
        for match in SLOT.finditer(sentence):
            parts.append((sentence[start : match.start()], False))
            known = self._stands(match) and match["field"] == "title"
            parts.append((self._film(match).title if known else "", True))
            start = match.end()
        return [*parts, (sentence[start:], False)]

    def _is_meant(self, match: re.Match[str], names: Names) -> bool:
        """Whether a word that is a title stands for the film rather than being a word."""
        opens = not match.string[: match.start()].strip()
        is_title = names.is_one_word_title(match.group())
        return is_title and (not opens or reads_as_subject(match.string[match.end() :]))

    def _titles(self) -> tuple[re.Pattern[str], dict[str, str]]:
        """A pattern of the films' titles, longest first, and the slot that stands for each."""
        slots: dict[str, str] = {}
        for group, films in (("", self.numbered), ("topic", self.named)):
            for number, film in enumerate(films, 1):
                for name, field in ((film.label, "label"), (film.title, "title")):
                    slots.setdefault(name, f"{{{{{group}{number}.{field}}}}}")
        longest_first = sorted(filter(None, slots), key=len, reverse=True)
        titles = "|".join(map(re.escape, longest_first)) or r"(?!)"
        return re.compile(rf"(?<![\w{{.])(?:{titles})(?!\w)"), slots

    def _films(self, match: re.Match[str]) -> tuple[Item, ...]:
        return self.named if match["group"] else self.numbered

    def _film(self, match: re.Match[str]) -> Item:
        return self._films(match)[int(match["number"]) - 1]

    def _stands(self, match: re.Match[str]) -> bool:
        """Whether a slot is one of a known film, and of a field that its record has."""
        films, index = self._films(match), int(match["number"]) - 1
        is_known = match["field"] in _FIELDS and 0 <= index < len(films)
        return is_known and bool(getattr(films[index], match["field"]))

    def _slot(self, match: re.Match[str]) -> str:
        as_card = self._are_cards and not match["group"]
        places = self.cards if as_card else self.topics
        item_id = self._film(match).id
        if item_id not in places:
            places.append(item_id)
        return f"{{{{{'' if as_card else 'topic'}{places.index(item_id) + 1}.{match['field']}}}}}"


class GrowingDraft:
    """Takes a reply piece by piece and gives the draft after every whole sentence."""

    def __init__(self, base: Draft, films: Films, allowed: Licence, names: Names) -> None:
        """`base` has everything but the words and the films."""
        self._base = base
        self._films = films
        self._allowed = allowed
        self._names = names
        self._rest = ""
        self._template = ""
        self._length = 0
        # The words of the last sentences, as long as each has hardly any: see `_brief_title`.
        self._brief: list[str] = []
        # Whether the last sentence was taken out, and whether it ended in a colon.
        self._is_broken = self._goes_on = False
        self.objections: list[str] = []

    def add(self, piece: str) -> list[Draft]:
        """The draft after each sentence that the piece completed and that may be said."""
        if self._length > LONGEST_REPLY:
            return []
        self._rest += piece[: max(0, LONGEST_REPLY - self._length)]
        self._length += len(piece)
        grown = []
        for sentence in self._whole_sentences():
            before = self._template
            self._take(sentence)
            if self._template != before:
                grown.append(self.draft)
        return grown

    def finished(self) -> Draft:
        """The draft with its last sentence, unless that was cut."""
        if self._length <= LONGEST_REPLY:
            self._take(self._rest)
        self._rest = ""
        return self.draft

    @property
    def draft(self) -> Draft:
        """The draft as far as it has grown."""
        update = {
            "template": self._template.strip(),
            "cards": tuple(self._films.cards),
            "topics": tuple(self._films.topics),
        }
        return self._base.model_copy(update=update)

    def _whole_sentences(self) -> Iterator[str]:
        """The sentences that are complete; lines that end without a stop go on in the next."""
        start = 0
        for stop in _STOP.finditer(self._rest):
            if _ABBREVIATED.search(self._rest[start : stop.start()]) and stop.group()[0] == ".":
                continue
            yield self._rest[start : stop.end()]
            start = stop.end()
        self._rest = self._rest[start:]

    def _take(self, sentence: str) -> None:
        visible = _visible(sentence)
        plain = self._films.slotted(_EMPHASIS.sub("", visible), self._names)
        wrong = self._objection(visible, plain)
        slots = None if wrong else self._films.slots(list(SLOT.finditer(plain)))
        self._is_broken, self._goes_on = slots is None, sentence.rstrip().endswith(":")
        if slots is None:
            self.objections.append(wrong or "a slot of no film")
            return
        bound = iter(slots)
        self._template += SLOT.sub(lambda _: next(bound), plain)

    def _objection(self, visible: str, plain: str) -> str:
        if any(self._is_like_title(words) for words in _EMPHASISED.findall(visible)):
            return "words set like a title"
        marked = SLOT.sub(SLOT_MARK, plain).replace("\n", " ")
        if self._is_broken and (self._goes_on or not _BEGINNING.match(marked)):
            return "the rest of a sentence"
        return (
            self._brief_title(marked)
            or objection(marked, self._allowed, self._names)
            or self._longer_title(plain)
        )

    def _is_like_title(self, set_apart: str) -> bool:
        """Whether words in italics or bold may be a title; "**My pick:**" is none."""
        is_heading = set_apart.rstrip().endswith(":")
        return self._names.is_title(set_apart) or (" " in set_apart.strip() and not is_heading)

    def _longer_title(self, plain: str) -> str:
        """A title that a slot is only a part of: "New {{1.title}}" for "New Moon"."""
        words: list[str] = []
        slots: list[tuple[int, int]] = []
        for text, is_slot in self._films.filled(plain):
            start = len(words)
            words += normalise(text).split()
            if is_slot:
                slots.append((start, len(words)))
        runs = (run for start, stop in slots for run in _runs_around(words, start, stop))
        return next((f"the film {run}" for run in runs if self._names.is_title_form(run)), "")

    def _brief_title(self, marked: str) -> str:
        """A title said one or two words a sentence: "The Dark. Knight."."""
        words = WORD.findall(marked)
        is_brief = len(words) <= _BRIEF and SLOT_MARK not in marked
        self._brief = [*self._brief, *words] if is_brief else []
        runs = (" ".join(self._brief[start:]) for start in range(len(self._brief) - len(words)))
        return next((f"the film {run}" for run in runs if self._names.is_title(run)), "")


def _runs_around(words: Sequence[str], start: int, stop: int) -> Iterator[str]:
    """Every run of words, no longer than a title, that has those of a slot and others too."""
    firsts = range(max(0, stop - _LONGEST_TITLE), start + 1) if stop > start else ()
    for first in firsts:
        for last in range(stop, min(len(words), first + _LONGEST_TITLE) + 1):
            if last - first > stop - start:
                yield " ".join(words[first:last])


def _visible(sentence: str) -> str:
    """Without pictures and invisible characters; letters in one form, spaces in another."""
    one_form = unicodedata.normalize("NFKC", sentence)
    spaced = "".join(" " if c.isspace() and c != "\n" else c for c in one_form)
    return "".join(c for c in spaced if c == "\n" or " " <= c <= "~" or not _is_invisible(c))


def _is_invisible(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "CM" or (category in ("So", "Sk") and letter not in _QUOTATION_MARKS)
