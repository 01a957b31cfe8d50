"""What goes into the heterogeneous graph: facts of items, past conversations and those who held them."""

from collections.abc import Iterable, Iterator

from core.dialogue import Dialogue, Speaker
from core.item import Facet, Item
from retrieval.heterogeneous import NodeKind, Tie

_PEOPLE = {"directed by": "directors", "stars": "cast", "written by": "writers"}


def attribute_ties(items: Iterable[Item]) -> Iterator[Tie]:
    """An item with its people, genres, keywords and the other attributes of the catalogue."""
    for item in items:
        for relation, field in _PEOPLE.items():
            for name in getattr(item, field):
                yield Tie(item.id, relation, NodeKind.ATTRIBUTE, attribute_name(Facet.PERSON, name))
        for facet in Facet:
            if facet is not Facet.PERSON:
                for value in item.values(facet):
                    name = attribute_name(facet, value)
                    yield Tie(item.id, facet.value, NodeKind.ATTRIBUTE, name)
        for keyword in item.keywords:
            yield Tie(item.id, "keyword", NodeKind.ATTRIBUTE, f"keyword: {keyword}")


def attribute_name(facet: Facet, value: str) -> str:
    """The name of an attribute's node."""
    return f"{facet.value}: {value}"


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


def _relation(speaker: Speaker) -> str:
    return "recommended in" if speaker is Speaker.RECOMMENDER else "named in"
