"""What people who share let the recommender learn from: films that they like, and never their words."""

import secrets
from collections.abc import Collection, Iterator

from agents.profile.memories import Memories
from core.dialogue import Dialogue, Speaker, Utterance
from core.taught import Record

_FEWEST, _MOST = 2, 20


def records(memories: Memories, known: Collection[str]) -> tuple[Record, ...]:
    """A record for each person who shares and likes two or more of the films `known`, by token.

    It holds the latest twenty. A person keeps the token of the records there are.
    """
    tokens = _tokens(memories)
    return tuple(sorted(_records(memories, known, tokens), key=lambda one: one.token))


def conversation_of(record: Record) -> Dialogue:
    """The record as a conversation without a word: a film named, the next one recommended and liked."""
    sides = (Speaker.SEEKER, Speaker.RECOMMENDER)
    return Dialogue(
        id=record.token,
        utterances=tuple(
            Utterance(speaker=sides[place % 2], text="", mentions=(film,))
            for place, film in enumerate(record.films)
        ),
        liked=record.films,
    )


def _records(
    memories: Memories, known: Collection[str], tokens: dict[str, str]
) -> Iterator[Record]:
    for person in memories.ledger.people():
        profile = memories.profile(person)
        films = tuple(film for film in profile.liked if film in known)[-_MOST:]
        if profile.shares and len(films) >= _FEWEST:
            token = tokens.get(person) or secrets.token_hex(16)
            yield Record(token=token, person=person, films=films, version=profile.version)


def _tokens(memories: Memories) -> dict[str, str]:
    found = (one for artefact in memories.ledger.taught.artefacts() for one in artefact.records)
    return {one.person: one.token for one in found if not one.is_masked}
