"""What a profile is worth in a world where every taste is one colour, and what is cut where."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from core.conversation import Act, Card, Event, Session, Turn
from core.dialogue import History
from core.errors import ParleyError
from core.heard import Heard, Stance
from core.item import Item
from core.profile import Profile
from evaluation.profile_tables import tables
from evaluation.profiles import (
    SIZE,
    Group,
    Known,
    Person,
    constraints_met,
    people_of,
    worth,
)
from tests.worlds import film

FILMS = {
    f"f{number}": film(number, genres=("Drama", ("Crime", "Horror")[number % 2]))
    for number in range(60)
}
LONG = tuple(f"f{2 * number}" for number in range(20))


class Oracle:
    """Knows the colour of whoever likes something, never repeats what is known, obeys constraints.

    It is both the recommender and the keeper of profiles.
    """

    def __init__(self, films: Mapping[str, Item] = FILMS) -> None:
        self.films = films
        self.known: dict[str, str] = {}
        self.ruled_out: dict[str, str] = {}

    @property
    def items(self) -> Mapping[str, Item]:
        return self.films

    def restore(self, person: str, text: str) -> Profile:
        self.known[person] = text
        return Profile()

    def declare(self, person: str, words: str) -> Profile:
        self.ruled_out[person] = words
        return Profile()

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        assert text == "show me 10 drama films"
        known = self.known.get(person, "")
        likes_even = f'"{Stance.LIKE.value}"' in known
        order = sorted(
            self.films.values(),
            key=lambda item: (likes_even and int(item.id[1:]) % 2, int(item.id[1:])),
        )
        shown = [
            item
            for item in order
            if f'"{item.id}"' not in known
            and not any(g.lower() in self.ruled_out.get(person, "") for g in item.genres)
        ]
        cards = tuple(
            Card(
                item_id=item.id,
                title=item.title,
                year=item.year,
                people="",
                genres=item.genres,
                runtime=100,
                reason="",
            )
            for item in shown[:SIZE]
        )
        turn = Turn(heard=Heard(text=text), act=Act.RECOMMEND, reply="these", cards=cards)
        return Session(id=session_id, turns=(turn,))

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        raise NotImplementedError

    def __getattr__(self, name: str) -> object:
        raise NotImplementedError(name)


def people(*names: str) -> tuple[Person, ...]:
    histories = [History(user=name, items=LONG) for name in names]
    return people_of(histories, FILMS, 10, 0)


def test_a_history_is_cut_at_four_fifths_and_its_next_film_says_what_is_asked() -> None:
    (person,) = people("u")
    assert person == Person("u", LONG[:16], LONG[16:], "Drama")
    assert person.held(Group.WARM) == LONG[:16]
    assert person.held(Group.SPARSE) == LONG[11:16]
    assert person.held(Group.NEW) == ()


def test_a_name_is_fit_for_a_conversation() -> None:
    assert people("movielens:7 x")[0].name == "movielens-7-x"


@pytest.mark.parametrize("items", [LONG[:7], (), ("stranger",) * 20])
def test_who_liked_too_little_is_not_asked(items: Sequence[str]) -> None:
    assert people_of([History(user="u", items=tuple(items))], FILMS, 10, 0) == ()


def test_people_are_drawn_by_the_seed() -> None:
    histories = [History(user=f"u{number}", items=LONG) for number in range(30)]
    first, again, other = (people_of(histories, FILMS, 5, seed) for seed in (0, 0, 1))
    assert first == again != other
    assert len(first) == 5


def test_knowledge_is_worth_what_the_world_says() -> None:
    """The four films after the cut are f32 to f38: past the ten first, and past the ten first even."""
    oracle, told = Oracle(), list[int]()
    rows = {
        (row.group, row.known): row
        for row in worth(oracle, oracle, people("u", "v"), told.append)  # type: ignore[arg-type]
    }
    assert told == [1, 2]
    assert len(rows) == len(Group) * len(Known)
    whole = rows[Group.WARM, Known.PROFILE]
    assert (whole.recall.value, whole.gain.value, whole.people) == (1.0, 1.0, 2)
    assert whole.ndcg.value == pytest.approx(1.0)
    seen = rows[Group.WARM, Known.SEEN]
    assert seen.recall.value == 0.0
    for group in Group:
        assert rows[group, Known.NOTHING].recall.value == 0.0
        assert rows[group, Known.NOTHING].gain.value == 0.0
    assert rows[Group.NEW, Known.PROFILE].recall.value == 0.0


def test_what_a_declared_constraint_does_is_measured() -> None:
    oracle = Oracle()
    met = constraints_met(oracle, oracle, people("u"))  # type: ignore[arg-type]
    assert met.people == 1
    assert met.before.value > 0.5
    assert met.after.value == 0.0
    rows = worth(oracle, oracle, people("u"))  # type: ignore[arg-type]
    worth_table, ruled = tables(rows, met)
    assert worth_table.row_count == len(rows)
    assert ruled.row_count == 1


def test_a_chat_that_shows_nothing_is_no_result() -> None:
    empty = Oracle({})
    with pytest.raises(ParleyError, match="showed none"):
        worth(empty, empty, people("u"))  # type: ignore[arg-type]
