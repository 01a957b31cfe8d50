"""The installed encoder loads late, gives unit rows and remembers the last texts."""

import numpy as np
import pytest

from retrieval.encoder import DIMENSIONS, SentenceEncoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def test_meaning_is_near_and_rows_are_unit(encoder: SentenceEncoder) -> None:
    rows = encoder.encode(["a bank robbery", "thieves hold up a bank", "a cartoon about fish"])
    assert encoder.is_ready
    assert rows.shape == (3, DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_order_and_repetition_do_not_matter(encoder: SentenceEncoder) -> None:
    texts = [f"a {'very ' * n}long text" for n in range(40)]
    rows = encoder.encode([*texts, texts[0]])
    assert np.allclose(rows[0], rows[-1])
    assert np.allclose(rows[7], encoder.encode([texts[7]])[0], atol=1e-5)


def test_a_text_of_any_length_is_cut_and_encoded(encoder: SentenceEncoder) -> None:
    short, long = "word " * 250, "word " * 5000
    assert np.allclose(*encoder.encode([short + "word " * 50, long]), atol=1e-5)


def test_nothing_gives_no_rows() -> None:
    fresh = SentenceEncoder()
    assert fresh.encode([]).shape == (0, DIMENSIONS)
    assert not fresh.is_ready


def test_a_message_has_the_same_vector_whatever_was_encoded_before_it() -> None:
    fresh, used = SentenceEncoder(), SentenceEncoder()
    text, longer = "a bank robbery", "a very long story about thieves who hold up a bank in vain"
    together = used.encode([text, longer])
    assert (used.encode([text]) == fresh.encode([text])).all()
    # What was remembered alone does not change what is encoded together either.
    assert (used.encode([text, longer]) == together).all()


def test_a_message_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = SentenceEncoder()
    first = encoder.encode(["a heist"])
    monkeypatch.setattr(SentenceEncoder, "load", lambda _: pytest.fail("encoded again"))
    again = encoder.encode(["a heist"])
    assert (again == first).all()
    again[:] = 0
    assert (encoder.encode(["a heist"]) == first).all()
