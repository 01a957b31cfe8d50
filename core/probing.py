"""Finds out once how a server and model are to be spoken to, by asking them to say yes."""

from itertools import product
from typing import NamedTuple

from core.answers import typed_answer, with_schema
from core.language_model import Failure, Message, ModelFailed, Site, Typed, Usage
from core.model_server import Ask, Dialect, Form, ModelServer

MOST_TOKENS = 50
# What a server answers that does not know a parameter, or ignores it, and what comes of a model
# that thinks first and has no room for it.
_NOT_UNDERSTOOD = frozenset(
    {
        Failure.REJECTED,
        Failure.UNPARSABLE,
        Failure.MALFORMED,
        Failure.EMPTY,
        Failure.TRUNCATED,
    }
)
# These statuses say that the model or the address is wrong, whatever the form.
_HOPELESS = frozenset({402, 404, 413})


class Yes(Typed):
    """The answer that the probe asks for."""

    ready: bool


class Probed(NamedTuple):
    """What was found out, and the tokens that it took."""

    dialect: Dialect
    usage: Usage


async def probe(server: ModelServer, model: str) -> Probed:
    """The best dialect that works: schema, JSON, then text; ModelFailed where none does."""
    failed = ModelFailed(Failure.REJECTED)
    formless: Dialect | None = None
    for form, is_classic in product(Form, (True, False)):
        dialect = Dialect(form=form, is_classic=is_classic)
        try:
            usage = await _typed(server, model, dialect)
        except ModelFailed as error:
            if error.failure not in _NOT_UNDERSTOOD or error.status in _HOPELESS:
                raise
            failed = error
            if error.failure is Failure.UNPARSABLE:
                formless = formless or dialect
        else:
            return await _with_streams(server, model, dialect, usage)
    if formless is None:
        raise failed
    # It answers, but never in a form: plain text with a repair is all that can be tried.
    plain = formless.model_copy(update={"form": Form.TEXT})
    return await _with_streams(server, model, plain, Usage())


async def _with_streams(server: ModelServer, model: str, dialect: Dialect, usage: Usage) -> Probed:
    counts = await _counts_streams(server, model, dialect)
    return Probed(dialect.model_copy(update={"counts_streams": counts}), usage)


async def _typed(server: ModelServer, model: str, dialect: Dialect) -> Usage:
    messages: tuple[Message, ...] = (
        Message(role="system", content=f"# Task: {Site.PROBE}\nYou answer in JSON."),
        Message(role="user", content='Say that you are ready: {"ready": true}'),
    )
    if dialect.form is not Form.SCHEMA:
        messages = with_schema(messages, Yes)
    answer = await server.typed(_ask(model, messages, dialect), Yes)
    typed_answer(answer.text, Yes)
    return answer.usage


async def _counts_streams(server: ModelServer, model: str, dialect: Dialect) -> bool:
    """Whether a stream that is asked for its usage is refused."""
    messages = (
        Message(role="system", content=f"# Task: {Site.PROBE}\nYou answer in a word."),
        Message(role="user", content="Say yes."),
    )
    try:
        await server.streamed(_ask(model, messages, dialect), lambda _: None)
    except ModelFailed as error:
        return error.failure is not Failure.REJECTED
    return True


def _ask(model: str, messages: tuple[Message, ...], dialect: Dialect) -> Ask:
    return Ask(model=model, messages=messages, most_tokens=MOST_TOKENS, dialect=dialect)
