"""A run of words in a message, with what stands around it: the candidate for a name."""

import re
from collections.abc import Sequence
from functools import cached_property

from retrieval.words import ARTICLES, Token, frequency_rank, tokens

SMALL_WORDS = ARTICLES | frozenset(
    "of and in to for with on at by from or vs s is it as up into".split()
)
_SENTENCE_STOP = ".!?:\n"
_OPEN_QUOTE = re.compile(r"[\"“'‘«*_]\s*$")
_CLOSE_QUOTE = re.compile(r"^\s*[,.!?]?[\"”'’»*_]")
_WORD_BEFORE = re.compile(r"(?P<word>[A-Z][a-z]+)\s+$")
_TITLE_GOES_ON = re.compile(
    r"\s+(?:[Oo]f|[Oo]ver|[Uu]nder|[Ii]n|[Oo]n|[Aa]t|[Ff]or|[Ff]rom|[Bb]eyond|[Bb]ehind|[Ww]ithout|[Aa]gainst)"
    r"\s+(?:the\s+)?[A-Z][a-z]+"
)


class Message:
    """A text with its words; `is_mixed_case` says whether capitals mean anything in it."""

    def __init__(self, text: str) -> None:
        """Split the text into words."""
        self.text = text
        self.words: Sequence[Token] = tokens(text)
        self.is_mixed_case = any(c.isupper() for c in text) and not text.isupper()

    def mention(self, first: int, stop: int) -> "Mention":
        """The words from `first` up to, not including, `stop`."""
        return Mention(self, first, stop)


class Mention:
    """Consecutive words of a message, as a name would be written."""

    def __init__(self, message: Message, first: int, stop: int) -> None:
        """The words `first` to `stop - 1`."""
        self._message = message
        self._first = first
        self.words = message.words[first:stop]
        self.start, self.end = self.words[0].start, self.words[-1].end
        self.before, self.after = message.text[: self.start], message.text[self.end :]

    @cached_property
    def name(self) -> str:
        """The words spelled as the dictionaries keep them."""
        return " ".join(word.norm for word in self.words)

    @property
    def text(self) -> str:
        """The words as written."""
        return self._message.text[self.start : self.end]

    @property
    def content(self) -> list[Token]:
        """The words that are not articles."""
        return [word for word in self.words if word.norm not in ARTICLES]

    @property
    def ranks(self) -> list[int]:
        """How common each content word is; 0 is "the"."""
        return [frequency_rank(word.norm) for word in self.content] or [0]

    @cached_property
    def is_capitalised(self) -> bool:
        """Whether it is written like a title in a message where capitals mean something."""
        if not self._message.is_mixed_case or not self.words[0].raw[0].isupper():
            return False
        return all(
            word.raw[0].isupper() or word.raw[0].isdigit() or word.norm in SMALL_WORDS
            for word in self.words
        )

    @property
    def opens_sentence(self) -> bool:
        """Whether its first word would have a capital anyway."""
        return not self.before.strip() or self.before.rstrip()[-1] in _SENTENCE_STOP

    @property
    def is_quoted(self) -> bool:
        """Whether it stands in quotation marks or between asterisks."""
        return bool(_OPEN_QUOTE.search(self.before) and _CLOSE_QUOTE.match(self.after))

    @property
    def crosses_sentences(self) -> bool:
        """Whether a sentence ends inside it."""
        stops = re.search(r"[^A-Z.]\.\s", self.text)
        return (
            bool(stops)
            and not self.name.startswith(("mr ", "dr ", "mrs ", "et "))
            and " vs " not in self.name
        )

    @property
    def is_part_of_longer_name(self) -> bool:
        """Whether it stands amid other capitalised words: "The Purple Tangerine Conspiracy"."""
        if _TITLE_GOES_ON.match(self.after):
            return True
        before = _WORD_BEFORE.search(self.before)
        if before is None or not self.words[0].raw[0].isupper():
            return False
        opens = (
            not self.before[: before.start()].strip()
            or self.before[: before.start()].rstrip()[-1] in _SENTENCE_STOP
        )
        follows = re.match(r"\s+[A-Z][a-z]+", self.after)
        return bool(follows) or (not opens and before.group("word").lower() not in SMALL_WORDS)

    def capital_run(self) -> tuple[int, int]:
        """Where the capitalised words around it begin and end in the text."""
        words = self._message.words
        first, last = self._first, self._first + len(self.words) - 1
        if not words[first].raw[0].isupper() or self._message.text.isupper():
            return self.start, self.end
        while (
            first > 0 and self._joins(first - 1, first) and words[first - 1].norm not in SMALL_WORDS
        ):
            first -= 1
        while last + 1 < len(words) and self._joins(last, last + 1):
            last += 1
        return words[first].start, words[last].end

    def _joins(self, left: int, right: int) -> bool:
        words, text = self._message.words, self._message.text
        between = text[words[left].end : words[right].start].strip()
        return (
            words[left].raw[0].isupper() and words[right].raw[0].isupper() and between in ("", ":")
        )
