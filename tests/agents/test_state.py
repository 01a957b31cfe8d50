"""A conversation folds into what the person wants now."""

import pytest

from agents.state import DialogueState, state_of
from core.conversation import Act, Mark, Session, Turn
from core.heard import Attribute, Audience, Axis, Film, Heard, Intent, Shift, Span, Stance
from core.item import Facet
from tests.doubles import shown_card
from tests.worlds import avoided, film, wanted


def heard(*intents: Intent, text: str = "", **said: object) -> Heard:
    return Heard.model_validate({"text": text, "intents": intents or (Intent.REQUEST,), **said})


def judged(number: int, stance: Stance, *, seen: bool = False) -> Film:
    return Film(item_id=f"f{number}", stance=stance, seen=seen)


def answered(said: Heard, *shown: int, asked: str = "") -> Turn:
    cards = tuple(shown_card(film(number)) for number in shown)
    act = Act.RECOMMEND if shown else Act.ASK
    return Turn(heard=said, act=act, reply="Which?", cards=cards, asked=asked)


def folded(*turns: Turn | Heard, marks: tuple[Mark, ...] = ()) -> DialogueState:
    complete = [turn if isinstance(turn, Turn) else answered(turn) for turn in turns]
    return state_of(Session(id="s", turns=tuple(complete), marks=marks))


def values(state: DialogueState) -> set[tuple[Facet, str]]:
    return {(a.facet, a.value) for a in state.attributes}


def attributes(*sets: tuple[Attribute, ...]) -> Heard:
    return heard(attributes=[a for each in sets for a in each])


def test_a_new_genre_replaces_the_old_one() -> None:
    state = folded(attributes(wanted("genre:Horror")), attributes(wanted("genre:Comedy")))
    assert values(state) == {(Facet.GENRE, "Comedy")}


def test_messages_are_kept_until_the_person_starts_over() -> None:
    first, second = heard(text="something sad"), heard(text="a new thing", fresh=True)
    assert folded(first, second).messages == ("something sad", "a new thing")
    over = heard(Intent.RESET, text="start over")
    assert folded(first, over, second).messages == ("start over", "a new thing")


def test_moods_and_themes_add_up() -> None:
    state = folded(attributes(wanted("mood:sad")), attributes(wanted("theme:heist")))
    assert values(state) == {(Facet.MOOD, "sad"), (Facet.THEME, "heist")}


def test_also_adds_to_what_was_asked_for() -> None:
    also = heard(text="also comedy", attributes=wanted("genre:Comedy"))
    state = folded(attributes(wanted("genre:Horror")), also)
    assert values(state) == {(Facet.GENRE, "Horror"), (Facet.GENRE, "Comedy")}


def test_what_is_ruled_out_stays_ruled_out() -> None:
    state = folded(
        attributes(avoided("genre:Horror")),
        attributes(wanted("genre:Comedy")),
        heard(attributes=wanted("genre:Drama"), fresh=True),
        heard(Intent.MORE),
    )
    assert avoided("genre:Horror")[0] in state.attributes


def test_asking_for_what_was_ruled_out_changes_its_sign() -> None:
    state = folded(attributes(avoided("genre:Horror")), attributes(wanted("genre:Horror")))
    assert state.attributes == wanted("genre:Horror")


def test_a_fresh_request_drops_the_wishes_before_it() -> None:
    state = folded(
        heard(
            attributes=wanted("mood:sad"),
            years=Span(low=1990),
            runtime=Span(high=100),
            films=[judged(1, Stance.ANCHOR)],
        ),
        heard(attributes=wanted("genre:Documentary"), fresh=True),
    )
    assert values(state) == {(Facet.GENRE, "Documentary")}
    assert (state.years, state.runtime, state.anchors) == (None, None, ())


def test_a_condition_narrows_what_was_asked_for() -> None:
    state = folded(attributes(wanted("genre:Horror")), heard(years=Span(low=1990)))
    assert values(state) == {(Facet.GENRE, "Horror")}
    assert state.years == Span(low=1990)


def test_starting_over_forgets_wishes_and_keeps_what_was_shown_and_seen() -> None:
    state = folded(
        answered(
            heard(
                attributes=wanted("genre:Horror"),
                years=Span(low=1990),
                films=[judged(1, Stance.SEEN), judged(2, Stance.DISLIKE), judged(3, Stance.LIKE)],
            ),
            7,
            8,
        ),
        heard(Intent.RESET),
    )
    assert (state.attributes, state.years, state.preferences) == ((), None, 0)
    assert state.seen == {"f1", "f2", "f3"}
    assert state.disliked == {"f2"}
    assert state.shown == {"f7", "f8"}


