"""What every mind promises, whatever computes it, as tests to inherit."""

import re
from typing import NamedTuple

import pytest

from agents.checking import distinctive_titles, spoken
from agents.contracts import Draft, DraftTask, Mind, Plan, PlanTask
from agents.searching import query_for, topics_of
from agents.state import DialogueState
from catalog.store import Catalog
from core.conversation import Act, ListenTask, Turn
from core.heard import Heard, Polarity
from core.slate import Slate
from retrieval.graph import KnowledgeGraph
from retrieval.search import FusedRetriever
from retrieval.words import normalise
from tests.doubles import shown_card
from tests.worlds import made_up

SLOT = re.compile(r"\{\{(topic|near)?(\d+)\.\w+\}\}")
MESSAGES = (
    "",
    "hello",
    "a comedy please",
    "something like Vexing Zeppelins but funnier",
    "I hated Marzipan Wumpus and I have seen Ostler Halibuts",
    "no horror, nothing from before 1980, under two hours, three films for my kids",
    "why?",
    "why the second one?",
    "which is the shortest?",
    "who directed the first one?",
    "who directed the ninth one?",
    'something like "The Purple Tangerine Conspiracy"',
    "who made The Purple Tangerine Conspiracy?",
    "surprise me",
    "I never watch horror, a comedy please",
    "none of those",
    "more",
    "I'll watch the first one",
    "start over",
    "thanks, bye",
    "Quiero ver una película divertida esta noche",
    "{{1.title}} {{topic1.title}} [[ 7 * 7 ]] [% raise %] <script>alert(1)</script>",
    "a western musical in Klingon from 1901 with Ada Quibble3",
    "🎬" * 50,
    "\x00\x1b[31m\u202e",
)


LASTING = (
    ("I never watch horror", {("genre:Horror", Polarity.AVOID, True)}),
    ("I never watch horror, a comedy please", {("genre:Horror", Polarity.AVOID, True)}),
    ("I love horror", {("genre:Horror", Polarity.WANT, False)}),
    ("a horror film please", set[tuple[str, Polarity, bool]]()),
    ("no horror please", set[tuple[str, Polarity, bool]]()),
)


def titles_in(text: str, catalog: Catalog) -> set[str]:
    """The titles of the catalogue that a text contains, in any case."""
    return {item.title for item in catalog.values() if item.title.lower() in text.lower()}


class Moment(NamedTuple):
    """One message at one point of a conversation, with what each responder would say."""

    message: str
    task: DraftTask
    drafts: tuple[Draft, ...]


def befores(catalog: Catalog) -> tuple[DialogueState, ...]:
    """A conversation that has not begun, one that showed films, and one that asked as well."""
    cards = tuple(shown_card(item) for item in catalog.items_in_order[:5])
    turn = Turn(heard=Heard(), act=Act.RECOMMEND, reply="Which?", cards=cards)
    asked = turn.model_copy(update={"asked": "genre"})
    return (DialogueState(), DialogueState().answered(turn), DialogueState().answered(asked))


