"""What was learned, at work in a search: sources, films of two catalogues, cases, off-switches."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from catalog.store import Catalog
from core.dialogue import Dialogue
from core.item import Item
from core.ports import Encoder
from core.slate import Anchor, Case, Query, Slate, Source
from retrieval.graph import KnowledgeGraph
from retrieval.learned import Experience
from retrieval.search import FusedRetriever
from retrieval.signals import Learned, Steps
from tests.contracts.retriever import Build, RetrieverContract
from tests.doubles import HashEncoder
from tests.evaluation.planted import recommender, seeker
from tests.retrieval.talks import DIMENSIONS, ITEMS, colour, config_of, learn, talks
from tests.worlds import avoided, film, wanted

OWN = {Source.GRAPH, Source.TEXT, Source.FIT, Source.PRIOR}
LEARNED = (Source.CONVERSATIONS, Source.REASONER, Source.RANKER)
REQUESTS = ("a comedy for a wedding party", "something haunted and quite dark")
LIKE_F4 = Query(anchors=(Anchor(item_id="f4"),), size=8)

Lesson = Callable[..., Learned]


def asked(one: Dialogue) -> Dialogue:
    """The dialogue with a request of its colour at its start, and everything liked."""
    first, *rest = one.utterances
    films = tuple(item for said in one.utterances for item in said.mentions)
    request = first.model_copy(update={"text": REQUESTS[int(one.id) % 2]})
    return one.model_copy(update={"utterances": (request, *rest), "liked": films})


TRAINING = tuple(asked(one) for one in talks(48))


class Unready(HashEncoder):
    """An encoder that is still being loaded and must not be waited for."""

    @property
    def is_ready(self) -> bool:
        return False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(f"waited for {texts}")


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """Learns from conversations, the planted ones by default, with these steps off."""

    def lesson(*off: str, dialogues: Sequence[Dialogue] = TRAINING) -> Learned:
        config = config_of(Steps.model_validate(dict.fromkeys(off, False)), blocks=2)
        return learn(tmp_path_factory.mktemp("learned"), dialogues, config)

    return lesson


@pytest.fixture(scope="module")
def learned(lesson: Lesson) -> Learned:
    return lesson()


def retriever(
    learned: Learned, catalog: Catalog = ITEMS, encoder: Encoder | None = None
) -> FusedRetriever:
    """A retriever without text that has taken up what was learned."""
    made = FusedRetriever(catalog, KnowledgeGraph.build(catalog.values()))
    made.take_up(Experience(learned, catalog, encoder or HashEncoder(DIMENSIONS)))
    return made


def answer(learned: Learned, query: Query = LIKE_F4, catalog: Catalog = ITEMS) -> Slate:
    return retriever(learned, catalog).search(query)


def films(slate: Slate) -> list[str]:
    return [item.id for item in slate.items]


def proposed(slate: Slate) -> dict[Source, list[str]]:
    """The best films of each source that has any."""
    return {
        report.source: [each.item_id for each in report.candidates]
        for report in slate.sources
        if report.candidates
    }


def catalog_of(*items: Item) -> Catalog:
    return Catalog(items, name="another")


class TestWithExperience(RetrieverContract):
    @pytest.fixture
    def build(self, learned: Learned) -> Build:
        return lambda catalog: retriever(learned, catalog)


def test_what_was_learned_takes_part_and_is_named(learned: Learned) -> None:
    slate = answer(learned)
    assert slate.ranking == "ranked by what was learned from 48 conversations"
    assert set(LEARNED) <= set(proposed(slate))
    assert not [one.note for one in slate.sources if one.source in LEARNED and one.note]
    for ranked in slate.ranked:
        assert set(LEARNED) <= {each.source for each in ranked.found_by}


def test_the_colour_of_a_film_named_leads(learned: Learned) -> None:
    for anchor in ("f4", "f7"):
        slate = answer(learned, Query(anchors=(Anchor(item_id=anchor),), size=8))
        assert {colour(item) for item in films(slate)} == {colour(anchor)}
        best = proposed(slate)[Source.RANKER]
        assert {colour(item) for item in best[:8]} == {colour(anchor)}


def test_conversations_lead_where_facts_say_nothing(learned: Learned) -> None:
    """Of films that all look alike, those that people named beside it are found."""
    alike = catalog_of(*(film(number, genres=("Drama",)) for number in range(40)))
    slate = answer(learned, catalog=alike)
    assert {colour(item) for item in films(slate)} == {0}
    plain = FusedRetriever(alike, KnowledgeGraph.build(alike.values())).search(LIKE_F4)
    assert {colour(item) for item in films(plain)} == {0, 1}


def test_untrained_the_sources_and_the_ranking_say_so() -> None:
    slate = FusedRetriever(ITEMS, KnowledgeGraph.build(ITEMS.values())).search(LIKE_F4)
    assert "nothing is learned yet" in slate.ranking
    assert slate.cases == ()
    assert not set(LEARNED) & set(proposed(slate))
    assert {one.source: one.note for one in slate.sources if one.source in LEARNED} == (
        dict.fromkeys(LEARNED, "not trained")
    )
    assert not any(one.ready for one in slate.sources if one.source in LEARNED)


def test_a_catalogue_of_other_films_in_another_order(learned: Learned) -> None:
    """What the catalogue lacks is dropped; what conversations lack is found by other sources."""
    strangers = [film(40 + n, genres=("Comedy",), moods=("dreamy",)) for n in range(2)]
    shared = [one for one in ITEMS.items_in_order[::-1] if one.id not in {"f6", "f8", "f10"}]
    other = catalog_of(strangers[0], *shared, strangers[1])
    slate = answer(learned, LIKE_F4.model_copy(update={"size": 20}), other)
    assert {colour(item) for item in films(slate)[:8]} == {0}
    by_source = proposed(slate)
    for source in LEARNED:
        assert set(by_source[source]) <= {one.id for one in shared}
    assert {colour(item) for item in by_source[Source.RANKER][:8]} == {0}
    dreamy = Query(anchors=LIKE_F4.anchors, attributes=wanted("mood:dreamy"))
    first, second, *_ = answer(learned, dreamy, other).ranked
    assert {first.item.id, second.item.id} == {"f40", "f41"}
    assert {each.source for one in (first, second) for each in one.found_by} <= OWN


def test_a_catalogue_without_any_film_of_the_conversations_is_searched(learned: Learned) -> None:
    strangers = catalog_of(*(film(number, genres=("Drama",)) for number in range(50, 60)))
    slate = answer(learned, Query(anchors=(Anchor(item_id="f52"),), text="a wedding"), strangers)
    assert len(slate.ranked) == 5
    assert not set(LEARNED) & set(proposed(slate))
    assert slate.cases == ()


@pytest.mark.parametrize(
    "query",
    [
        Query(excluded=frozenset({"f2", "f6", "f8", "f9"}), size=40),
        Query(anchors=LIKE_F4.anchors, excluded=frozenset({"f2", "f6", "f8"}), size=40),
        Query(anchors=LIKE_F4.anchors, attributes=wanted("genre:Horror"), size=40),
        Query(anchors=LIKE_F4.anchors, attributes=avoided("mood:funny"), size=40),
    ],
)
def test_excluded_and_ineligible_films_are_proposed_by_nobody(
    learned: Learned, query: Query
) -> None:
    slate = answer(learned, query)
    barred = query.excluded | {anchor.item_id for anchor in query.anchors}
    if query.attributes:
        barred |= {item for item in ITEMS if colour(item) == 0}
    assert slate.eligible == len(ITEMS) - len(barred)
    every = [films(slate), *proposed(slate).values()]
    assert {Source.REASONER, Source.RANKER} <= set(proposed(slate))
    assert not barred & {item for one in every for item in one}


def test_a_named_film_brings_the_conversations_that_named_it(learned: Learned) -> None:
    cases = answer(learned).cases
    assert 0 < len(cases) <= 3
    for case in cases:
        assert case.request == REQUESTS[0]
        assert {colour(item) for item in case.items} == {0}
        assert any({"f4", *case.items} <= set(one.liked) for one in TRAINING)


def test_without_a_named_film_words_bring_the_conversations(learned: Learned) -> None:
    for side, request in enumerate(REQUESTS):
        cases = answer(learned, Query(text=request, dialogue=request)).cases
        assert 0 < len(cases) <= 3
        assert {case.request for case in cases} == {request}
        assert {colour(item) for case in cases for item in case.items} == {side}


def test_a_genre_asked_for_brings_the_conversations_about_its_films(learned: Learned) -> None:
    cases = answer(learned, Query(attributes=wanted("genre:Horror"))).cases
    assert 0 < len(cases) <= 3
    assert {case.request for case in cases} == {REQUESTS[1]}
    assert {colour(item) for case in cases for item in case.items} == {1}


def test_what_no_conversation_knows_brings_no_case(learned: Learned) -> None:
    assert answer(learned, Query(attributes=wanted("mood:dreamy"))).cases == ()
    assert answer(learned, Query()).cases == ()


def ending(number: int, request: str, *liked: str) -> Dialogue:
    """The seeker names f0; f2, f4, f6 and f8 are recommended one after another."""
    answers = (recommender(f"see this {number}", f"f{item}") for item in (2, 4, 6, 8))
    return Dialogue(
        id=f"{number}", utterances=(seeker(request, "f0", "f12"), *answers), liked=liked
    )


def case_of(lesson: Lesson, *told: Dialogue, catalog: Catalog = ITEMS) -> tuple[Case, ...]:
    """The cases of a search like f0, where these are the only conversations about it."""
    others = [one for one in talks(20) if int(one.id) % 2]
    learned = lesson("reasoner", "ranker", dialogues=(*told, *others))
    return answer(learned, Query(anchors=(Anchor(item_id="f0"),)), catalog).cases


def test_a_case_ends_with_the_last_three_films_recommended_and_liked(lesson: Lesson) -> None:
    every = ("f12", "f2", "f4", "f6", "f8")
    (case,) = case_of(lesson, ending(0, "anything like this one please", *every))
    assert case.request == "anything like this one please"
    assert case.items == ("f4", "f6", "f8")
    assert case.outcome == tuple(ITEMS[item].label for item in case.items)


def test_a_case_has_a_request_and_an_outcome_that_the_catalogue_knows(lesson: Lesson) -> None:
    told = (
        ending(0, "anything like this one please"),
        ending(2, "anything like this one please", "f12"),
        ending(4, "like this", "f2"),
        ending(6, "anything like this one please", "f2"),
        ending(8, "what goes with this one", "f2", "f4"),
    )
    other = catalog_of(*(one for one in ITEMS.values() if one.id != "f2"))
    assert case_of(lesson, *told, catalog=other) == (
        Case(request="what goes with this one", outcome=(ITEMS["f4"].label,), items=("f4",)),
    )


def test_a_long_request_is_cut(lesson: Lesson) -> None:
    (case,) = case_of(lesson, ending(0, "many words " * 100, "f2"))
    assert len(case.request) == 160


def test_an_encoder_that_is_not_ready_is_not_waited_for(learned: Learned) -> None:
    unready = retriever(learned, encoder=Unready(DIMENSIONS))
    words = Query(text=REQUESTS[0], dialogue=REQUESTS[0])
    slate = unready.search(words.model_copy(update={"anchors": LIKE_F4.anchors}))
    assert {colour(item) for item in films(slate)} == {0}
    assert set(LEARNED) <= set(proposed(slate))
    assert slate.cases
    worded = unready.search(words)
    assert len(worded.ranked) == 5
    assert worded.cases == ()


@pytest.mark.parametrize(
    ("off", "there"),
    [
        (("ranker",), {Source.CONVERSATIONS, Source.REASONER}),
        (("reasoner",), {Source.CONVERSATIONS, Source.RANKER}),
        (("pagerank",), {Source.REASONER, Source.RANKER}),
        (("ranker", "reasoner", "pagerank"), set()),
    ],
)
def test_what_is_switched_off_says_so_and_the_rest_is_fused(
    lesson: Lesson, off: tuple[str, ...], there: set[Source]
) -> None:
    slate = answer(lesson(*off))
    notes = {one.source: one.note for one in slate.sources if one.source in LEARNED}
    assert notes == {one: "" if one in there else "not trained" for one in LEARNED}
    assert set(proposed(slate)) & set(LEARNED) == there
    assert {colour(item) for item in films(slate)} == {0}
    assert slate.ranking.startswith("ranked by what was learned")


def test_without_text_or_conversations_there_are_no_cases_by_them(lesson: Lesson) -> None:
    words = Query(text=REQUESTS[0], dialogue=REQUESTS[0])
    wordless = lesson("text", "reasoner", "ranker")
    assert answer(wordless, words).cases == ()
    assert answer(wordless).cases
    alone = lesson("conversations", "reasoner", "ranker")
    assert answer(alone, words).cases == ()
    assert answer(alone).cases == ()


def test_the_same_query_gets_the_same_slate_again(learned: Learned) -> None:
    query = Query(anchors=LIKE_F4.anchors, text="ghosts", dialogue="ghosts and weddings")
    first, second = answer(learned, query), answer(learned, query)
    assert first.ranked == second.ranked
    assert first.cases == second.cases
