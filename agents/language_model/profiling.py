"""A person's profile as a prompt (GenUP), and what of the answer the statements and films bear out."""

from collections.abc import Callable, Iterator, Sequence

from pydantic import Field

from agents.language_model.describing import NOTHING, told_film
from agents.language_model.entailing import Entailment
from agents.language_model.names import Names
from agents.profile.writing import Inference, ProfileWriter, WriteTask, Written
from agents.rules.lasting import claim_of
from core.heard import Attribute, Claim, Polarity
from core.item import Facet, Item
from core.language_model import Failure, Message, ModelCalls, ModelFailed, Role, Site, Typed
from core.ledger import Sentence
from core.ports import Listener
from core.prompts import Prompt, quoted_data

_MOST = 40
_MOST_INFERRED = 6
_FEWEST_FILMS = 3
_MOST_WORDS = 200


class SentenceSaid(Typed):
    """A sentence of the summary, and the numbers of the statements that it says again."""

    text: str
    statements: list[int] = Field(max_length=_MOST)


class TasteSaid(Typed):
    """A liking read off films, by their numbers."""

    facet: Facet
    value: str
    films: list[int] = Field(max_length=_MOST)


class Profiling(Typed):
    """What the model writes down; `agents/prompts/profile.md` explains the fields."""

    sentences: list[SentenceSaid] = Field(max_length=_MOST)
    tastes: list[TasteSaid] = Field(default_factory=list, max_length=_MOST)


class ProfilePrompt:
    """Renders the prompt, and grounds what comes back in statements and films."""

    def __init__(self, names: Names, listener: Listener) -> None:
        """`listener` is the rules' listening, by which sentences are checked."""
        self._names = names
        self._entailment = Entailment(names, listener)
        self._prompt = Prompt("agents", "profile")

    def messages(self, task: WriteTask) -> tuple[Message, ...]:
        """The statements and the films, each numbered and quoted."""
        statements = (
            f"{n}. {quoted_data(one.text)} ({one.source.value})"
            for n, one in enumerate(task.statements, 1)
        )
        return self._prompt.messages(
            statements="\n".join(statements) or NOTHING,
            liked=_told(task.liked, 1),
            disliked=_told(task.disliked, len(task.liked) + 1),
        )

    def grounded(self, said: Profiling, task: WriteTask) -> Written:
        """What of an answer holds; ModelFailed where nothing does."""
        written = Written(
            sentences=tuple(self._sentences(said.sentences, task)),
            inferred=tuple(self._inferred(said.tastes, task))[:_MOST_INFERRED],
        )
        if not (written.sentences or written.inferred):
            raise ModelFailed(Failure.UNGROUNDED)
        return written

    def _sentences(self, said: Sequence[SentenceSaid], task: WriteTask) -> Iterator[Sentence]:
        """The sentences that statements entail, 200 words in all, none said twice."""
        words, told = 0, set[str]()
        for one in said:
            text = " ".join(one.text.split())
            numbers = dict.fromkeys(n for n in one.statements if 1 <= n <= len(task.statements))
            cited = [task.statements[n - 1] for n in numbers]
            again = self._entailment.said_again(text, cited, task.this_year)
            names = tuple(statement.id for statement in again)
            words += len(text.split()) if again else 0
            if again and words <= _MOST_WORDS and not told.issuperset(names):
                told.update(names)
                yield Sentence(text=text, statements=names)

    def _inferred(self, said: Sequence[TasteSaid], task: WriteTask) -> Iterator[Inference]:
        """The likings that three films or more of their own show, and that nothing speaks of yet."""
        known = {one.claim.key for one in task.statements}
        for one in said:
            claim = self._claim(one)
            if claim is None or claim.attribute is None or claim.key in known:
                continue
            liked = (task.liked[n - 1] for n in one.films if 1 <= n <= len(task.liked))
            films = dict.fromkeys(
                film.id
                for film in liked
                if claim.attribute.value in film.values(claim.attribute.facet)
            )
            if len(films) >= _FEWEST_FILMS:
                known.add(claim.key)
                yield Inference(claim=claim, items=tuple(films))

    def _claim(self, said: TasteSaid) -> Claim | None:
        value = (
            None if said.facet is Facet.DECADE else self._names.attribute(said.facet, said.value)
        )
        if value is None:
            return None
        return claim_of(Attribute(facet=said.facet, value=value, polarity=Polarity.WANT))


class LanguageModelWriter:
    """Implements `agents.profile.writing.ProfileWriter` with one call; the rules write at worst."""

    is_model = True

    def __init__(
        self, prompt: ProfilePrompt, rules: ProfileWriter, begin: Callable[[], ModelCalls]
    ) -> None:
        """`begin` starts the deadline and the budget of one summary."""
        self._prompt = prompt
        self._rules = rules
        self._begin = begin

    def write(self, task: WriteTask) -> Written:
        """The model's summary as far as it is grounded."""
        calls = self._begin()
        try:
            return self._by_model(task, calls)
        except ModelFailed as error:
            return self._rules.write(task).model_copy(update={"failure": error.failure.value})

    def _by_model(self, task: WriteTask, calls: ModelCalls) -> Written:
        messages = self._prompt.messages(task)
        said = calls.structured(Site.PROFILE, Role.STRONG, messages, Profiling)
        try:
            return self._prompt.grounded(said, task)
        except ModelFailed as error:
            calls.disown(Site.PROFILE, error.failure)
            raise


def _told(films: Sequence[Item], first: int) -> str:
    """One film a line, numbered on from `first`."""
    return "\n".join(f"{n}. {told_film(film)}" for n, film in enumerate(films, first)) or NOTHING
