"""No title, no name and no number leaves a draft but by a slot or from the record."""

import time
from collections.abc import Callable

import pytest

from agents.contracts import Draft
from agents.language_model.drafting import SLOT, Films, GrowingDraft
from agents.language_model.grounding import SLOT_MARK, Licence, licence, objection
from agents.language_model.names import Names
from catalog.store import Catalog
from core.conversation import Act
from core.item import Item
from retrieval.lexicon import english_lexicon
from retrieval.linking import Linker

CANDIDATES = (
    "Elle (2016)",
    "Amélie (2001)",
    "La Haine (1995)",
    "Portrait of a Lady on Fire (2019)",
    "Moon (2009)",
    "Lost in Translation (2003)",
    "Anatomy of a Fall (2023)",
    "Drive (2011)",
)
NAMED = ("Gravity (2013)", "Her (2013)")
SAID = "no horror, nothing over 100 minutes, from the 90s or newer"
EMPTY = Draft(act=Act.RECOMMEND, template="", claim=0.5, reason="because")
Grow = Callable[[str], GrowingDraft]
Find = Callable[[str], Item]

# Every one of these says a title, a name or a number that must not be said.
SMUGGLED = (
    "You should watch Inception tonight.",
    "You should watch inception tonight.",
    "You should watch INCEPTION tonight.",
    "You should watch In\u200bception tonight.",
    "You should watch In\u00adception tonight.",
    "You should watch \u0406nception tonight.",
    "You should watch Inc\u0435ption tonight.",
    "You should watch ɪɴᴄᴇᴘᴛɪᴏɴ tonight.",
    "You should watch øbliviøn tonight.",
    "You should watch " + "\u0336".join("inception") + " tonight.",
    "You should watch Ｉｎｃｅｐｔｉｏｎ tonight.",
    "You should watch Inc3ption tonight.",
    "You should watch Se7en tonight.",
    "Inception's mood is close.",
    "Inception — a classic.",
    "Inception takes its time.",
    "Casablanca (a classic).",
    "The Artist is a slow film.",
    "District 9 is a slow film.",
    "WALL-E is a slow film.",
    "Her is a slow film.",
    "Seven is a slow film.",
    "Up is a slow film.",
    "the godfather is a slow film.",
    "I would try the godfather.",
    "try gone girl tonight.",
    "Try fight-club tonight.",
    "Try the_dark_knight tonight.",
    "Thegodfather is lovely.",
    "I like thegodfather a lot.",
    "t-h-e g-o-d-f-a-t-h-e-r is lovely.",
    "I n c e p t i o n is lovely.",
    "You should watch the\ndark\nknight rises tonight.",
    "A film by its dir. Inception is good.",
    "Go for The Talented Mr. Ripley, because it is slow.",
    "Watch “up” tonight.",
    "Watch ‹up› tonight.",
    "Watch «up» tonight.",
    "Watch „up“ tonight.",
    "Watch 「up」 tonight.",
    "Watch 'up' tonight.",
    "Watch ‘up’ tonight.",
    "Watch ❝up❞ tonight.",
    'Watch "up" tonight.',
    "Watch *up* tonight.",
    "Watch **up** tonight.",
    "Watch _up_ tonight.",
    "*Wanted* is what you need.",
    "Watch `up` tonight.",
    "Watch [this one](http://films.example).",
    "Watch <b>this</b>.",
    "See www.films.example for it.",
    "Try 300 tonight.",
    "Try 1917 tonight.",
    "Try 21 tonight.",
    "Start with 42.",
    "2001 is a slow film.",
    "{{1.title}} 2 is better.",
    "{{1.title}}: Part 2 is better.",
    "{{1.title}} II is better.",
    "New {{5.title}} is better.",
    "The {{1.title}} Returns is better.",
    "Try {{1.title}}, Casablanca and {{2.title}}.",
    "Try {{1.title}} and fight club.",
    "It is less loud than Casablanca and as sad.",
    "If {{1.title}} is too long, there is always Casablanca.",
    "{{1.Inception}} is good.",
    "{{Inception}} is good.",
    "{{near1.title}} is good.",
    "{{99.title}} is good.",
    "{{0.title}} is good.",
    "{{1.pitch}} is good.",
    "{{1.title.upper}} is good.",
    "{{topic9.title}} is good.",
    "{{1.{{2.title}}}} is good.",
    "El Padrino is what you need.",
    "You need El padrino.",
    "It was made by Stanley Kubrick.",
    "Stanley Kubrick made it.",
    "Kubrick made it.",
    "Harry Potter fans like it.",
    "It feels like James Bond.",
    "Do the harry potter films count?",
    "It won 70 prizes.",
    "It was shot in 1972.",
    "It lasts 95 minutes.",
    "It is rated 8.5 by critics.",
    "It has 12,000 extras.",
    "It belongs to the 70s.",
    "Go for Australia tonight.",
    "Watch Halloween tonight.",
)  # fmt: skip
# What a good model may say.
ALLOWED = (
    "It is in French, from France, and 26 minutes longer than the other.",
    "It is from the 90s.",
    "It stays under 100 minutes.",
    "It was made in 1995 with Vincent Cassel.",
    "A Halloween evening in Australia it is not.",
    "Huppert is wonderful in it.",
    "It gets under the skin.",
    "A fugitive hides among the enchanted ruins.",
)


