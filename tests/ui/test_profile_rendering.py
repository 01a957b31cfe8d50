"""What is known of a person is shown whole, literally, and with a button for every deed."""

import re
from base64 import b64decode
from datetime import UTC, datetime

import pytest

from core.heard import Attribute, Claim, Polarity, Slot
from core.item import Facet
from core.profile import Profile, Source, Statement, Trail
from tests.ui.doubles import FILMS, card, statement
from ui.keeping import export_link, keeping
from ui.profile import LONGEST_LIST, date, profile_panel, summary, title
from ui.quiz import ANSWERED, quiz_form, traits_section
from ui.why import why

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \"' ${1+1} {{value}}"
ITEMS = {film.id: film for film in FILMS}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][a-z0-9]*)", html))


def deeds(html: str) -> list[str]:
    return re.findall(r'data-deed="(\w+)"', html)


def test_an_empty_profile_says_what_will_stand_here_and_what_is_never_remembered() -> None:
    shown = profile_panel(Profile(), ITEMS)
    assert "Nothing yet." in shown
    assert "“for a friend” or “for my kids” is never remembered" in shown
    assert deeds(shown) == []
    assert profile_panel(Profile(shares=True), ITEMS) == shown


def test_a_statement_has_its_badges_its_source_and_its_buttons() -> None:
    shown = profile_panel(Profile(statements=(statement("no horror"),)), ITEMS)
    assert re.findall(r'"badge">([^<]*)', shown) == ["said", "rules films out"]
    assert "<li>“no horror”, on 24 November 2026</li>" in shown
    assert deeds(shown) == ["pin", "correct", "remove"]
    assert shown.count('data-statement="said:genre:Horror:avoid"') == 3
    assert 'aria-label="Delete: You want no horror."' in shown
    assert "<s>" not in shown


def test_the_summary_is_a_paragraph_or_nothing() -> None:
    assert summary(Profile(summary="So & so.")) == '<p class="summary">So &amp; so.</p>'
    assert summary(Profile()) == ""


def test_a_guess_says_how_it_fades_and_a_routine_when_it_holds() -> None:
    claim = statement("I love westerns").claim.model_copy(update={"when": Slot.WEEKEND_NIGHTS})
    update = {"source": Source.INFERRED, "strength": 0.426, "claim": claim}
    guess = statement("I love westerns").model_copy(update=update)
    pinned = guess.model_copy(update={"pinned": True})
    shown = [profile_panel(Profile(statements=(one,)), ITEMS) for one in (guess, pinned)]
    assert [re.findall(r'"badge">([^<]*)', one) for one in shown] == [
        ["inferred", "strength 43 of 100, fading since 24 November 2026", "weekend nights"],
        ["inferred", "weekend nights", "pinned"],
    ]


def test_pinned_and_overruled_statements_look_it() -> None:
    pinned = statement("I love westerns").model_copy(update={"pinned": True})
    old = statement("I love horror").model_copy(update={"overruled": True})
    shown = profile_panel(Profile(statements=(pinned, old)), ITEMS)
    assert re.findall(r'"badge">([^<]*)', shown) == ["said", "pinned", "said", "contradicted by another"]  # fmt: skip
    assert "<s>You like horror.</s>" in shown
    assert deeds(shown) == ["unpin", "correct", "remove", "pin", "correct", "remove"]


@pytest.mark.parametrize(
    ("source", "words", "told"),
    [
        (Source.OBSERVED, "you liked Ronin (1998)", "you liked Ronin (1998), on 24 November 2026"),
        (Source.SAID, "", "words that you had forgotten about Ronin (1998), on 24 November 2026"),
        (Source.SAID, "more of him", "“more of him” about Ronin (1998), on 24 November 2026"),
    ],
)
def test_a_deed_is_told_without_quotes_and_a_film_that_is_meant_is_named(
    source: Source, words: str, told: str
) -> None:
    trail = Trail(words=words, at=NOON, item_id="f1")
    one = statement("I love westerns").model_copy(update={"source": source, "evidence": (trail,)})
    assert f"<li>{told}</li>" in profile_panel(Profile(statements=(one,)), ITEMS)


def test_films_stand_under_what_was_said_of_them_the_latest_first() -> None:
    shown = profile_panel(Profile(liked=("f1", "f2"), seen=("gone",), rejected=("f4",)), ITEMS)
    assert re.findall("<h4>([^<]*)", shown) == ["Liked", "Seen", "Turned down"]
    assert re.findall("<li><span>([^<]*)", shown) == ["The Nice Guys (2016)", "Ronin (1998)", "gone", "Midnight Run (1988)"]  # fmt: skip
    assert re.findall('data-item="([^"]*)"', shown) == ["f2", "f1", "gone", "f4"]
    assert "<details" not in shown


