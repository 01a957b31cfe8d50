"""What a recorded conversation speaks of beside its films."""

from core.dialogue import Context
from core.item import Facet
from retrieval.lexicon import Lexicon, Term
from retrieval.wishes import WishReader
from tests.evaluation.planted import recommender, seeker
from tests.worlds import made_up, wanted

LEXICON = Lexicon(
    {
        "scary": (Term(Facet.MOOD, "scary"),),
        "sci fi": (Term(Facet.GENRE, "Sci-Fi"),),
        "heist comedies": (Term(Facet.THEME, "heist"), Term(Facet.GENRE, "Comedy")),
        "vexing": (Term(Facet.MOOD, "sad"),),
    }
)
READER = WishReader(made_up(), LEXICON)


def wishes(*said: str) -> set[tuple[str, str]]:
    context = Context(record="r", utterances=tuple(seeker(one) for one in said))
    return {(one.facet.value, one.value) for one in READER.wishes(context)}


def test_people_and_everyday_words_are_found() -> None:
    assert wishes("something scary with Ada Quibble3") == {
        ("mood", "scary"),
        ("person", "Ada Quibble3"),
    }


def test_one_phrase_may_mean_two_things() -> None:
    assert wishes("heist comedies please") == {("theme", "heist"), ("genre", "Comedy")}


def test_words_of_a_title_are_no_wish() -> None:
    assert wishes("I loved Vexing Zeppelins") == set()
    assert wishes("something vexing") == {("mood", "sad")}


def test_everyone_is_heard_and_the_last_named_is_last() -> None:
    context = Context(
        record="r",
        utterances=(
            seeker("scary or sci fi"),
            recommender("heist comedies?"),
            seeker("no, scary"),
        ),
    )
    expected = wanted("genre:Sci-Fi", "theme:heist", "genre:Comedy", "mood:scary")
    assert READER.wishes(context) == expected


def test_nothing_said_is_nothing_wished() -> None:
    assert READER.wishes(Context(record="r")) == ()
    assert wishes("", "hello there") == set()
