"""Typed answers are found in whatever a model says, or there is none; nothing else happens."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from core.answers import complaint_about, repair_messages, typed_answer, with_schema
from core.language_model import Failure, Message, ModelFailed
from tests.core.model_client import CHOICE, TYPED, Choice, asked, failure_of

DEEP = 10_000
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet='{}[]",:\\u0d8e1n ', max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(json.dumps),
    st.fixed_dictionaries(
        {}, optional={"chosen": st.integers() | st.text() | st.none(), "reason": st.text()}
    ).map(json.dumps),
)
# Words around an object in which no other object begins.
PROSE = st.text().filter(lambda text: "{" not in text)


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")

    chosen: int = 0


@pytest.mark.parametrize(
    "text",
    [
        TYPED,
        f"\n\n  {TYPED}  \n",
        f"```json\n{TYPED}\n```",
        f"```\n{TYPED}\n```\nI hope this helps.",
        f"Sure! Here it is: {TYPED} Is there anything else? {{}}",
        f"<think>Film {{{{1.title}}}} or {{braces}}?</think>{TYPED}",
        f"{TYPED}{TYPED}",
        f"{TYPED[:-1]}, \"more\": {{\"than\": [\"asked\"]}}}}",
        '{"chosen": "2", "reason": "it brings most"}',
        '{\n  "reason": "it brings most",\n  "chosen": 2.0\n}',
    ],
)  # fmt: skip
def test_the_object_is_found(text: str) -> None:
    assert typed_answer(text, Choice) == CHOICE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Sure! Here is what you asked for.",
        TYPED[:-1],
        "{}",
        "{",
        "[null, null]",
        '{"chosen": 2}',
        '{"chosen": null, "reason": "x"}',
        '{"chosen": 2, "reason": "\\ud800"}',
        '{"chosen": 2, "reason": "\ud800"}',
        '{"chosen": NaN, "reason": "x"}',
        '{"chosen": 1e999, "reason": "x"}',
        f'{{"chosen": {"9" * 5_000}, "reason": "x"}}',
        '{"chosen": 2, "reason": "x"',
        '{"a":' * DEEP,
        '{"chosen":' + "[" * DEEP + "]" * DEEP + "}",
        f"{{'chosen': 2}} {TYPED[:10]}",
    ],
    ids=lambda text: text[:24] or "nothing",
)
def test_where_there_is_no_such_object_the_answer_is_unparsable(text: str) -> None:
    with pytest.raises(ModelFailed) as caught:
        typed_answer(text, Choice)
    assert caught.value.failure is Failure.UNPARSABLE
    complaint = complaint_about(text, Choice)
    assert 0 < len(complaint) <= 500


@given(TEXTS)
def test_no_text_raises_anything_else(text: str) -> None:
    for schema in (Choice, Strict):
        # What comes of it can be kept, or what is wrong with it be sent.
        failure = failure_of(lambda s=schema: typed_answer(text, s).model_dump_json().encode())
        assert failure in {None, Failure.UNPARSABLE}
        repair_messages(asked(), "", complaint_about(text, schema))[-1].content.encode()


@given(PROSE, st.integers(-(10**9), 10**9), st.text(), st.text(), st.sampled_from((None, 1, 4)))
def test_an_object_is_found_among_any_words(
    before: str, chosen: int, reason: str, after: str, indent: int | None
) -> None:
    told = json.dumps({"chosen": chosen, "reason": reason}, indent=indent)
    assert typed_answer(f"{before}{told}{after}", Choice) == Choice(chosen=chosen, reason=reason)


def test_the_complaint_names_the_fields_that_are_wrong() -> None:
    complaint = complaint_about('{"chosen": "many"}', Choice)
    assert "chosen: " in complaint
    assert "reason: Field required" in complaint
    assert "no JSON object" in complaint_about("Gladly!", Choice)


def test_the_schema_is_told_with_the_first_message_alone() -> None:
    first, *rest = with_schema(asked(), Choice)
    assert first.content.startswith(asked()[0].content)
    _, _, form = first.content.rpartition("\n")
    schema: dict[str, Any] = json.loads(form)
    assert schema["properties"].keys() == {"chosen", "reason"}
    assert tuple(rest) == asked()[1:]


def test_a_repair_goes_on_with_the_same_conversation() -> None:
    repaired = repair_messages(asked(), "Gladly!", "there is no JSON object in it.")
    assert repaired[:2] == asked()
    assert repaired[2] == Message(role="assistant", content="Gladly!")
    assert repaired[3].role == "user"
    assert "no JSON object" in repaired[3].content
