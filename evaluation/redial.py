"""ReDial's dialogues, typed, with the catalogue films that their mentions mean.

Format: Li et al. 2018, "Towards deep conversational recommendations"; films are marked in
the text as `@` and ReDial's id, and the seeker's form says which ones the seeker liked.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import polars as pl

from catalog.datasets import redial
from catalog.datasets.redial import MARKER, raw_dialogue, with_titles
from catalog.titles import TitleIndex, split_label
from core.item import Item
from core.value import Value


class Role(StrEnum):
    """Who speaks: ReDial's initiator asks for films, the respondent recommends."""

    SEEKER = "seeker"
    RECOMMENDER = "recommender"


class Variant(StrEnum):
    """How a marked film is written into the text; in lower case the whole message is."""

    WITH_YEAR = "with year"
    WITHOUT_YEAR = "without year"
    LOWER_CASE = "without year, lower case"


class Mention(Value):
    """A film as ReDial knows it; `item_id` is None where the catalogue does not have it."""

    title: str
    year: int | None = None
    item_id: str | None = None

    @property
    def label(self) -> str:
        """Title and year, or the title alone where ReDial gives no year."""
        return f"{self.title} ({self.year})" if self.year else self.title


class Message(Value):
    """One message; `text` keeps its `@id` markers, `mentions` are those ids in order."""

    role: Role
    text: str
    mentions: tuple[str, ...] = ()


class Dialogue(Value):
    """One dialogue; `liked` is the seeker's form where it says 0 or 1, by ReDial id."""

    index: int
    messages: tuple[Message, ...]
    liked: dict[str, bool]


def read_dialogues(path: Path) -> tuple[Dialogue, ...]:
    """The dialogues of a JSON Lines file in the official format, numbered from 0."""
    with path.open(encoding="utf-8") as lines:
        return tuple(_dialogue(index, json.loads(line)) for index, line in enumerate(lines))


def read_mentions(folder: Path, items: Mapping[str, Item]) -> dict[str, Mention]:
    """Every ReDial film by id, from `movies_with_mentions.csv` and `crosswalk.csv`.

    The film in the catalogue is the one with the crosswalk's id in the Wikidata file, else
    with its IMDb id, else the one of the same title and a year at most one apart.
    """
    films = _csv(folder / "movies_with_mentions.csv").rename({"movieId": "redial_id"})
    keys = _csv(folder / "crosswalk.csv").unique("redial_id", keep="first")
    rows = films.join(keys, on="redial_id", how="left")
    index = TitleIndex(items)
    columns = rows.select("redial_id", "movieName", "wikidata_cc0_imdb_id", "imdb_id")
    return {
        redial_id: _mention(name or "", (wikidata, imdb), items, index)
        for redial_id, name, wikidata, imdb in columns.iter_rows()
    }


def typed_text(text: str, mentions: Mapping[str, Mention], variant: Variant) -> str:
    """The text with each marker replaced by its title; an unknown id stays as it is."""
    return replaced(
        text, MARKER, lambda match: _written(mentions.get(match["id"]), variant), variant
    )


def replaced(
    text: str,
    marker: re.Pattern[str],
    title_of: Callable[[re.Match[str]], str],
    variant: Variant,
) -> str:
    """The text with the title for each marker, in the variant's case, spaces collapsed."""

    plain = with_titles(text, marker, title_of)
    return plain.lower() if variant is Variant.LOWER_CASE else plain


def slate_before(
    messages: Iterable[Message], mentions: Mapping[str, Mention], items: Mapping[str, Item]
) -> list[tuple[str, Item | None]]:
    """The films that these messages name, each once, as label and catalogue record."""
    named = dict.fromkeys(name for message in messages for name in message.mentions)
    known = [mentions[name] for name in named if name in mentions]
    return [(one.label, items[one.item_id] if one.item_id else None) for one in known]


def _dialogue(index: int, row: object) -> Dialogue:
    raw = raw_dialogue(row)
    return Dialogue(
        index=index,
        messages=tuple(_message(message) for message in raw.messages),
        liked=raw.seeker_form,
    )


def _message(message: redial.Message) -> Message:
    return Message(
        role=Role.SEEKER if message.is_seeker else Role.RECOMMENDER,
        text=message.text,
        mentions=tuple(match["id"] for match in MARKER.finditer(message.text)),
    )


def _csv(path: Path) -> pl.DataFrame:
    """All columns as text: ids are names, not numbers."""
    return pl.read_csv(path, infer_schema=False)


def _mention(
    name: str, ids: Iterable[str | None], items: Mapping[str, Item], index: TitleIndex
) -> Mention:
    title, year = split_label(name)
    known = next((item_id for item_id in ids if item_id and item_id in items), None)
    found = None if known else index.find(title, year)
    return Mention(title=title, year=year, item_id=found.id if found else known)


def _written(mention: Mention | None, variant: Variant) -> str:
    if mention is None:
        return ""
    return mention.label if variant is Variant.WITH_YEAR else mention.title
