"""Typed answers out of words: JSON found in an answer, and the one chance to mend it."""

import json
import re
from collections.abc import Sequence

from pydantic import BaseModel, ValidationError

from core.language_model import Failure, Message, ModelFailed, Schema

_LONGEST_COMPLAINT = 500
# A brace in prose, or of a slot, begins no object.
_OPENING = re.compile(r'\{\s*["}]')


def with_schema(messages: Sequence[Message], schema: type[BaseModel]) -> tuple[Message, ...]:
    """The messages with the form of the answer spelled out, for servers that cannot enforce it."""
    first, *rest = messages
    form = json.dumps(schema.model_json_schema(), separators=(",", ":"))
    told = (
        f"{first.content}\n\nAnswer with one JSON object and nothing else. "
        f"It must fit this JSON schema:\n{form}"
    )
    return (first.model_copy(update={"content": told}), *rest)


def repair_messages(
    messages: Sequence[Message], answer: str, complaint: str
) -> tuple[Message, ...]:
    """The conversation that asks once more, with what was wrong."""
    return (
        *messages,
        Message(role="assistant", content=answer),
        Message(
            role="user",
            content=f"That does not fit: {complaint}\nAnswer again with the JSON object alone.",
        ),
    )


def typed_answer(text: str, schema: type[Schema]) -> Schema:
    """The first JSON object in a text, fenced or not, as `schema`; ModelFailed where there is none."""
    try:
        return schema.model_validate_json(_first_object(text))
    except (ValidationError, ValueError, RecursionError):
        raise ModelFailed(Failure.UNPARSABLE) from None


def complaint_about(text: str, schema: type[BaseModel]) -> str:
    """What is wrong with an answer, in a few words for the model that gave it."""
    try:
        schema.model_validate_json(_first_object(text))
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return "; ".join(wrong)[:_LONGEST_COMPLAINT]
    except (ValueError, RecursionError):
        return "there is no JSON object in it."
    return "it came too late."


def _first_object(text: str) -> str:
    opening = _OPENING.search(text)
    if opening is None:
        raise ValueError("no object")
    _, end = json.JSONDecoder().raw_decode(text, opening.start())
    return text[opening.start() : end]
