"""The names that the catalogue answers to: titles, people and series, with what each may mean."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from core.item import Facet, Item
from retrieval.words import ARTICLES, UNKNOWN_RANK, frequency_rank, normalise

_PART_WORDS = frozenset({"part", "chapter", "episode", "vol", "volume", "2d", "3d"})
_DIRECTOR_FAME, _LEAD_FAME, _ENSEMBLE_FAME = 2.0, 1.0, 0.1
# A surname alone means one person only where that person is famous, and far more so than
# any namesake.
_SURNAME_FAME, _SURNAME_LEAD = 2.2, 1.8
_COMMON_SURNAME = 2500
# A rare name needs less fame to be recognised: Kiarostami, Denzel.
_RARE_NAME_FAME = 0.8
_RARE_FIRST_NAME = 15_000
_STUDIO_FILMS, _RARE_STUDIO = 5, 9000
_STUDIO_WORDS = frozenset(
    (
        "studio studios pictures films film productions production entertainment company "
        "animation media group the"
    ).split()
)
# Directing pairs are asked for by their common name; the film file lists them one by one.
_DUOS = {
    "coen brothers": "Joel Coen", "coens": "Joel Coen", "coen bros": "Joel Coen",
    "wachowskis": "Lana Wachowski", "wachowski sisters": "Lana Wachowski",
    "wachowski brothers": "Lana Wachowski", "russo brothers": "Anthony Russo",
    "safdie brothers": "Josh Safdie", "safdies": "Josh Safdie", "farrelly brothers": "Peter Farrelly",
    "dardenne brothers": "Jean-Pierre Dardenne", "hughes brothers": "Albert Hughes",
    "duplass brothers": "Jay Duplass", "marx brothers": "Groucho Marx",
}  # fmt: skip
_USUAL_RATING = 6.5
_FAMOUS, _TELLING, _TELLING_TAIL = 0.5, 1000, 1500


class Reading(NamedTuple):
    """One thing that a name can mean: a film (`item_id`) or an attribute (`facet`, `value`).

    `weight` orders readings of one name: renown, less where the name is only part of a title.
    """

    weight: float
    item_id: str | None
    facet: Facet | None
    value: str


class Gazetteer(NamedTuple):
    """All names, normalised, with their readings, most likely first."""

    films: dict[str, tuple[Reading, ...]]
    attributes: dict[str, tuple[Reading, ...]]

    def likeliest(self, name: str) -> tuple[Reading, ...]:
        """What a name means first: the films, unless it is a far more famous person's (Hitchcock)."""
        films, others = self.films.get(name, ()), self.attributes.get(name, ())
        if not films or not others or others[0].facet is not Facet.PERSON:
            return films or others
        return others if others[0].weight > max(8.0, 6 * films[0].weight) else films


def build_gazetteer(items: Iterable[Item]) -> Gazetteer:
    """Collect every name of every item."""
    films: dict[str, dict[str, float]] = defaultdict(dict)
    series: dict[str, tuple[float, str]] = {}
    studios: Counter[str] = Counter()
    fame: dict[str, float] = defaultdict(float)
    for item in items:
        for name, share in title_forms(item):
            weight = item.renown * share * _regard(item)
            readings = films[name]
            readings[item.id] = max(readings.get(item.id, 0.0), weight)
        if item.series:
            known = series.get(normalise(item.series), (0.0, item.series))
            series[normalise(item.series)] = (max(known[0], item.renown), item.series)
        studios.update(item.companies)
        for names, share in (
            (item.directors, _DIRECTOR_FAME),
            (item.cast, _LEAD_FAME),
            (item.ensemble, _ENSEMBLE_FAME),
            (item.writers, _ENSEMBLE_FAME),
        ):
            for name in names:
                fame[name] += share * item.renown
    return Gazetteer(
        films={
            name: tuple(
                Reading(weight, item_id, None, "")
                for item_id, weight in sorted(found.items(), key=lambda pair: -pair[1])
            )
            for name, found in films.items()
            if name
        },
        attributes=_studios(studios) | _people(fame, films.keys()) | _series(series),
    )


def _regard(item: Item) -> float:
    """Of two films of one name people mean the better one: The Thing is the film of 1982."""
    return 1.0 + 0.12 * ((item.rating or _USUAL_RATING) - _USUAL_RATING)


def title_forms(item: Item) -> list[tuple[str, float]]:
    """The spellings a film is known by, each with how surely it means this film (0..1)."""
    forms: dict[str, float] = {}
    for text, share in _titles(item):
        for form in _spellings(text):
            forms[form] = max(forms.get(form, 0.0), share)
    return list(forms.items())


