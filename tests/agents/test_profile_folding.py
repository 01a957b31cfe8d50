"""The fold of the ledger: routines, guesses that fade, what was written, and the whole kept up."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.profile.memory import Memory
from agents.profile.using import personal, used
from agents.profile.weekly import day_of, slot_of
from agents.profile.wording import sentence
from agents.state import DialogueState
from core.heard import Attribute, Claim, Polarity, Slot, Span, Stance
from core.item import Facet
from core.ledger import Event, Kind, Sentence
from core.profile import Profile, Source, Statement
from core.slate import Query
from tests.agents.conftest import Hear
from tests.worlds import film, made_up

HOME = timezone(timedelta(hours=-5))
MONDAY = datetime(2026, 11, 2, 20, 0, tzinfo=HOME)
FRIDAY = MONDAY + timedelta(days=4)
FILMS = {
    one.id: one for one in (film(n, genres=("War" if n < 6 else "Comedy",)) for n in range(20))
}


def numbered(*events: Event) -> list[Event]:
    return [one.model_copy(update={"number": n}) for n, one in enumerate(events, 1)]


def folded(*events: Event, now: datetime | None = None) -> Profile:
    latest = max((one.at for one in events), default=MONDAY)
    return Memory().after(numbered(*events)).profile(FILMS, now or latest)


def genre(value: str, polarity: Polarity = Polarity.WANT, **fields: object) -> Claim:
    attribute = Attribute(facet=Facet.GENRE, value=value, polarity=polarity)
    return Claim.model_validate({"attribute": attribute} | fields)


def asked(value: str, at: datetime) -> Event:
    return Event(kind=Kind.ASKED, at=at, claim=genre(value), words=f"a {value} film")


def judged(number: int, stance: Stance, at: datetime = MONDAY) -> Event:
    return Event(kind=Kind.FILM, at=at, item_id=f"f{number}", stance=stance)


def refused_on(number: int) -> Event:
    """Each film on a day of its own."""
    return judged(number, Stance.REJECT, MONDAY + timedelta(days=number))


def said(claim: Claim, at: datetime = MONDAY) -> Event:
    return Event(kind=Kind.SAID, at=at, claim=claim, words="so I said")


def guess(value: str, *items: str, at: datetime = MONDAY) -> Event:
    return Event(kind=Kind.INFERRED, at=at, claim=genre(value), items=items, words="by a model")


def of_source(profile: Profile, source: Source) -> list[Statement]:
    return [one for one in profile.statements if one.source is source]


def weekly(value: str, first: datetime, weeks: int) -> list[Event]:
    return [asked(value, first + timedelta(weeks=week)) for week in range(weeks)]


def test_the_small_hours_belong_to_the_night_before() -> None:
    late = FRIDAY + timedelta(hours=7)
    assert (slot_of(FRIDAY), slot_of(late)) == (Slot.WEEKEND_NIGHTS, Slot.WEEKEND_NIGHTS)
    assert day_of(late) == FRIDAY.date()
    assert slot_of(datetime.min.replace(tzinfo=UTC)) in Slot


def test_a_routine_is_what_is_asked_for_in_a_slot_and_hardly_elsewhere() -> None:
    events = [*weekly("Comedy", FRIDAY, 3), *weekly("Drama", MONDAY, 4)]
    found = {one.claim.when: one for one in of_source(folded(*events), Source.INFERRED)}
    assert set(found) == {Slot.WEEKEND_NIGHTS, Slot.WEEKNIGHTS}
    routine = found[Slot.WEEKEND_NIGHTS]
    assert routine.text == "On weekend nights you often ask for comedy films."
    assert routine.strength == pytest.approx(0.5 ** (3 / 60)), "three days before the last wish"
    assert len(routine.evidence) == 3
    assert routine.id == "inferred:genre:Comedy:weekend nights:want"
    assert found[Slot.WEEKNIGHTS].text == "On weeknights you often ask for drama films."


def test_what_is_often_asked_for_beside_a_routine_is_told_too() -> None:
    sundays = [asked("Comedy", MONDAY + timedelta(days=6 + 7 * n, hours=-9)) for n in range(4)]
    others = [asked("Drama", MONDAY + timedelta(days=n, hours=-9)) for n in range(4)]
    found = {one.id for one in folded(*weekly("Comedy", FRIDAY, 3), *sundays[:3], *others).routines}
    assert found == {
        "inferred:genre:Comedy:weekend nights:want",
        "inferred:genre:Comedy:weekends:want",
        "inferred:genre:Drama:weekdays:want",
    }
    nights = [*weekly("Comedy", MONDAY, 4), *weekly("Drama", MONDAY + timedelta(days=1), 5)]
    both = folded(*weekly("Comedy", FRIDAY, 3), *nights)
    assert "inferred:genre:Comedy:want" in {one.id for one in both.statements}


@pytest.mark.parametrize(
    "events",
    [
        weekly("Comedy", FRIDAY, 2),
        [asked("Comedy", FRIDAY + timedelta(minutes=n)) for n in range(9)],
        [
            *weekly("Comedy", FRIDAY, 3),
            *(asked(f"Kind {n}", FRIDAY + timedelta(days=7 * n + 1)) for n in range(4)),
        ],
        [*weekly("Comedy", FRIDAY, 3), *weekly("Comedy", MONDAY, 3)],
    ],
    ids=["too few days", "one night", "less than half", "everywhere alike"],
)
def test_what_is_no_routine_is_not_told_as_one(events: list[Event]) -> None:
    assert not folded(*events).routines


def test_a_routine_holds_in_its_slot_alone_and_is_named_there() -> None:
    profile = folded(*weekly("Comedy", FRIDAY, 3))
    plain = Query()
    at_night = personal(plain, DialogueState(), profile, Slot.WEEKEND_NIGHTS)
    assert [one.attribute.value for one in at_night.leanings] == ["Comedy"]
    told = used(at_night, plain, profile, Slot.WEEKEND_NIGHTS)
    assert "On weekend nights you often ask for comedy films." in told
    assert not personal(plain, DialogueState(), profile, Slot.WEEKDAYS).leanings


def test_what_is_often_asked_for_is_said_as_no_more_than_that() -> None:
    days = [MONDAY + timedelta(days=n, hours=-9) for n in (0, 1, 5, 6)]
    (found,) = of_source(folded(*(asked("Comedy", day) for day in days)), Source.INFERRED)
    assert found.text == "You often ask for comedy films."
    assert not found.claim.hard
    assert not folded(*(asked("Comedy", day) for day in days[:3])).statements
    rare = [asked("Drama", MONDAY + timedelta(days=n)) for n in range(40)]
    mixed = folded(*(asked("Comedy", day) for day in days), *rare)
    assert "inferred:genre:Comedy:want" not in {one.id for one in mixed.statements}


def test_what_is_turned_down_again_and_again_and_not_liked_is_inferred_to_be_unwelcome() -> None:
    refused = [refused_on(n) for n in range(4)]
    liked = [judged(n, Stance.LIKE) for n in range(6, 10)]
    (found,) = of_source(folded(*refused, *liked), Source.INFERRED)
    assert found.text == "You tend to turn down war films."
    assert (found.claim.polarity, found.claim.hard) == (Polarity.AVOID, False)
    assert {one.item_id for one in found.evidence} == {"f0", "f1", "f2", "f3"}


@pytest.mark.parametrize(
    "events",
    [
        [refused_on(n) for n in range(3)],
        [refused_on(n) for n in (0, 1, 2, 3, 6, 7, 8, 9, 10)],
        [
            *(refused_on(n) for n in range(4)),
            judged(4, Stance.LIKE),
            judged(5, Stance.LIKE),
        ],
        [
            *(refused_on(n) for n in range(4)),
            *(judged(n, Stance.SEEN) for n in range(4)),
        ],
        [*(refused_on(n) for n in range(4)), asked("War", MONDAY)],
        [judged(n, Stance.REJECT) for n in range(4)],
    ],
    ids=["too few", "fewer than half", "liked too", "seen already", "asked for", "one slate"],
)
def test_what_is_turned_down_for_other_reasons_is_not_unwelcome(events: list[Event]) -> None:
    avoided = {one.id for one in folded(*events).statements if one.claim.polarity is Polarity.AVOID}
    assert "inferred:genre:War:avoid" not in avoided


def test_a_guess_of_a_language_model_stands_while_its_films_are_liked() -> None:
    likes = [judged(n, Stance.LIKE) for n in (6, 7, 0)]
    guessing = guess("Satire", "f6", "f7", "f0", "f1")
    found = {one.id: one for one in folded(*likes, guessing).statements}
    told = found["inferred:genre:Satire:want"]
    assert told.text == "You seem to like satire films."
    assert "by a model" in {one.words for one in told.evidence}
    gone = folded(*likes, guessing, judged(0, Stance.DISLIKE))
    assert "inferred:genre:Satire:want" not in {one.id for one in gone.statements}
    few = folded(judged(6, Stance.LIKE), guess("Satire", "f6"))
    assert "inferred:genre:Satire:want" in {one.id for one in few.statements}


def test_a_language_model_can_guess_no_rule_and_no_dislike() -> None:
    likes = [judged(n, Stance.LIKE) for n in (6, 7, 8)]
    hard = guess("Satire", "f6", "f7", "f8").model_copy(
        update={"claim": genre("Satire", hard=True, when=Slot.WEEKDAYS)}
    )
    dislike = hard.model_copy(update={"claim": genre("Western", Polarity.AVOID, hard=True)})
    length = hard.model_copy(update={"claim": Claim(runtime=Span(high=90), hard=True)})
    inferred = of_source(folded(*likes, hard, dislike, length), Source.INFERRED)
    assert [one.claim for one in inferred] == [genre("Satire")]


def test_what_is_inferred_fades_by_half_in_sixty_days_and_is_gone_below_a_tenth() -> None:
    events = [*weekly("Comedy", FRIDAY, 3), said(genre("Drama"))]
    last = events[2].at
    strengths = [
        {
            one.source: one.strength
            for one in folded(*events, now=last + timedelta(days=n)).statements
        }
        for n in (0, 60, 120, 199, 200)
    ]
    faded = [one.get(Source.INFERRED, 0.0) for one in strengths]
    assert faded == pytest.approx([1.0, 0.5, 0.25, 0.5 ** (199 / 60), 0.0])
    assert {one[Source.SAID] for one in strengths} == {1.0}


def test_a_guess_that_was_confirmed_does_not_fade_and_one_deleted_stays_away() -> None:
    events = weekly("Comedy", FRIDAY, 3)
    (name,) = (one.id for one in folded(*events).statements)
    pin = Event(kind=Kind.PINNED, at=FRIDAY, statement=name)
    later = FRIDAY + timedelta(days=400)
    assert [one.strength for one in folded(*events, pin, now=later).statements] == [1.0]
    deleted = Event(kind=Kind.DELETED, at=FRIDAY, statement=name)
    assert not folded(*events, deleted, *weekly("Comedy", FRIDAY + timedelta(weeks=4), 3)).routines


def test_the_more_believed_source_wins_over_the_newer_and_the_pinned_over_both() -> None:
    days = [asked("Comedy", MONDAY + timedelta(days=n, hours=-9)) for n in (0, 1, 5, 6)]
    claim = genre("Comedy", Polarity.AVOID, hard=True)
    events = [said(claim, MONDAY - timedelta(days=90)), *days]
    told = {one.source: one.overruled for one in folded(*events).statements}
    assert told == {Source.SAID: False, Source.INFERRED: True}
    pin = Event(kind=Kind.PINNED, at=MONDAY, statement="inferred:genre:Comedy:want")
    told = {one.source: one.overruled for one in folded(*events, pin).statements}
    assert told == {Source.SAID: True, Source.INFERRED: False}


def test_no_routine_brings_back_what_is_ruled_out_for_good() -> None:
    routine = said(genre("Horror", when=Slot.WEEKEND_NIGHTS), FRIDAY)
    everyday = said(genre("Horror"), MONDAY)
    both = folded(everyday, routine)
    assert not any(one.overruled for one in both.statements)
    never = said(genre("Horror", Polarity.AVOID, hard=True), MONDAY)
    told = {one.id: one.overruled for one in folded(never, routine).statements}
    assert told == {
        "said:genre:Horror:avoid": False,
        "said:genre:Horror:weekend nights:want": True,
    }
    # What is itself overruled rules nothing out.
    assert folded(never, said(genre("Horror"), FRIDAY), routine).routines


def test_statements_that_are_read_off_are_eight_at_most_the_strongest() -> None:
    kinds = [f"Kind {n}" for n in range(12)]
    events = [asked(kind, MONDAY + timedelta(days=day)) for kind in kinds for day in range(8)]
    assert len(of_source(folded(*events), Source.INFERRED)) == 8


def written(*sentences: tuple[str, tuple[str, ...]], at: datetime = MONDAY) -> Event:
    told = tuple(Sentence(text=text, statements=names) for text, names in sentences)
    return Event(kind=Kind.WRITTEN, at=at, sentences=told)


HORROR, DRAMA = "said:genre:Horror:avoid", "said:genre:Drama:want"
NO_HORROR = genre("Horror", Polarity.AVOID, hard=True)


def test_what_was_written_is_the_summary_as_far_as_it_is_in_force() -> None:
    events = [said(NO_HORROR), said(genre("Drama")), said(genre("Western"))]
    text = written(
        ("Dramas, and no horror.", (DRAMA, HORROR)),
        ("They love the sea.", ()),
        ("Comedies too.", ("said:genre:Comedy:want",)),
    )
    assert folded(*events, text).summary == "Dramas, and no horror. You like western films."
    turned = said(genre("Horror"), FRIDAY)
    after = folded(*events, text, turned).summary
    assert "Dramas, and" not in after
    assert "You like drama films." in after
    assert folded(*events, text, written(("Dramas.", (DRAMA,)))).summary.startswith("Dramas. ")


def test_a_sentence_about_a_length_falls_with_the_length() -> None:
    short, shorter = (Claim(runtime=Span(high=n), hard=True) for n in (120, 90))
    text = written(("Nothing over two hours.", ("said:runtime:want",)))
    assert folded(said(short), text, said(short, FRIDAY)).summary == "Nothing over two hours."
    changed = folded(said(short), text, said(shorter, FRIDAY)).summary
    assert changed == "You only want films of at most 90 minutes."


def length(minutes: int, at: datetime = MONDAY) -> Event:
    return said(Claim(runtime=Span(high=minutes), hard=True), at)


def steered(kind: Kind, at: datetime) -> Event:
    return Event(kind=kind, at=at, statement=LENGTH)


LENGTH = "said:runtime:want"
SUNDAY, NEXT = FRIDAY + timedelta(days=2), FRIDAY + timedelta(days=9)


@pytest.mark.parametrize(
    ("old", "new"),
    [(Stance.LIKE, Stance.DISLIKE), (Stance.DISLIKE, Stance.LIKE), (Stance.LIKE, Stance.LIKE)],
)
@pytest.mark.parametrize("late", [Kind.FILM, Kind.RELEASED])
def test_an_older_judgement_of_a_film_does_not_replace_the_newer(
    old: Stance, new: Stance, late: Kind
) -> None:
    newer = judged(3, new, FRIDAY)
    older = judged(3, old, MONDAY).model_copy(update={"kind": late})
    restored = folded(newer, older)
    assert (restored.liked, restored.disliked) == (
        ("f3",) if new is Stance.LIKE else (),
        ("f3",) if new is Stance.DISLIKE else (),
    )
    same_time = folded(newer, older.model_copy(update={"at": FRIDAY}))
    held = {Stance.LIKE: same_time.liked, Stance.DISLIKE: same_time.disliked}
    assert held[old] == (("f3",) if late is Kind.FILM else ())
    assert old is new or not held[new]


def test_an_older_judgement_does_not_come_back_from_before_it_was_released() -> None:
    released = judged(3, Stance.LIKE, FRIDAY).model_copy(update={"kind": Kind.RELEASED})
    assert not folded(released, judged(3, Stance.LIKE)).liked
    assert folded(released, judged(3, Stance.LIKE, SUNDAY)).liked == ("f3",)
    assert folded(released, judged(3, Stance.SEEN)).seen == ("f3",)


def test_the_newest_answers_to_the_quiz_count_not_the_last_added() -> None:
    new, old = (
        Event(kind=Kind.QUIZ, at=at, answers=(answer,) * 20)
        for at, answer in ((FRIDAY, 5), (MONDAY, 1))
    )
    assert folded(new, old).traits == folded(new).traits == folded(old, new).traits
    assert folded(new).traits != folded(old).traits


def test_the_newest_length_counts_not_the_last_added() -> None:
    (found,) = folded(length(90, FRIDAY), length(120)).statements
    assert found.claim.runtime == Span(high=90)
    assert [one.at for one in found.evidence] == [MONDAY, FRIDAY]
    (found,) = folded(length(90), length(120)).statements
    assert found.claim.runtime == Span(high=120), "at one time the place in the ledger decides"


def test_a_summary_that_is_folded_again_brings_no_sentence_back() -> None:
    about = written(("At most two hours.", (LENGTH,)), ("Dramas.", (DRAMA,)), at=FRIDAY)
    told = [length(120), said(genre("Drama"))]
    assert folded(*told, about).summary == "At most two hours. Dramas."
    changed = folded(*told, length(90, SUNDAY), about).summary
    assert changed == "Dramas. You only want films of at most 90 minutes."
    assert folded(*told, length(120, SUNDAY), about).summary == "At most two hours. Dramas."


def test_a_sentence_about_what_was_pinned_falls_with_the_pin() -> None:
    about = written(("At most two hours.", (LENGTH,)), at=SUNDAY)
    pin, unpin = steered(Kind.PINNED, MONDAY), steered(Kind.UNPINNED, NEXT)
    told = [length(120), pin, length(90, FRIDAY)]
    assert folded(*told, about).summary == "At most two hours."
    assert folded(*told, about, unpin).summary == "You only want films of at most 90 minutes."
    assert folded(*told, unpin, about).summary == "You only want films of at most 90 minutes."


def test_answers_given_since_take_the_sentence_about_them_away() -> None:
    answers = Event(kind=Kind.QUIZ, at=MONDAY, answers=(5,) * 20)
    (claim,) = (one.id for one in of_source(folded(answers), Source.QUIZ))
    about = written(("They explore.", (claim,)), at=FRIDAY)
    assert folded(answers, about).summary.startswith("They explore.")
    later = answers.model_copy(update={"at": SUNDAY})
    assert "They explore." not in folded(later, about).summary


def test_a_pin_keeps_what_the_statement_said_until_it_is_unpinned() -> None:
    pin, unpin = steered(Kind.PINNED, FRIDAY), steered(Kind.UNPINNED, NEXT)
    told = [length(120), pin, length(90, SUNDAY)]
    (kept,) = folded(*told, steered(Kind.PINNED, NEXT)).statements
    assert (kept.claim.runtime, kept.pinned, kept.overruled) == (Span(high=120), True, False)
    assert [one.at for one in kept.evidence] == [MONDAY], "evidence says what the statement says"
    (free,) = folded(*told, unpin).statements
    assert (free.claim.runtime, free.pinned) == (Span(high=90), False)
    assert [one.at for one in free.evidence] == [MONDAY, SUNDAY]
    (stale,) = folded(*told, unpin, pin).statements
    assert not stale.pinned, "an old pin does not come back"
    (again,) = folded(*told, unpin, steered(Kind.PINNED, NEXT), length(60, NEXT)).statements
    assert again.claim.runtime == Span(high=90), "pinned anew, it keeps what it said by then"


def test_sharing_is_off_until_it_is_allowed_and_can_be_ended() -> None:
    on, off = (Event(kind=kind, at=MONDAY) for kind in (Kind.SHARED, Kind.UNSHARED))
    assert [folded(*told).shares for told in ((), (on,), (on, off), (off, on))] == [
        False,
        True,
        False,
        True,
    ]


def test_films_that_were_going_to_be_watched_are_not_proposed_again() -> None:
    profile = folded(judged(3, Stance.ACCEPT))
    assert profile.accepted == ("f3",)
    assert "f3" in personal(Query(), DialogueState(), profile, Slot.WEEKDAYS).excluded


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("on weekend nights I like something light", {"mood:light-hearted:weekend nights"}),
        ("On weeknights, I only watch short films", {"runtime:weeknights"}),
        (
            "at the weekend we love westerns",
            {"genre:Western:weekends", "genre:Western:weekend nights"},
        ),
        ("I never watch horror on weeknights", {"genre:Horror:weeknights"}),
        ("on friday nights we watch horror", {"genre:Horror:weekend nights"}),
        (
            "on weeknights I like comedies, but I love westerns",
            {"genre:Comedy:weeknights", "genre:Western"},
        ),
        ("this weekend I want something funny", set()),
        ("on friday night I want a comedy", set()),
        ("at the weekend I want a comedy", set()),
        ("a comedy for the weekend", set()),
    ],
)
def test_routines_are_told_from_wishes_for_one_night(
    hear: Hear, text: str, claims: set[str]
) -> None:
    assert {one.claim.key for one in hear(text).lasting} == claims


@pytest.mark.parametrize("slot", Slot)
def test_a_routine_reads_as_one(slot: Slot) -> None:
    told = sentence(genre("Comedy", when=slot))
    assert told.endswith(" you like comedy films.")
    assert slot.value.split()[-1] in told.casefold()


made_up_films = made_up()
attributes = st.builds(
    Attribute,
    facet=st.sampled_from([Facet.GENRE, Facet.MOOD]),
    value=st.sampled_from(["Horror", "funny", "Comedy"]),
    polarity=st.sampled_from(Polarity),
)
slots = st.sampled_from([None, Slot.WEEKNIGHTS, Slot.WEEKEND_NIGHTS])
claims = st.one_of(
    st.builds(Claim, attribute=attributes, hard=st.booleans(), when=slots),
    st.builds(Claim, runtime=st.builds(Span, high=st.sampled_from([90, 120])), hard=st.just(True)),
)
names = st.sampled_from(
    [
        "said:genre:Horror:want",
        "said:genre:Horror:avoid",
        "said:runtime:want",
        "observed:genre:Comedy:want",
        "inferred:genre:Comedy:want",
        "inferred:genre:Comedy:weeknights:want",
        "quiz:explore:want",
    ]
)
moments = st.integers(0, 60).map(lambda days: MONDAY + timedelta(days=days))
films = st.sampled_from([f"f{number}" for number in range(10)])
sentences = st.builds(
    Sentence,
    text=st.integers(1, 120).map(lambda count: " ".join(["indeed"] * count) + "."),
    statements=st.lists(names, max_size=2).map(tuple),
)
# Long profiles of few things: routines and guesses need their days.
wishes = st.builds(asked, st.sampled_from(["Comedy", "Horror"]), moments)
events = st.one_of(
    wishes,
    st.builds(said, claims, moments),
    st.builds(
        Event,
        kind=st.sampled_from([Kind.FILM, Kind.RELEASED]),
        at=moments,
        item_id=films,
        stance=st.sampled_from(Stance),
    ),
    st.builds(
        Event,
        kind=st.sampled_from([Kind.PINNED, Kind.UNPINNED, Kind.DELETED]),
        at=moments,
        statement=names,
    ),
    st.builds(
        Event,
        kind=st.just(Kind.INFERRED),
        at=moments,
        claim=claims,
        items=st.lists(films, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(
        Event,
        kind=st.just(Kind.QUIZ),
        at=moments,
        answers=st.lists(st.integers(0, 5), min_size=20, max_size=20).map(tuple),
    ),
    st.builds(
        Event,
        kind=st.just(Kind.WRITTEN),
        at=moments,
        sentences=st.lists(sentences, min_size=1, max_size=4).map(tuple),
    ),
    st.builds(Event, kind=st.sampled_from([Kind.SHARED, Kind.UNSHARED, Kind.FORGOT]), at=moments),
)
histories = st.builds(
    lambda some, more: numbered(*some, *more),
    st.lists(wishes, max_size=12),
    st.lists(events, max_size=20),
)
days = st.integers(-30, 400).map(lambda count: MONDAY + timedelta(days=count))


@given(histories, days, st.data())
def test_a_profile_kept_up_is_the_profile_built_from_scratch(
    told: list[Event], now: datetime, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(told)))
    kept_up = Memory().after(told[:cut])
    kept_up.profile(made_up_films, now)
    whole = Memory().after(told).profile(made_up_films, now)
    assert kept_up.after(told[cut:]).profile(made_up_films, now) == whole


@given(histories, days)
def test_what_is_in_force_does_not_contradict_itself_and_the_summary_says_no_more(
    told: list[Event], now: datetime
) -> None:
    profile = Memory().after(told).profile(made_up_films, now)
    polarities = {one.claim.key: one.claim.polarity for one in profile.in_force}
    assert all(one.claim.polarity is polarities[one.claim.key] for one in profile.in_force)
    assert len({one.id for one in profile.statements}) == len(profile.statements)
    in_force = {one.id for one in profile.in_force}
    latest = next((one for one in reversed(told) if one.kind is Kind.WRITTEN), None)
    sayable = {one.text for one in profile.in_force} | {
        one.text
        for one in (latest.sentences if latest else ())
        if one.statements and set(one.statements) <= in_force
    }
    rest = profile.summary
    for text in sorted(sayable, key=len, reverse=True):
        rest = rest.replace(text, "")
    assert not rest.strip(), "every sentence of the summary is entailed by what is in force"
    assert len(profile.summary.split()) <= 200


@settings(max_examples=60)
@given(histories, st.integers(60, 300), st.integers(0, 300))
def test_time_takes_from_what_is_inferred_alone(told: list[Event], day: int, more: int) -> None:
    memory, now = Memory().after(told), MONDAY + timedelta(days=day)
    early = memory.profile(made_up_films, now)
    late = memory.profile(made_up_films, now + timedelta(days=more))

    def strengths(profile: Profile) -> dict[str, float]:
        return {one.id: one.strength for one in of_source(profile, Source.INFERRED)}

    before, after = strengths(early), strengths(late)
    assert all(after[name] <= before[name] for name in after)
    for source in (Source.SAID, Source.QUIZ, Source.OBSERVED):
        stable = [
            [one.model_copy(update={"overruled": False}) for one in of_source(profile, source)]
            for profile in (early, late)
        ]
        assert stable[0] == stable[1]