def test_a_long_list_of_films_is_folded_behind_the_first_few() -> None:
    ids = tuple(f"x{number}" for number in range(LONGEST_LIST + 7))
    shown = profile_panel(Profile(disliked=ids), ITEMS)
    first, rest = shown.split("<details")
    assert first.count("<li>") == LONGEST_LIST
    assert rest.count("<li>") == 7
    assert "<summary>7 more</summary>" in rest


def test_no_text_of_a_person_or_a_film_becomes_markup() -> None:
    attribute = Attribute(facet=Facet.THEME, value=HOSTILE, polarity=Polarity.WANT)
    one = Statement(
        text=HOSTILE,
        claim=Claim(attribute=attribute),
        source=Source.SAID,
        strength=0.5,
        evidence=(Trail(words=HOSTILE, at=NOON, item_id=HOSTILE),),
        overruled=True,
    )
    films = (HOSTILE, "f3")
    profile = Profile(
        statements=(one,),
        liked=films,
        disliked=films,
        seen=films,
        rejected=films,
        accepted=films,
        traits={HOSTILE: 3.0},
        summary=HOSTILE,
    )
    shown = summary(profile) + profile_panel(profile, ITEMS) + quiz_form([HOSTILE])
    assert not tags(shown) & {"script", "img", "b", "a"}
    assert "&lt;b&gt;Bold&lt;/b&gt;" in shown
    assert all(value.count('"') == 2 for value in re.findall(r' data-\w+=("[^"]*")', shown))


def test_an_export_is_a_link_to_itself() -> None:
    shown = export_link('{"said": "<ü>"}')
    code = re.findall(r'href="data:application/json;base64,([^"]*)"', shown)
    assert b64decode(code[0]).decode() == '{"said": "<ü>"}'
    assert 'download="parley-profile.json"' in shown


def test_what_forgets_asks_once_more_in_its_place() -> None:
    shown = keeping(shares=False, awaiting=0)
    assert deeds(shown) == ["allow_learning", "export", "forget_conversation", "forget_everything"]
    asking = re.findall('<details class="sure".*?</details>', shown)
    assert [deeds(one)[0] for one in asking] == ["forget_conversation", "forget_everything"]


def test_names_and_dates_are_said_as_a_person_would() -> None:
    assert date(datetime(2026, 3, 1, tzinfo=UTC)) == "1 March 2026"
    assert title("f1", ITEMS) == "Ronin (1998)"
    assert title("gone", ITEMS) == "gone"


def test_the_reasons_of_a_card_begin_with_what_is_remembered() -> None:
    remembered = card(FILMS[0]).model_copy(update={"remembered": ("You like <heists>.", "So.")})
    shown = why(remembered)
    assert shown.startswith("<h4>What I know of you</h4><p>You like &lt;heists&gt;.</p><p>So.</p>")
    assert "What I know of you" not in why(card(FILMS[0]))


def test_what_awaits_retraining_is_said_only_where_something_does() -> None:
    shown = [keeping(shares=False, awaiting=people) for people in (0, 1, 1200)]
    assert ["await retraining" in one for one in shown] == [False, True, True]
    assert "what one person had forgotten is out of every search" in shown[1]
    assert "what 1,200 people had forgotten" in shown[2]


def test_every_question_is_skipped_until_it_is_answered_and_named_for_those_who_hear_it() -> None:
    shown = quiz_form(["Like order."] * 20)
    assert "Twenty questions about how you choose (optional)" in shown
    assert shown.count("<fieldset") == shown.count("<legend>") == 20
    assert re.findall(r'name="quiz-7" value="(\d)"', shown) == ["1", "2", "3", "4", "5", "0"]
    checked = re.findall(r'name="quiz-(\d+)" value="(\d)" aria-label="[^"]*" checked', shown)
    assert checked == [(str(number), "0") for number in range(1, 21)]
    assert deeds(shown) == ["answer_quiz", "remove"]
    assert "One click deletes it." in shown
    assert quiz_form([]) == ""


def test_the_outcome_of_the_quiz_says_what_is_used_of_it_and_is_deleted_by_one_button() -> None:
    shown = traits_section({"extraversion": 2.25, "imagination": 4.25})
    assert re.findall("<span>([^<]*)", shown) == ["Imagination 4.2 of 5", "Extraversion 2.2 of 5"]
    assert "Only imagination is used" in shown
    assert f'data-deed="remove" data-statement="{ANSWERED}"' in shown
    assert traits_section({}) == ""
    assert "Your answers" in profile_panel(Profile(traits={"imagination": 3.0}), ITEMS)
