"""DBpedia's facts of the films of ReDial and INSPIRED, in the form that UniCRS published."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from catalog.datasets.journal import Journal
from catalog.datasets.reading import json_object, plain
from catalog.datasets.records import Fact

FILES = ("entity2id.json", "dbpedia_subkg.json", "relation2id.json")
_LOOP = "self_loop"
_FUNCTION = re.compile(r"__\w+?__\d+$")


def read_facts(folder: Path, links: Mapping[str, str], journal: Journal) -> Iterator[Fact]:
    """The facts of the records, whose links are given by record id; none without the files."""
    if not all((folder / name).is_file() for name in FILES):
        return
    entities, graph, relations = (json_object(folder / name, journal) for name in FILES)
    labels = {number: entity_label(link) for link, number in _numbered(entities)}
    names = {number: relation_name(link) for link, number in _numbered(relations)}
    for record, link in links.items():
        for edge in _edges(graph.get(str(entities.get(link)))):
            relation, label = names.get(edge[0]), labels.get(edge[1])
            if relation and relation != _LOOP and label:
                yield Fact(item=record, relation=relation, entity=label)


def _numbered(links: dict[str, object]) -> Iterator[tuple[str, int]]:
    return ((link, number) for link, number in links.items() if isinstance(number, int))


def _edges(value: object) -> list[tuple[int, int]]:
    """The pairs of a head; a self loop stands on every one of them."""
    pairs = value if isinstance(value, list) else []
    return [(pair[0], pair[1]) for pair in pairs if _is_edge(pair)]


def _is_edge(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, int) for end in pair)


def entity_label(link: str) -> str:
    """`<http://dbpedia.org/resource/Tim_Holt>` as a person reads it, "Tim Holt"."""
    name = link.strip("<>").rpartition("/resource/")[2]
    return plain(_FUNCTION.sub("", unquote(name)).replace("_", " "))


def relation_name(link: str) -> str:
    """`<http://dbpedia.org/ontology/starring>` as its last word, "starring"."""
    return plain(link.strip("<>").rpartition("/")[2])
