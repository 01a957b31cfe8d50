"""Six films, and ReDial files about them in which every right answer is obvious."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.item import Item
from tests.worlds import film

FILMS: Mapping[str, Item] = {
    item.id: item
    for item in (
        film(1, id="tt01", title="Heat", year=1995, renown=0.9),
        film(2, id="tt02", title="Alien", year=1979, renown=0.8),
        film(3, id="tt03", title="The Karate Kid", year=1984, renown=0.7),
        film(4, id="tt04", title="The Karate Kid", year=2010, renown=0.6),
        film(5, id="pf-it-2017", title="It", year=2017, renown=0.5),
        film(6, id="tt06", title="Nobody Knows This", year=1950, renown=0.0),
    )
}
TITLES = (
    ("11", "Heat  (1995)"),
    ("12", "Alien "),
    ("13", "The Karate Kid  (1984)"),
    ("15", "It  (2017)"),
    ("17", "Moana  (2016)"),
)
CROSSWALK = (
    ("11", "tt01", "tt99"),
    ("12", "tt98", "tt02"),
    ("13", "tt03", "tt03"),
    ("15", "", "tt97"),
    ("17", "", "tt96"),
)


def redial_folder(path: Path) -> Path:
    """The two files that say which film an id is."""
    titles = [f'{number},"{title}",1' for number, title in TITLES]
    keys = [",".join(row) for row in CROSSWALK]
    (path / "movies_with_mentions.csv").write_text(
        "\n".join(["movieId,movieName,nbMentions", *titles])
    )
    header = "redial_id,wikidata_cc0_imdb_id,imdb_id"
    (path / "crosswalk.csv").write_text("\n".join([header, *keys]))
    return path


def dialogue_row(
    *messages: tuple[str, str], liked: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """One dialogue in the official format; speakers are S (seeker) and R."""
    return {
        "initiatorWorkerId": 7,
        "respondentWorkerId": 8,
        "messages": [
            {"senderWorkerId": 7 if who == "S" else 8, "text": text} for who, text in messages
        ],
        "initiatorQuestions": {
            name: {"suggested": 1, "seen": 1, "liked": value}
            for name, value in (liked or {}).items()
        }
        or [],
        "respondentQuestions": [],
        "movieMentions": {},
    }


def write_lines(path: Path, *rows: Mapping[str, Any]) -> Path:
    """The rows as JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path
