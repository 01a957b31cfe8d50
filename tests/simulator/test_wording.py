"""Templates say what is meant in every manner; slips spare titles and attributes."""

import re
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.facts import Facts
from simulator.speech import UserIntent
from simulator.wording import RulesWording, mistyped, phrases
from tests.simulator.people import COMEDIES, COMEDY, FUNNY, WORLD, manner

SLOTS = {
    "state need": {"needs"},
    "state film": {"film"},
    "answer": {"needs"},
    "no preference": set(),
    "answer film": {"film"},
    "ask why": {"place"},
    "critique": {"place", "change"},
    "reject with reason": {"reason"},
    "reject": set(),
    "compare": {"place", "other"},
    "change mind": {"needs"},
    "accept": {"place"},
    "accept and look on": {"place"},
    "leave": set(),
    "opening talk": set(),
    "small talk": set(),
}
FULL = {
    "needs": (COMEDY, FUNNY), "place": 2, "other": 3, "change": "funnier", "reason": "it is dull",
}  # fmt: skip
REGISTERS = {"terse": 0.1, "plain": 0.5, "chatty": 0.9}


def say(facts: Facts, seed: int = 0, **traits: float) -> str:
    behaviour = manner(**traits)
    return RulesWording(WORLD).say(facts, behaviour, np.random.default_rng(seed))


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_has_words_for_everything_with_the_slots_it_needs(register: str) -> None:
    by_key = phrases()[register]
    assert set(by_key) == set(SLOTS)
    for key, lines in by_key.items():
        assert len(set(lines)) == len(lines) > 0
        for line in lines:
            assert set(re.findall(r"\[(\w+)\]", line)) == SLOTS[key], line


@pytest.mark.parametrize(("intent", "register"), [*product(UserIntent, REGISTERS)])
def test_every_intent_is_said_in_every_register_without_empty_slots(
    intent: UserIntent, register: str
) -> None:
    for opens in (True, False):
        for seed in range(8):
            text = say(Facts(intent, opens=opens, **FULL), seed, verbosity=REGISTERS[register])
            assert text.strip()
            assert "[" not in text
            assert "  " not in text


def test_what_is_meant_stands_in_the_words() -> None:
    for seed in range(10):
        assert "funny comedy film" in say(Facts(UserIntent.STATE_NEED, **FULL), seed)
        assert "second" in say(Facts(UserIntent.ACCEPT, place=2), seed)
        own = Facts(UserIntent.STATE_NEED, topic=COMEDIES[0])
        assert WORLD[COMEDIES[0]].title in say(own, seed, typos=1.0)
        assert "funnier" in say(Facts(UserIntent.CRITIQUE, **FULL), seed, typos=1.0)


def test_who_takes_a_film_and_looks_on_says_so() -> None:
    taking = {say(Facts(UserIntent.ACCEPT, place=1), seed) for seed in range(20)}
    looking = {say(Facts(UserIntent.ACCEPT, place=1, looks_on=True), seed) for seed in range(20)}
    assert taking.isdisjoint(looking)


def test_an_answer_without_a_preference_says_that_there_is_none() -> None:
    lines = phrases()["plain"]["no preference"]
    assert say(Facts(UserIntent.ANSWER, is_answer=True)) in lines


def test_words_vary_with_chance_and_are_the_same_with_the_same() -> None:
    facts = Facts(UserIntent.STATE_NEED, **FULL)
    assert len({say(facts, seed) for seed in range(40)}) == len(phrases()["plain"]["state need"])
    assert say(facts, 5) == say(facts, 5)


@given(st.text(max_size=80), st.integers(0, 99))
def test_nothing_is_mistyped_at_no_rate(text: str, seed: int) -> None:
    assert mistyped(text, 0.0, np.random.default_rng(seed)) == text


@given(
    st.lists(st.sampled_from(["something", "with", "a", "funny", "film"]), min_size=1),
    st.integers(0, 99),
)
def test_a_slip_is_one_letter_of_a_longer_word(words: list[str], seed: int) -> None:
    typed = mistyped(" ".join(words), 1.0, np.random.default_rng(seed)).split(" ")
    assert len(typed) == len(words)
    for word, said in zip(words, typed, strict=True):
        if len(word) < 3:
            assert said == word
        else:
            assert said[0] == word[0]
            assert len(word) - 1 <= len(said) <= len(word)
            if len(said) == len(word):
                assert sum(a != b for a, b in zip(word, said, strict=True)) == 1


def test_slips_are_as_frequent_as_the_rate() -> None:
    words = " ".join(["something"] * 4_000)
    typed = mistyped(words, 0.25, np.random.default_rng(0)).split()
    assert np.mean([word != "something" for word in typed]) == pytest.approx(0.25, abs=0.03)