@pytest.fixture(scope="module")
def names(default_catalog: Catalog, default_linker: Linker) -> Names:
    return Names(default_catalog, default_linker, english_lexicon())


@pytest.fixture(scope="module")
def by_label(default_catalog: Catalog) -> dict[str, Item]:
    return {item.label: item for item in default_catalog.values()}


@pytest.fixture(scope="module")
def candidates(by_label: dict[str, Item]) -> tuple[Item, ...]:
    return tuple(by_label[label] for label in CANDIDATES)


@pytest.fixture(scope="module")
def named(by_label: dict[str, Item]) -> tuple[Item, ...]:
    return tuple(by_label[label] for label in NAMED)


@pytest.fixture(scope="module")
def allowed(candidates: tuple[Item, ...], named: tuple[Item, ...]) -> Licence:
    return licence((*candidates, *named), SAID)


@pytest.fixture(scope="module")
def grow(
    names: Names, candidates: tuple[Item, ...], named: tuple[Item, ...], allowed: Licence
) -> Grow:
    """The draft that grows from a text about those films."""

    def grown(text: str) -> GrowingDraft:
        growing = GrowingDraft(EMPTY, Films(candidates, named, are_cards=True), allowed, names)
        growing.add(text)
        growing.finished()
        return growing

    return grown


@pytest.mark.parametrize("text", SMUGGLED, ids=range(len(SMUGGLED)))
def test_nothing_is_smuggled(grow: Grow, text: str) -> None:
    growing = grow(text)
    assert growing.objections, text
    assert growing.draft.template in ("", "A film by its dir.", "Watch up tonight."), text


@pytest.mark.parametrize("text", SMUGGLED, ids=range(len(SMUGGLED)))
def test_nothing_is_smuggled_between_other_sentences(grow: Grow, text: str) -> None:
    growing = grow(f"{{{{2.title}}}} is kind. {text} Enjoy the evening!")
    assert growing.objections, text
    assert growing.draft.template == "{{1.title}} is kind. Enjoy the evening!"


@pytest.mark.parametrize("text", ALLOWED, ids=range(len(ALLOWED)))
def test_what_is_on_record_may_be_said(grow: Grow, text: str) -> None:
    growing = grow(text)
    assert (growing.objections, growing.draft.template) == ([], text)


def test_a_title_said_word_by_word_is_broken_off(grow: Grow) -> None:
    assert "Knight" not in grow("The. Dark. Knight. Yes.").draft.template
    assert "Knight" not in grow("The! Dark\n\nKnight! Yes.").draft.template


def test_famous_titles_do_not_pass(grow: Grow, default_catalog: Catalog) -> None:
    """The 300 best known films, written as a model would, in five places of a sentence."""
    places = (
        "For tonight I would go for {}, because it is slow.",
        "{} is a slow and quiet film.",
        "You would like the quiet mood of {}.",
        "{{{{1.title}}}} and {} are slow.",
        "Also good: {}, which is slow.",
    )
    known = sorted(default_catalog.values(), key=lambda item: -item.renown)[:300]
    others = [item for item in known if item.label not in (*CANDIDATES, *NAMED)]
    leaks = [
        said.format(item.title)
        for item in others
        for said in places
        if item.title in grow(said.format(item.title)).draft.template
        and item.title not in ("Up", "Her", "It")
    ]
    assert leaks == []


def test_the_licence_has_what_is_on_record(by_label: dict[str, Item]) -> None:
    films = (by_label["La Haine (1995)"], by_label["Amélie (2001)"])
    given = licence(films, "something from 1984, 2 films")
    assert {1995, 2001, 1990, 2000, 96, 122, 6, 26, 1984, 2} <= given.numbers
    assert "vincent cassel" in given.people
    assert "cassel" in given.surnames
    assert licence((), "").numbers == frozenset()


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\x00\x00 is.", "\n", "…", "'", "(", "I", "1", "'s", "Ω"]
)
def test_an_objection_is_a_text_for_whatever_is_said(
    names: Names, allowed: Licence, text: str
) -> None:
    assert isinstance(objection(text, allowed, names), str)


def test_checking_costs_little(names: Names, grow: Grow, allowed: Licence) -> None:
    """Bounds are several times what was measured, for slow machines."""
    sentences = (
        "Because you liked {{topic1.title}}, start with {{1.title}}: it is slow and quiet.",
        "{{5.title}} is about one person alone with a decision, and it ends well.",
        "For something drier there is {{6.title}}, the short one at {{3.runtime}} minutes.",
        "Ryan Gosling hardly says a word in {{8.title}}, and the tension comes from that.",
        "Sofia Coppola's {{6.title}} keeps the loneliness but adds a dry sense of humour.",
    )
    reply = " ".join(sentences)
    marked = [SLOT.sub(SLOT_MARK, sentence) for sentence in sentences]
    grow(reply)
    start = time.process_time()
    for _ in range(10):
        grow(reply)
    replies = time.process_time()
    for sentence in marked * 2:
        objection(sentence, allowed, names)
    checks = time.process_time()
    assert (replies - start) / 10 < 0.02
    assert (checks - replies) / 10 < 0.005
