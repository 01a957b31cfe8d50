"""One message at a time, over the default films: what it says, typed."""

import pytest

from agents.rules.listen import LONGEST_READ
from core.heard import Audience, Axis, Heard, Intent, Polarity, Span, Stance
from core.item import Facet
from tests.agents.conftest import Find, Hear

SLATE = ("Heat (1995)", "Alien (1979)", "Amélie (2001)")


def wanted(heard: Heard) -> set[tuple[Facet, str]]:
    return {(a.facet, a.value) for a in heard.attributes if a.polarity is Polarity.WANT}


def avoided(heard: Heard) -> set[tuple[Facet, str]]:
    return {(a.facet, a.value) for a in heard.attributes if a.polarity is Polarity.AVOID}


@pytest.mark.parametrize(
    ("text", "label", "stance"),
    [
        ("I loved Heat", "Heat (1995)", Stance.LIKE),
        ("i loved heat", "Heat (1995)", Stance.LIKE),
        ("I hated Inception", "Inception (2010)", Stance.DISLIKE),
        ("something like Blade Runner", "Blade Runner (1982)", Stance.ANCHOR),
        ("something like blade runer", "Blade Runner (1982)", Stance.ANCHOR),
        ("I've already seen The Godfather", "The Godfather (1972)", Stance.SEEN),
        ("The Godfather, I've seen it", "The Godfather (1972)", Stance.SEEN),
        ("I've never seen The Godfather", "The Godfather (1972)", Stance.ABOUT),
        ("I haven't seen The Godfather", "The Godfather (1972)", Stance.ABOUT),
        ("who directed Jaws?", "Jaws (1975)", Stance.ABOUT),
        ("not The Matrix", "The Matrix (1999)", Stance.REJECT),
        ("I watched Jaws. Loved it", "Jaws (1975)", Stance.LIKE),
        ("I watched Jaws last night, it was terrible", "Jaws (1975)", Stance.DISLIKE),
        ("The Thing (1982)", "The Thing (1982)", Stance.ANCHOR),
    ],
)
def test_a_named_film_has_its_stance(
    hear: Hear, find: Find, text: str, label: str, stance: Stance
) -> None:
    assert [(f.item_id, f.stance) for f in hear(text).films] == [(find(label).id, stance)]


def test_two_films_in_one_sentence_keep_their_own_stances(hear: Hear, find: Find) -> None:
    films = hear("I loved Heat but hated Inception").films
    assert {(f.item_id, f.stance) for f in films} == {
        (find("Heat (1995)").id, Stance.LIKE),
        (find("Inception (2010)").id, Stance.DISLIKE),
    }


def test_the_answer_to_what_one_loved_is_a_liking(hear: Hear) -> None:
    heard = hear("Heat", asked="Could you name a film you loved?")
    assert [film.stance for film in heard.films] == [Stance.LIKE]


def test_a_film_seen_and_liked_is_both(hear: Hear) -> None:
    film = hear("I saw Heat and loved it").films[0]
    assert film.stance is Stance.LIKE
    assert film.seen


@pytest.mark.parametrize(
    ("text", "want", "avoid"),
    [
        ("a funny western", {(Facet.GENRE, "Western"), (Facet.GENRE, "Comedy")}, set()),
        ("a thriller, no horror", {(Facet.GENRE, "Thriller")}, {(Facet.GENRE, "Horror")}),
        ("anything but musicals", set(), {(Facet.GENRE, "Musical")}),
        ("no horror but a thriller", {(Facet.GENRE, "Thriller")}, {(Facet.GENRE, "Horror")}),
        ("No, a comedy", {(Facet.GENRE, "Comedy")}, set()),
        pytest.param(
            "a comedy instead of horror", {(Facet.GENRE, "Comedy")}, {(Facet.GENRE, "Horror")}
        ),
        ("films with Al Pacino", {(Facet.PERSON, "Al Pacino")}, set()),
        ("nothing with Nicolas Cage", set(), {(Facet.PERSON, "Nicolas Cage")}),
        ("a Korean thriller", {(Facet.COUNTRY, "South Korea"), (Facet.GENRE, "Thriller")}, set()),
        ("in French", {(Facet.LANGUAGE, "French")}, set()),
        pytest.param("less horror", set(), {(Facet.GENRE, "Horror")}),
        pytest.param("horror is not my thing", set(), {(Facet.GENRE, "Horror")}),
        pytest.param("horror movies bore me", set(), {(Facet.GENRE, "Horror")}),
        ("a rom-com", {(Facet.GENRE, "Comedy"), (Facet.GENRE, "Romance")}, set()),
        ("a heist film", {(Facet.THEME, "heist")}, set()),
    ],
)
def test_attributes_are_wanted_or_ruled_out(
    hear: Hear, text: str, want: set[tuple[Facet, str]], avoid: set[tuple[Facet, str]]
) -> None:
    heard = hear(text)
    assert (wanted(heard), avoided(heard)) == (want, avoid)