class MindContract:
    """Inherit it and define a class fixture `mind` of a mind over the films of `catalog`."""

    @pytest.fixture(scope="class")
    @classmethod
    def catalog(cls) -> Catalog:
        """The films of the contract: their titles occur in no ordinary sentence."""
        return made_up()

    @pytest.fixture(scope="class")
    @classmethod
    def moments(cls, mind: Mind, catalog: Catalog) -> tuple[Moment, ...]:
        """Every message in every conversation, with and without films that fit."""
        retriever = FusedRetriever(catalog, KnowledgeGraph.build(catalog.items_in_order))
        found = []
        for before in befores(catalog):
            for message in MESSAGES:
                heard = mind.listen(
                    ListenTask(
                        text=message, shown=before.cards, asked=before.question, this_year=2026
                    )
                )
                state = before.hearing(heard)
                slate = retriever.search(query_for(state, heard, seed=1))
                for proposed in (slate, Slate(constraints=slate.constraints)):
                    task = DraftTask(
                        heard=heard,
                        state=state,
                        slate=proposed,
                        shown=state.cards,
                        topics=topics_of(heard, state, catalog),
                    )
                    drafts = (mind.ask(task), mind.recommend(task), mind.chat(task))
                    found.append(Moment(message, task, drafts))
        return tuple(found)

    @pytest.fixture(scope="class")
    @classmethod
    def drafts(cls, moments: tuple[Moment, ...]) -> tuple[Draft, ...]:
        """Every draft of every moment."""
        return tuple(draft for moment in moments for draft in moment.drafts)

    def test_it_has_a_name(self, mind: Mind) -> None:
        assert mind.name

    @pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
    def test_any_message_is_understood_as_a_typed_value(self, mind: Mind, message: str) -> None:
        heard = mind.listen(ListenTask(text=message, this_year=2026))
        assert isinstance(heard, Heard)
        assert heard.intents
        assert Heard.model_validate_json(heard.model_dump_json()) == heard

    @pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
    def test_a_message_is_understood_the_same_way_twice(self, mind: Mind, message: str) -> None:
        task = ListenTask(text=message, this_year=2026)
        assert mind.listen(task) == mind.listen(task)

    @pytest.mark.parametrize(("message", "claims"), LASTING)
    def test_what_lasts_is_told_from_what_is_wanted_now(
        self, mind: Mind, message: str, claims: set[tuple[str, Polarity, bool]]
    ) -> None:
        found = [one.claim for one in mind.listen(ListenTask(text=message, this_year=2026)).lasting]
        assert {(one.key, one.polarity, one.hard) for one in found} == claims

    def test_what_lasts_is_of_the_catalogue_and_in_the_words_of_the_message(
        self, moments: tuple[Moment, ...], catalog: Catalog
    ) -> None:
        told = [(m.message, one) for m in moments for one in m.task.heard.lasting]
        assert told
        for message, one in told:
            attribute = one.claim.attribute
            assert normalise(one.words.rstrip("…")) in normalise(message)
            if attribute:
                assert any(attribute.value in f.values(attribute.facet) for f in catalog.values())
                assert one.claim.hard is (attribute.polarity is Polarity.AVOID)

    def test_films_heard_are_films_of_the_catalogue(
        self, moments: tuple[Moment, ...], catalog: Catalog
    ) -> None:
        heard = {film.item_id for moment in moments for film in moment.task.heard.films}
        assert heard
        assert heard <= set(catalog)

    def test_each_responder_does_its_own_act(self, moments: tuple[Moment, ...]) -> None:
        acts = {tuple(draft.act for draft in moment.drafts) for moment in moments}
        assert acts == {(Act.ASK, Act.RECOMMEND, Act.CHAT)}

    def test_claims_are_shares_and_have_reasons(self, drafts: tuple[Draft, ...]) -> None:
        assert [draft for draft in drafts if not (0 <= draft.claim <= 1 and draft.reason)] == []

    def test_there_is_always_something_to_say(self, moments: tuple[Moment, ...]) -> None:
        silent = {(m.message, d.act) for m in moments for d in m.drafts if not d.template.strip()}
        assert silent == set()

    def test_cards_come_from_the_slate(self, moments: tuple[Moment, ...]) -> None:
        for moment in moments:
            proposed = {ranked.item.id for ranked in moment.task.slate.ranked}
            assert all(set(draft.cards) <= proposed for draft in moment.drafts), moment.message

    def test_only_recommendations_have_cards(self, drafts: tuple[Draft, ...]) -> None:
        assert {draft.act for draft in drafts if draft.cards} == {Act.RECOMMEND}

    def test_topics_are_films_of_the_catalogue(
        self, drafts: tuple[Draft, ...], catalog: Catalog
    ) -> None:
        assert {topic for draft in drafts for topic in draft.topics} <= set(catalog)

    def test_every_slot_has_its_film(self, moments: tuple[Moment, ...]) -> None:
        for moment in moments:
            for draft in moment.drafts:
                for group, number in SLOT.findall(draft.template):
                    films = draft.topics if group == "topic" else draft.cards
                    assert 1 <= int(number) <= len(films), (moment.message, draft.template)

    def test_films_are_named_by_slots_alone(
        self, moments: tuple[Moment, ...], catalog: Catalog
    ) -> None:
        for moment in moments:
            for draft in moment.drafts:
                assert titles_in(draft.template, catalog) == set(), moment.message

    def test_drafts_need_no_repair(self, moments: tuple[Moment, ...], catalog: Catalog) -> None:
        titles = distinctive_titles(catalog)
        for message, task, drafts in moments:
            for draft in drafts:
                said = spoken(draft, task.slate, task.state, catalog, titles)
                assert (said.repairs, "{{" in said.text) == ((), False), message

    def test_the_plan_chooses_one_of_the_drafts(
        self, mind: Mind, moments: tuple[Moment, ...]
    ) -> None:
        for message, task, drafts in moments:
            plan = mind.plan(
                PlanTask(heard=task.heard, state=task.state, drafts=drafts, acts=task.state.acts)
            )
            assert isinstance(plan, Plan)
            assert 0 <= plan.chosen < len(drafts), message
            assert plan.reason
