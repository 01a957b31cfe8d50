"""An encoder that remembers encodes each text once, goes on after a crash and keeps the order."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.encoded import RememberingEncoder
from tests.doubles import HashEncoder


class BreakingEncoder(HashEncoder):
    """Breaks down when it is asked the second time."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.encoded:
            raise RuntimeError("the machine went away")
        return super().encode(texts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "texts.safetensors"


def test_each_text_is_encoded_once(path: Path) -> None:
    below = HashEncoder(8)
    encoder = RememberingEncoder(below, path)
    encoder.encode(["a", "b", "a"])
    encoder.encode(["b", "c"])
    assert below.encoded == ["a", "b", "c"]


def test_another_process_remembers_too(path: Path) -> None:
    first = RememberingEncoder(HashEncoder(8), path).encode(["a", "b"])
    below = HashEncoder(8)
    again = RememberingEncoder(below, path).encode(["b", "a"])
    assert below.encoded == []
    assert again.tolist() == first[::-1].tolist()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@given(st.lists(st.lists(st.sampled_from(("", " ", "a", "b", "a b", "é")), max_size=6), max_size=4))
def test_rows_are_those_of_the_encoder_below_in_order(
    tmp_path_factory: pytest.TempPathFactory, asked: list[list[str]]
) -> None:
    encoder = RememberingEncoder(HashEncoder(8), tmp_path_factory.mktemp("texts") / "t.safetensors")
    for texts in asked:
        found, expected = encoder.encode(texts), HashEncoder(8).encode(texts)
        assert found.dtype == np.float32
        assert found.shape == expected.shape
        assert found.tolist() == expected.tolist()


def test_after_a_crash_it_goes_on_with_what_was_finished(path: Path) -> None:
    texts = [f"text {number}" for number in range(1500)]
    with pytest.raises(RuntimeError):
        RememberingEncoder(BreakingEncoder(8), path).encode(texts)
    below = HashEncoder(8)
    told: list[tuple[int, int]] = []
    encoder = RememberingEncoder(below, path, lambda done, total: told.append((done, total)))
    rows = encoder.encode(texts)
    assert below.encoded == texts[1024:]
    assert told == [(476, 476)]
    assert rows.tolist() == HashEncoder(8).encode(texts).tolist()


def test_progress_counts_what_is_new(path: Path) -> None:
    told: list[tuple[int, int]] = []
    encoder = RememberingEncoder(
        HashEncoder(8), path, lambda done, total: told.append((done, total))
    )
    encoder.encode([f"text {number}" for number in range(1100)])
    encoder.encode(["text 3"])
    assert told == [(1024, 1100), (1100, 1100)]


@given(st.data())
def test_a_damaged_file_is_built_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("texts") / "texts.safetensors"
    rows = RememberingEncoder(HashEncoder(8), path).encode(["a", "b"])
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(data.draw(st.sampled_from((whole[:cut], whole[cut + 1 :], b"\xff" * cut))))
    assert RememberingEncoder(HashEncoder(8), path).encode(["a", "b"]).tolist() == rows.tolist()
    below = HashEncoder(8)
    RememberingEncoder(below, path).encode(["a", "b"])
    assert below.encoded == []


def test_it_is_ready_when_the_encoder_below_is(path: Path) -> None:
    assert RememberingEncoder(HashEncoder(8), path).is_ready
