"""A responder's words become a draft: slots bound to films, and only sentences that may be said."""

import re
import unicodedata
from collections.abc import Sequence

from agents.contracts import Draft
from agents.language_model.grounding import SLOT_MARK, Licence, objection
from agents.language_model.names import Names
from core.item import Item

LONGEST_REPLY = 1_500
SLOT = re.compile(r"\{\{\s*(?P<group>topic)?(?P<number>\d{1,3})\.(?P<field>\w+)\s*\}\}")
_FIELDS = frozenset({"title", "label", "year", "runtime"})
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|^#+ *|^[-•] +|^\d+[.)] +", re.MULTILINE)
_SENTENCE = re.compile(r".+?[.!?…]+[\"”')\]]*(?=\s)\s*|[^\n]*\n+", re.DOTALL)


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

    def slots(self, found: Sequence[re.Match[str]]) -> list[str] | None:
        """The draft's slots for those of a sentence; None where one of them stands for nothing."""
        if not all(self._stands(match) for match in found):
            return None
        return [self._slot(match) for match in found]

    def slotted(self, text: str, names: Names) -> str:
        """The text with titles that the model wrote out replaced by their slots."""
        for group, films in (("", self.numbered), ("topic", self.named)):
            for number, film in enumerate(films, 1):
                for name, field in ((film.label, "label"), (film.title, "title")):
                    if name in text and (" " in name or names.is_one_word_title(name)):
                        whole = rf"(?<![\w{{.]){re.escape(name)}(?!\w)"
                        text = re.sub(whole, f"{{{{{group}{number}.{field}}}}}", text)
        return text

    def _films(self, match: re.Match[str]) -> tuple[Item, ...]:
        return self.named if match["group"] else self.numbered

    def _stands(self, match: re.Match[str]) -> bool:
        return match["field"] in _FIELDS and 1 <= int(match["number"]) <= len(self._films(match))

    def _slot(self, match: re.Match[str]) -> str:
        as_card = self._are_cards and not match["group"]
        places = self.cards if as_card else self.topics
        item_id = self._films(match)[int(match["number"]) - 1].id
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
        self.objections: list[str] = []

    def add(self, piece: str) -> Draft | None:
        """The draft so far, if the piece completed a sentence that may be said."""
        self._length += len(piece)
        if self._length > LONGEST_REPLY:
            return None
        self._rest += piece
        before = self._template
        while match := _SENTENCE.match(self._rest):
            self._rest = self._rest[match.end() :]
            self._take(match.group())
        return self.draft if self._template != before else None

    def finished(self) -> Draft:
        """The draft with its last sentence."""
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

    def _take(self, sentence: str) -> None:
        plain = self._films.slotted(_plain(sentence), self._names)
        wrong = objection(SLOT.sub(SLOT_MARK, plain), self._allowed, self._names)
        slots = None if wrong else self._films.slots(list(SLOT.finditer(plain)))
        if slots is None:
            self.objections.append(wrong or "a slot of no film")
            return
        bound = iter(slots)
        self._template += SLOT.sub(lambda _: next(bound), plain)


def _plain(sentence: str) -> str:
    """Without emphasis, list marks and invisible characters; letters in one form."""
    one_form = unicodedata.normalize("NFKC", sentence)
    visible = "".join(c for c in one_form if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return _EMPHASIS.sub("", visible)
