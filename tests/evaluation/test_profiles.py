"""What a profile is worth in a world where every taste is one colour, and what is cut where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.conversation import Act, Card, Event, Session, Turn
from core.dialogue import History
from core.errors import ParleyError
from core.heard import Claim, Heard, Span, Stance
from core.item import Item
from core.profile import Profile, Source, Statement, Trail
from evaluation.edits import at_least, at_most, edits_met, no_genre
from evaluation.people import Asked, Group, Person, people_of
from evaluation.profile_tables import edits_table, strayed_table, worth_table
from evaluation.profiles import APPETITES, SIZE, Chat, Known, strayed, worth
from evaluation.splits import Part
from tests.worlds import film, wanted

FILMS = {
    f"f{number}": film(
        number,
        genres=("Drama", ("Crime", "Horror")[number % 2]),
        runtime=80 + number,
        renown=number / 60,
    )
    for number in range(60)
}
LONG = tuple(f"f{2 * number}" for number in range(20))
NOON = datetime(2026, 11, 24, tzinfo=UTC)


class Oracle:
    """Knows the colour of whoever likes something, never repeats what is known, obeys constraints.

    It is both the recommender and the keeper of profiles; it remembers what it was asked.
    """

    def __init__(self, films: Mapping[str, Item] = FILMS, *, obeys: bool = True) -> None:
        self.films, self.obeys = films, obeys
        self.known: dict[str, str] = {}
        self.rules: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.told = 0

    @property
    def items(self) -> Mapping[str, Item]:
        return self.films

    def chat(self) -> Chat:
        return Chat(self, self)  # type: ignore[arg-type]

    def restore(self, person: str, text: str) -> Profile:
        assert person not in self.known, "everything was to be forgotten in between"
        self.known[person] = text
        return Profile()

    def forget_everything(self, person: str) -> Profile:
        self.known.pop(person)
        self.rules.pop(person, None)
        return Profile()

    def forget_conversation(self, person: str, session_id: str) -> Profile:
        assert person == session_id
        return Profile()

    def declare(self, person: str, words: str) -> Profile:
        self.told += 1
        about = "length" if "minutes" in words else words
        self.rules.setdefault(person, {})[about] = words
        return Profile(statements=tuple(map(self.statement, self.rules[person])))

    def correct(self, person: str, statement: str, words: str) -> Profile:
        names = {self.statement(name).id: name for name in self.rules[person]}
        del self.rules[person][names[statement]]
        return self.declare(person, words)

    def statement(self, name: str) -> Statement:
        """The hard statement of a rule; the one told last was seen last."""
        genre = name.removeprefix("no ").removesuffix(" films").title()
        told = (
            Claim(runtime=Span(high=1), hard=True)
            if name == "length"
            else Claim(attribute=wanted(f"genre:{genre}")[0], hard=True)
        )
        rules = next(iter(self.rules.values()))
        at = NOON + timedelta(minutes=[*rules].index(name))
        trail = (Trail(words=name, at=at),)
        return Statement(text=name, claim=told, source=Source.SAID, strength=1.0, evidence=trail)

    def is_ruled_out(self, person: str, item: Item) -> bool:
        assert item.runtime is not None
        for words in self.rules.get(person, {}).values():
            minutes = int((re.findall(r"\d+", words) or ["0"])[0])
            if (
                (words.startswith("at most") and item.runtime > minutes)
                or (words.startswith("at least") and item.runtime < minutes)
                or any(f"no {genre.lower()} films" == words for genre in item.genres)
            ):
                return self.obeys
        return False

    def reply(self, session_id: str, text: str, person: str = "") -> Session:
        assert session_id == person
        self.asked.append(text)
        known = self.known[person]
        likes_even = f'"{Stance.LIKE.value}"' in known
        asks_back = text == "show me 10 films" and not known.count("item_id")
        strays = '"explore":0.3' in known
        order = sorted(
            self.films.values(),
            key=lambda item: (
                likes_even and int(item.id[1:]) % 2,
                int(item.id[1:]) * (-1 if strays else 1),
            ),
        )
        shown = [
            item
            for item in order
            if f'"{item.id}"' not in known and not self.is_ruled_out(person, item)
        ]
        turn = Turn(
            heard=Heard(text=text),
            act=Act.ASK if asks_back else Act.RECOMMEND,
            reply="these",
            cards=() if asks_back else tuple(card(item) for item in shown[:SIZE]),
        )
        return Session(id=session_id, turns=(turn,))

    def stream(self, session_id: str, text: str, person: str = "") -> Iterator[Event]:
        raise NotImplementedError

    def __getattr__(self, name: str) -> object:
        raise NotImplementedError(name)


def card(item: Item) -> Card:
    return Card(
        item_id=item.id,
        title=item.title,
        year=item.year,
        people="",
        genres=item.genres,
        runtime=item.runtime,
        reason="",
    )


def histories_of(count: int) -> list[History]:
    return [History(user=f"u{number}", items=LONG) for number in range(count)]


def people(count: int, part: Part = Part.TEST) -> tuple[Person, ...]:
    found = people_of(histories_of(50), FILMS, count, 0, part)
    assert len(found) == count
    return found


def drawn(items: Sequence[str], user: str = "u") -> tuple[Person, ...]:
    """The person of a history, whichever part they are of."""
    histories = [History(user=user, items=tuple(items))]
    return tuple(one for part in Part for one in people_of(histories, FILMS, 10, 0, part))


def test_a_history_is_cut_at_four_fifths_and_its_next_film_says_what_is_asked() -> None:
    (person,) = drawn(LONG)
    assert person == Person("u", LONG[:16], LONG[16:], "Drama")
    assert person.held(Group.WARM) == LONG[:16]
    assert person.held(Group.SPARSE) == LONG[11:16]
    assert person.held(Group.NEW) == ()
    assert person.wanted(Asked.GENRE) == person.wanted(Asked.ANYTHING) == LONG[16:]
    assert person.wanted(Asked.FILM) == LONG[17:], "who asks for films like one has it"


def test_a_name_is_fit_for_a_conversation() -> None:
    assert drawn(LONG, "movielens:7 x")[0].name == "movielens-7-x"


@pytest.mark.parametrize("items", [LONG[:7], (), ("stranger",) * 20])
def test_who_liked_too_little_is_not_asked(items: Sequence[str]) -> None:
    assert drawn(items) == ()


def test_people_are_drawn_by_the_seed() -> None:
    first, again, other = (
        people_of(histories_of(60), FILMS, 5, seed, Part.TEST) for seed in (0, 0, 1)
    )
    assert first == again != other
    assert len(first) == 5


@pytest.mark.parametrize("seed", [0, 1])
def test_nobody_whom_weights_were_chosen_on_is_reported(seed: int) -> None:
    """The part of a person hangs on nothing but the name: neither on the draw nor on the others."""
    halves = {
        part: {one.name for one in people_of(histories_of(60), FILMS, 60, seed, part)}
        for part in Part
    }
    assert len(halves[Part.DEV]) > 20
    assert len(halves[Part.TEST]) > 20
    assert not halves[Part.DEV] & halves[Part.TEST]
    fewer = people_of(histories_of(60)[30:], FILMS, 60, seed, Part.DEV)
    assert {one.name for one in fewer} < halves[Part.DEV]


def test_knowledge_is_worth_what_the_world_says() -> None:
    """The four films after the cut are f32 to f38: past the ten first, and past the ten first even."""
    oracle, told = Oracle(), list[int]()
    found = worth(oracle.chat(), people(2), Asked.GENRE, told.append)
    rows = {(row.group, row.known): row for row in found}
    assert told == [1, 2]
    assert set(oracle.asked) == {"show me 10 drama films"}
    assert len(rows) == len(Group) * len(Known)
    whole = rows[Group.WARM, Known.PROFILE]
    assert (whole.recall.value, whole.recall_gain.value, whole.people) == (1.0, 1.0, 2)
    assert whole.ndcg.value == whole.ndcg_gain.value == pytest.approx(1.0)
    seen = rows[Group.WARM, Known.SEEN]
    assert seen.recall.value == 0.0
    for group in Group:
        assert rows[group, Known.NOTHING].recall.value == 0.0
        assert rows[group, Known.NOTHING].recall_gain.value == 0.0
    assert rows[Group.NEW, Known.PROFILE].recall.value == 0.0
    assert worth_table(found).row_count == len(found)
    assert not oracle.known, "everybody is forgotten"


def test_films_like_one_are_asked_for_by_the_first_film_after_the_cut() -> None:
    oracle = Oracle()
    rows = worth(oracle.chat(), people(1), Asked.FILM)
    assert set(oracle.asked) == {f"show me 10 films like {FILMS['f32'].label}"}
    warm = next(r for r in rows if (r.group, r.known) == (Group.WARM, Known.PROFILE))
    assert warm.recall.value == 1.0, "f34, f36 and f38 are left to find"


def test_a_question_instead_of_films_finds_nothing() -> None:
    rows = worth(Oracle().chat(), people(1), Asked.ANYTHING)
    recall = {(row.group, row.known): row.recall.value for row in rows}
    assert recall[Group.WARM, Known.PROFILE] == 1.0
    assert recall[Group.WARM, Known.NOTHING] == recall[Group.NEW, Known.PROFILE] == 0.0


def test_what_an_appetite_for_the_little_known_does_is_measured() -> None:
    """Renown grows with the number; who strays here is shown the last films first."""
    rows = strayed(Oracle().chat(), people(2))
    assert [row.appetite for row in rows] == [*APPETITES]
    first = np.mean([n / 60 for n in range(32, 52, 2)])
    last = np.mean([n / 60 for n in range(40, 60, 2)])
    assert rows[0].renown.value == rows[1].renown.value == pytest.approx(first)
    assert rows[2].renown.value == pytest.approx(last)
    assert rows[2].renown_gain.value == pytest.approx(last - first)
    assert (rows[0].recall.value, rows[2].recall.value, rows[2].recall_gain.value) == (1, 0, -1)
    assert strayed_table(rows).row_count == len(APPETITES)


@pytest.mark.parametrize(
    ("rule", "kept", "broken"),
    [
        (no_genre("Horror"), film(0, genres=("Drama",)), film(1, genres=("Drama", "Horror"))),
        (at_most(100), film(0, runtime=100), film(1, runtime=101)),
        (at_least(100), film(0, runtime=100), film(1, runtime=99)),
        (at_most(100), film(0, runtime=1), film(1, runtime=None)),
        (at_least(100), film(0, runtime=999), film(1, runtime=None)),
    ],
)
def test_a_rule_says_which_films_break_it(rule: object, kept: Item, broken: Item) -> None:
    assert not rule.is_broken(kept)  # type: ignore[attr-defined]
    assert rule.is_broken(broken)  # type: ignore[attr-defined]


def test_what_every_edit_does_is_measured() -> None:
    """Who likes crime is shown crime alone; without it, horror; then half of what is shown goes."""
    oracle = Oracle()
    found = edits_met(oracle.chat(), people(2))
    edits = {one.name: one for one in found}
    assert [*edits] == [
        "a genre ruled out",
        "another instead",
        "and no longer than",
        "no shorter than instead",
    ]
    for one in found:
        assert one.people == 2
        assert one.broken_before.value > 0.3
        assert one.broken_after.value == 0.0
        assert (one.met_before.value, one.met_after.value) == (0.0, 1.0)
    assert edits["a genre ruled out"].broken_before.value == 1.0
    assert edits["another instead"].broken_before.value == 1.0, "the first is allowed again"
    assert oracle.told == 8
    assert not oracle.known
    assert edits_table(found).row_count == 4


def test_a_recommender_that_ignores_edits_is_found_out() -> None:
    for one in edits_met(Oracle(obeys=False).chat(), people(1)):
        assert one.broken_after.value > 0.0
        assert one.met_after.value == 0.0


def test_a_chat_that_shows_nothing_is_no_result() -> None:
    class Silent(Oracle):
        def reply(self, session_id: str, text: str, person: str = "") -> Session:
            turn = super().reply(session_id, text, person).turns[-1]
            return Session(id=session_id, turns=(turn.model_copy(update={"cards": ()}),))

    for asked in Asked:
        with pytest.raises(ParleyError, match="showed nobody"):
            worth(Silent().chat(), people(1), asked)
    with pytest.raises(ParleyError, match="showed no film"):
        edits_met(Silent().chat(), people(1))
