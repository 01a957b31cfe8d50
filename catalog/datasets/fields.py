"""What data sets call the values that the catalogue has names for."""

from collections.abc import Iterable

from catalog import cells
from catalog.datasets.reading import plain

_GENRES = {
    name.casefold(): name
    for name in (
        "Drama", "Comedy", "Romance", "Action", "Crime", "Thriller", "Horror", "Documentary",
        "Sci-Fi", "Fantasy", "Adventure", "Musical", "Biography", "Mystery", "War", "Family",
        "Animation", "History", "Western", "Sport", "Music",
    )
} | {
    "science fiction": "Sci-Fi", "children": "Family", "children's": "Family",
    "animated": "Animation", "historical": "History", "sports": "Sport",
}  # fmt: skip


_NO_KEYWORDS = frozenset(_GENRES) | {"(no genres listed)", "imax", "unknown"}


def genre_names(words: Iterable[str]) -> tuple[str, ...]:
    """The genres by the catalogue's names; what it does not know as a genre is left out."""
    known = (_GENRES.get(word.strip().casefold()) for word in words)
    return tuple(dict.fromkeys(name for name in known if name))


def other_words(words: Iterable[str]) -> tuple[str, ...]:
    """What stands among the genres and is none to the catalogue: keywords, in lower case."""
    lowered = (word.strip().casefold() for word in words)
    return tuple(dict.fromkeys(word for word in lowered if word and word not in _NO_KEYWORDS))


def names(values: object) -> tuple[str, ...]:
    """The texts of a list, each once; whatever else is in it is left out."""
    listed = values if isinstance(values, list) else []
    texts = (plain(value) for value in listed[: cells.MOST_NAMES] if isinstance(value, str))
    return tuple(dict.fromkeys(text for text in texts if text and len(text) <= cells.LONGEST_NAME))


def said(value: object, longest: int = cells.LONGEST_CELL) -> str:
    """The value as text on one line, where it is one; a longer one is cut."""
    return plain(value[: 2 * longest])[:longest] if isinstance(value, str) else ""
