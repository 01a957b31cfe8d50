"""Small planted catalogues in which the right answer is obvious."""

from catalog.store import Catalog
from core.heard import Attribute, Polarity
from core.item import Facet, Item


def film(number: int, **fields: object) -> Item:
    """Film `f<number>` with these fields and plain values for the rest."""
    plain: dict[str, object] = {
        "id": f"f{number}",
        "title": f"Film {number}",
        "year": 1990,
        "renown": 0.5,
        "runtime": 100,
        "rating": 7.0,
        "reviews": 50,
    }
    return Item.model_validate(plain | fields)


def checkerboard() -> Catalog:
    """Forty films, even ones Comedy and funny, odd ones Horror and scary, with nothing shared.

    Within a colour everything is alike; a film of the other colour is always wrong.
    """
    colours = (("Comedy", "funny", "weddings"), ("Horror", "scary", "ghosts"))
    films = []
    for number in range(40):
        genre, mood, theme = colours[number % 2]
        films.append(
            film(number, genres=(genre,), moods=(mood,), themes=(theme,), year=1950 + number)
        )
    return Catalog(films, name="checkerboard")


def one_director() -> Catalog:
    """Films 0 to 4 are Ada Quill's; 5 to 29 have a director each and share only the genre."""
    films = [
        film(number, genres=("Drama",), directors=("Ada Quill" if number < 5 else f"Dee {number}",))
        for number in range(30)
    ]
    return Catalog(films, name="one director")


def sequels() -> Catalog:
    """Films 0 to 5 are one series in order, 6 to 11 lone films of the same kind."""
    films = [
        film(
            number,
            genres=("Action",),
            themes=("spies",),
            series="Quick Fox" if number < 6 else None,
            part=number + 1 if number < 6 else None,
            year=1980 + number,
        )
        for number in range(12)
    ]
    return Catalog(films, name="sequels")


def mixed() -> Catalog:
    """Twenty-four films that differ in every constraint, unknown values among them."""
    languages = (("English",), ("French",), ("English", "French"), ())
    films = [
        film(
            number,
            genres=(("Horror", "Comedy", "Family", "Drama")[number % 4], "Crime")[: 1 + number % 2],
            moods=((), ("scary",), ("violent", "funny"), ("sad",))[number // 2 % 4],
            themes=((), ("ghosts",), ("heist",))[number % 3],
            languages=languages[number // 3 % 4],
            countries=(("France",), ("Japan", "France"), ())[number % 3],
            directors=(f"Director {number % 5}",),
            ensemble=(f"Actor {number % 7}", f"Actor {number % 3}"),
            series=(None, "Quick Fox", None)[number % 3],
            companies=(f"Studio {number % 2}",),
            certificate=(None, "G", "PG", "R", "PG-13")[number % 5],
            runtime=None if number % 6 == 0 else 80 + 5 * number,
            year=1970 + 2 * number,
            renown=number / 24,
        )
        for number in range(24)
    ]
    return Catalog(films, name="mixed")


def wanted(*names: str, group: str = "") -> tuple[Attribute, ...]:
    """Attributes asked for, written "genre:Horror"."""
    return tuple(_attribute(name, Polarity.WANT, group) for name in names)


def avoided(*names: str) -> tuple[Attribute, ...]:
    """Attributes ruled out, written the same way."""
    return tuple(_attribute(name, Polarity.AVOID, "") for name in names)


def _attribute(name: str, polarity: Polarity, group: str) -> Attribute:
    facet, _, value = name.partition(":")
    return Attribute(facet=Facet(facet), value=value, polarity=polarity, group=group)


_FIRST = [
    "Vexing",
    "Marzipan",
    "Quillon",
    "Ostler",
    "Bramblewick",
    "Tindery",
    "Gossamer",
    "Pewtered",
    "Larkspurn",
    "Dunmoor",
]
_LAST = ["Zeppelins", "Wumpus", "Halibuts", "Quorumette"]


def made_up() -> Catalog:
    """Forty films whose titles no other sentence contains, such as "Vexing Zeppelins".

    Genres, moods, themes, makers and languages vary so that most requests leave something.
    """
    genres = ("Comedy", "Horror", "Drama", "Thriller", "Romance")
    moods = ("funny", "scary", "sad", "tense", "feel-good")
    themes = ("weddings", "ghosts", "grief", "heist", "space")
    films = [
        film(
            number,
            title=f"{_FIRST[number % 10]} {_LAST[number // 10]}",
            year=1960 + number + number // 2,
            genres=(genres[number % 5], "Crime")[: 1 + number % 2],
            moods=(moods[number % 5],),
            themes=(themes[number // 5 % 5],),
            directors=(f"Director Plimsoll{number % 8}",),
            cast=(f"Ada Quibble{number % 6}",),
            countries=(("United States", "France", "Japan")[number % 3],),
            languages=(("English", "French", "Japanese")[number % 3],),
            certificate=("G", "PG", "R")[number % 3],
            runtime=80 + 3 * number,
            renown=0.3 + number / 80,
            pitch=f"People meet {themes[number // 5 % 5]}.",
        )
        for number in range(40)
    ]
    return Catalog(films, name="made up")
