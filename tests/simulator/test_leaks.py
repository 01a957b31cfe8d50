"""Each kind of leak is planted and found; what may be said is no leak."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.item import Item
from simulator.leaks import Detector, Kind, Message, find_leak
from simulator.persona import Persona
from tests.evaluation.simulation_doubles import person
from tests.worlds import film, made_up

HIDDEN = film(
    0,
    title="Vexing Zeppelins",
    aliases=("Les Dirigeables Fâcheux",),
    directors=("Ada Quibble",),
    cast=("Zoë Plimsoll",),
    series="Zeppelin Saga",
    companies=("Larkspur Pictures",),
    themes=("bell ringing",),
    moods=("tense",),
    genres=("Comedy",),
)
FILMS = {
    one.id: one
    for one in (
        HIDDEN,
        film(1, title="Batman", directors=("Dee Marzipan",)),
        film(2, title="Batman Begins"),
        film(3, title="Heat"),
        film(4, title="French Film"),
        film(5, title="Night Watch"),
        film(6, title="Something New"),
        film(7, title="Schindler's List"),
        film(8, title="I"),
        *(
            film(number, genres=("Comedy",), moods=("tense",), countries=("France",))
            for number in range(10, 40)
        ),
    )
}


def looking_for(*targets: str, liked: tuple[str, ...] = ()) -> Persona:
    return person(0, *targets).model_copy(update={"liked": liked})


def leak(text: str, *targets: str, liked: tuple[str, ...] = ()) -> Kind | None:
    """The kind of leak in one message."""
    found = find_leak(looking_for(*(targets or ("f0",)), liked=liked), FILMS, [Message(text)])
    return found.kind if found else None


PLANTED = {
    "I want Vexing Zeppelins tonight": Kind.TITLE,
    "something like les dirigeables facheux": Kind.ALIAS,
    "have you got Vexing Zepelins?": Kind.MISSPELT,
    "something with zoe plimsoll, please": Kind.PERSON,
    "I'd like an Ada Quibble film": Kind.PERSON,
    "one of the zeppelin saga": Kind.ATTRIBUTE,
    "anything by Larkspur Pictures?": Kind.ATTRIBUTE,
    "a film about bell ringing": Kind.ATTRIBUTE,
}


@pytest.mark.parametrize(("text", "kind"), PLANTED.items())
def test_what_gives_a_hidden_film_away_is_found_where_it_is_said(text: str, kind: Kind) -> None:
    messages = [Message("a comedy"), Message("no"), Message(text)]
    found = Detector(FILMS).find(looking_for("f0"), messages)
    assert found
    assert (found.turn, found.kind, found.item_id) == (3, kind, "f0")


@pytest.mark.parametrize("text", PLANTED)
def test_the_same_words_are_no_leak_once_the_film_was_offered(text: str) -> None:
    messages = [Message("a comedy"), Message(text, shown=("f10", "f0"))]
    assert Detector(FILMS).find(looking_for("f0"), messages) is None
    too_late = [Message(text), Message("that one", shown=("f0",))]
    assert Detector(FILMS).find(looking_for("f0"), too_late)


@pytest.mark.parametrize("text", PLANTED)
def test_the_same_words_are_no_leak_of_the_persons_own_history(text: str) -> None:
    """Who has seen a film of these people may name them; that film is not looked for."""
    assert leak(text, "f10", liked=("f0",)) is None


def test_people_of_a_known_film_may_be_named_though_they_made_the_hidden_one_too() -> None:
    both = {**FILMS, "f50": film(50, title="Gossamer Wumpus", directors=("Ada Quibble",))}
    assert find_leak(looking_for("f0", liked=("f50",)), both, [Message("by Ada Quibble")]) is None
    assert find_leak(looking_for("f0"), both, [Message("by Ada Quibble")])


def test_a_name_that_is_a_word_is_said_only_with_its_capital() -> None:
    films = dict(FILMS, f40=film(40, title="Pennywise Returns", series="It"))
    detector = Detector(films)
    assert (
        detector.find(looking_for("f40"), [Message("The fourth one is good, I'll take it.")])
        is None
    )
    found = detector.find(looking_for("f40"), [Message("something like the It films")])
    assert found
    assert found.kind is Kind.ATTRIBUTE


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("i want casablanca", {"title": "Casablanca"}),
        ("an Estonian-language film", {"title": "Y", "languages": ("Estonian",)}),
        ("a film from Estonia", {"title": "Y", "countries": ("Estonia",)}),
        ("something from the 20s", {"title": "Y", "year": 1924}),
    ],
)
def test_a_title_in_small_letters_and_any_unique_attribute_give_it_away(
    text: str, hidden: dict[str, object]
) -> None:
    films = dict(FILMS, f40=film(40, **hidden))
    assert Detector(films).find(looking_for("f40"), [Message(text)])
    # Beside a crowd that shares it, an attribute tells nothing.
    crowd = {f"f{n}": film(n, **{**hidden, "title": f"Z {n}"}) for n in range(41, 90)}
    if hidden["title"] == "Y":
        assert not Detector(films | crowd).find(looking_for("f40"), [Message(text)])


def test_common_attributes_are_said_freely() -> None:
    assert leak("a tense comedy") is None


def test_a_longer_title_that_may_be_said_does_not_say_the_shorter_one() -> None:
    assert leak("I liked Batman Begins a lot", "f1", liked=("f2",)) is None
    assert leak("I liked Batman a lot", "f1", liked=("f2",)) is Kind.TITLE


def test_a_hidden_title_that_goes_on_behind_a_known_one_is_heard() -> None:
    assert leak("I liked Batman Begins a lot", "f2", liked=("f1",)) is Kind.TITLE
    assert leak("I liked Batman a lot", "f2", liked=("f1",)) is None


@pytest.mark.parametrize(
    "text",
    ["I want Heat", "something like “Heat”", "Heat", "Heat (1995)?", "no: Heat", "maybe (Heat)"],
)
def test_a_title_of_one_word_is_heard_where_it_is_written_as_one(text: str) -> None:
    assert leak(text, "f3") is Kind.TITLE


@pytest.mark.parametrize("text", ["I can't stand the heat", "Heat waves bore me", "so. Heat kills"])
def test_everyday_words_are_no_title(text: str) -> None:
    assert leak(text, "f3") is None


@pytest.mark.parametrize(
    ("text", "film_id"),
    [
        ("I'd like a French film tonight.", "f4"),
        ("I might watch the second one.", "f5"),
        ("like the first one, but I want something newer.", "f6"),
        ("well, I think I want another", "f8"),
    ],
)
def test_what_the_templates_say_by_themselves_is_no_title(text: str, film_id: str) -> None:
    assert leak(text, film_id) is None


def test_apostrophes_do_not_hide_a_title() -> None:
    for text in ("schindlers list", "Schindler’s List.Or", "SCHINDLER'S LIST"):
        assert leak(f"maybe {text} again", "f7") is Kind.TITLE


LONG_TITLES = [one for one in made_up().values() if min(map(len, one.title.split())) > 3]
MARKS = st.text(alphabet=" .,;:!?…\"'()[]*_/-–—", max_size=3)


@given(
    item=st.sampled_from(LONG_TITLES),
    before=st.sampled_from(["", "I want ", "no horror, but", "what about ", "ok. "]),
    behind=st.sampled_from(["", " please", " would be nice", " or a comedy"]),
    around=st.tuples(MARKS, MARKS),
    between=st.text(alphabet=" .,;:!?_/-–—", min_size=1, max_size=3),
    case=st.sampled_from([str.lower, str.upper, str.title, str.swapcase, str]),
)
def test_no_planted_title_of_two_long_words_passes(
    item: Item,
    before: str,
    behind: str,
    around: tuple[str, str],
    between: str,
    case: type[str],
) -> None:
    title = between.join(case(item.title).split())
    text = f"{before} {around[0]}{title}{around[1]} {behind}"
    found = find_leak(looking_for(item.id), made_up(), [Message(text)])
    assert found
    assert found.kind is Kind.TITLE


@given(item=st.sampled_from(LONG_TITLES), place=st.integers(1, 30), letter=st.sampled_from("xz"))
def test_no_title_mistyped_by_one_letter_passes(item: Item, place: int, letter: str) -> None:
    title = item.title
    place %= len(title)
    if title[place] == " ":
        place += 1
    mistyped = title[:place] + letter + title[place + 1 :]
    assert find_leak(looking_for(item.id), made_up(), [Message(f"is {mistyped} any good?")])