def _titles(item: Item) -> Iterator[tuple[str, float]]:
    """Title, aliases, what stands before and behind a colon, short forms, and "Rocky 2"."""
    for title in (item.title, *item.aliases):
        yield title, 1.0
        head, colon, tail = title.partition(": ") if ": " in title else title.partition(" - ")
        if not colon:
            continue
        yield head, 0.8 if item.part in (None, 1) else 0.4
        words = [w for w in normalise(tail).split() if w not in _PART_WORDS | ARTICLES]
        if len(words) > 1 and max(map(frequency_rank, words)) > _TELLING_TAIL:
            yield tail, 0.9
    for prefix in _short_forms(item):
        yield prefix, 0.6
    if item.series and item.part:
        yield f"{item.series} {item.part}", 0.95
        if item.part == 1:
            yield item.series, 0.9


def _spellings(text: str) -> Iterator[str]:
    """With and without a leading article, and without "part" or "episode"."""
    words = normalise(text).split()
    stripped = [word for word in words if word not in _PART_WORDS]
    yield " ".join(words)
    for spelling in (words, stripped) if len(stripped) > 1 else (words,):
        bare = spelling[1:] if len(spelling) > 1 and spelling[0] in ARTICLES else spelling
        for form in (spelling, bare):
            # "Episode I" and "Part 2" are no names of a film; "21" and "It" are.
            name = " ".join(form)
            if len(name) > 2 or len(form) > 1:
                yield name


def _short_forms(item: Item) -> list[str]:
    """The first two words of a famous long title, where they are telling: "Close Encounters"."""
    words = normalise(item.title).split()
    bare = words[1:] if words[:1] and words[0] in ARTICLES else words
    if item.renown < _FAMOUS or len(bare) < 4:
        return []
    ranks = [frequency_rank(word) for word in bare[:2]]
    return [" ".join(bare[:2])] if min(ranks) > _TELLING and max(ranks) > 3 * _TELLING else []


def _people(fame: dict[str, float], titles: Collection[str]) -> dict[str, tuple[Reading, ...]]:
    names: dict[str, tuple[Reading, ...]] = {}
    surnames: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for name, weight in fame.items():
        spelled = normalise(name)
        words = spelled.split()
        if len(words) >= 2:
            names.setdefault(spelled, (Reading(weight, None, Facet.PERSON, name),))
            surnames[words[-1]].append((weight, name))
            if frequency_rank(words[0]) > _RARE_FIRST_NAME and words[0] not in titles:
                surnames[words[0]].append((weight, name))
            if words[-2] in {"de", "del", "di", "van", "von", "la", "le", "mc"}:
                surnames[" ".join(words[-2:])].append((weight, name))
    for surname, people in surnames.items():
        people.sort(reverse=True)
        first = people[0][0]
        second = people[1][0] if len(people) > 1 else 0.0
        rare = frequency_rank(surname) == UNKNOWN_RANK
        if first < (_RARE_NAME_FAME if rare else _SURNAME_FAME) or first < _SURNAME_LEAD * second:
            continue
        if surname in names or frequency_rank(surname) < _COMMON_SURNAME:
            continue
        names[surname] = tuple(
            Reading(weight, None, Facet.PERSON, name) for weight, name in people[:3]
        )
    for duo, member in _DUOS.items():
        if member in fame:
            names[duo] = (Reading(fame[member], None, Facet.PERSON, member),)
    return names


def _studios(studios: Counter[str]) -> dict[str, tuple[Reading, ...]]:
    """Companies with several films, also without their "Studios" or "Pictures": Pixar, Ghibli."""
    names: dict[str, tuple[Reading, ...]] = {}
    for name, films in studios.most_common():
        if films < _STUDIO_FILMS:
            break
        words = normalise(name).split()
        if not words:
            continue
        core = [word for word in words if word not in _STUDIO_WORDS]
        reading = (Reading(films / 100, None, Facet.COMPANY, name),)
        if len(words) > 1 or frequency_rank(words[0]) > _RARE_STUDIO:
            names.setdefault(" ".join(words), reading)
        if core and (len(core) > 1 or frequency_rank(core[0]) > _RARE_STUDIO):
            names.setdefault(" ".join(core), reading)
    return names


def _series(series: dict[str, tuple[float, str]]) -> dict[str, tuple[Reading, ...]]:
    return {
        name: (Reading(weight, None, Facet.SERIES, value),)
        for name, (weight, value) in series.items()
    }
