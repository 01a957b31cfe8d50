"""Ten thousand slots written by a model that makes films up: every one that is said is a real film."""

import re
from pathlib import Path

import pytest

from core.conversation import Session
from core.settings import Order
from retrieval.words import normalise
from tests import fake_models
from tests.agents.model_world import modelled, titles_said
from tests.fake_server import FakeServer

SLOTS = 10_000
# As many messages as fit into a day of nobody's; each asks for something else.
MESSAGES = (
    "a comedy please",
    "a horror film please",
    "a drama from the 1990s please",
    "something like Vexing Zeppelins please",
    "a thriller please",
    "a romance please",
    "why the first one?",
    "hello",
)


def written(server: FakeServer) -> int:
    """How many slots the model wrote."""
    drafts = (r for r in server.requests if r.site in ("ask", "recommend", "chat"))
    return sum(len(re.findall(r"\{\{.+?\}\}", fake_models.hallucinating(r))) for r in drafts)


def test_none_of_ten_thousand_slots_names_a_film_that_does_not_exist(tmp_path: Path) -> None:
    invented = [normalise(title) for title in fake_models.INVENTED]
    bound = 0
    with (
        FakeServer(fake_models.hallucinating) as server,
        modelled(server.url, tmp_path) as world,
    ):
        number = 0
        while written(server) < SLOTS:
            for text in MESSAGES:
                session = world.recommender.reply(f"s{number}", text)
                bound += checked(session, world.films, invented)
            number += 1
    assert bound > 100


def checked(session: Session, films: object, invented: list[str]) -> int:
    """How many real titles the last reply names; it must name no other."""
    turn = session.turns[-1]
    own_words = normalise(turn.reply)
    assert [title for title in invented if title in own_words] == []
    assert "{{" not in turn.reply
    allowed = {card.title for each in session.turns for card in each.cards}
    allowed |= {films[one.item_id].title for each in session.turns for one in each.heard.films}
    said = titles_said(turn.reply, films)
    assert said <= allowed
    return len(said)


@pytest.mark.parametrize("order", Order)
def test_what_the_trace_keeps_of_a_draft_is_checked_too(tmp_path: Path, order: Order) -> None:
    with (
        FakeServer(fake_models.hallucinating) as server,
        modelled(server.url, tmp_path, order=order) as world,
    ):
        trace = world.recommender.reply("s", "a comedy please").trace
    assert trace is not None
    templates = normalise(" ".join(note.text for note in trace.drafts))
    assert [title for title in fake_models.INVENTED if normalise(title) in templates] == []
