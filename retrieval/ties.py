"""What goes into the heterogeneous graph: facts of items, past conversations, and what users chose."""

from collections.abc import Iterable, Iterator

from core.dialogue import Dialogue, History, Speaker
from core.item import Facet, Item
from retrieval.heterogeneous import NodeKind, Tie

_PEOPLE = {"directed by": "directors", "stars": "cast", "written by": "writers"}


def attribute_ties(items: Iterable[Item]) -> Iterator[Tie]:
    """An item with its people, genres, keywords and the other attributes of the catalogue."""
    for item in items:
        for relation, field in _PEOPLE.items():
            for name in getattr(item, field):
                yield Tie(item.id, relation, NodeKind.ATTRIBUTE, f"person: {name}")
        for facet in Facet:
            if facet is not Facet.PERSON:
                for value in item.values(facet):
                    yield Tie(item.id, facet.value, NodeKind.ATTRIBUTE, f"{facet}: {value}")
        for keyword in item.keywords:
            yield Tie(item.id, "keyword", NodeKind.ATTRIBUTE, f"keyword: {keyword}")


def fact_ties(facts: Iterable[tuple[str, str, str]]) -> Iterator[Tie]:
    """What a knowledge graph says: (item id, relation, label of the entity)."""
    for item, relation, entity in facts:
        yield Tie(item, relation, NodeKind.ENTITY, entity)


def conversation_ties(dialogues: Iterable[Dialogue]) -> Iterator[Tie]:
    """A conversation with what was named, recommended and liked in it; and its seeker with the same."""
    for dialogue in dialogues:
        named = {
            item: _relation(one.speaker) for one in dialogue.utterances for item in one.mentions
        }
        relations = named | dict.fromkeys(named.keys() & set(dialogue.liked), "liked in")
        for item, relation in relations.items():
            yield Tie(item, relation, NodeKind.CONVERSATION, dialogue.id)
            if dialogue.user:
                yield Tie(item, "named by", NodeKind.USER, dialogue.user)


def history_ties(histories: Iterable[History]) -> Iterator[Tie]:
    """A user with the items of their history."""
    for history in histories:
        for item in history.items:
            yield Tie(item, "chosen by", NodeKind.USER, history.user)


def _relation(speaker: Speaker) -> str:
    return "recommended in" if speaker is Speaker.RECOMMENDER else "named in"
