"""What the cells of an imported row say: texts, lists, years and numbers, or why they cannot."""

import json
import math
import re
from collections.abc import Iterable

from catalog.wikidata import plain_name, whole_names

LONGEST_CELL = 50_000
LONGEST_NAME = 300
MOST_NAMES = 500
FIRST_YEAR, LAST_YEAR = 1870, 2100

_UNKNOWN = {"", "-", "?", r"\n", "n/a", "na", "nan", "none", "null", "unknown"} | {
    "(no genres listed)"  # MovieLens
}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_GROUPED = re.compile(r"\$?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER = re.compile(r"-?\$?(\d{1,15})([.,]\d{1,15})?", re.ASCII)
_HOURS = re.compile(
    r"(?:(\d{1,3})\s*h[a-z]*\.?)?\s*(?:(\d{1,5})\s*(?:m[a-z]*\.?)?)?", re.ASCII | re.IGNORECASE
)
_OUT_OF = re.compile(r"(\d+(?:\.\d+)?)\s*/\s*(5|10|100)", re.ASCII)

# What other catalogues call the values that people ask this one for.
_GENRES = {"science fiction": "Sci-Fi", "sci fi": "Sci-Fi", "scifi": "Sci-Fi", "children": "Family"}
_COUNTRIES = {
    "us": "United States", "u.s.": "United States", "usa": "United States",
    "united states of america": "United States", "uk": "United Kingdom",
    "great britain": "United Kingdom",
}  # fmt: skip
_LANGUAGES = {
    "en": "English", "fr": "French", "es": "Spanish",
    "de": "German", "it": "Italian", "ja": "Japanese", "ko": "Korean", "zh": "Mandarin",
    "cn": "Cantonese", "hi": "Hindi", "ru": "Russian", "pt": "Portuguese", "sv": "Swedish",
    "da": "Danish", "no": "Norwegian", "nl": "Dutch", "pl": "Polish", "tr": "Turkish",
    "ar": "Arabic", "he": "Hebrew", "fa": "Persian", "th": "Thai", "fi": "Finnish",
}  # fmt: skip


class BadCell(ValueError):
    """A cell, or the want of one, that makes its row unusable; the text is the reason."""


def text(cell: object, longest: int = LONGEST_CELL) -> str:
    """The cell as one line of text, white space collapsed; unknown is empty."""
    if isinstance(cell, dict):
        cell = cell.get("name")
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise BadCell(f"{shown(cell)} is not a text")
    raw = str(cell)
    if len(raw) > LONGEST_CELL:
        raise BadCell(f"cell too long: {len(raw):,} characters, {LONGEST_CELL:,} is the most")
    line = " ".join(raw.split())
    if found := _UNPRINTABLE.search(line):
        raise BadCell(f"a control character, U+{ord(found.group()):04X}")
    if len(line) > longest:
        raise BadCell(f"cell too long: {len(line):,} characters, {longest:,} is the most")
    return "" if line.casefold() in _UNKNOWN else line


def title(cell: object) -> str:
    """A title: never unknown, so that films called "Na" and "None" exist."""
    line = text(cell, LONGEST_NAME)
    return line or (" ".join(cell.split()) if isinstance(cell, str) else "")


def label(cell: object) -> str:
    """A name of one thing, such as a series."""
    return text(cell, LONGEST_NAME)


def titles(cell: object) -> tuple[str, ...]:
    """Titles, parted only by "|" and ";": commas are parts of titles."""
    return tuple(dict.fromkeys(_parts(cell, ("|", ";"))))


def names(cell: object) -> tuple[str, ...]:
    """People or companies, parted by "|", ";" or ", "; "Robert Downey, Jr." is one of them."""
    return whole_names(_parts(cell, ("|", ";", ", ")))


def words(cell: object) -> tuple[str, ...]:
    """Themes, moods and the like, parted by "|", ";" or ","."""
    return tuple(dict.fromkeys(_parts(cell, ("|", ";", ","))))


def genres(cell: object) -> tuple[str, ...]:
    """Genres by this catalogue's names."""
    return tuple(dict.fromkeys(_GENRES.get(word.casefold(), word) for word in words(cell)))


def countries(cell: object) -> tuple[str, ...]:
    """Countries by this catalogue's names."""
    plain = (plain_name(word) for word in words(cell))
    return tuple(dict.fromkeys(_COUNTRIES.get(word.casefold(), word) for word in plain))


def languages(cell: object) -> tuple[str, ...]:
    """Languages by this catalogue's names, also from codes of two letters."""
    plain = (plain_name(word) for word in words(cell))
    return tuple(dict.fromkeys(_LANGUAGES.get(word.casefold(), word) for word in plain))


def year(cell: object) -> int | None:
    """The year, also of a date; exactly one must be named."""
    line = text(cell)
    if not line.strip("0"):
        return None
    found = {int(digits) for digits in _YEAR.findall(line)} - {0}
    if len(found) != 1 or not FIRST_YEAR <= min(found) <= LAST_YEAR:
        raise BadCell(f"{shown(line)} is not one year in {FIRST_YEAR}..{LAST_YEAR}")
    return found.pop()


def number(cell: object, most: float) -> float | None:
    """A number in 0..most; "1,234" is thousands, "7,5" a decimal comma."""
    if isinstance(cell, float):
        value = cell
    else:
        line = text(cell)
        if not line:
            return None
        if _GROUPED.fullmatch(line):
            line = line.replace(",", "")
        if not _NUMBER.fullmatch(line):
            raise BadCell(f"{shown(line)} is not a number")
        value = float(line.replace("$", "").replace(",", "."))
    if not (math.isfinite(value) and 0 <= value <= most):
        raise BadCell(f"{shown(cell)} is not in 0..{most:,.0f}")
    return value


def whole(cell: object, most: int) -> int | None:
    """A whole number in 0..most; "12.0" is one."""
    value = number(cell, most)
    if value is not None and value != int(value):
        raise BadCell(f"{shown(cell)} is not a whole number")
    return None if value is None else int(value)


def minutes(cell: object) -> int | None:
    """A running time: "124", "124 min" or "2h 4min"; 0 is unknown."""
    line = text(cell)
    if line and not isinstance(cell, float) and (found := _HOURS.fullmatch(line)):
        value: float | None = 60 * int(found[1] or 0) + int(found[2] or 0)
    else:
        value = number(cell, 100_000)
    return round(value) if value else None


def score(cell: object) -> float | None:
    """A rating in 0..10: a plain number, "4/5", "87/100" or "87%"."""
    line = text(cell).replace("%", "/100")
    if not line:
        return None
    if found := _OUT_OF.fullmatch(line):
        return number(10 * float(found[1]) / float(found[2]), 10)
    return number(cell, 10)


def shown(value: object) -> str:
    """The value as a message can quote it: printable and short."""
    quoted = ascii(value) if _UNPRINTABLE.search(str(value)) else repr(value)
    return quoted if len(quoted) <= 60 else f"{quoted[:57]}..."


def _parts(cell: object, separators: tuple[str, ...]) -> list[str]:
    listed = cell if isinstance(cell, list) else _json_array(cell)
    if listed is None:
        line = text(cell)
        mark = next((mark for mark in separators if mark in line), None)
        listed = line.split(mark) if mark else [line]
    return _checked(text(part, LONGEST_NAME) for part in listed)


def _checked(parts: Iterable[str]) -> list[str]:
    kept = [part for part in parts if part]
    if len(kept) > MOST_NAMES:
        raise BadCell(f"cell too long: {len(kept)} names, {MOST_NAMES} is the most")
    return kept


def _json_array(cell: object) -> list[object] | None:
    """The list a text cell spells in JSON, or None where it does not look like one."""
    if not (isinstance(cell, str) and re.match(r"\s*\[\s*[\[{\"'\]]", cell)):
        return None
    try:
        value = json.loads(text(cell))
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list):
        raise BadCell(f"{shown(cell)} is not a JSON array")
    return value
