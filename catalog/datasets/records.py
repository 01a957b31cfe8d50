"""What an import writes: films with their other names, dialogues with their file, a manifest."""

from core.dialogue import Dialogue
from core.item import Item
from core.value import Value


class Record(Value):
    """One film or product as a data set knows it.

    The item's id is `kind:key`. `ids` are what others call it, best first: `tt0114709`,
    `tmdb:862`, `movielens:1`. `votes` is how many people rated it there, the sign of fame.
    """

    item: Item
    ids: tuple[str, ...] = ()
    votes: int = 0


class Recorded(Value):
    """One dialogue and the name of the file that it came from; mentions are record ids."""

    source: str
    dialogue: Dialogue


class Fact(Value):
    """What a knowledge graph says of a record: the relation's name, the other end's label."""

    item: str
    relation: str
    entity: str


class Source(Value):
    """A file that was imported."""

    name: str
    size: int
    sha256: str


class Manifest(Value):
    """What is known of an imported data set; `imported` is the day."""

    kind: str
    name: str
    licence: str
    sources: tuple[Source, ...]
    counts: dict[str, int]
    joined: dict[str, int]
    skipped: int
    imported: str