def test_starting_over_forgets_films_turned_down_by_the_wishes_of_then() -> None:
    state = folded(answered(heard(), 7), heard(Intent.REJECT), heard(Intent.RESET))
    assert (state.rejections, state.rejected) == (0, frozenset())


@pytest.mark.parametrize(
    ("stance", "kept"),
    [
        (Stance.LIKE, "liked"),
        (Stance.DISLIKE, "disliked"),
        (Stance.SEEN, "seen"),
        (Stance.ACCEPT, "accepted"),
        (Stance.REJECT, "rejected"),
    ],
)
def test_a_film_is_remembered_by_its_stance(stance: Stance, kept: str) -> None:
    assert getattr(folded(heard(films=[judged(1, stance)])), kept) == {"f1"}


def test_a_film_liked_or_disliked_has_been_seen() -> None:
    state = folded(heard(films=[judged(1, Stance.LIKE), judged(2, Stance.DISLIKE)]))
    assert state.seen == {"f1", "f2"}


def test_the_later_verdict_on_a_film_counts() -> None:
    liked, disliked = (heard(films=[judged(1, s)]) for s in (Stance.LIKE, Stance.DISLIKE))
    assert folded(liked, disliked).liked == frozenset()
    assert folded(disliked, liked).disliked == frozenset()


def test_a_rejection_that_points_at_nothing_means_the_slate() -> None:
    state = folded(answered(heard(), 1, 2), heard(Intent.REJECT))
    assert state.rejected == {"f1", "f2"}


def test_a_rejection_that_points_at_one_film_leaves_the_others() -> None:
    state = folded(answered(heard(), 1, 2), heard(Intent.REJECT, films=[judged(2, Stance.REJECT)]))
    assert state.rejected == {"f2"}


def test_rejections_in_a_row_are_counted_until_something_else_is_said() -> None:
    no = heard(Intent.REJECT)
    assert folded(no, no).rejections == 2
    assert folded(no, heard(Intent.MORE), no).rejections == 2
    assert folded(no, heard(Intent.INFORM), no).rejections == 1


def test_more_keeps_every_wish() -> None:
    asked = heard(attributes=wanted("genre:Horror"), years=Span(low=1990), count=3)
    before = folded(asked)
    after = folded(asked, heard(Intent.MORE))
    assert (after.attributes, after.years) == (before.attributes, before.years)


def test_directions_belong_to_the_request_that_named_them() -> None:
    shorter = heard(Intent.CRITIQUE, shifts=[Shift(axis=Axis.SHORTER, item_id="f1")])
    assert folded(shorter).shifts == (Axis.SHORTER,)
    assert folded(shorter).shift_anchor == "f1"
    assert folded(shorter, attributes(wanted("genre:Drama"))).shifts == ()


def test_for_myself_again_drops_the_others_wishes() -> None:
    state = folded(
        heard(audience=Audience.KIDS, attributes=wanted("genre:Animation")),
        heard(audience=Audience.SELF),
    )
    assert (state.audience, state.attributes) == (None, ())


def test_the_audience_holds_until_another_is_named() -> None:
    state = folded(heard(audience=Audience.KIDS), attributes(wanted("genre:Comedy")))
    assert state.audience is Audience.KIDS


def test_the_last_cards_stay_to_be_pointed_at() -> None:
    state = folded(answered(heard(), 1, 2), heard(Intent.CHAT))
    assert [card.item_id for card in state.cards] == ["f1", "f2"]


def test_a_question_stands_until_the_next_turn() -> None:
    asked = answered(heard(), asked="genre")
    assert folded(asked).question == "Which?"
    assert folded(asked, heard()).question == ""
    assert folded(asked, heard()).asked == ("genre",)


def test_marks_count_like_words() -> None:
    marks = (
        Mark(item_id="f1", stance=Stance.LIKE, turn=1),
        Mark(item_id="f2", stance=Stance.DISLIKE, turn=1),
        Mark(item_id="f3", stance=Stance.SEEN, turn=1),
    )
    state = folded(answered(heard(), 1, 2, 3), marks=marks)
    assert (state.liked, state.disliked, state.seen) == ({"f1"}, {"f2"}, {"f3"})


def test_a_mark_overrules_an_earlier_word() -> None:
    mark = Mark(item_id="f1", stance=Stance.DISLIKE, turn=1)
    state = folded(heard(films=[judged(1, Stance.LIKE)]), marks=(mark,))
    assert (state.liked, state.disliked) == (frozenset(), {"f1"})


def test_nothing_said_is_nothing_known() -> None:
    assert folded() == DialogueState()
    assert DialogueState().preferences == 0