def test_alternatives_share_a_group_and_conditions_do_not(hear: Hear) -> None:
    assert len({a.group for a in hear("a comedy or a drama").attributes}) == 1
    assert all(a.group for a in hear("a comedy or a drama").attributes)
    assert not any(a.group for a in hear("a romantic drama").attributes)


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("I've seen the first one", [1]),
        ("who directed the second one?", [2]),
        ("the last one looks boring", [3]),
        ("number 2 sounds good", [2]),
        ("I loved #3", [3]),
        ("that one was great", [1]),
        ("I have seen the first two films", [1, 2]),
        pytest.param("I have seen the first two", [1, 2]),
        ("I've seen both of them", [1, 2, 3]),
        ("I've seen all of them", [1, 2, 3]),
        pytest.param("I saw a great film yesterday", []),
        ("the second half was slow", []),
    ],
)
def test_references_point_into_the_slate(hear: Hear, text: str, positions: list[int]) -> None:
    films = hear(text, *SLATE).films
    assert sorted(film.position or 0 for film in films if film.position) == positions


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("I've seen the second one", Stance.SEEN),
        ("I loved the second one", Stance.LIKE),
        ("I hated the second one", Stance.DISLIKE),
        ("I'll watch the second one", Stance.ACCEPT),
        ("not the second one", Stance.REJECT),
        ("like the second one but funnier", Stance.ANCHOR),
        ("how long is the second one?", Stance.ABOUT),
    ],
)
def test_a_reference_has_its_stance(hear: Hear, find: Find, text: str, stance: Stance) -> None:
    films = hear(text, *SLATE).films
    assert [(f.item_id, f.stance) for f in films] == [(find(SLATE[1]).id, stance)]


def test_a_place_beyond_the_slate_is_said_to_be_missing(hear: Hear) -> None:
    assert hear("tell me about the fifth one", *SLATE).missing_position == 5
    assert hear("tell me about the third one", *SLATE).missing_position is None


def test_there_is_nothing_to_point_at_before_a_slate(hear: Hear) -> None:
    assert hear("the second one").films == ()


def test_a_film_shown_comes_before_its_namesakes(hear: Hear, find: Find) -> None:
    shown = "The Thing (2011)"
    assert hear("I'll watch The Thing", shown).films[0].item_id == find(shown).id


@pytest.mark.parametrize(
    ("text", "slate", "intents"),
    [
        ("a thriller please", (), {Intent.REQUEST}),
        ("I love thrillers", (), {Intent.INFORM}),
        ("I hate musicals", (), {Intent.INFORM}),
        ("I loved Heat", (), {Intent.INFORM}),
        ("something like Heat but shorter", (), {Intent.CRITIQUE}),
        ("funnier", SLATE, {Intent.CRITIQUE}),
        ("I'll watch the first one", SLATE, {Intent.ACCEPT}),
        ("no, none of those", SLATE, {Intent.REJECT}),
        ("more", SLATE, {Intent.MORE}),
        ("what else?", SLATE, {Intent.MORE}),
        ("why?", SLATE, {Intent.WHY}),
        ("why did you pick the second one?", SLATE, {Intent.WHY}),
        ("who directed the first one?", SLATE, {Intent.QUESTION}),
        ("which of them is the shortest?", SLATE, {Intent.COMPARE}),
        ("surprise me", (), {Intent.SURPRISE}),
        ("yes", (), {Intent.AFFIRM}),
        ("no", (), {Intent.DENY}),
        ("start over", SLATE, {Intent.RESET}),
        ("forget everything I said", SLATE, {Intent.RESET}),
        ("hello there", (), {Intent.GREET}),
        ("thanks!", (), {Intent.THANK}),
        ("bye", (), {Intent.BYE}),
        ("how are you?", (), {Intent.CHAT}),
        ("hello, I'd like a thriller", (), {Intent.GREET, Intent.REQUEST}),
        ("thanks, bye", (), {Intent.THANK, Intent.BYE}),
        ("asdf", (), {Intent.UNCLEAR}),
        ("", (), {Intent.UNCLEAR}),
        ("?!", (), {Intent.UNCLEAR}),
    ],
)
def test_a_message_does_what_its_words_do(
    hear: Hear, text: str, slate: tuple[str, ...], intents: set[Intent]
) -> None:
    assert set(hear(text, *slate).intents) == intents


