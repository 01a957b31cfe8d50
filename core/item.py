"""What can be recommended: one catalogue item and the attributes it is found by."""

from enum import StrEnum

from core.value import Value


class Facet(StrEnum):
    """The kinds of attribute an item can have; also the node types of the graph."""

    GENRE = "genre"
    THEME = "theme"
    MOOD = "mood"
    PERSON = "person"
    COUNTRY = "country"
    LANGUAGE = "language"
    DECADE = "decade"
    SERIES = "series"
    COMPANY = "company"


_PLURALS = {
    Facet.GENRE: "genres",
    Facet.THEME: "themes",
    Facet.MOOD: "moods",
    Facet.COUNTRY: "countries",
    Facet.LANGUAGE: "languages",
    Facet.COMPANY: "companies",
}


class Item(Value):
    """One film. Unknown is empty or None, never a guess.

    `cast` is in billing order; `ensemble` is everybody else named, in no order.
    `plot` and `keywords` are what imported data sets say it is about. `runtime` is minutes,
    `rating` the critics' mean in 0..10, `reviews` how many critics' reviews it was seen with
    (the catalogue's only sign of fame).
    """

    id: str
    title: str
    year: int | None = None
    aliases: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    ensemble: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    runtime: int | None = None
    certificate: str | None = None
    themes: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    series: str | None = None
    part: int | None = None
    pitch: str = ""
    plot: str = ""
    keywords: tuple[str, ...] = ()
    rating: float | None = None
    reviews: int = 0
    box_office: float = 0.0
    oscars: int = 0
    renown: float = 0.0

    @property
    def label(self) -> str:
        """Title and year, as a person would tell two films of one name apart."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def decade(self) -> int | None:
        """The first year of the film's decade: 1994 gives 1990."""
        return self.year // 10 * 10 if self.year else None

    def values(self, facet: Facet) -> tuple[str, ...]:
        """The item's attributes of one kind, as the graph and the constraints name them."""
        if facet is Facet.PERSON:
            people = self.directors + self.cast + self.ensemble + self.writers
            return tuple(dict.fromkeys(people))
        if facet is Facet.DECADE:
            return (str(self.decade),) if self.decade else ()
        if facet is Facet.SERIES:
            return (self.series,) if self.series else ()
        # Asked a hundred times a turn: a dictionary made each time would cost a twentieth of it.
        found: tuple[str, ...] = getattr(self, _PLURALS[facet])
        return found
