"""The dev and test parts never share a dialogue, and one seed is one sample."""

from hypothesis import given
from hypothesis import strategies as st

from evaluation.splits import Part, is_open, part_of, sampled


@given(st.integers(0, 400), st.one_of(st.none(), st.integers(0, 500)), st.integers(0, 9))
def test_the_parts_are_disjoint_and_make_up_the_sample(
    count: int, size: int | None, seed: int
) -> None:
    dev, test = (sampled(count, size, part, seed) for part in Part)
    assert not set(dev) & set(test)
    assert len(dev) + len(test) == min(count, count if size is None else size)
    assert all(part_of(index) is Part.DEV for index in dev)
    assert is_open(dev)
    assert not test or not is_open([*dev, *test])


def test_the_sample_is_fixed_by_its_seed() -> None:
    assert sampled(1000, 50, Part.DEV, 0) == sampled(1000, 50, Part.DEV, 0)
    assert sampled(1000, 50, Part.DEV, 0) != sampled(1000, 50, Part.DEV, 1)