def test_a_direction_starts_from_the_film_named(hear: Hear, find: Find) -> None:
    shift = hear("something like Heat but shorter").shifts[0]
    assert (shift.axis, shift.item_id) == (Axis.SHORTER, find("Heat (1995)").id)


def test_a_direction_starts_from_the_slate_where_no_film_is_named(hear: Hear, find: Find) -> None:
    shift = hear("funnier please", *SLATE).shifts[0]
    assert (shift.axis, shift.item_id) == (Axis.FUNNIER, find(SLATE[0]).id)


def test_less_scary_is_a_direction_and_no_wish_for_horror(hear: Hear) -> None:
    heard = hear("less scary", *SLATE)
    assert [shift.axis for shift in heard.shifts] == [Axis.LESS_SCARY]
    assert heard.attributes == ()


def test_years_runtime_audience_and_count_are_heard_together(hear: Hear) -> None:
    heard = hear("three comedies from the 90s under two hours for my kids")
    assert (heard.years and (heard.years.low, heard.years.high)) == (1990, 1999)
    assert (heard.runtime and (heard.runtime.low, heard.runtime.high)) == (None, 120)
    assert heard.audience is Audience.KIDS
    assert heard.count == 3


def test_newer_than_a_film_is_a_range_of_years(hear: Hear) -> None:
    heard = hear("something newer than Inception")
    assert heard.years == Span(low=2011, text=heard.years.text if heard.years else "")
    assert heard.shifts == ()


def test_the_same_director_is_looked_up(hear: Hear) -> None:
    assert wanted(hear("others by the director of Heat")) >= {(Facet.PERSON, "Michael Mann")}


def test_others_by_her_means_the_film_last_talked_about(hear: Hear, find: Find) -> None:
    heard = hear("anything else by him?", topic=find("Heat (1995)").id)
    assert wanted(heard) == {(Facet.PERSON, "Michael Mann")}


def test_by_others_rules_out_the_people_asked_for_so_far(hear: Hear) -> None:
    heard = hear(
        "something by other directors",
        wishes=({"facet": "person", "value": "Michael Mann", "polarity": "want"},),
    )
    assert avoided(heard) == {(Facet.PERSON, "Michael Mann")}


@pytest.mark.parametrize(
    "text",
    [
        'something like "The Purple Tangerine Conspiracy"',
        "I loved The Purple Tangerine Conspiracy",
        "who directed The Purple Tangerine Conspiracy?",
    ],
)
def test_a_title_that_the_catalogue_lacks_is_heard_as_one(hear: Hear, text: str) -> None:
    heard = hear(text)
    assert heard.unknown_titles == ("The Purple Tangerine Conspiracy",)
    assert heard.films == ()


@pytest.mark.parametrize(
    ("text", "fresh"),
    [
        ("a documentary about music", True),
        ("something like Heat", True),
        ("and in French", False),
        ("from the 90s", False),
        ("but not horror", False),
        ("more", False),
    ],
)
def test_a_whole_request_stands_alone_and_a_condition_does_not(
    hear: Hear, text: str, *, fresh: bool
) -> None:
    assert hear(text).fresh is fresh


def test_an_answer_to_a_question_does_not_start_afresh(hear: Hear) -> None:
    assert not hear("a documentary about music", asked="What sort of film?").fresh


def test_a_foreign_message_is_not_guessed_at(hear: Hear) -> None:
    heard = hear("Quiero ver una película divertida esta noche")
    assert heard == Heard(text=heard.text, language="es")


def test_a_foreign_message_about_a_known_film_is_read(hear: Hear, find: Find) -> None:
    heard = hear('Quiero una película como "Inception"')
    assert [film.item_id for film in heard.films] == [find("Inception (2010)").id]


def test_a_very_long_message_is_read_to_its_limit(hear: Hear) -> None:
    heard = hear("a comedy " + "x" * LONGEST_READ + " no horror")
    assert heard.clipped
    assert wanted(heard) == {(Facet.GENRE, "Comedy")}
    assert avoided(heard) == set()
    assert not hear("x" * LONGEST_READ).clipped


def test_a_question_about_a_film_asks_for_nothing(hear: Hear) -> None:
    heard = hear("is Heat a comedy?")
    assert heard.attributes == ()
    assert heard.says(Intent.QUESTION)
