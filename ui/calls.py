"""The language-model calls of the last turn in words: each one, their sum, where rules stood in."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from core.conversation import Trace
from core.language_model import CallNote, Site

TASKS: Mapping[Site, tuple[str, ...]] = {
    Site.LISTEN: ("listening",),
    Site.SELECT: ("listening", "choosing"),
    Site.ASK: ("asking",),
    Site.RECOMMEND: ("recommending",),
    Site.CHAT: ("chatting",),
    Site.PLAN: ("planning",),
    Site.REFLECT: ("reflecting",),
    Site.PROBE: ("trying out",),
}
MOST_NAMED = 3
_SAID_WITH_HEAD = frozenset({"call", "round", "tokens in", "tokens out", "price"})


def call_cells(trace: Trace) -> list[dict[str, str]]:
    """A row for each call, by the name of the column; prices only where there are any."""
    is_priced = _is_priced(trace.calls)
    return [_cells(call, trace.fallbacks, is_priced=is_priced) for call in trace.calls]


def call_lines(trace: Trace) -> list[str]:
    """The same rows as lines, and their sum."""
    lines = [
        ", ".join(
            f"{head} {cell}" if head in _SAID_WITH_HEAD else cell
            for head, cell in row.items()
            if cell
        )
        for row in call_cells(trace)
    ]
    return [*lines, total(trace.calls)] if lines else []


def total(calls: Sequence[CallNote]) -> str:
    """How many calls in how many rounds, their tokens, and their price where there is one."""
    rounds = max((call.round for call in calls), default=0)
    usages = [call.usage for call in calls]
    came = _tokens_in(sum(use.prompt for use in usages), sum(use.cached for use in usages))
    went = f"{sum(use.completion for use in usages):,}"
    parts = [
        f"{_counted(len(calls), 'call')} in {_counted(rounds, 'round')}",
        f"tokens in {came}, tokens out {went}",
        f"price {price(sum(call.price for call in calls))}" if _is_priced(calls) else "",
        "tokens estimated" if any(use.estimated for use in usages) else "",
    ]
    return "; ".join(filter(None, parts))


def price(amount: float) -> str:
    """Six significant digits, never in scientific notation; the currency is the settings' own."""
    return f"{Decimal(f'{amount:.6g}'):f}"


def mind_note(trace: Trace | None) -> str:
    """Where the rules answered in place of a language model, and why; empty where nowhere."""
    fallbacks = trace.fallbacks if trace else ()
    if trace and len(fallbacks) > 1 and len(fallbacks) == len({call.site for call in trace.calls}):
        failures = dict.fromkeys(call.failure for call in fallbacks)
        return f"Rules made all of this answer: {'; '.join(failures)}."
    by_failure: dict[str, list[str]] = {}
    for call in fallbacks[:MOST_NAMED]:
        by_failure.setdefault(call.failure, []).extend(TASKS[call.site])
    told = [f"{_done(tasks)} by rules: {failure}." for failure, tasks in by_failure.items()]
    rest = len(fallbacks) - MOST_NAMED
    if rest > 0:
        told.append(f"So {'was' if rest == 1 else 'were'} {_counted(rest, 'more step')}.")
    return " ".join(told)


def _cells(call: CallNote, fallbacks: Iterable[CallNote], *, is_priced: bool) -> dict[str, str]:
    cells = {
        "call": " and ".join(TASKS[call.site]),
        "model": call.model,
        "round": str(call.round or ""),
        "tokens in": _tokens_in(call.usage.prompt, call.usage.cached),
        "tokens out": f"{call.usage.completion:,}",
        "price": price(call.price),
        "time": f"{call.milliseconds:,.0f} ms",
        "outcome": _outcome(call, was_replaced=call in fallbacks),
    }
    return cells if is_priced else {head: cell for head, cell in cells.items() if head != "price"}


def _outcome(call: CallNote, *, was_replaced: bool) -> str:
    if call.failure:
        # A failed call that was mended afterwards is not one that the rules answered.
        return f"{'by rules' if was_replaced else 'failed'}: {call.failure}"
    ends = ["mended"] * call.repaired + ["from the recording"] * call.replayed
    return ", ".join(ends) or "fine"


def _tokens_in(prompt: int, cached: int) -> str:
    return f"{prompt:,} ({cached:,} cached)" if cached else f"{prompt:,}"


def _is_priced(calls: Iterable[CallNote]) -> bool:
    return any(call.price for call in calls)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _done(tasks: Iterable[str]) -> str:
    """These tasks as the beginning of a sentence: "Listening and planning were done"."""
    *before, last = dict.fromkeys(tasks)
    words = f"{', '.join(before)} and {last}" if before else last
    return f"{words.capitalize()} {'were' if before else 'was'} done"
