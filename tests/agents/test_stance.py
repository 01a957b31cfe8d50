"""What is said of each name of a message, and how far a negation reaches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.stance import clauses, judge
from core.heard import Polarity, Stance

LIKE, DISLIKE, SEEN, ACCEPT, REJECT, ANCHOR, ABOUT = (
    Stance.LIKE,
    Stance.DISLIKE,
    Stance.SEEN,
    Stance.ACCEPT,
    Stance.REJECT,
    Stance.ANCHOR,
    Stance.ABOUT,
)


def stances(masked: str) -> dict[str, Stance | None]:
    return {name: judged.stance for name, judged in judge(masked).items() if name[1] != "A"}


def avoided(masked: str) -> set[str]:
    return {name for name, judged in judge(masked).items() if judged.polarity is Polarity.AVOID}


@pytest.mark.parametrize(
    ("masked", "stance"),
    [
        ("i loved <F0>", LIKE),
        ("<F0> is my favourite", LIKE),
        ("my favorite film is <F0>", LIKE),
        ("i can't get enough of <F0>", LIKE),
        ("who doesn't love <F0>", None),
        ("<F0> was not bad", LIKE),
        ("<F0> was amazing", LIKE),
        ("big fan of <F0>", LIKE),
        ("i hated <F0>", DISLIKE),
        ("i didn't like <F0>", DISLIKE),
        ("i did not really enjoy <F0>", DISLIKE),
        ("not a fan of <F0>", DISLIKE),
        ("i couldn't finish <F0>", DISLIKE),
        ("<F0> was boring", DISLIKE),
        ("<F0> wasn't for me", DISLIKE),
        ("<F0> put me to sleep", DISLIKE),
        ("i fell asleep during <F0>", DISLIKE),
        ("i've already seen <F0>", SEEN),
        ("i watched <F0> last night", SEEN),
        ("just finished <F0>", SEEN),
        ("something like <F0>", ANCHOR),
        ("similar to <F0>", ANCHOR),
        ("in the vein of <F0>", ANCHOR),
        ("along the lines of <F0>", ANCHOR),
        ("reminds me of <F0>", ANCHOR),
        ("newer than <F0>", ANCHOR),
        ("a cross between <F0> and <F1>", ANCHOR),
        ("i'll watch <F0>", ACCEPT),
        ("let's go with <F0>", ACCEPT),
        ("<F0> sounds great", ACCEPT),
        ("<F0> it is", ACCEPT),
        ("not <F0>", REJECT),
        ("anything but <F0>", REJECT),
        ("no more <F0>", REJECT),
        ("forget about <F0>", REJECT),
        ("i don't want to watch <F0>", REJECT),
        ("<F0> looks boring", REJECT),
        ("who directed <F0>?", ABOUT),
        ("tell me about <F0>", ABOUT),
        ("is <F0> any good?", ABOUT),
        ("i haven't seen <F0>", ABOUT),
        ("i've never seen <F0>", ABOUT),
        ("<F0>", None),
    ],
)
def test_a_name_has_the_stance_its_words_give(masked: str, stance: Stance | None) -> None:
    assert judge(masked)["<F0>"].stance is stance


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        ("i loved <F0> but hated <F1>", {"<F0>": LIKE, "<F1>": DISLIKE}),
        ("i hated <F0> but loved <F1>", {"<F0>": DISLIKE, "<F1>": LIKE}),
        ("i loved <F0> and <F1>", {"<F0>": LIKE, "<F1>": LIKE}),
        ("i didn't like <F0> or <F1>", {"<F0>": DISLIKE, "<F1>": DISLIKE}),
        ("something like <F0> but not <F1>", {"<F0>": ANCHOR, "<F1>": REJECT}),
        ("i've seen <F0>. something like <F1>", {"<F0>": SEEN, "<F1>": ANCHOR}),
        ("<F0> and <F1> were awful", {"<F0>": DISLIKE, "<F1>": DISLIKE}),
        ("<F0> was great, <F1> was terrible", {"<F0>": LIKE, "<F1>": DISLIKE}),
        ("i liked <F0> although <F1> bored me", {"<F0>": LIKE, "<F1>": DISLIKE}),
        ("i liked <F0>, not <F1>", {"<F0>": LIKE, "<F1>": DISLIKE}),
        ("don't give me <F0>, i loved <F1>", {"<F0>": REJECT, "<F1>": LIKE}),
    ],
)
def test_each_name_is_judged_by_its_own_clause(
    masked: str, expected: dict[str, Stance | None]
) -> None:
    assert stances(masked) == expected


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        ("a <A0>", set()),
        ("no <A0>", {"<A0>"}),
        ("not <A0>", {"<A0>"}),
        ("without <A0>", {"<A0>"}),
        ("nothing with <A0>", {"<A0>"}),
        ("i hate <A0>", {"<A0>"}),
        ("i can't stand <A0>", {"<A0>"}),
        ("i'm sick of <A0>", {"<A0>"}),
        ("anything but <A0>", {"<A0>"}),
        ("i'm not in the mood for <A0>", {"<A0>"}),
        ("steer clear of <A0>", {"<A0>"}),
        ("no <A0> or <A1>", {"<A0>", "<A1>"}),
        ("neither <A0> nor <A1>", {"<A0>", "<A1>"}),
        ("no <A0>, no <A1>, just <A2>", {"<A0>", "<A1>"}),
        ("<A0> but no <A1>", {"<A1>"}),
        ("no <A0> but <A1>", {"<A0>"}),
        ("not <A0>. <A1> please", {"<A0>"}),
        ("a <A0> with no <A1> in it", {"<A1>"}),
        ("i don't like <A0> but i love <A1>", {"<A0>"}),
        ("i love <A0> and i hate <A1>", {"<A1>"}),
        ("<A0> rather than <A1>", {"<A1>"}),
        pytest.param("<A0> instead of <A1>", {"<A1>"}),
        ("no, <A0>", set()),
        ("nope, a <A0>", set()),
        ("not only <A0>", set()),
        ("i don't mind <A0>", set()),
        ("i can't get enough of <A0>", set()),
        ("i wouldn't mind a <A0>", set()),
        ("nothing beats a <A0>", set()),
        ("it's not that i don't like <A0>", set()),
        ("i'm not sure, a <A0>", set()),
        pytest.param("<A0> movies bore me", {"<A0>"}),
        ("don't give me anything like <A0>", {"<A0>"}),
    ],
)
def test_a_negation_reaches_as_far_as_its_clause(masked: str, expected: set[str]) -> None:
    assert avoided(masked) == expected


@pytest.mark.parametrize(
    ("masked", "seen"),
    [
        ("i saw <F0> and loved it", True),
        ("i've seen <F0>, it was awful", True),
        ("i loved <F0>", False),
        ("i haven't seen <F0>", False),
    ],
)
def test_having_seen_a_film_is_noted_beside_the_verdict(masked: str, seen: bool) -> None:
    assert judge(masked)["<F0>"].seen is seen


def test_clauses_put_together_are_the_message() -> None:
    masked = "i loved <F0>, but not <F1>. and no <A0>; something like <F2> - please"
    assert "".join(clauses(masked)) == masked


@given(
    st.lists(
        st.sampled_from(
            [
                "not",
                "no",
                "but",
                "and",
                ",",
                ".",
                "<F0>",
                "<A0>",
                "i",
                "like",
                "hate",
                "seen",
                "?",
                "the",
            ]
        ),
        max_size=30,
    )
)
def test_every_name_of_any_message_is_judged(words: list[str]) -> None:
    masked = " ".join(words)
    judged = judge(masked)
    assert set(judged) == {word for word in words if word.startswith("<")}
