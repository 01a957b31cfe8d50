"""The mask is what a film-by-film reading of the query gives, and names what it holds to."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.heard import Attribute, Polarity, Span
from core.item import Facet, Item
from core.slate import Anchor, Query
from retrieval.constraints import Constraints
from retrieval.membership import Membership
from tests.scripted import holds
from tests.worlds import avoided, film, mixed, wanted

ITEMS = mixed().items_in_order
CONSTRAINTS = Constraints(ITEMS, Membership(ITEMS))

known = {facet: sorted({v for i in ITEMS for v in i.values(facet)}) for facet in Facet}
attributes = st.sampled_from([facet for facet in Facet if known[facet]]).flatmap(
    lambda facet: st.builds(
        Attribute,
        facet=st.just(facet),
        value=st.sampled_from([*known[facet], "unheard of"]),
        polarity=st.sampled_from(Polarity),
        group=st.sampled_from(["", "", "one", "two"]),
    )
)
spans = st.builds(
    Span,
    low=st.none() | st.integers(1960, 2020),
    high=st.none() | st.integers(1960, 2020),
)
minutes = st.builds(
    Span, low=st.none() | st.integers(60, 200), high=st.none() | st.integers(60, 200)
)
queries = st.builds(
    Query,
    attributes=st.lists(attributes, max_size=4).map(tuple),
    years=st.none() | spans,
    runtime=st.none() | minutes,
    for_kids=st.booleans(),
    excluded=st.frozensets(st.sampled_from([item.id for item in ITEMS])),
    anchors=st.lists(
        st.builds(Anchor, item_id=st.sampled_from([item.id for item in ITEMS])), max_size=2
    ).map(tuple),
)


def is_eligible(item: Item, query: Query) -> bool:
    """The same rule, written film by film."""
    if item.id in query.excluded or item.id in {anchor.item_id for anchor in query.anchors}:
        return False
    if query.years and not holds(query.years, item.year):
        return False
    if query.runtime and not holds(query.runtime, item.runtime):
        return False
    if query.for_kids and not is_for_kids(item):
        return False
    groups: dict[object, list[Attribute]] = {}
    for place, each in enumerate(query.attributes):
        has = each.value in item.values(each.facet)
        if each.polarity is Polarity.WANT:
            groups.setdefault(each.group or place, []).append(each)
        elif has or (each.value == "Horror" and {"scary", "creepy"} & set(item.moods)):
            return False
    return all(is_met(item, group) for group in groups.values())


def is_met(item: Item, group: list[Attribute]) -> bool:
    soft = all(each.facet in (Facet.THEME, Facet.MOOD) for each in group)
    return soft or any(each.value in item.values(each.facet) for each in group)


def is_for_kids(item: Item) -> bool:
    if "Horror" in item.genres or item.certificate == "R":
        return False
    if {"scary", "violent"} & set(item.moods):
        return False
    return item.certificate in ("G", "PG") or "Family" in item.genres


@settings(max_examples=300, deadline=None)
@given(queries)
def test_the_mask_is_the_naive_predicate(query: Query) -> None:
    found = CONSTRAINTS.of(query).mask
    assert found.tolist() == [is_eligible(item, query) for item in ITEMS]


@settings(max_examples=100, deadline=None)
@given(queries)
def test_a_relaxation_brings_what_it_says(query: Query) -> None:
    eligibility = CONSTRAINTS.of(query)
    if eligibility.mask.any():
        return
    for relaxation in CONSTRAINTS.relaxations(eligibility):
        kept = [c for c in eligibility.constraints if c.name not in relaxation.constraint]
        if relaxation.constraint == " and ".join(
            c.name for c in eligibility.constraints if c not in kept
        ):
            mask = np.logical_and.reduce([eligibility.allowed, *(c.mask for c in kept)])
            assert mask.sum() == relaxation.gain
            best = max(item.renown for item, has in zip(ITEMS, mask, strict=True) if has)
            assert relaxation.best in {item.label for item in ITEMS if item.renown == best}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (Query(attributes=wanted("genre:Horror")), ("genre Horror",)),
        (Query(attributes=wanted("mood:sad", "theme:heist")), ()),
        (Query(attributes=avoided("genre:Musical")), ("no musicals",)),
        (Query(attributes=avoided("person:Bob Oak")), ("without Bob Oak",)),
        (Query(attributes=wanted("person:Bob Oak")), ("with Bob Oak",)),
        (
            Query(attributes=wanted("country:France", "language:French")),
            ("from France", "in French"),
        ),
        (Query(attributes=wanted("language:foreign")), ("not in English",)),
        (Query(attributes=wanted("series:Quick Fox")), ("the Quick Fox series",)),
        (
            Query(attributes=wanted("genre:Horror", "genre:Drama", group="g")),
            ("genre Horror or genre Drama",),
        ),
        (Query(years=Span(low=1990, high=1999)), ("1990 to 1999",)),
        (Query(years=Span(low=1994, high=1994)), ("1994",)),
        (Query(years=Span(high=1959)), ("up to 1959",)),
        (Query(runtime=Span(high=120)), ("under 120 minutes",)),
        (Query(runtime=Span(low=150)), ("over 150 minutes",)),
        (Query(for_kids=True), ("suitable for kids",)),
    ],
)
def test_constraints_have_the_names_a_person_would_use(
    query: Query, names: tuple[str, ...]
) -> None:
    assert CONSTRAINTS.of(query).names() == names


def test_a_constraint_said_twice_counts_once() -> None:
    query = Query(attributes=wanted("genre:Horror", "genre:Horror", "genre:Western"))
    eligibility = CONSTRAINTS.of(query)
    assert eligibility.names() == ("genre Horror", "genre Western")
    assert [each.constraint for each in CONSTRAINTS.relaxations(eligibility)] == ["genre Western"]


def test_two_constraints_are_given_up_where_no_one_alone_helps() -> None:
    query = Query(attributes=wanted("genre:Western", "person:Nobody", "genre:Horror"))
    names = {each.constraint for each in CONSTRAINTS.relaxations(CONSTRAINTS.of(query))}
    assert names == {"genre Western and with Nobody"}


def test_foreign_means_a_known_language_that_is_not_english() -> None:
    items = (film(0, languages=("English", "French")), film(1, languages=("French",)), film(2))
    mask = Constraints(items, Membership(items)).of(Query(attributes=wanted("language:foreign")))
    assert mask.mask.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("fields", "suits"),
    [
        ({"certificate": "G"}, True),
        ({"certificate": "PG"}, True),
        ({"certificate": "PG", "genres": ("Horror",)}, False),
        ({"certificate": "G", "moods": ("disturbing",)}, False),
        ({"certificate": "PG-13", "genres": ("Animation",)}, False),
        ({"genres": ("Family",)}, True),
        ({"genres": ("Animation",)}, False),
        ({"genres": ("Family",), "certificate": "R"}, False),
        ({"genres": ("Family", "Animation"), "certificate": "NC-17"}, False),
        ({"genres": ("Comedy",)}, False),
        ({"certificate": "PG", "themes": ("serial killer",)}, False),
    ],
)
def test_what_suits_children(fields: dict[str, object], *, suits: bool) -> None:
    items = (film(0, **fields),)
    assert Constraints(items, Membership(items)).of(Query(for_kids=True)).mask.tolist() == [suits]
